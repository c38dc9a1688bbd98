// Patterns of `match` over data and over answers (language.md 7.1 to 7.4), and the failure when no arm fits.
// Must not know sources, stores or who runs the arms.
import { AuthError, MissionError } from "./errors.js";
import type { Reply } from "./http.js";
import { describe, element, field, isArrayOf, isList, isObject, type Json, type JsonObject } from "./json.js";

/** `_`: anything at all; as the value of a property, anything but null. */
export const anything: unique symbol = Symbol("anything");

const alternatives: unique symbol = Symbol("alternatives");

export type Literal = null | boolean | number | string;
/** One of several literals, made by `oneOf`. */
export interface OneOf {
  readonly [alternatives]: readonly Literal[];
}
export type Guard = (value: unknown) => boolean;
/**
 * A literal; `anything`; `oneOf(…)`; a guard; an object whose named members must fit (others are allowed); or a list,
 * which fits a list of exactly as many elements.
 */
export type Pattern =
  Literal | typeof anything | OneOf | Guard | readonly Pattern[] | { readonly [name: string]: Pattern };

/** What a `map` made, where an answer could stand: no server gave it, so it has no status and no headers. */
export interface Made {
  readonly ok: true;
  readonly status: undefined;
  readonly headers: null;
  readonly body: unknown;
  readonly validationErrors?: undefined;
}

/** `response` where requests and maps flow together (language.md 6.2). */
export type AnswerOrValue = Reply | Made;

/** `body` as an `AnswerOrValue`. */
export function asAnswer(body: unknown): Made {
  return { ok: true, status: undefined, headers: null, body };
}

/** `"a" | "b"` as a pattern. */
export function oneOf(...literals: readonly Literal[]): OneOf {
  return { [alternatives]: literals };
}

/** The same as a guard, of which TypeScript sees what it finds. */
export function literal<const T extends readonly Literal[]>(...literals: T): (value: unknown) => value is T[number] {
  return (value): value is T[number] => literals.some((each) => fits(value, each));
}

/** `[Schema]` as a pattern: a list all of whose elements pass `guard`. */
export function listOf<T>(guard: (value: unknown) => value is T): (value: unknown) => value is readonly T[] {
  return (value): value is readonly T[] => isArrayOf(value, guard);
}

/** Whether `value` fits `pattern` (language.md 7.1). */
export function fits(value: unknown, pattern: Pattern): boolean {
  if (pattern === anything) return true;
  if (typeof pattern === "function") return pattern(value);
  if (pattern === null) return value == null;
  if (typeof pattern !== "object") return value === pattern;
  if (isOneOf(pattern)) return pattern[alternatives].some((literal) => fits(value, literal));
  if (isPatternList(pattern)) {
    return isList(value) && value.length === pattern.length && pattern.every((part, index) => fits(value[index], part));
  }
  if (!isObject(value)) return false;
  for (const name of Object.keys(pattern)) if (!memberFits(value, name, pattern[name] ?? null)) return false;
  return true;
}

function memberFits(value: JsonObject, name: string, pattern: Pattern): boolean {
  const member = Object.hasOwn(value, name) ? (value[name] ?? null) : null;
  return (member !== null || acceptsNull(pattern)) && fits(member, pattern);
}

/** A property that is missing or null fits only a pattern that says `null` (7.1). */
function acceptsNull(pattern: Pattern): boolean {
  return pattern === null || (typeof pattern === "object" && isOneOf(pattern) && pattern[alternatives].includes(null));
}

function isOneOf(pattern: object): pattern is OneOf {
  return alternatives in pattern;
}

function isPatternList(pattern: Pattern): pattern is readonly Pattern[] {
  return Array.isArray(pattern);
}

/**
 * Whether an answer fits `pattern` (language.md 7.2): a number under `code` or `status` fits the HTTP status too, a text
 * under `error` the reason of the failure, and `headers` the answer's headers, whatever the body is. A guard sees a
 * failed answer as in `replyIs`.
 */
export function replyFits(reply: AnswerOrValue, pattern: Pattern): boolean {
  if (typeof pattern === "function") return pattern(schemaView(reply));
  if (pattern === anything || pattern === null || typeof pattern !== "object") return fits(reply.body, pattern);
  if (isOneOf(pattern) || isPatternList(pattern)) return fits(reply.body, pattern);
  const names = Object.keys(pattern);
  const ofBody = names.filter((name) => !fitsAnswer(reply, name, pattern[name] ?? null));
  if (ofBody.length === 0) return names.length > 0 || isObject(reply.body);
  const body = reply.body;
  return isObject(body) && ofBody.every((name) => memberFits(body, name, pattern[name] ?? null));
}

/** Whether the answer itself, not its body, satisfies member `name` of a pattern. */
function fitsAnswer(reply: AnswerOrValue, name: string, pattern: Pattern): boolean {
  if (reply.status === undefined) return false;
  if (name === "headers") return headersFit(reply.headers, pattern);
  if (name === "validationErrors" && reply.validationErrors) return fits(reply.validationErrors, pattern);
  if (name === "code" || name === "status") return literalsOf(pattern).includes(reply.status);
  return name === "error" && !reply.ok && literalsOf(pattern).includes(reply.reason);
}

