// Requests of a mission as calls of a source's client: the path, the options, the client.
// Must not know what becomes of the answer.
import type * as ast from "../syntax/ast.js";
import { checkOption, operationOption } from "./checks.js";
import { choiceCode } from "./choices.js";
import { type Code, code, empty, join, key, member, runtime, templateText } from "./code.js";
import { emitExpression, valueCode } from "./expressions.js";
import { propertyCodes } from "./literals.js";
import { typedCode } from "./typed-literals.js";
import { checkedBody } from "../semantics/openapi/validation.js";
import { contextCode, type FunctionEmitter } from "./function.js";
import { pagingMembers } from "./paging.js";
import { sinceMember, sinceParams } from "./sync.js";

const clientMethods = { GET: "get", POST: "post", PUT: "put", PATCH: "patch", DELETE: "delete" } as const;

/** `sources.X.get(path, options)`, or `sources.X.pages(path, options).all()`: its promise is the body, and rejects on a failed response. */
export function requestCode(f: FunctionEmitter, step: ast.Request): Code {
  if (f.module.paged.has(step)) return code`${pagesCode(f, step)}.all()`;
  return code`${sourceCode(f, step)}${member(clientMethods[step.method])}(${join([addressCode(f, step), ...optionsCode(f, step)], ", ")})`;
}

/** `sources.X.pages(path, options)`: the pages of an answer, fetched as they are asked for. */
export function pagesCode(f: FunctionEmitter, step: ast.Request): Code {
  return code`${sourceCode(f, step)}.pages(${join([addressCode(f, step), ...optionsCode(f, step)], ", ")})`;
}

/** `pages.reply()`: the answer of all pages, or a failed one. */
export function replyCode(f: FunctionEmitter, step: ast.Request, pages: Code, once?: Code): Code {
  return code`${pages}.reply(${once && mayRetry(f, step) ? code`{ once: ${once} }` : empty})`;
}

/** `sources.X.send(method, path, options)`: its promise is the answer, failed or not. `once` is code that is true when the request is sent again. */
export function sendCode(f: FunctionEmitter, step: ast.Request, once?: Code): Code {
  if (f.module.paged.has(step)) return replyCode(f, step, pagesCode(f, step), once);
  return code`${sourceCode(f, step)}.send(${join([step.method, addressCode(f, step), ...optionsCode(f, step, once)], ", ")})`;
}

/** The path of the request, which may have been made before it. */
function addressCode(f: FunctionEmitter, step: ast.Request): Code {
  const made = f.paths.get(step);
  return made ? code`${made}` : pathCode(f, step.path);
}

/** The name of the source that a request goes to, as a text. */
export function sourceNameCode(f: FunctionEmitter, step: ast.Request): Code {
  const source = f.module.bindings.sources.get(step);
  const option = step.options?.entries.find((each) => each.name.text === "source");
  return source ? code`${source.name}` : option ? chosenSource(f, option.value) : code`${""}`;
}

function sourceCode(f: FunctionEmitter, step: ast.Request): Code {
  const sources = contextCode(f, "sources");
  const source = f.module.bindings.sources.get(step);
  if (source) return code`${sources}${member(source.name)}`;
  const option = step.options?.entries.find((each) => each.name.text === "source");
  if (!option) throw new Error("a request without a source has been reported");
  const chosen = f.module.bindings.sourceNames.get(option.value);
  return chosen ? code`${sources}${member(chosen.name)}` : code`${sources}[${chosenSource(f, option.value)}]`;
}

/** The name that an `if` or `match` chooses, as a union of literals. */
function chosenSource(f: FunctionEmitter, node: ast.Expression): Code {
  return choiceCode(f, node, (result) => {
    const source = f.module.bindings.sourceNames.get(result);
    if (!source) throw new Error("a source expression that names no source has been reported");
    return code`${source.name}`;
  });
}

// ---- Paths (language.md 6.4)

const absolute = /^https?:\/\//i;

interface PathPart {
  readonly text?: string;
  readonly value?: Code;
}

export function pathCode(f: FunctionEmitter, node: ast.Expression): Code {
  const parts = pathParts(f, node);
  const texts = parts.flatMap((each) => each.text ?? []);
  if (texts.join("") === "") {
    return code`${runtime("wholePath")}(${valueCode(f, node)})`;
  }
  const isAbsolute = absolute.test(parts[0]?.text ?? "");
  if (parts.every((each) => each.value === undefined) && !isAbsolute) return code`${texts.join("")}`;
  const body = parts.map((each) => (each.value ? code`\${${each.value}}` : templateText(each.text ?? "")));
  return code`${runtime(isAbsolute ? "url" : "path")}\`${body}\``;
}

/** Literal texts and dynamic parts: `{…}` is one segment, `+` and `concat` keep `/` as a separator. */
function pathParts(f: FunctionEmitter, node: ast.Expression): readonly PathPart[] {
  if (node.kind === "String") return [{ text: node.value }];
  if (node.kind === "Template") return node.parts.map((part, index) => templatePart(f, part, index));
  if (node.kind === "Binary" && node.operator === "+") return [...pathParts(f, node.left), ...pathParts(f, node.right)];
  if (node.kind === "Call" && node.callee.text === "concat") return node.args.flatMap((each) => pathParts(f, each));
  if (node.kind === "Call" && node.callee.text === "raw" && node.args[0])
    return [{ value: code`${runtime("raw")}(${valueCode(f, node.args[0])})` }];
  return [{ value: code`${runtime("segments")}(${valueCode(f, node)})` }];
}

