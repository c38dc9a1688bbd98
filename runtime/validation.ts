// What is wrong with an answer, as a list of places (language.md 3.8): the functions that generated explanations are made of.
// Must not know requests, sources or documents.
import { isInt, isNumber } from "./convert.js";
import { isDate } from "./dates.js";
import type { ResponseCheck, ValidationError } from "./http.js";
import { describe, isList, isObject } from "./json.js";

export type { ValidationError };

/** Everything that is wrong with a value at `path`, such as `lines[0].price`; empty for a value that is right. */
export type Explain = (value: unknown, path: string) => readonly ValidationError[];

/** Of one answer no more than this is listed. */
const mostErrors = 20;

/** What is wrong with a body by the status of its answer: `200`, `4XX`, `default`. A function is about all 2xx answers. */
export type Explanations = Explain | Readonly<Record<string, Explain>>;

/** An answer that is wrong is a failed response. */
export function strict(explanations: Explanations): ResponseCheck {
  return { strict: true, problems: (body, status) => explanationFor(explanations, status)(body, "") };
}

/** An answer that is wrong is a warning. */
export function lenient(explanations: Explanations): ResponseCheck {
  return { strict: false, problems: (body, status) => explanationFor(explanations, status)(body, "") };
}

function explanationFor(explanations: Explanations, status: number): Explain {
  const isSuccess = status >= 200 && status < 300;
  if (typeof explanations === "function") return isSuccess ? explanations : anyBody;
  const named = explanations[status] ?? explanations[`${Math.trunc(status / 100)}XX`];
  if (named !== undefined) return named;
  const successes = Object.keys(explanations).filter((each) => each.startsWith("2"));
  if (!isSuccess || successes.length === 0) return explanations["default"] ?? anyBody;
  return anyOf(successes.flatMap((each) => explanations[each] ?? []));
}

/** For a 2xx status that is not described: as one of those that are. */
function anyOf(explanations: readonly Explain[]): Explain {
  return (value, path) => {
    const all = explanations.map((each) => each(value, path));
    return all.find((each) => each.length === 0) ?? all[0] ?? [];
  };
}

/** A value that passes `guard`; `expected` is what a message calls it. */
export function expects(guard: (value: unknown) => boolean, expected: string): Explain {
  return (value, path) => (guard(value) ? [] : [{ path, expected, found: describe(value) }]);
}

/** Nothing is known of the body. */
export const anyBody: Explain = () => [];
/** There is none. */
export const noBody: Explain = expects((value) => value == null, "no body");
export const aString: Explain = expects((value) => typeof value === "string", "a string");
export const aNumber: Explain = expects(isNumber, "a number");
export const aWholeNumber: Explain = expects(isInt, "a whole number");
export const aBoolean: Explain = expects((value) => typeof value === "boolean", "true or false");
export const aDate: Explain = expects(isDate, "an ISO 8601 date or date-time");

/** One of some literals. */
export function oneOfThese(...values: readonly (string | number | boolean)[]): Explain {
  const expected = values.map((each) => JSON.stringify(each)).join(" or ");
  return expects((value) => values.some((each) => each === value), expected);
}

/** The same where null may stand. */
export function orNull(explain: Explain): Explain {
  return (value, path) => (value == null ? [] : explain(value, path));
}

/** A list all of whose elements are right. */
export function explainEach(explain: Explain): Explain {
  return (value, path) => {
    if (!isList(value)) return [{ path, expected: "a list", found: describe(value) }];
    const errors: ValidationError[] = [];
    for (let index = 0; index < value.length && errors.length < mostErrors; index++)
      errors.push(...explain(value[index], `${path}[${index}]`));
    return errors;
  };
}

/** An object whose fields are right; other fields are allowed. */
export function explainFields(
  value: unknown,
  path: string,
  fields: Readonly<Record<string, Explain>>,
): readonly ValidationError[] {
  if (!isObject(value)) return [{ path, expected: "an object", found: describe(value) }];
  const errors: ValidationError[] = [];
  for (const name of Object.keys(fields)) {
    const own = Object.hasOwn(value, name) ? value[name] : null;
    errors.push(...(fields[name]?.(own, path === "" ? name : `${path}.${name}`) ?? []));
    if (errors.length >= mostErrors) return errors.slice(0, mostErrors);
  }
  return errors;
}
