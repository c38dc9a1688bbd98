// What the arms of a `match response` right behind a strictly checked call take, where the check proves it (language.md 6.9).
// Must not know how an arm is typed or written.
import type * as ast from "../../syntax/ast.js";
import { walk } from "../../syntax/walk.js";
import type { ResponseFlow } from "../flow.js";
import type { Bindings, MissionModel } from "../model.js";
import { isAnything, isTestOfAll } from "../coverage.js";
import { fitsAll } from "../pattern-facts.js";
import { isPlainArm, sendsAgain, stepsOf } from "../structure.js";
import { overlaps } from "../overlaps.js";
import { dynamic, isDynamic, literal, membersOf, same, shapeOf, type Type, union } from "../types.js";
import { bodyOfStatus, isSuccess, mayHoldStatus, numbersOf, statusNames } from "./answers.js";
import { documentedTypes, isOwnRecord, provenSuccess } from "./documented.js";
import type { Operation } from "./operation.js";
import { strictValidation } from "./validation.js";

/** An arm of which the check says what it takes. */
export interface ProvenArm {
  /** Of the body that it takes; dynamic where it takes whatever has its status. */
  readonly type: Type;
  /** The statuses that its pattern names, all 2xx or none of them; none at all: any 2xx. */
  readonly statuses: readonly number[];
  /**
   * What shows that the body has the type: that the answer is `ok`, that it is `documented`, or its `body`. `errors`: the
   * pattern is about what the check has found. Nothing has to be shown where the type is dynamic.
   */
  readonly proof: "ok" | "documented" | "body" | "errors" | "none";
  /** What the pattern says besides. */
  readonly rest: ast.Pattern | undefined;
}

/** Whether all that the arm takes has failed. */
export function takesFailures({ proof, statuses }: ProvenArm): boolean {
  return proof === "errors" || (statuses.length > 0 && !statuses.some(isSuccess));
}

interface Tables {
  readonly mission: MissionModel;
  readonly bindings: Bindings;
  readonly flow: ResponseFlow;
}

/** Undefined where the arm takes what nothing has proven. */
export function provenArm(tables: Tables, match: ast.Match, arm: ast.Arm): ProvenArm | undefined {
  const request = tables.flow.offered.get(match);
  if (request === undefined) return undefined;
  const operation = strictValidation(tables.mission, request)?.operation;
  if (operation === undefined) return undefined;
  const { pattern } = arm;
  const type = provenSuccess(operation);
  const isAny = isDynamic(type) || type.kind === "null";
  if (!isAny && takesSuccess(tables, operation, arm, type))
    return isBelowPlain(tables, operation, match, arm) ? undefined : { type, statuses: [], proof: "ok", rest: pattern };
  if (pattern.kind !== "ObjectPattern") return undefined;
  return armOfFields(tables, operation, pattern) ?? leftFor(tables, operation, match, arm, pattern);
}

/**
 * Where arms above have taken all that the check has proven, only failures are left whose body is wrong: to TypeScript, too,
 * no answer of these statuses is documented.
 */
function leftFor(
  tables: Tables,
  operation: Operation,
  match: ast.Match,
  arm: ast.Arm,
  pattern: ast.ObjectPattern,
): ProvenArm | undefined {
  const proven = armOfStatus(tables, operation, match, arm, pattern);
  if (proven?.proof !== "documented" && proven?.proof !== "ok") return proven;
  const takers = takersOf(tables, operation, match);
  const isTaken = (status: number): boolean => (takers.get(status)?.span.start ?? arm.span.start) < arm.span.start;
  return proven.statuses.some(isTaken) ? undefined : proven;
}

/** Below an arm that takes all 2xx answers none is left, to TypeScript, too. */
function isBelowPlain(tables: Tables, operation: Operation, match: ast.Match, arm: ast.Arm): boolean {
  const plain = takersOf(tables, operation, match).get("2XX");
  return plain !== undefined && plain.span.start < arm.span.start;
}

// The arms of a match are asked for one after another, each of which would look through all above it.
const known = new WeakMap<Bindings, WeakMap<ast.Match, Takers>>();

/** By status, or for all 2xx statuses. */
type Takers = ReadonlyMap<number | "2XX", ast.Arm>;

