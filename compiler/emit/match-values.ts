// `match` as an expression: a chain of conditional operators.
// Must not know steps.
import type * as ast from "../syntax/ast.js";
import { isResponseName } from "../semantics/structure.js";
import { dynamic, type Type } from "../semantics/types.js";
import { partsOf } from "../semantics/infer-parts.js";
import { ignoresSubject } from "../semantics/coverage.js";
import { alternative } from "./alternatives.js";
import { type Apart, groupedBy } from "./arm-chains.js";
import { awaits, type Code, code, empty, type Identifier, join, mentions, runtime } from "./code.js";
import { writtenArms } from "./arm-shapes.js";
import { addTest, emitExpression } from "./expressions.js";
import type { FunctionEmitter, Value } from "./function.js";
import { keptParts } from "./held-parts.js";
import { listOfParts, neverFits, patternCondition } from "./patterns.js";
import { storeSubject } from "./store-subjects.js";
import { type Unmatched, unmatchedValue } from "./unmatched.js";

export function matchValue(f: FunctionEmitter, node: ast.MatchExpression): Value {
  if (!node.subject) return conditionMatch(f, node);
  const inner: FunctionEmitter = { ...f, names: f.names.inner() };
  const subject = subjectValue(inner, node.subject, node.arms);
  const tested = keptParts(inner, writtenArms(f, node.arms, false), subject.value.code).map(({ name, read }) => ({
    name,
    type: dynamic,
    value: read,
    isDerived: subject.given.length > 0,
  }));
  const given = [...subject.given, ...tested];
  if (given.length === 0) return armsValue(f, node, subject);
  if (ignoresSubject(f.module.bindings, node)) return armsValue(f, node, { value: emitExpression(f, node.subject) });
  return inFunction(inner, given, armsValue(inner, node, subject));
}

/** What the function of a match is given. */
interface Given {
  readonly name: Identifier;
  readonly type: Type;
  readonly value: Code;
  /** Made of those before it. */
  readonly isDerived?: boolean;
}

function inFunction(f: FunctionEmitter, given: readonly Given[], value: Value): Value {
  const body: Value = { ...value, orEmpty: undefined };
  const reads = code`${given.map(({ isDerived, value }) => (isDerived ? value : empty))}${body.code}`;
  const parameters = given.flatMap(({ name, type, value, isDerived }) => {
    const isRead = mentions(reads, name);
    if (isDerived) return isRead ? [code`${name}${parameterType(type)} = ${value}`] : [];
    return [code`${isRead ? name : f.names.take(`_${name.text}`)}${parameterType(type)}`];
  });
  const list = join(parameters, ", ");
  const args = join(
    given.flatMap(({ value, isDerived }) => (isDerived ? [] : [value])),
    ", ",
  );
  if (awaits(body.code)) return { ...body, code: code`(await (async (${list}) => (${body.code}))(${args}))` };
  return { ...body, code: code`((${list})${resultType(body.type)} => (${body.code}))(${args})` };
}

/** What is matched, with what of it becomes a parameter. */
interface Subject {
  readonly value: Value;
  readonly given: readonly Given[];
  /** A store is a list to one pattern, and a record to another. */
  readonly seenBy?: (pattern: ast.Pattern) => Value;
}

function subjectValue(f: FunctionEmitter, subject: ast.Expression, arms: ast.MatchExpression["arms"]): Subject {
  const binding = subject.kind === "NameExpression" ? f.module.bindings.names.get(subject) : undefined;
  if (binding?.kind === "store") {
    const { constants, ...store } = storeSubject(f, arms, binding);
    return { ...store, given: constants.map((each, at) => ({ ...each, isDerived: at > 0 })) };
  }
  const given: Given[] = [];
  const parts = partsOf(subject);
  if (!parts) return { value: kept(f, subject, given), given };
  return { value: listOfParts(parts.map((each) => kept(f, each, given))), given };
}

/** What is matched, or a part of it, as a parameter if it is not there already. */
function kept(f: FunctionEmitter, subject: ast.Expression, given: Given[]): Value {
  const value = emitExpression(f, subject);
  if (value.simple) return value;
  const name = f.names.take("value");
  given.push({ name, type: value.type, value: value.code });
  const { part: _, orEmpty: __, ...rest } = value;
  const parameter: Value = { ...rest, code: code`${name}`, simple: true };
  f.held.set(subject, parameter);
  return parameter;
}

