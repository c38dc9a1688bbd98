// RQ5001-RQ5004, RQ5007, RQ5008: what a source says about its credentials and where they would go.
// Must not know how credentials are sent.
import type * as ast from "../../syntax/ast.js";
import { authTypes, type SourceSymbol } from "../model.js";
import { credentialOptions, optionSpec, type OptionTable } from "../options.js";
import type { Reporter } from "../reporter.js";
import { candidates, nearestDetails, reportUnknown } from "../unknown.js";
import type { Rule } from "./index.js";

export const credentials: Rule = ({ mission, bindings }, reporter) => {
  for (const source of mission.sources.values()) {
    const entries = source.node?.options?.entries ?? [];
    checkAuth(reporter, source, entries);
    checkBase(reporter, source, entries);
    for (const entry of entries) checkField(reporter, source, entry.name, entry.value, credentialOptions);
  }
  for (const [node, source] of bindings.sources)
    if (node.kind === "Authorize") checkGiven(reporter, source, node.credentials, credentialOptions);
};

/** What `authorize` gives: any expression, in a field that the scheme of the source has. */
function checkGiven(reporter: Reporter, source: SourceSymbol, given: ast.ObjectLiteral, table: OptionTable): void {
  if (!isBuiltIn(source)) return;
  for (const each of given.properties) {
    if (each.kind !== "Property" || each.name.text === "type") continue;
    const spec = optionSpec(table, each.name.text);
    if (spec?.kind === "group" && each.value.kind === "Object") checkGiven(reporter, source, each.value, spec.options);
    else if (spec === undefined) {
      const own = Object.entries(table).flatMap(([name, other]) =>
        other.kind === "credential" && other.auth.includes(source.auth) ? [name] : [],
      );
      reportUnknown(reporter, "option", each.name, candidates(own), `\`auth: ${source.auth}\``);
    } else if (spec.kind === "credential" && !spec.auth.includes(source.auth))
      reportOther(reporter, source, each.name, spec.auth);
  }
}

function isBuiltIn({ auth }: SourceSymbol): boolean {
  return authTypes.some((each) => each === auth);
}

function checkAuth(reporter: Reporter, source: SourceSymbol, entries: readonly ast.Option[]): void {
  const auth = entries.find((each) => each.name.text === "auth");
  if (auth && !authTypes.some((each) => each === source.auth)) {
    reporter.report(
      "RQ5003",
      auth.value.span,
      { auth: source.auth },
      nearestDetails(source.auth, auth.value.span, candidates(authTypes)),
    );
  }
}

function checkField(
  reporter: Reporter,
  source: SourceSymbol,
  name: ast.Name,
  value: ast.Expression,
  table: OptionTable,
): void {
  const spec = optionSpec(table, name.text);
  if (spec?.kind === "group" && value.kind === "Object") {
    for (const each of value.properties)
      if (each.kind === "Property") checkField(reporter, source, each.name, each.value, spec.options);
  }
  if (spec?.kind !== "credential") return;
  if (isBuiltIn(source) && !spec.auth.includes(source.auth)) return reportOther(reporter, source, name, spec.auth);
  if (name.text === "username" && value.kind === "String" && value.value.includes(":"))
    reporter.report("RQ5007", value.span, {});
  if (spec.secret && value.kind === "String" && value.value !== "") {
    reporter.report("RQ5001", value.span, {
      field: name.text,
      source: source.name,
      variable: variableOf(source.name, name.text),
    });
  }
}

function reportOther(
  reporter: Reporter,
  { auth }: SourceSymbol,
  name: ast.Name,
  [belongs = ""]: readonly string[],
): void {
  reporter.report("RQ5004", name.span, { field: name.text, auth, belongs });
}

/** `GitHub`, `clientSecret` → `GITHUB_CLIENT_SECRET`. */
function variableOf(source: string, field: string): string {
  return `${source}_${field.replace(/([a-z0-9])([A-Z])/g, "$1_$2")}`
    .toUpperCase()
    .replace(/[^A-Z0-9_]/g, "_")
    .replace(/^(?=\d)/, "_");
}

function checkBase(reporter: Reporter, source: SourceSymbol, entries: readonly ast.Option[]): void {
  const base = entries.find((each) => each.name.text === "base")?.value;
  if (base && ["Number", "Boolean", "Null", "Duration", "List", "Object"].includes(base.kind))
    reporter.report("RQ4009", base.span, {
      option: "base",
      expected: "a URL in quotes, or an expression that gives one",
    });
  if (base?.kind !== "String") return;
  const url = parseUrl(base.value);
  if (!url || url.search !== "" || url.hash !== "" || url.username !== "" || url.password !== "") {
    reporter.report("RQ5008", base.span, { base: base.value.includes("@") ? "this text" : base.value });
    return;
  }
  const allowed = entries.some(
    (each) => each.name.text === "allowHttp" && each.value.kind === "Boolean" && each.value.value,
  );
  if (url.protocol === "http:" && source.auth !== "none" && !allowed && !isLoopback(url.hostname)) {
    reporter.report("RQ5002", base.span, { source: source.name, auth: source.auth });
  }
}

function parseUrl(text: string): URL | undefined {
  if (!/^https?:\/\//i.test(text)) return undefined;
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
