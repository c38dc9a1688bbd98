// Requests of a mission as calls of a source's client: the path, the options, the client.
// Must not know what becomes of the answer.
import type * as ast from "../syntax/ast.js";
import { type Code, code, join, key, member, runtime, templateText } from "./code.js";
import { conditionCode, emitExpression, propertyCodes, valueCode } from "./expressions.js";
import { contextCode, type FunctionEmitter } from "./function.js";
import { replyOf } from "./match-values.js";
import { patternCondition } from "./patterns.js";

const clientMethods = { GET: "get", POST: "post", PUT: "put", PATCH: "patch", DELETE: "delete" } as const;

/** `sources.X.get(path, options)`: its promise is the body, and rejects on a failed response. */
export function requestCode(f: FunctionEmitter, step: ast.Request): Code {
  return code`${sourceCode(f, step)}${member(clientMethods[step.method])}(${join([pathCode(f, step.path), ...optionsCode(f, step)], ", ")})`;
}

/** `sources.X.send(method, path, options)`: its promise is the answer, failed or not. `once` is code that is true when the request is sent again. */
export function sendCode(f: FunctionEmitter, step: ast.Request, once?: Code): Code {
  return code`${sourceCode(f, step)}.send(${join([step.method, pathCode(f, step.path), ...optionsCode(f, step, once)], ", ")})`;
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
  const source = f.module.bindings.sourceNames.get(node);
  if (source) return code`${source.name}`;
  if (node.kind === "Conditional")
    return code`(${conditionCode(f, node.test)} ? ${chosenSource(f, node.then)} : ${chosenSource(f, node.else)})`;
  if (node.kind !== "MatchExpression") throw new Error("a source expression that names no source has been reported");
  const subject = node.subject ? emitExpression(f, node.subject) : undefined;
  return node.arms.reduceRight(
    (rest: Code, arm) => {
      const tests =
        arm.kind === "ValueArm" && subject
          ? patternCondition(f, arm.pattern, {
              value: { ...subject, simple: true },
              reply: replyOf(node.subject, subject),
            }).tests
          : [];
      const guard = arm.kind === "ValueArm" ? arm.guard : arm.condition;
      const all = [...tests, ...(guard ? [conditionCode(f, guard)] : [])];
      return all.length === 0
        ? chosenSource(f, arm.value)
        : code`(${join(all, " && ")} ? ${chosenSource(f, arm.value)} : ${rest})`;
    },
    code`${runtime("noArm")}(${subject ? subject.code : code`null`})`,
  );
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
    .filter((each) => each.name.text !== "source" && !isParams(step, each))
    .map((each) => optionCode(f, each));
  if (params.length > 0) {
    const properties = params.flatMap((each) =>
      each.value.kind === "Object"
        ? propertyCodes(f, each.value)
        : [code`...${runtime("spread")}(${valueCode(f, each.value)})`],
    );
    members.unshift(code`params: { ${join(properties, ", ")} }`);
  }
  if (once && mayRetry(f, step)) members.push(code`once: ${once}`);
  return members.length === 0 ? [] : [code`{ ${join(members, ", ")} }`];
}

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

function optionCode(f: FunctionEmitter, option: ast.Option): Code {
  const name = option.name.text;
  if (name === "headers" && option.value.kind === "Object")
    return code`headers: { ${join(propertyCodes(f, option.value), ", ")} }`;
  if (name === "retry" && option.value.kind === "Object") return code`retry: ${retryCode(f, option.value)}`;
  return code`${key(name, "literal")}: ${valueCode(f, option.value)}`;
}

/** `{ maxAttempts: 5, backoff: "linear" }`: bare words are strings. */
export function retryCode(f: FunctionEmitter, node: ast.ObjectLiteral): Code {
  const members = node.properties.flatMap((each) =>
    each.kind === "Property"
      ? [code`${key(each.name.text, "literal")}: ${wordOrNumber(f, each.name.text, each.value)}`]
      : [],
  );
  return code`{ ${join(members, ", ")} }`;
}

export function wordOrNumber(f: FunctionEmitter, option: string, value: ast.Expression): Code {
  if (option === "backoff" && value.kind === "NameExpression") return code`${value.name}`;
  const emitted = emitExpression(f, value);
  const isNumber = emitted.type.kind === "number" || emitted.type.kind === "literal";
  return isNumber ? emitted.code : code`${runtime("asNumber")}(${emitted.code}, ${`\`${option}\``})`;
}