/** The first arms that take all answers whose body is proven. */
function takersOf(tables: Tables, operation: Operation, match: ast.Match): Takers {
  const ofMission = known.get(tables.bindings) ?? new WeakMap<ast.Match, Takers>();
  known.set(tables.bindings, ofMission);
  const found = ofMission.get(match);
  if (found) return found;
  const takers = new Map<number | "2XX", ast.Arm>();
  for (const arm of match.arms) {
    if (arm.kind !== "Arm" || arm.guard || sendsAgain(arm)) continue;
    if (isPlainArm(arm, isAnything(tables.bindings, arm.pattern)))
      for (const each of ["2XX" as const, ...[...documentedTypes(operation).keys()].filter(isSuccess)])
        if (!takers.has(each)) takers.set(each, arm);
    if (arm.pattern.kind !== "ObjectPattern") continue;
    const { proof, statuses, rest, type } = armOfStatus(tables, operation, match, arm, arm.pattern) ?? unproven;
    if (proof === "none" || (rest && !fitsAll(tables, rest, type))) continue;
    for (const each of statuses) if (!takers.has(each)) takers.set(each, arm);
  }
  ofMission.set(match, takers);
  return takers;
}

const unproven: ProvenArm = { type: dynamic, statuses: [], proof: "none", rest: undefined };

/** Whether the arm takes 2xx answers only, whatever the record of a failed response holds. */
function takesSuccess({ bindings }: Tables, operation: Operation, arm: ast.Arm, type: Type): boolean {
  const { pattern, guard } = arm;
  const binding = pattern.kind === "NamePattern" ? bindings.patterns.get(pattern) : undefined;
  switch (pattern.kind) {
    case "ListPattern":
      return membersOf(type).some((each) => each.kind === "list");
    case "ObjectPattern":
      return isOfSuccess(operation, pattern, type);
    case "LiteralPattern":
      return membersOf(type).every((each) => each.kind !== "list" && shapeOf(each) === undefined);
    case "NamePattern":
      if (binding?.kind === "test") return binding.schema === undefined && guard === undefined;
      return isPlainArm(arm, binding?.kind === "variable");
    default:
      return isPlainArm(arm, false);
  }
}

/** Fields that only the bodies of 2xx answers have: what the document says of failures, and every failed response, lacks one. */
function isOfSuccess({ failures }: Operation, { fields }: ast.ObjectPattern, type: Type): boolean {
  const hasAll = (body: Type): boolean => fields.every(({ name }) => shapeOf(body)?.fields.has(name.text));
  const asked = fields.filter((each) => !isTextOfBody(each)).map(({ name }) => name.text);
  const isOfAny =
    (asked.length === fields.length && asked.every((name) => namesOfRecords.includes(name))) ||
    asked.some((name) => namesOfAnswers.includes(name));
  if (isOfAny || !membersOf(type).some(hasAll)) return false;
  return ![...failures.values()]
    .flatMap(membersOf)
    .some((body) => hasAll(body) && fields.every((each) => mayBe(each, body)));
}

/** Whether the field of such a body can be one of the literals that are asked for. */
function mayBe({ name, pattern }: ast.PatternField, body: Type): boolean {
  const type = shapeOf(body)?.fields.get(name.text)?.type ?? dynamic;
  return (
    pattern?.kind !== "LiteralPattern" || pattern.values.some((each) => each === null || overlaps(type, literal(each)))
  );
}

/** A text under `status` or `code` is no status: a failed response has a number there, unless its body has the field. */
function isTextOfBody({ name, pattern }: ast.PatternField): boolean {
  const values = pattern?.kind === "LiteralPattern" ? pattern.values : [undefined];
  return statusNames.includes(name.text) && values.every((each) => typeof each === "string");
}

/** An arm that is about the body of any answer alone, or about what is wrong with it. */
function armOfFields({ bindings }: Tables, operation: Operation, pattern: ast.ObjectPattern): ProvenArm | undefined {
  const ofAny: ProvenArm = { ...unproven, rest: pattern };
  if (pattern.fields.every(({ name }) => !namesOfAnswers.includes(name.text))) return ofAny;
  const [field, ...others] = pattern.fields;
  if (field?.name.text !== "validationErrors" || others.length > 0) return undefined;
  const isList = field.pattern?.kind === "ListPattern" && !isTestOfAll(bindings, field.pattern);
  if (field.pattern && !isList && !isAnything(bindings, field.pattern)) return undefined;
  const members = bodiesOf(operation).flatMap(membersOf);
  return members.some((each) => shapeOf(each)?.fields.has(field.name.text)) ? undefined : { ...ofAny, proof: "errors" };
}