/** Of a function that always gives the same literal TypeScript infers its kind only. */
function resultType(type: Type): Code {
  return type.kind === "literal" ? code`: ${type.value}` : empty;
}

/** The answer whose status and headers the patterns see: that of a `match response` (7.2). */
export function replyOf(subject: ast.Expression | undefined, value: Value): Code | undefined {
  return isResponseName(subject) ? value.reply : undefined;
}

/** What is of unknown shape must be said to be; the rest TypeScript infers from the argument. */
function parameterType(type: Type): Code {
  return type.kind === "dynamic" || type.kind === "error" ? code`: unknown` : empty;
}

function armsValue(f: FunctionEmitter, node: ast.MatchExpression, subject: Omit<Subject, "given">): Value {
  const arms: AskedValue[] = [];
  const reply = replyOf(node.subject, subject.value);
  for (const arm of writtenArms(f, node.arms, false)) {
    if (arm.kind !== "ValueArm") continue;
    const tried = { value: subject.seenBy?.(arm.pattern) ?? subject.value, reply };
    if (neverFits(f, arm.pattern, tried)) continue;
    const { tests: asked, bindings } = patternCondition(f, arm.pattern, tried);
    for (const [variable, value] of bindings) f.variables.set(variable, value);
    const own: Code[] = [];
    if (!addTest(f, arm.guard, own)) continue;
    arms.push({ asked, own, value: emitExpression(f, arm.value), group: f.module.types.groups.get(arm) });
    if (asked.length + own.length === 0) break;
  }
  const otherwise = unmatchedValue(f, node, subject.value);
  return chained(f, nested(f, arms, otherwise), otherwise);
}

interface TestedValue {
  readonly test: Code | undefined;
  readonly value: Value;
}

interface AskedValue extends Apart {
  readonly value: Value;
}

/** Arms whose pattern the same test asks for stand in it: TypeScript knows there what the guards above have refused. */
function nested(f: FunctionEmitter, arms: readonly AskedValue[], otherwise: Unmatched): readonly TestedValue[] {
  return groupedBy(arms, (each) => each).flatMap((group): readonly TestedValue[] => {
    // Without an arm that takes all of the group those below it are tried.
    if (group.length === 1 || group.at(-1)?.own.length !== 0)
      return group.map(({ asked, own, value }) => ({ test: both([...asked, ...own]), value }));
    const inner = group.map(({ own, value }) => ({ test: both(own), value }));
    return [{ test: both(group[0].asked), value: chained(f, inner, otherwise) }];
  });
}

function both(tests: readonly Code[]): Code | undefined {
  return tests.length === 0 ? undefined : join(tests, " && ");
}

function conditionMatch(f: FunctionEmitter, node: ast.MatchExpression): Value {
  const arms: TestedValue[] = [];
  for (const arm of node.arms) {
    if (arm.kind !== "ConditionValueArm") continue;
    const tests: Code[] = [];
    if (!addTest(f, arm.condition, tests)) continue;
    arms.push({ test: tests[0], value: emitExpression(f, arm.value) });
    if (tests.length === 0) break;
  }
  return chained(f, arms, [code`null`]);
}

/** All ways give a value of one truth, and there is no way without a value. */
function truthOf(arms: readonly TestedValue[]): Pick<Value, "truth"> {
  const truth = arms.at(-1)?.test ? undefined : arms[0]?.value.truth;
  return truth !== undefined && arms.every((each) => each.value.truth === truth) ? { truth } : {};
}

function chained(f: FunctionEmitter, arms: readonly TestedValue[], subject: Unmatched): Value {
  const [first] = arms;
  if (first && !first.test) return first.value;
  const fallback = code`${runtime("noArm")}(${join(subject, ", ")})`;
  const text = arms.reduceRight(
    (rest, { test, value }) => (test ? code`(${test}) ? ${value.code} : ${rest}` : value.code),
    fallback,
  );
  return {
    ...alternative(f, code`(${text})`, arms.length === 0 ? [dynamic] : arms.map((each) => each.value.type)),
    undefinable: arms.some((each) => each.value.undefinable ?? false),
    ...truthOf(arms),
  };
}
