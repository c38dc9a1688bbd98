// Paginated requests at random: the rows a server has and how it hands them out, and what a mission does with them.
// Must not know how either is written.
import fc from "fast-check";
import { condition } from "../conditions.js";
import type { Expression } from "../expression.js";
import { expression } from "../generate.js";
import { type Scope, withVariable } from "../reads.js";
import { type Schemas, typeOf } from "../schemas.js";
import * as t from "../types.js";
import type { JsonObject, Schema } from "../types.js";
import { recordOf } from "../values.js";

/** The last is a strategy that the program passes. */
export const ways = ["offset", "page", "cursor", "cursor in a row", "link", "next", "registered"] as const;
export type Way = (typeof ways)[number];

export const uses = ["loop", "loop with a condition", "store", "held", "matched"] as const;
export type Use = (typeof uses)[number];

export const ends = ["none", "short page", "last", "position"] as const;
export type End = (typeof ends)[number];

/** What a page that fails once, or always, is answered with. */
export const failures = ["none", "untaken", "sent again", "resumed"] as const;

export interface Paged {
  /** Of a row, which has its number beside its value. */
  readonly schema: Schema;
  readonly pages: readonly (readonly JsonObject[])[];
  readonly way: Way;
  /** Pages are the rows themselves, or hold them, or hold another list too. */
  readonly shape: "list" | "object" | "two lists";
  /** An operation of a document whose answers are checked, or a request whose answer is of unknown shape. */
  readonly isCall: boolean;
  readonly use: Use;
  readonly until: End;
  /** The size that the mission asks for, and whether it says so to the server. */
  readonly size: number;
  readonly saysSize: boolean;
  /** `paginate` as an object. */
  readonly isLong: boolean;
  /** How a registered strategy asks. */
  readonly asks: { readonly first: "bare" | "named"; readonly by: "params" | "url"; readonly isLate: boolean };
  readonly failure: (typeof failures)[number];
  readonly failing: number;
  readonly value: Expression;
  readonly condition: Expression;
}

const depth = 2;

export function paged(name: string, schemas: Schemas, scope: Scope): fc.Arbitrary<Paged> {
  return typeOf(schemas).chain((type) => {
    const schema: Schema = {
      name,
      fields: [
        { name: "n", type: t.int },
        { name: "value", type },
      ],
    };
    const inside = withVariable(scope, "row", t.record(schema), true);
    const wants = [t.string, t.number, t.boolean, t.list(t.string), t.nullable(t.string)];
    return fc
      .record({
        schema: fc.constant(schema),
        pages: pagesOf(schema),
        way: fc.constantFrom(...ways),
        shape: fc.constantFrom("list" as const, "object" as const, "two lists" as const),
        isCall: fc.boolean(),
        use: fc.constantFrom(...uses),
        until: fc.constantFrom("none" as const, ...ends),
        size: fc.integer({ min: 1, max: 3 }),
        saysSize: fc.boolean(),
        isLong: fc.boolean(),
        asks: fc.record({
          first: fc.constantFrom("bare" as const, "named" as const),
          by: fc.constantFrom("params" as const, "url" as const),
          isLate: fc.boolean(),
        }),
        failure: fc.constantFrom("none" as const, "none" as const, ...failures),
        failing: fc.nat(3),
        value: fc.constantFrom(...wants).chain((want) => expression(want, inside, depth)),
        condition: condition(inside, 1),
      })
      .map(legal);
  });
}

/** Some pages of some rows each; the numbers of the rows tell every two pages apart. */
function pagesOf(schema: Schema): fc.Arbitrary<readonly (readonly JsonObject[])[]> {
  return fc.array(fc.array(recordOf(schema), { minLength: 1, maxLength: 3 }), { maxLength: 4 }).map((pages) => {
    let last = 0;
    return pages.map((rows) => rows.map((each): JsonObject => ({ ...each, n: (last += 1) })));
  });
}

/** Where nothing in a page says what comes behind it. */
const placeless: readonly Way[] = ["offset", "page", "link", "registered"];

/** What cannot be has no meaning: a list has no place beside its rows, and a page that is not asked for does not fail. */
function legal(plan: Paged): Paged {
  const hasPlace = plan.shape !== "list";
  const way = hasPlace || placeless.includes(plan.way) ? plan.way : "link";
  const isCounted = way === "offset" || way === "page";
  const until =
    (plan.until === "last" && !hasPlace) || (plan.until === "position" && way !== "page") ? "short page" : plan.until;
  // A match sees the answer as a whole, and is what resumes.
  const use = plan.failure === "resumed" ? "matched" : plan.use;
  const most = Math.max(0, plan.pages.length - (isCounted ? 0 : 1));
  return { ...plan, way, until, use, failing: Math.min(plan.failing, most) };
}