/** What a pattern can mean the answer by, and not only its body (7.2). */
const namesOfAnswers = ["code", "status", "headers", "validationErrors", "error"];

/** These the record of every failed response has, whatever its body holds (6.8). */
const namesOfRecords = [...namesOfAnswers, "message", "retryAfter", "body"];

/** Who names one of these takes what has failed its check. */
const namesOfFailures = ["error", "validationErrors"];

function armOfStatus(
  tables: Tables,
  operation: Operation,
  match: ast.Match,
  arm: ast.Arm,
  pattern: ast.ObjectPattern,
): ProvenArm | undefined {
  const { fields } = pattern;
  const [field, ...more] = fields.filter((each) => statusNames.includes(each.name.text) && !isTextOfBody(each));
  const statuses = field ? numbersOf(field) : [];
  const literals = field?.pattern?.kind === "LiteralPattern" ? field.pattern.values : [];
  const isOnlyStatus = statuses.length > 0 && statuses.length === literals.length && more.length === 0;
  if (!field || !isOnlyStatus || fields.some(({ name }) => namesOfFailures.includes(name.text))) return undefined;
  if (bodiesWithOwn(operation, field.name.text, statuses).some((each) => mayHoldStatus(each, field.name.text)))
    return undefined;
  const others = fields.filter((each) => each !== field);
  const rest = others.length === 0 ? undefined : { ...pattern, fields: others };
  const bodies = statuses.flatMap((each) => bodyOfStatus(operation, each) ?? []);
  const isSuccesses = statuses.every(isSuccess);
  if (bodies.length < statuses.length || (!isSuccesses && statuses.some(isSuccess))) return undefined;
  // A failed response is none whatever its body is: only who reads the body depends on it.
  if (!isSuccesses && !rest && !readsAnswer(tables, match, arm))
    return { type: dynamic, statuses, proof: "none", rest };
  if (isSuccesses && bodies.some(isDynamic)) return undefined;
  // What the record has of its own, such as a number under `code`, is not as the document says of the body: it is read unseen.
  if (!isSuccesses && !bodies.every(isOwnRecord)) return { type: dynamic, statuses, proof: "body", rest };
  const type = union(...bodies);
  const documented = documentedTypes(operation);
  if (statuses.every((each) => documented.has(each))) return { type, statuses, proof: "documented", rest };
  const isAny = isSuccesses && same(type, provenSuccess(operation));
  return { type, statuses, proof: isAny ? "ok" : "body", rest };
}

/**
 * The bodies whose own number under `name` the pattern may mean: of 2xx statuses not those of failures, whose `status` says
 * what that of the answer is (RFC 9457, 3.1.2).
 */
function bodiesWithOwn(operation: Operation, name: string, statuses: readonly number[]): readonly Type[] {
  const isOfAnswer = statuses.every(isSuccess) || name === "status";
  return isOfAnswer ? [...operation.successes.values()] : bodiesOf(operation);
}

function bodiesOf({ successes, failures }: Operation): readonly Type[] {
  return [...successes.values(), ...failures.values()];
}

/** Whether the guard or body of an arm reads the response, or what it matched. */
function readsAnswer({ bindings }: Tables, match: ast.Match, arm: ast.Arm): boolean {
  const subject = bindings.subjectOf.get(match);
  let found = stepsOf(arm.body).some(
    (each) => each.kind === "Queue" && !each.options?.entries.some(({ name }) => name.text === "item"),
  );
  const note = (node: ast.NameExpression | ast.Subject): void => {
    const binding = node.kind === "Subject" ? bindings.subjects.get(node) : bindings.names.get(node);
    found ||=
      binding !== undefined && (binding === subject || (binding.kind === "builtin" && binding.name === "response"));
  };
  const visitor = {
    enter: {
      NameExpression: note,
      Subject: note,
      Validate: (node: ast.Validate): void => void (found ||= node.target === undefined),
    },
  };
  for (const each of [...(arm.guard ? [arm.guard] : []), arm.body]) walk(each, visitor);
  return found;
}
