// What is wrong with an answer, as a list of places (language.md 3.8): the functions that generated explanations are made of.
// Must not know requests, sources or documents.
import { isInt, isNumber } from "./convert.js";
import { isDate } from "./dates.js";
import type {
  Documented,
  DocumentedFailure,
  Reply,
  ResponseCheck,
  UndocumentedReply,
  ValidationError,
} from "./http.js";
import { describe, isList, isObject } from "./json.js";

export type { ValidationError };

/** Everything that is wrong with a value at `path`, such as `lines[0].price`; empty for a value that is right. */
export type Explain = (value: unknown, path: string) => readonly ValidationError[];

/** Of one answer no more than this is listed. */
const mostErrors = 20;

/** A body that is a `Body`, or what is wrong with it: made by `described`. */
export interface Described<Body> {
  readonly is: (value: unknown) => value is Body;
  readonly explain: Explain;
}

/** What bodies have to be, by the status of their answer: `200`, `4XX`, `default`. */
export type Explanations = Readonly<Record<string, Explain | Described<unknown>>>;

/** What an answer is that went through a check: `ok`, or by its status. */
export type CheckedReply<All extends Explanations> = DescribedReply<All> | UndocumentedReply<SuccessBody<All>>;

/** An answer of each status that is described; of a range or `default` nobody can say which statuses it is about. */
type DescribedReply<All extends Explanations> = {
  [Status in keyof All & number]: All[Status] extends Described<infer Body>
    ? `${Status}` extends `2${string}`
      ? Documented<Status, Body>
      : DocumentedFailure<Status, Body>
    : never;
}[keyof All & number];

/** A 2xx answer of another status is checked as one of those that are described, else as `default`. */
type SuccessBody<All extends Explanations> = [keyof Successes<All>] extends [never]
  ? All extends { readonly default: infer Entry }
    ? BodyOf<Entry>
    : unknown
  : BodyOf<Successes<All>[keyof Successes<All>]>;

type Successes<All> = {
  [Status in keyof All as `${Status & (number | string)}` extends `2${string}` ? Status : never]: All[Status];
};

type BodyOf<Entry> = Entry extends Described<infer Body> ? Body : unknown;

/** An answer that is wrong is a failed response. */
export function strict<All extends Explanations>(explanations: All): ResponseCheck<CheckedReply<All>> {
  const documents = (status: number): boolean => typeof explanations[status] === "object";
  return {
    ...{ strict: true, documents },
    problems: (body, status) => explanationFor(explanations, status)(body, ""),
    proves: (reply): reply is CheckedReply<All> => !reply.documented || documents(reply.status),
  };
}

/** An answer that is wrong is a warning; a function is about all 2xx answers. */
export function lenient(explanations: Explain | Explanations): ResponseCheck {
  const isFunction = typeof explanations === "function";
  return {
    strict: false,
    documents: () => false,
    problems(body, status) {
      if (!isFunction) return explanationFor(explanations, status)(body, "");
      return isSuccess(status) ? explanations(body, "") : [];
    },
    proves: (reply): reply is Reply => !reply.documented,
  };
}

function explanationFor(explanations: Explanations, status: number): Explain {
  const named = explanations[status] ?? explanations[`${Math.trunc(status / 100)}XX`];
  if (named !== undefined) return explainOf(named);
  const successes = Object.keys(explanations).filter((each) => each.startsWith("2"));
  if (!isSuccess(status) || successes.length === 0) return explainOf(explanations["default"] ?? anyBody);
  return anyOf(successes.flatMap((each) => explanations[each] ?? []).map(explainOf));
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** A body that passes `is`; `explain` says what is wrong with any other. */
export function described<Body>(is: (value: unknown) => value is Body, explain: Explain): Described<Body> {
  return { is, explain };
}

function explainOf(each: Explain | Described<unknown>): Explain {
  if (typeof each === "function") return each;
  const { is, explain } = each;
  return (value, path) => {
    if (is(value)) return [];
    const errors = explain(value, path);
    return errors.length > 0 ? errors : [{ path, expected: "as its document says", found: describe(value) }];
  };
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
/** An answer without one. */
export const emptyBody: Described<null> = described((value: unknown): value is null => value === null, noBody);
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

/** One of several kinds of objects: `name` holds which, and what is wrong is said of that kind. */
export function byKind(name: string, kinds: Readonly<Record<string, Explain>>): Explain {
  const ofKinds = oneOfThese(...Object.keys(kinds));
  return (value, path) => {
    const kind = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
    const explain = typeof kind === "string" && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    return explain?.(value, path) ?? explainFields(value, path, { [name]: ofKinds });
  };
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

/** An object all of whose values are right, under whatever names. */
export function explainValues(explain: Explain): Explain {
  return (value, path) => {
    if (!isObject(value)) return [{ path, expected: "an object", found: describe(value) }];
    return explainFields(value, path, Object.fromEntries(Object.keys(value).map((name) => [name, explain])));
  };
}
