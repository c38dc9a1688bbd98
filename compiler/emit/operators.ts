// Operators as TypeScript's own where the types allow it, else as the runtime's (language.md 10.1-10.3).
// Must not know steps.
import type * as ast from "../syntax/ast.js";
import { bothOf } from "../semantics/alternatives.js";
import { overlaps } from "../semantics/overlaps.js";
import {
  boolean,
  date,
  dynamic,
  duration,
  integer,
  list,
  literal,
  mayBeNull,
  membersOf,
  number,
  string,
  type Type,
  union,
  kindOf,
  withoutNull,
} from "../semantics/types.js";
import { alternative } from "./alternatives.js";
import { type Code, code, runtime } from "./code.js";
import { emitExpression, testedValue, testsPart } from "./expressions.js";
import type { FunctionEmitter, Value } from "./function.js";
import type { RuntimeSymbol } from "./runtime-symbols.js";

export function unaryValue(f: FunctionEmitter, node: ast.Unary): Value {
  if (node.operator === "not") return negation(testedValue(f, node.operand));
  const operand = emitExpression(f, node.operand);
  const { type } = operand;
  if (type.kind === "literal" && typeof type.value === "number")
    return { code: code`${-type.value}`, type: literal(-type.value), truth: type.value !== 0 };
  return {
    code: isNumber(operand) ? code`-(${operand.code})` : code`${runtime("negate")}(${operand.code})`,
    type: isDuration(operand) ? duration : number,
  };
}

export function negation({ code: operand, truth }: Value): Value {
  if (truth === undefined) return { code: code`!(${operand})`, type: boolean };
  return { code: code`${!truth}`, type: boolean, truth: !truth };
}

const scalars = ["number", "string", "boolean"];

function every(type: Type, test: (member: Type) => boolean): boolean {
  const members = membersOf(type);
  return members.length > 0 && members.every(test);
}

/** TypeScript sees a number here: never null, undefined or of unknown shape. */
function isNumber(value: Value): boolean {
  return !value.undefinable && every(value.type, (each) => kindOf(each) === "number");
}

function isText(value: Value): boolean {
  return !value.undefinable && every(value.type, (each) => kindOf(each) === "string");
}

function isScalar(value: Value): boolean {
  return !value.undefinable && every(value.type, (each) => scalars.includes(kindOf(each)));
}

/** Text or null, and known not to be a number: a date, else an error of the run. */
function isDateLike(value: Value): boolean {
  return every(value.type, (each) => each.kind === "null" || kindOf(each) === "string") && value.type.kind !== "null";
}

/** TypeScript sees a number, infer a duration perhaps. */
function numberLike(inferred: Type): Type {
  return inferred.kind === "number" && inferred.is === "duration" ? duration : number;
}

/** A duration, or null, which is an error of the run. */
function isDuration({ type }: Value): boolean {
  const value = withoutNull(type);
  return value.kind === "number" && value.is === "duration";
}

/** `emit`: how the operands of `and` and `or` are written, which may only be asked whether they are truthy. */
export function binaryValue(f: FunctionEmitter, node: ast.Binary, emit = emitExpression): Value {
  if (node.operator === "??") return defaulted(f, node, emit).value;
  const left = node.operator === "or" ? testedValue(f, node.left) : emit(f, node.left);
  // What is left out must not count as a use of the context.
  if (isSettled(node.operator, left)) return left;
  const right = emit(f, node.right);
  const inferred = f.module.types.types.get(node) ?? dynamic;
  switch (node.operator) {
    case "and":
      if (left.truth === true) return right;
      return bothValue(f, node, left, right, emit === emitExpression && testsPart(f, node.left));
    case "or":
      if (left.truth === false) return right;
      return {
        ...alternative(f, code`(${left.code} || ${right.code})`, [withoutNull(left.type), right.type]),
        undefinable: right.undefinable ?? false,
      };
    case "==":
    case "!=":
      return { code: equality(node, left, right), type: boolean };
    case "<":
    case "<=":
    case ">":
    case ">=":
      return { code: ordering(node.operator, left, right), type: boolean };
    case "in":
      return { code: code`${runtime("includedIn")}(${left.code}, ${right.code})`, type: boolean };
    case "contains":
      return {
        code:
          isText(left) && isText(right)
            ? code`${left.code}.includes(${right.code})`
            : code`${runtime("contains")}(${left.code}, ${right.code})`,
        type: boolean,
      };
    case "startsWith":
    case "endsWith":
      return {
        code:
          isText(left) && isText(right)
            ? code`${left.code}.${symbolCode(node.operator)}(${right.code})`
            : code`${runtime(node.operator)}(${left.code}, ${right.code})`,
        type: boolean,
      };
    case "..":
      return { code: code`${runtime("range")}(${left.code}, ${right.code})`, type: list(integer) };
    case "+":
      return plus(left, right, inferred);
    case "-":
      return minus(left, right);
    case "*":
      return {
        code:
          isNumber(left) && isNumber(right) ? code`(${left.code} * ${right.code})` : helper("multiply", left, right),
        type: numberLike(inferred),
      };
    case "/":
    case "%":
      return {
        code: divisible(left, right)
          ? code`(${left.code} ${operatorCode(node.operator)} ${right.code})`
          : helper(node.operator === "/" ? "divide" : "remainder", left, right),
        type: numberLike(inferred),
      };
  }
}

