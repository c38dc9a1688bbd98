// What types know beside a mistake: where a field is declared, and which text of a type is nearest to one.
// Must not know what is reported.
import type { Details, Related } from "../diagnostics.js";
import type { Span } from "../source.js";
import type * as ast from "../syntax/ast.js";
import { type Field, fieldNames, membersOf, shapeOf, type Type, withoutNull } from "./types.js";
import { type Candidates, candidates, nearestDetails } from "./unknown.js";

/** The fields that a value of the type may have, with where they are declared. */
export function fieldPlaces(type: Type): Candidates {
  return new Map(fieldNames(type).map((name) => [name, declaredField(type, name)?.span]));
}

function declaredField(type: Type, name: string): Field | undefined {
  const fields = membersOf(type).flatMap((each) => shapeOf(each)?.fields.get(name) ?? []);
  return fields.find(({ span }) => span) ?? fields[0];
}

/** More declarations than these would hide the mistake. */
const mostShown = 3;

/** Where fields are declared, as far as missions declare them. */
export function declarations(fields: readonly (Field | undefined)[]): readonly Related[] {
  const spans = fields.flatMap((each) => each?.span ?? []);
  return spans.slice(0, mostShown).map((span) => ({ span, message: "declared here" }));
}

/** Where the field is declared whose value an expression is. */
export function declarationOf(types: ReadonlyMap<ast.Expression, Type>, node: ast.Expression): readonly Related[] {
  const owner = node.kind === "FieldAccess" ? types.get(node.object) : undefined;
  if (node.kind !== "FieldAccess" || owner === undefined) return [];
  return declarations([declaredField(withoutNull(owner), node.name.text)]);
}

/** The text among those of the type that was most likely meant. */
export function nearestText(written: string, span: Span, type: Type): Details {
  const texts = membersOf(type).flatMap((each) =>
    each.kind === "literal" && typeof each.value === "string" ? [each.value] : [],
  );
  const details = nearestDetails(written, span, candidates(texts), quoted);
  // A text that differs in case is another text, and which one is meant is a guess.
  return details.fix ? { ...details, fix: { ...details.fix, safe: false } } : details;
}

/** The same of an expression that is a text as it is written. */
export function nearestTextOf(node: ast.Expression | ast.Spread, type: Type): Details {
  return node.kind === "String" ? nearestText(node.value, node.span, type) : {};
}

/** A text as a mission writes it. */
export function quoted(text: string): string {
  return `"${text.replace(/[\\"]|[$]?\{/g, String.raw`\$&`).replace(/\n/g, String.raw`\n`)}"`;
}
