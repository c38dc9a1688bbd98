// Match expressions at random: literals, schemas, object patterns, guards.
// Must not know how they are written or evaluated.
import fc from "fast-check";
import { condition } from "./conditions.js";
import type { Arm, Expression, Pattern } from "./expression.js";
import { type Arbitrary, expression, restyled, styled } from "./generate.js";
import { behind, type Read, type Scope, testable, withVariable } from "./reads.js";
import * as t from "./types.js";
import type { Type } from "./types.js";

/** A match over something that is read; the last arm takes all that is left. */
export function arms(want: Type, scope: Scope, depth: number): Arbitrary {
  const subjects = testable(scope).filter((each) => patternsOf(each).length > 0);
  if (subjects.length === 0) return expression(want, scope, depth);
  return fc.constantFrom(...subjects).chain((read) => {
    const inner = behind(scope, read.node);
    const last = expression(want, inner, depth).map((value): Arm => ({
      pattern: { kind: "any" },
      guard: undefined,
      value,
    }));
    const first = fc
      .subarray([...patternsOf(read)], { minLength: 1 })
      .chain((patterns) => fc.tuple(...patterns.map((each) => armOf(each, want, inner, depth))));
    return styled(
      fc.tuple(restyled(fc.constant(read.node)), first, last).map(([subject, some, other]) => ({
        kind: "match",
        subject,
        arms: [...some, other],
      })),
    );
  });
}

interface Case {
  readonly pattern: Pattern;
  /** What it binds. */
  readonly name: string | undefined;
  readonly type: Type;
}

function armOf({ pattern, name, type }: Case, want: Type, scope: Scope, depth: number): fc.Arbitrary<Arm> {
  const inner = name === undefined ? scope : withVariable(scope, name, type, true);
  return fc.boolean().chain((isGuarded) => {
    if (!isGuarded) return expression(want, inner, depth).map((value): Arm => ({ pattern, guard: undefined, value }));
    return condition(inner, depth).chain((guard: Expression) =>
      expression(want, behind(inner, guard), depth).map((value): Arm => ({ pattern, guard, value })),
    );
  });
}

/** Patterns of which each fits some values that none of the others fits. */
function patternsOf({ type, path }: Read): readonly Case[] {
  const bound = `${path.replaceAll(".", "_")}_is`;
  return t.membersOf(type).flatMap((member): readonly Case[] => {
    const plain = (pattern: Pattern): Case => ({ pattern, name: undefined, type: member });
    switch (member.kind) {
      case "null":
        return [plain({ kind: "literals", values: [null] })];
      case "literal":
        return [plain({ kind: "literals", values: [member.value] })];
      case "string":
        return [plain({ kind: "literals", values: ["open"] }), plain({ kind: "literals", values: ["a", "b"] })];
      case "number":
      case "int":
        return [plain({ kind: "literals", values: [0, -1] }), plain({ kind: "literals", values: [7] })];
      case "boolean":
        return [plain({ kind: "literals", values: [true] })];
      case "record":
        return recordCases(member, bound);
      default:
        return [];
    }
  });
}

function recordCases(type: Type & { readonly kind: "record" }, bound: string): readonly Case[] {
  const [field] = type.schema.fields.filter(({ name }) => name !== t.tag);
  const isVariant = t.fieldOf(type, t.tag)?.kind === "literal";
  if (isVariant || !field) return [{ pattern: { kind: "type", type }, name: undefined, type }];
  return [
    {
      pattern: { kind: "object", fields: [[field.name, { kind: "bind", name: bound }]] },
      name: bound,
      type: t.withoutNull(field.type),
    },
  ];
}
