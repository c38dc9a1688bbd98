// Sources of a mission in the definition that `connect` opens, and the options a program may pass.
// Must not know actions, nor how a store is made.
import { isCredentialOption, isDocumentOption } from "../semantics/options.js";
import { isLateSource } from "../semantics/recovery.js";
import type { SourceSymbol } from "../semantics/model.js";
import type * as ast from "../syntax/ast.js";
import { walk } from "../syntax/walk.js";
import {
  type Code,
  code,
  docComment,
  empty,
  join,
  key,
  member,
  optionalMember,
  runtime,
  templateText,
} from "./code.js";
import { emitExpression } from "./expressions.js";
import { propertyCodes } from "./literals.js";
import { contextParameter } from "./steps.js";
import type { FunctionEmitter } from "./function.js";
import type { ModuleEmitter } from "./module.js";
import { groupCode, isGroup } from "./requests.js";
import type { RuntimeSymbol } from "./runtime-symbols.js";
import { adapterKinds, storeCode, storeOptions } from "./stores.js";
import { stateMember, stateStoreMember } from "./sync.js";
import { givenNeeds, givenOptions } from "./given.js";
import { webhookNeed, webhookOption } from "./waits.js";

const schemes: Readonly<Record<string, { readonly make: RuntimeSymbol; readonly credentials: RuntimeSymbol }>> = {
  bearer: { make: "bearer", credentials: "BearerCredentials" },
  basic: { make: "basic", credentials: "BasicCredentials" },
  api_key: { make: "apiKey", credentials: "ApiKeyCredentials" },
  oauth2: { make: "oauth2", credentials: "OAuth2Credentials" },
};

const schemeOf = (
  source: SourceSymbol,
): { readonly make: RuntimeSymbol; readonly credentials: RuntimeSymbol } | undefined =>
  Object.hasOwn(schemes, source.auth) ? schemes[source.auth] : undefined;

const optionOf = (source: SourceSymbol, name: string): ast.Option | undefined =>
  source.node?.options?.entries.find((each) => each.name.text === name);

/** Sources without a base, which the program must give (3.1). */
export function baselessSources(module: ModuleEmitter): readonly SourceSymbol[] {
  return [...module.mission.sources.values()].filter((each) => optionOf(each, "base") === undefined);
}

/** Names of providers that the program must pass (3.2). */
export function providers(module: ModuleEmitter): readonly string[] {
  const names = [...module.mission.sources.values()]
    .filter((each) => each.auth !== "none" && !schemeOf(each))
    .map((each) => each.auth);
  return [...new Set(names)];
}

/** Names of paging strategies that the program must pass (6.10). */
export function pagingStrategies(module: ModuleEmitter): readonly string[] {
  const registered = [...module.paged.values()].filter(({ paging }) => paging.kind === "registered");
  return [...new Set(registered.map(({ paging }) => paging.name.text))];
}

export function optionsInterface(module: ModuleEmitter): Code {
  const members: Code[] = [];
  const withAuth = [...module.mission.sources.values()].filter((each) => each.auth !== "none");
  if (withAuth.length > 0) {
    const fields = withAuth.map(
      (each) =>
        code`readonly ${key(each.name, "type")}?: ${runtime(schemeOf(each)?.credentials ?? "ProviderCredentials")} | undefined`,
    );
    members.push(
      code`${docComment("Credentials by source. What is left out comes from the mission, then from `REQON_<SOURCE>_<FIELD>`.")}readonly auth?: { ${join(fields, "; ")} } | undefined;`,
    );
  }
  const baseless = baselessSources(module);
  if (baseless.length > 0)
    members.push(
      code`${docComment("Base URLs that the mission leaves to the program.")}readonly base: { ${join(
        baseless.map((each) => code`readonly ${key(each.name, "type")}: string`),
        "; ",
      )} };`,
    );
  const named = providers(module);
  if (named.length > 0)
    members.push(
      code`${docComment("What the mission's own auth types do.")}readonly providers: { ${join(
        named.map((each) => code`readonly ${key(each, "type")}: ${runtime("AuthProvider")}`),
        "; ",
      )} };`,
    );
  const strategies = pagingStrategies(module);
  if (strategies.length > 0)
    members.push(
      code`${docComment("How the mission's own ways of paging find the next page.")}readonly paging: { ${join(
        strategies.map((each) => code`readonly ${key(each, "type")}: ${runtime("PagingStrategy")}`),
        "; ",
      )} };`,
    );
  members.push(...givenOptions(module), ...webhookOption(module), ...storeOptions(module));
  if (members.length === 0) return code`export type Options = ${runtime("MissionOptions")};`;
  return code`export interface Options extends ${runtime("MissionOptions")} {\n${join(members, "\n")}\n}`;
}

