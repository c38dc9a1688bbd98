// What a file or a mission can define by name, and the namespaces of those names (language.md 2.1).
// Must not know where a definition is visible.
import type * as ast from "../syntax/ast.js";
import type { Reporter } from "./reporter.js";

export type Definition =
  ast.SourceDef | ast.StoreDef | ast.SchemaDef | ast.TransformDef | ast.ActionDef | ast.FunctionDef;

/** The word for each kind of definition; each is a namespace of its own. */
export const kinds = {
  SourceDef: "source",
  StoreDef: "store",
  SchemaDef: "schema",
  TransformDef: "transform",
  ActionDef: "action",
  FunctionDef: "function",
} as const;
export type Kind = (typeof kinds)[keyof typeof kinds];

export function isDefinition(member: ast.Member | ast.Mission): member is Definition {
  return Object.hasOwn(kinds, member.kind);
}

export function isMission(member: ast.Member | ast.Mission): member is ast.Mission {
  return member.kind === "Mission";
}

/** A name in its namespace, as text. */
export function keyOf(kind: Kind, name: string): string {
  return `${kind} ${name}`;
}

export function definitionKey({ kind, name }: Definition): string {
  return keyOf(kinds[kind], name.text);
}

/** RQ2001 that points at both places. */
export function duplicate(reporter: Reporter, kind: string, second: ast.Name, first: ast.Name): void {
  reporter.report(
    "RQ2001",
    second.span,
    { kind, name: second.text },
    { related: [{ span: first.span, message: "first defined here" }] },
  );
}