/** `isTested`: the left side is written out as a test, behind which TypeScript does not know what it was. */
function bothValue(f: FunctionEmitter, node: ast.Binary, left: Value, right: Value, isTested: boolean): Value {
  return {
    code: isTested
      ? code`(${testedValue(f, node.left).code} ? ${right.code} : ${left.code})`
      : code`(${left.code} && ${right.code})`,
    type: isTested ? union(left.type, right.type) : bothOf(left.type, right.type),
    undefinable: (left.undefinable ?? false) || (right.undefinable ?? false),
  };
}

interface Defaulted {
  readonly value: Value;
  /** It is never null, also where its type is unknown. */
  readonly isThere: boolean;
  /** The same without a default of null. */
  readonly undefaulted?: Value;
}

/** TypeScript takes no other default behind one that is there, nor behind null. */
function defaulted(f: FunctionEmitter, node: ast.Binary, emit: typeof emitExpression): Defaulted {
  const operand = (each: ast.Expression): Defaulted => {
    if (each.kind === "Binary" && each.operator === "??") return defaulted(f, each, emit);
    const value = emit(f, each);
    return { value, isThere: !mayBeNull(value.type) && !value.undefinable };
  };
  const first = operand(node.left);
  // What is left out must not count as a use of the context.
  if (first.isThere) return first;
  const left = first.undefaulted ?? first.value;
  const { value: right, isThere, undefaulted: open } = operand(node.right);
  if (left.type.kind === "null") return { value: right, isThere };
  const either = (other: Value): Value => ({
    ...alternative(f, code`(${left.code} ?? ${other.code})`, [withoutNull(left.type), other.type], left),
    undefinable: other.undefinable ?? false,
  });
  const value = either(right);
  if (right.type.kind === "null") return { value, isThere, undefaulted: left };
  return open ? { value, isThere, undefaulted: either(open) } : { value, isThere };
}

/** Whether the left side alone says what `and` or `or` gives. */
function isSettled(operator: ast.BinaryOperator, left: Value): boolean {
  switch (operator) {
    case "and":
      return left.truth === false;
    case "or":
      return left.truth === true;
    default:
      return false;
  }
}

function symbolCode(name: "startsWith" | "endsWith"): Code {
  return name === "startsWith" ? code`startsWith` : code`endsWith`;
}

function operatorCode(operator: "/" | "%"): Code {
  return operator === "/" ? code`/` : code`%`;
}

function helper(symbol: RuntimeSymbol, left: Value, right: Value): Code {
  return code`${runtime(symbol)}(${left.code}, ${right.code})`;
}

/** Dividing by a literal that is not zero needs no check. */
function divisible(left: Value, right: Value): boolean {
  return (
    isNumber(left) && right.type.kind === "literal" && typeof right.type.value === "number" && right.type.value !== 0
  );
}

/** A test of a field that only some kinds of records have: TypeScript sees of which kind it then is. */
function partEquality(
  { part }: Value,
  other: Value,
): { readonly code: Code; readonly isEquality: boolean } | undefined {
  if (other.type.kind === "null") return part && { code: partPresence(part), isEquality: false };
  if (!part || other.type.kind !== "literal" || !comparable(part.value.type, other.type)) return undefined;
  return { code: code`${part.test} && ${part.value.code} === ${other.code}`, isEquality: true };
}

