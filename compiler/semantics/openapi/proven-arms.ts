// What the arms of a `match response` right behind a strictly checked call take, where the check proves it (language.md 6.9).
// Must not know how an arm is typed or written.
import type * as ast from "../../syntax/ast.js";
import { walk } from "../../syntax/walk.js";
import type { ResponseFlow } from "../flow.js";
import type { Bindings, MissionModel } from "../model.js";
import { isPlainArm, stepsOf } from "../structure.js";
import { assignable } from "../assignable.js";
import { integer, isDynamic, membersOf, overlaps, shapeOf, string, type Type, union } from "../types.js";
import { bodyOfStatus, isSuccess, numbersOf, statusNames } from "./answers.js";
import type { Operation } from "./operation.js";
import { strictValidation } from "./validation.js";

/** An arm that takes only answers whose body is as the document says. */
export interface ProvenArm {
  readonly type: Type;
  /** The statuses that its pattern names, all 2xx or none of them; none at all: any 2xx. */
  readonly statuses: readonly number[];
  /** What the pattern says besides. */
  readonly others: readonly ast.PatternField[];
}

interface Tables {
  readonly mission: MissionModel;
  readonly bindings: Bindings;
  readonly flow: ResponseFlow;
}

/** Undefined where the arm takes what nothing has proven. */
export function provenArm(tables: Tables, match: ast.Match, arm: ast.Arm): ProvenArm | undefined {
  const request = tables.flow.offered.get(match);
  // Where several steps set `response` the arm reads a variable of them all.
  if (request === undefined || tables.flow.merged.has(request) || isPaged(request)) return undefined;
  const operation = strictValidation(tables.mission, request)?.operation;
  if (operation === undefined) return undefined;
  const { pattern } = arm;
  const isName = pattern.kind === "NamePattern" && tables.bindings.patterns.get(pattern)?.kind === "variable";
  if (isPlainArm(arm, isName)) {
    const type = operation.success;
    return isDynamic(type) || type.kind === "null" ? undefined : { type, statuses: [], others: [] };
  }
  return pattern.kind === "ObjectPattern" ? armOfStatus(tables, operation, match, arm, pattern) : undefined;
}

function isPaged(request: ast.Request): boolean {
  return request.options?.entries.some((each) => each.name.text === "paginate") ?? false;
}

/** Who names one of these takes what has failed its check. */
const namesOfFailures = ["error", "validationErrors"];

function armOfStatus(
  tables: Tables,
  operation: Operation,
  match: ast.Match,
  arm: ast.Arm,
  { fields }: ast.ObjectPattern,
): ProvenArm | undefined {
  const [field, ...more] = fields.filter((each) => statusNames.includes(each.name.text));
  const statuses = field ? numbersOf(field) : [];
  const literals = field?.pattern?.kind === "LiteralPattern" ? field.pattern.values : [];
  const isOnlyStatus = statuses.length > 0 && statuses.length === literals.length && more.length === 0;
  if (!field || !isOnlyStatus || fields.some(({ name }) => namesOfFailures.includes(name.text))) return undefined;
  if (bodiesOf(operation).some((each) => mayHoldStatus(each, field.name.text))) return undefined;
  const others = fields.filter((each) => each !== field);
  const bodies = statuses.map((each) => bodyOfStatus(operation, each));
  if (statuses.every(isSuccess)) {
    const known = bodies.flatMap((each) => (each && !isDynamic(each) ? [each] : []));
    return known.length === bodies.length ? { type: union(...known), statuses, others } : undefined;
  }
  // A failed response is none whatever its body is: only who reads the body depends on it.
  if (statuses.some(isSuccess) || !(others.length > 0 || readsAnswer(tables, match, arm))) return undefined;
  const known = bodies.flatMap((each) => (each && isOwnRecord(each) ? [each] : []));
  return known.length === bodies.length ? { type: union(...known), statuses, others } : undefined;
}

function bodiesOf({ successes, failures }: Operation): readonly Type[] {
  return [...successes.values(), ...failures.values()];
}

/** A body with a number of its own under this name would fit whatever its status is. */
function mayHoldStatus(body: Type, name: string): boolean {
  return membersOf(body).some((each) => {
    const own = shapeOf(each)?.fields.get(name);
    return own !== undefined && overlaps(own.type, integer);
  });
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
function isOwnRecord(body: Type): boolean {
  return membersOf(body).every((each) => {
    const shape = shapeOf(each);
    if (!shape || shape.fields.size === 0) return false;
    return synthetic.every(([name, type]) => {
      const own = shape.fields.get(name);
      return own === undefined || !own.optional || assignable(type, own.type);
    });
  });
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