function headersFit(headers: JsonObject, pattern: Pattern): boolean {
  if (typeof pattern !== "object" || pattern === null || isOneOf(pattern) || isPatternList(pattern)) {
    return fits(headers, pattern);
  }
  return Object.keys(pattern).every((name) => memberFits(headers, name.toLowerCase(), pattern[name] ?? null));
}

function literalsOf(pattern: Pattern): readonly Literal[] {
  if (typeof pattern === "number" || typeof pattern === "string") return [pattern];
  return typeof pattern === "object" && pattern !== null && isOneOf(pattern) ? pattern[alternatives] : [];
}

/**
 * What `name` binds or reads in a `match response`: `headers` are the answer's, names in lower case; anything else is a
 * field of the body (for a failed answer, of its record).
 */
export function replyField(reply: AnswerOrValue, name: string, ...path: readonly (string | number)[]): Json {
  if (name === "validationErrors" && reply.validationErrors) return field(reply.validationErrors, ...path);
  if (name !== "headers") return field(reply.body, name, ...path);
  return field(reply.headers, ...path.map((step) => (typeof step === "string" ? step.toLowerCase() : step)));
}

/** `response.headers`: a field of that name of the body itself, else the headers of the answer (language.md 6.8). */
export function headersOf(reply: AnswerOrValue): Json {
  return field(reply.body, "headers") ?? reply.headers;
}

/** One of `headersOf`: a body's own name as it is written, a header's without regard to case. */
export function headerOf(headers: unknown, name: unknown): Json {
  if (typeof name !== "string") return element(headers, name);
  return field(headers, name) ?? field(headers, name.toLowerCase());
}

/** Whether the answer's body is a T; of a failed answer `guard` does not see the `message` and `headers` that are not its own. */
export function replyIs<T, A extends AnswerOrValue>(
  reply: A,
  guard: (value: unknown) => value is T,
): reply is A & { readonly body: T } {
  return guard(schemaView(reply));
}

function schemaView(reply: AnswerOrValue): unknown {
  if (reply.ok || !isObject(reply.body)) return reply.body;
  const hidden = ["message", "headers"].filter((name) => reply.synthetic.includes(name));
  return Object.fromEntries(Object.entries(reply.body).filter(([name]) => !hidden.includes(name)));
}

/** The store that is matched by an object pattern: its one record, else the list of its records (language.md 4.1). */
export function onlyRecord<T>(records: readonly T[]): T | readonly T[] {
  const [record] = records;
  return records.length === 1 && record !== undefined ? record : records;
}

/** Says why a failed answer passed a plain arm by (language.md 7.4): the `help` of `unmatched` where there was one. */
export const plainArm: string =
  "a plain `_` or name takes a failed response only when it ends in abort, skip, retry, queue or jump; `{ error: _ } ->` takes it for anything else";

/** The same of an answer whose body is not as its document says (6.9). */
const invalidArm =
  "an arm that names a status takes only what is as the document says for it; `{ validationErrors: _ } ->` takes it";

/**
 * The error when no arm fits. Of a failed answer it is the failure itself, with `help` added to its message; of anything
 * else a `match` error that says what was matched.
 */
export function unmatched(subject: unknown, help?: string): MissionError {
  if (isFailedReply(subject)) {
    const hint = subject.validationErrors === undefined ? help : invalidArm;
    return hint === undefined ? subject.error : explained(subject.error, hint);
  }
  const value: unknown = isReply(subject) ? subject.body : subject;
  return new MissionError(`no arm of \`match\` fits ${describe(value)}`, {
    code: "match",
    help: help ?? "add an arm for it, or `_ ->` for everything else",
  });
}

/** The same of a field whose cases have an arm each: to TypeScript nothing is left of the object that has it. */
export function unmatchedField(object: unknown, name: string): MissionError {
  return unmatched(field(object, name));
}

/** Where a `match` that gives a value has no arm for `subject`, or for its field `name`: throws the error of that. */
export function noArm(subject: unknown, name?: string): never {
  throw name === undefined ? unmatched(subject) : unmatchedField(subject, name);
}

function explained(error: MissionError, hint: string): MissionError {
  const message = `${error.message} (${hint})`;
  const facts = { ...error, cause: error };
  return error instanceof AuthError ? new AuthError(message, facts) : new MissionError(message, facts);
}

function isReply(subject: unknown): subject is Reply {
  return (
    typeof subject === "object" && subject !== null && "ok" in subject && "request" in subject && "source" in subject
  );
}

/** Data cannot pass for a failed answer: no JSON value holds a MissionError. */
function isFailedReply(subject: unknown): subject is Reply & { readonly ok: false } {
  return isReply(subject) && !subject.ok && subject.error instanceof MissionError;
}