function neededOf(module: ModuleEmitter): readonly Code[] {
  return [...givenNeeds(module), ...webhookNeed(module)];
}

/** Whether `connect()` needs options. */
export function needsOptions(module: ModuleEmitter): boolean {
  const named = [...baselessSources(module), ...providers(module), ...pagingStrategies(module)];
  return named.length > 0 || adapterKinds(module.mission).length > 0 || neededOf(module).length > 0;
}

export function connectFunction(module: ModuleEmitter, newFunction: () => FunctionEmitter): Code {
  const { mission } = module;
  const doc = mission.doc === undefined ? empty : docComment(mission.doc);
  const sources = [...mission.sources.values()].map(
    (each) => code`${key(each.name, "literal")}: ${sourceCode(module, each, newFunction)},\n`,
  );
  const stores = [...mission.stores.values()].map(
    (each) => code`${key(each.name, "literal")}: ${storeCode(module, each, newFunction)},\n`,
  );
  const replaced = mission.stores.size > 0 ? code`...options.stores,\n` : empty;
  const needs = neededOf(module);
  const needed = needs.length === 0 ? empty : code`needs: { ${join(needs, ", ")} },\n`;
  const fallback = needsOptions(module) ? empty : code` = {}`;
  const stateStore = stateStoreMember(module);
  return code`${doc}export function connect(options: Options${fallback}): Context {
return ${runtime("openMission")}(
{
name: ${mission.name},
file: ${mission.file},
env: [${join(module.environment.required, ", ")}],
sources: {\n${sources}},
stores: {\n${stores}${replaced}},
${stateStore}${stateMember(module)}${needed}},
options,
);
}`;
}

function sourceCode(module: ModuleEmitter, source: SourceSymbol, newFunction: () => FunctionEmitter): Code {
  const members = [code`base: ${baseCode(source, newFunction)}`, code`auth: ${authCode(source)}`];
  for (const option of source.node?.options?.entries ?? []) {
    const name = option.name.text;
    if (name === "base" || name === "auth" || isCredentialOption(name) || isDocumentOption(name)) continue;
    members.push(code`${key(name, "literal")}: ${settingCode(option, newFunction)}`);
  }
  if (!optionOf(source, "rateLimit") && limitsRequests(module, source))
    members.push(code`rateLimit: ${runtime("rateLimit")}()`);
  const strategies = pagingStrategies(module);
  if (strategies.length > 0)
    members.push(
      code`paging: { ${join(
        strategies.map((each) => code`${key(each, "literal")}: options.paging${member(each)}`),
        ", ",
      )} }`,
    );
  if (isLateSource(module.mission, module.bindings, source)) members.push(code`late: true`);
  return code`{\n${members.map((each) => code`${each},\n`)}}`;
}

/** Whether a request that may go to `source` brings a rate limit of its own. */
function limitsRequests({ mission, bindings }: ModuleEmitter, source: SourceSymbol): boolean {
  let found = false;
  for (const action of mission.actions.values()) {
    walk(action.node, {
      enter: {
        Request(node) {
          const target = bindings.sources.get(node) ?? source;
          found ||= target === source && (node.options?.entries ?? []).some((each) => each.name.text === "rateLimit");
        },
      },
    });
  }
  return found;
}

function baseCode(source: SourceSymbol, newFunction: () => FunctionEmitter): Code {
  const base = optionOf(source, "base")?.value;
  if (!base) return code`options.base${member(source.name)}`;
  if (base.kind === "String") return code`${base.value}`;
  return lazyCode(newFunction, (f) => {
    const value = emitExpression(f, base);
    return value.type.kind === "string" || value.type.kind === "literal"
      ? value.code
      : code`${runtime("text")}(${value.code})`;
  });
}

