// Sources as their documents complete them: base, and how credentials travel (language.md 3.8, 3.10).
// Must not know operations. What the mission itself says goes before what the document says.
import type * as ast from "../../syntax/ast.js";
import type { SourceSymbol } from "../model.js";
import { wordOf } from "../options.js";
import type { Reporter } from "../reporter.js";
import { candidates, reportUnknown } from "../unknown.js";
import { type Api, serverOf } from "./api.js";
import { child, isRecord, itemsOf, keysOf, type Node, textOf } from "./documents.js";

/** The source with further options, as if the mission had written them. */
export function completeSource(source: SourceSymbol, api: Api, reporter: Reporter): SourceSymbol {
  const { node } = source;
  if (!node?.from) return source;
  const given = node.options?.entries ?? [];
  const place = node.from.span;
  const added: ast.Option[] = [];
  const add = (name: string, value: string): void => {
    added.push({
      kind: "Option",
      span: place,
      name: { kind: "Name", span: place, text: name },
      value: { kind: "String", span: place, value },
      unit: undefined,
      options: undefined,
    });
  };
  if (!has(given, "base")) {
    const server = serverOf(api);
    if (server !== undefined && isAbsolute(server)) add("base", server);
    else if (server !== undefined) reporter.report("RQ5020", place, { server, source: source.name });
  }
  const auth = addCredentials(source, api, reporter, add);
  const options: ast.Options = { kind: "Options", span: node.options?.span ?? place, entries: [...given, ...added] };
  return { ...source, auth, node: { ...node, options } };
}

function has(entries: readonly ast.Option[], ...names: readonly string[]): boolean {
  return entries.some((each) => names.includes(each.name.text));
}

function isAbsolute(url: string): boolean {
  return /^https?:\/\/[^{}]*$/i.test(url);
}

/** The auth of the source; details of it that only the document gives are added. */
function addCredentials(
  source: SourceSymbol,
  api: Api,
  reporter: Reporter,
  add: (name: string, value: string) => void,
): string {
  const entries = source.node?.options?.entries ?? [];
  const option = entries.find((each) => each.name.text === "specAuth")?.value;
  if (option?.kind === "Boolean" && !option.value) return source.auth;
  const named = option && wordOf(option);
  const schemes = schemesOf(api);
  if (option && named !== undefined && !schemes.has(named)) {
    reportUnknown(reporter, "value", { text: named, span: option.span }, candidates(schemes.keys()), "specAuth");
    return source.auth;
  }
  const ordered =
    named === undefined
      ? [...schemes.values()]
      : [...schemes].flatMap(([name, each]) => (name === named ? [each] : []));
  const chooses = option !== undefined && !has(entries, "auth");
  const auth = chooses ? (ordered.map(authOf).find((each) => each !== undefined) ?? "none") : source.auth;
  if (chooses) add("auth", auth);
  const scheme = ordered.find((each) => authOf(each) === auth);
  if (scheme === undefined) return auth;
  if (auth === "api_key" && !has(entries, "header", "apiKeyHeader", "query", "apiKeyQuery", "cookie")) {
    const carrier = textOf(scheme, "in");
    const name = textOf(scheme, "name");
    if (name !== undefined && (carrier === "header" || carrier === "query" || carrier === "cookie")) add(carrier, name);
  }
  const tokenUrl = tokenUrlOf(scheme);
  if (auth === "oauth2" && tokenUrl !== undefined && !has(entries, "tokenUrl", "tokenEndpoint", "oauth"))
    add("tokenUrl", tokenUrl);
  return auth;
}

/** Security schemes by name, those that the document asks for everywhere first. */
function schemesOf(api: Api): ReadonlyMap<string, Node> {
  const all = api.isSwagger
    ? child(api.root, "securityDefinitions")
    : child(child(api.root, "components"), "securitySchemes");
  const required = itemsOf(child(api.root, "security")).flatMap(keysOf);
  const names = [...required, ...keysOf(all).filter((each) => !required.includes(each))];
  return new Map(
    names.flatMap((name) => {
      const scheme = api.documents.follow(child(all, name));
      return scheme !== undefined && isRecord(scheme.value) ? [[name, scheme] as const] : [];
    }),
  );
}

/** Our name for a security scheme; undefined for one that we do not have. */
function authOf(scheme: Node): string | undefined {
  switch (textOf(scheme, "type")) {
    case "apiKey":
      return "api_key";
    case "basic":
      return "basic";
    case "oauth2":
      return "oauth2";
    case "http": {
      const word = (textOf(scheme, "scheme") ?? "").toLowerCase();
      return word === "basic" || word === "bearer" ? word : undefined;
    }
    default:
      return undefined;
  }
}

function tokenUrlOf(scheme: Node): string | undefined {
  const flows = child(scheme, "flows");
  const found = ["clientCredentials", "authorizationCode", "password"].map((each) =>
    textOf(child(flows, each), "tokenUrl"),
  );
  const url = textOf(scheme, "tokenUrl") ?? found.find((each) => each !== undefined);
  return url !== undefined && isAbsolute(url) ? url : undefined;
}