function templatePart(f: FunctionEmitter, part: ast.Template["parts"][number], index: number): PathPart {
  switch (part.kind) {
    case "TemplateText":
      return { text: part.text };
    case "Interpolation":
      if (part.value.kind === "Call" && part.value.callee.text === "raw" && part.value.args[0])
        return { value: code`${runtime("raw")}(${valueCode(f, part.value.args[0])})` };
      return { value: valueCode(f, part.value) };
    case "TemplateEnv": {
      const value = valueCode(f, { kind: "Template", span: part.span, parts: [part] });
      // At the start it may be a whole URL, which the origin rule checks.
      return { value: code`${runtime(index === 0 ? "raw" : "segments")}(${value})` };
    }
  }
}

// ---- Options (language.md 6.5)

function optionsCode(f: FunctionEmitter, step: ast.Request, once?: Code): readonly Code[] {
  const entries = step.options?.entries ?? [];
  const params = entries.filter((each) => isParams(step, each));
  const members = entries
    .filter((each) => !elsewhere.includes(each.name.text) && !isParams(step, each))
    .map((each) => (each.name.text === "body" ? bodyCode(f, step, each) : optionCode(f, each)));
  const since = sinceParams(f, step);
  if (since && params.length === 0) members.unshift(code`params: ${since}`);
  else if (params.length > 0) {
    const given = params.flatMap((each) =>
      each.value.kind === "Object"
        ? propertyCodes(f, each.value)
        : [code`...${runtime("spread")}(${valueCode(f, each.value)})`],
    );
    const properties = since ? [...given, code`...${since}`] : given;
    members.unshift(code`params: { ${join(properties, ", ")} }`);
  }
  members.push(...operationOption(f, step), ...checkOption(f, step));
  const paged = f.module.paged.get(step);
  if (paged) members.push(...pagingMembers(f, step, paged));
  members.push(...sinceMember(f, step));
  if (once && mayRetry(f, step)) members.push(code`once: ${once}`);
  return members.length === 0 ? [] : [code`{ ${join(members, ", ")} }`];
}

const elsewhere: readonly string[] = [
  ...["source", "paginate", "until", "rows", "maxPages"],
  ...["since", "sinceParam", "sinceFormat", "syncKey"],
];

/** `params`, `query`, and the body of a `get`, which has none. */
function isParams(step: ast.Request, option: ast.Option): boolean {
  const name = option.name.text;
  return name === "params" || name === "query" || (name === "body" && step.method === "GET");
}

/** Whether the request or its source has a `retry` of its own, which further turns of an arm leave out (7.5). */
function mayRetry(f: FunctionEmitter, step: ast.Request): boolean {
  const source = f.module.bindings.sources.get(step);
  const options = [...(step.options?.entries ?? []), ...(source?.node?.options?.entries ?? [])];
  return source === undefined || options.some((each) => each.name.text === "retry");
}

/** Of an operation whose answers are checked, the body is, too. */
function bodyCode(f: FunctionEmitter, step: ast.Request, option: ast.Option): Code {
  const wanted = checkedBody(f.module.mission, step);
  if (!wanted) return optionCode(f, option);
  return code`body: ${typedCode(f, option.value, wanted.type, `${wanted.name}.body`, `the body of \`${wanted.name}\``)}`;
}

function optionCode(f: FunctionEmitter, option: ast.Option): Code {
  const name = option.name.text;
  if (name === "headers") {
    const { value } = option;
    const members =
      value.kind === "Object" ? propertyCodes(f, value) : [code`...${runtime("spread")}(${valueCode(f, value)})`];
    return code`headers: { ${join(members, ", ")} }`;
  }
  if (isGroup(name) && option.value.kind === "Object")
    return code`${key(name, "literal")}: ${groupCode(f, option.value)}`;
  const value = name === "timeout" ? settingCode(f, name, option.value) : valueCode(f, option.value);
  return code`${key(name, "literal")}: ${value}`;
}

/** Options that are objects of settings: words, numbers and switches. */
export function isGroup(name: string): boolean {
  return name === "retry" || name === "rateLimit" || name === "circuitBreaker";
}

/** `{ maxAttempts: 5, backoff: "linear" }`: bare words are strings. */
export function groupCode(f: FunctionEmitter, node: ast.ObjectLiteral): Code {
  const members = node.properties.flatMap((each) => {
    if (each.kind !== "Property") return [];
    const name = each.name.text === "fallbackRpm" ? "requestsPerMinute" : each.name.text;
    return [code`${key(name, "literal")}: ${settingCode(f, name, each.value)}`];
  });
  return code`{ ${join(members, ", ")} }`;
}

export function settingCode(f: FunctionEmitter, option: string, value: ast.Expression): Code {
  const isWord = option === "backoff" || option === "strategy";
  if (isWord && value.kind === "NameExpression") return code`${value.name}`;
  const emitted = emitExpression(f, value);
  const { type } = emitted;
  const isNumber = type.kind === "number" || (type.kind === "literal" && typeof type.value === "number");
  return isNumber || isWord || option === "adaptive"
    ? emitted.code
    : code`${runtime("asNumber")}(${emitted.code}, ${`\`${option}\``})`;
}