/** `({ env }) => …`: read when the source is first used. */
function lazyCode(newFunction: () => FunctionEmitter, body: (f: FunctionEmitter) => Code): Code {
  const f = newFunction();
  const text = body(f);
  return code`(${f.used.size === 0 ? empty : contextParameter(f).code}) => ${text}`;
}

function settingCode(option: ast.Option, newFunction: () => FunctionEmitter): Code {
  const { value } = option;
  if (option.name.text === "headers" && value.kind === "Object") {
    const isFixed = value.properties.every(
      (each) => each.kind === "Property" && (each.value.kind === "String" || each.value.kind === "Number"),
    );
    const properties = (f: FunctionEmitter): Code => code`{ ${join(propertyCodes(f, value), ", ")} }`;
    return isFixed ? properties(newFunction()) : lazyCode(newFunction, (f) => code`(${properties(f)})`);
  }
  const name = option.name.text;
  if (isGroup(name) && value.kind === "Object") {
    const settings = groupCode(newFunction(), value);
    return name === "rateLimit" || name === "circuitBreaker" ? code`${runtime(name)}(${settings})` : settings;
  }
  return emitExpression(newFunction(), value).code;
}

function authCode(source: SourceSymbol): Code {
  if (source.auth === "none") return code`${runtime("none")}()`;
  const scheme = schemeOf(source);
  const credentials = (source.node?.options?.entries ?? []).filter((each) => isCredentialOption(each.name.text));
  const given =
    credentials.length > 0
      ? [
          code`{ ${join(
            credentials.map((each) => code`${key(each.name.text, "literal")}: ${credentialCode(each.value)}`),
            ", ",
          )} }`,
        ]
      : [];
  const own = code`options.auth${optionalMember(source.name)}`;
  if (scheme) return code`${runtime(scheme.make)}(${join([own, ...given], ", ")})`;
  return code`${runtime("provider")}(${join([source.auth, code`options.providers${member(source.auth)}`, own, ...given], ", ")})`;
}

/** A credential as written: a literal, `env()` with or without a default, a text around those, or a list or object of them. */
export function credentialCode(node: ast.Expression): Code {
  switch (node.kind) {
    case "String":
    case "Number":
    case "Boolean":
      return code`${node.value}`;
    case "NameExpression":
      return code`${node.name}`;
    case "Call":
      return environmentCode(node.args[0], node.args[1]);
    case "Binary":
      return node.left.kind === "Call" ? environmentCode(node.left.args[0], node.right) : code`undefined`;
    case "Template":
      return templateCode(node);
    case "List":
      return code`[${join(
        node.items.flatMap((each) => (each.kind === "Spread" ? [] : [credentialCode(each)])),
        ", ",
      )}]`;
    case "Object":
      return code`{ ${join(
        node.properties.flatMap((each) =>
          each.kind === "Property" ? [code`${key(each.name.text, "literal")}: ${credentialCode(each.value)}`] : [],
        ),
        ", ",
      )} }`;
    default:
      throw new Error("a credential that is neither text nor env() has been reported");
  }
}

function environmentCode(name: ast.Expression | undefined, fallback: ast.Expression | undefined): Code {
  const names = [name, fallback].flatMap((each) => (each?.kind === "String" ? [each.value] : []));
  return code`${runtime("fromEnv")}(${join(names, ", ")})`;
}

function templateCode(node: ast.Template): Code {
  const [only] = node.parts;
  const reference = (part: ast.TemplateEnv): Code =>
    code`${runtime("fromEnv")}(${join(part.fallback === undefined ? [part.name] : [part.name, part.fallback], ", ")})`;
  if (node.parts.length === 1 && only?.kind === "TemplateEnv") return reference(only);
  const parts = node.parts.map((part) =>
    part.kind === "TemplateText"
      ? templateText(part.text)
      : part.kind === "TemplateEnv"
        ? code`\${${reference(part)}}`
        : empty,
  );
  return code`${runtime("envText")}\`${parts}\``;
}