/** That a record is of a kind that has the field, and that it is not null there. */
export function partPresence({ test, value }: NonNullable<Value["part"]>): Code {
  // Of another kind it may have one that is null.
  return code`${test} && ${value.code} != null`;
}

function equality(node: ast.Binary, left: Value, right: Value): Code {
  const isEqual = node.operator === "==";
  const part = partEquality(left, right) ?? partEquality(right, left);
  if (part) return part.isEquality === isEqual ? code`(${part.code})` : code`!(${part.code})`;
  if (node.right.kind === "Null" || node.left.kind === "Null") {
    const side = node.right.kind === "Null" ? left : right;
    return isEqual ? code`(${side.code} == null)` : code`(${side.code} != null)`;
  }
  const areNumerals = isNumeral(left.code) && isNumeral(right.code);
  if ((isScalar(left) || isScalar(right)) && comparable(left.type, right.type) && !areNumerals) {
    return isEqual ? code`(${left.code} === ${right.code})` : code`(${left.code} !== ${right.code})`;
  }
  const call = helper("equal", left, right);
  return isEqual ? call : code`!${call}`;
}

/** A duration is a number to infer, and to TypeScript the one literal that it is. */
function isNumeral({ parts: [only, ...others] }: Code): boolean {
  return typeof only === "string" && others.length === 0 && /^-?[\d.]+$/.test(only);
}

/** Whether TypeScript lets the two be compared. Behind a test that never holds it may know more than the checker. */
export function comparable(left: Type, right: Type): boolean {
  const isKnown = [left, right].every(({ kind }) => kind !== "never" && kind !== "error");
  return isKnown && overlaps(left, right);
}

const orders = { "<": "less", "<=": "lessOrEqual", ">": "greater", ">=": "greaterOrEqual" } as const;

function ordering(operator: keyof typeof orders, left: Value, right: Value): Code {
  if (!isNumber(left) || !isNumber(right)) return helper(orders[operator], left, right);
  switch (operator) {
    case "<":
      return code`(${left.code} < ${right.code})`;
    case "<=":
      return code`(${left.code} <= ${right.code})`;
    case ">":
      return code`(${left.code} > ${right.code})`;
    case ">=":
      return code`(${left.code} >= ${right.code})`;
  }
}

function plus(left: Value, right: Value, inferred: Type): Value {
  const isPlainText = inferred.kind === "string" && inferred.is === undefined;
  if (isDuration(right) && !isNumber(left) && inferred.kind !== "number" && !isPlainText)
    return { code: helper("addDuration", left, right), type: isDateLike(left) ? date : dynamic };
  if (isNumber(left) && isNumber(right))
    return {
      code: code`(${left.code} + ${right.code})`,
      type: isDuration(left) && isDuration(right) ? duration : number,
    };
  if ((isText(left) && isScalar(right)) || (isScalar(left) && isText(right)))
    return { code: code`(${left.code} + ${right.code})`, type: string };
  if (isPlainText) {
    const parts = [left, right].map((each) => (isText(each) ? each.code : code`${runtime("text")}(${each.code})`));
    return { code: code`(${parts[0] ?? ""} + ${parts[1] ?? ""})`, type: string };
  }
  return { code: helper("add", left, right), type: sumType(left, right) };
}

function minus(left: Value, right: Value): Value {
  if (isNumber(left) && isNumber(right))
    return {
      code: code`(${left.code} - ${right.code})`,
      type: isDuration(left) && isDuration(right) ? duration : number,
    };
  if (isDateLike(left) && isNumber(right)) return { code: helper("subtractDuration", left, right), type: date };
  if (isDateLike(left) && isDateLike(right)) return { code: helper("subtractDates", left, right), type: duration };
  return { code: helper("subtract", left, right), type: sumType(left, right) };
}

/** What `add` and `subtract` give: of numbers, each of which may be null, a number or an error of the run. */
function sumType(left: Value, right: Value): Type {
  if (isDuration(left) && isDuration(right)) return duration;
  return [left, right].every(({ type }) => every(withoutNull(type), (each) => kindOf(each) === "number"))
    ? number
    : dynamic;
}
