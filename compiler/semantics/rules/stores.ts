// RQ5010, RQ5025-RQ5029, RQ2011: what a store says about where its records are kept.
// Must not know how stores work.
import type * as ast from "../../syntax/ast.js";
import type { Span } from "../../source.js";
import { walk } from "../../syntax/walk.js";
import type { StoreSymbol } from "../model.js";
import { storeTypes } from "../model.js";
import type { Reporter } from "../reporter.js";
import { choices, kindOfResult, type StoreKind } from "../store-kinds.js";
import { candidates, nearestDetails, reportUnknown } from "../unknown.js";
import type { Rule } from "./index.js";

export const stores: Rule = ({ mission }, reporter) => {
  for (const store of mission.stores.values()) {
    for (const kind of store.kinds) checkKind(reporter, kind);
    const { type, options } = store.node;
    if (type.kind !== "Name") checkResults(reporter, store, type);
    if (type.kind !== "Name") checkReads(reporter, type);
    if (options) checkReads(reporter, options);
  }
  checkPlaces(reporter, [...mission.stores.values()]);
};

/** Stores of one place hold the same records; those in memory have each their own. What a `match` chooses may differ. */
function checkPlaces(reporter: Reporter, all: readonly StoreSymbol[]): void {
  const firsts = new Map<string, ast.Name>();
  for (const { node, kinds } of all) {
    const [kind] = kinds;
    if (node.type.kind !== "Name" || !kind || kind.options || kind.type.text === "memory") continue;
    const { type, argument, argumentSpan } = kind;
    const place = `${type.text} ${argument}`;
    const first = firsts.get(place);
    if (!first) firsts.set(place, node.name);
    else {
      const facts = { kind: type.text, name: argument, first: first.text };
      const related = [{ span: first.span, message: "has these records already" }];
      reporter.report("RQ5029", argumentSpan, facts, { related });
    }
  }
}

/** A declaration is read before anything runs. */
function checkReads(reporter: Reporter, node: ast.Node): void {
  const late = (span: Span, name: string): void => reporter.report("RQ5028", span, { name });
  walk(node, {
    enter: {
      Call: ({ callee }) => (callee.text === "now" ? late(callee.span, "now()") : undefined),
      FieldAccess: ({ object, span, name }) => (object.kind === "Subject" ? late(span, `.${name.text}`) : undefined),
    },
  });
}

/** Kinds without options of their own; those of a program may have any. */
const withoutOptions: ReadonlySet<string> = new Set(["memory", "file", "sql", "postgrest"]);

function checkKind(reporter: Reporter, { type, argument, argumentSpan, options }: StoreKind): void {
  if (!storeTypes.some((each) => each === type.text)) {
    const near = nearestDetails(type.text, type.span, candidates(storeTypes));
    reporter.report("RQ5026", type.span, { type: type.text }, near);
  }
  if (type.text === "file" && !isFileName(argument)) reporter.report("RQ5010", argumentSpan, { name: argument });
  if ((type.text === "sql" || type.text === "postgrest") && !isTableName(argument))
    reporter.report("RQ5027", argumentSpan, { name: argument });
  if (!withoutOptions.has(type.text)) return;
  for (const each of options?.properties ?? []) {
    const name = each.kind === "Property" ? each.name : { text: "...", span: each.span };
    reportUnknown(reporter, "option", name, candidates([]), `a \`${type.text}\` store`);
  }
}

function checkResults(reporter: Reporter, store: StoreSymbol, type: ast.MatchExpression): void {
  for (const each of choices(type)) {
    if (!kindOfResult(each, store.name)) reporter.report("RQ5025", each.span, { store: store.name });
  }
}

function isFileName(name: string): boolean {
  const parts = name.split(/[/\\]/);
  return (
    !/^[A-Za-z]:/.test(name) &&
    !name.includes("\0") &&
    parts.every((each) => each !== "" && each !== "." && each !== "..")
  );
}

/** `table` or `schema.table`; PostgreSQL cuts names of more than 63 bytes. */
function isTableName(name: string): boolean {
  const parts = name.split(".");
  const isName = (part: string): boolean =>
    part !== "" && !part.includes("\0") && new TextEncoder().encode(part).length <= 63;
  return parts.length <= 2 && parts.every(isName);
}
