// What a strict check proves of an answer by its very status, and of any 2xx answer (language.md 6.9).
// Must not know arms, nor how a check is written.
import { assignable } from "../assignable.js";
import { dynamic, integer, isDynamic, membersOf, shapeOf, string, type Type, union } from "../types.js";
import { isSuccess } from "./answers.js";
import type { Operation } from "./operation.js";

/** Types of bodies (of a failed response: of its record) by status; ranges and `default` name no status. */
export function documentedTypes({ successes, failures }: Operation): ReadonlyMap<number, Type> {
  const exact = [...successes, ...failures].filter(([status]) => /^[245]\d\d$/.test(status));
  const all = exact.map(([status, type]) => [Number(status), type] as const);
  return new Map(all.filter(([status, type]) => (isSuccess(status) ? !isDynamic(type) : isOwnRecord(type))));
}

/** The body of any 2xx answer: one of a status that is not described is checked as one of those that are, else `default`. */
export function provenSuccess({ successes, failures }: Operation): Type {
  if (successes.size > 0) return union(...successes.values());
  const fallback = failures.get("default");
  return fallback === undefined || fallback.kind === "null" ? dynamic : fallback;
}

/** What the record of a failed response has where its body lacks it (6.8). */
const synthetic: readonly (readonly [string, Type])[] = [
  ["error", string],
  ["message", string],
  ["code", integer],
  ["status", integer],
  ["retryAfter", integer],
];

/** Whether the record of a failed response with this body is of the body's type, too. */
export function isOwnRecord(body: Type): boolean {
  return membersOf(body).every((each) => {
    const shape = shapeOf(each);
    if (!shape || shape.fields.size === 0) return false;
    return synthetic.every(([name, type]) => {
      const own = shape.fields.get(name);
      return own === undefined || !own.optional || assignable(type, own.type);
    });
  });
}
