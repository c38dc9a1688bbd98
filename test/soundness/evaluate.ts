// What an expression gives, straight from language.md 10: the reference that compiled missions are held against.
// Must not use the compiler or its runtime, nor know how an expression is written.
import type { Argument, Arm, Expression, Lambda, Operator, Pattern } from "./expression.js";
import { callFunction } from "./functions.js";
import { instantOf, moved } from "./dates.js";
import { Fault } from "./fault.js";
import { isList, isRecord, isTrue, order, read, same, text } from "./json.js";
import type { Json, Type } from "./types.js";

export type Environment = ReadonlyMap<string, Json>;

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export function evaluate(node: Expression, environment: Environment): Json {
  const of = (each: Expression): Json => evaluate(each, environment);
  switch (node.kind) {
    case "literal":
      return node.value;
    case "duration":
      return node.count * units[node.unit];
    case "yes":
      return true;
    case "variable":
      return environment.get(node.name) ?? null;
    case "field":
      return read(of(node.of), node.name);
    case "index":
      return elementAt(of(node.of), of(node.at));
    case "unary":
      return node.operator === "not" ? !isTrue(of(node.of)) : -number(of(node.of));
    case "binary":
      return binary(node.operator, of(node.left), () => of(node.right));
    case "choice":
      return of(isTrue(of(node.condition)) ? node.then : node.otherwise);
    case "list":
      return node.items.map(of);
    case "object":
      return Object.fromEntries(
        node.members.flatMap(({ name, value }): (readonly [string, Json])[] => {
          const found = of(value);
          return name === undefined ? Object.entries(isRecord(found) ? found : {}) : [[name, found]];
        }),
      );
    case "call":
      return callFunction(
        node.name,
        node.args.map((each): Argument => (each.kind === "lambda" ? lambda(each, environment) : of(each))),
      );
    case "anyOf": {
      const list = of(node.list);
      const which = node.which ? lambda(node.which, environment) : () => true;
      const at = isList(list) ? list.findIndex((each) => isTrue(which(each))) : -1;
      return node.asked ? at >= 0 : elementAt(list, at < 0 ? null : at);
    }
    case "column": {
      const list = of(node.list);
      const which = lambda(node.which, environment);
      if (!isList(list)) return null;
      const fields = list.filter((each) => isTrue(which(each))).map((each) => read(each, node.name));
      return fields.filter((each) => each !== null);
    }
    case "attempt":
      return attempt(node.options, of);
    case "match":
      return match(of(node.subject), node.arms, environment);
    case "is":
      return isOf(of(node.value), node.type);
  }
}

function lambda({ parameters, body }: Lambda, outer: Environment): (...items: readonly Json[]) => Json {
  return (...items) => {
    const inner = parameters.map((name, at) => [name, items[at] ?? null] as const);
    return evaluate(body, new Map([...outer, ...inner]));
  };
}

/** The first that is neither an error nor null. */
function attempt(options: readonly Expression[], of: (each: Expression) => Json): Json {
  for (const each of options) {
    try {
      const value = of(each);
      if (value !== null) return value;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
    }
  }
  return null;
}

function elementAt(value: Json, at: Json): Json {
  if (typeof at === "string") return read(value, at);
  return isList(value) && typeof at === "number" ? (value.at(at) ?? null) : null;
}

function binary(operator: Operator, left: Json, rest: () => Json): Json {
  switch (operator) {
    case "??":
      return left ?? rest();
    case "or":
      return isTrue(left) ? left : rest();
    case "and":
      return isTrue(left) ? rest() : left;
    default:
      return ofBoth(operator, left, rest());
  }
}

function ofBoth(operator: Exclude<Operator, "??" | "or" | "and">, left: Json, right: Json): Json {
  switch (operator) {
    case "==":
      return same(left, right);
    case "!=":
      return !same(left, right);
    case "<":
      return left !== null && right !== null && order(left, right) < 0;
    case "<=":
      return left !== null && right !== null && order(left, right) <= 0;
    case ">":
      return left !== null && right !== null && order(left, right) > 0;
    case ">=":
      return left !== null && right !== null && order(left, right) >= 0;
    case "+":
      if (typeof left === "string" || typeof right === "string") return text(left) + text(right);
      return finite(number(left) + number(right));
    case "-":
      return finite(number(left) - number(right));
    case "*":
      return finite(number(left) * number(right));
    case "/":
      return finite(number(left) / divisor(right));
    case "%":
      return number(left) % divisor(right);
    case "later":
      return moved(left, number(right));
    case "earlier":
      return moved(left, -number(right));
    case "between":
      return instant(left) - instant(right);
  }
}

function number(value: Json): number {
  if (typeof value === "number") return value;
  throw new Fault("no number");
}

function divisor(value: Json): number {
  if (number(value) === 0) throw new Fault("division by zero");
  return number(value);
}

function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new Fault("too large");
}

function instant(value: Json): number {
  const found = instantOf(value);
  if (found === undefined) throw new Fault("no date");
  return found;
}

function match(subject: Json, arms: readonly Arm[], outer: Environment): Json {
  for (const { pattern, guard, value } of arms) {
    const bound = fits(subject, pattern);
    const inner = bound && new Map([...outer, ...bound]);
    if (inner && (!guard || isTrue(evaluate(guard, inner)))) return evaluate(value, inner);
  }
  throw new Fault("no arm fits");
}

type Bound = readonly (readonly [name: string, value: Json])[];

/** What the pattern binds, if the value fits it. */
function fits(value: Json, pattern: Pattern): Bound | undefined {
  switch (pattern.kind) {
    case "any":
      return [];
    case "bind":
      return [[pattern.name, value]];
    case "literals":
      return pattern.values.some((each) => same(each, value)) ? [] : undefined;
    case "type":
      return isOf(value, pattern.type) ? [] : undefined;
    case "object": {
      if (!isRecord(value)) return undefined;
      const parts = pattern.fields.map(([name, inner]) => {
        const found = read(value, name);
        const mayBeNull = inner.kind === "literals" && inner.values.includes(null);
        return found !== null || mayBeNull ? fits(found, inner) : undefined;
      });
      return joined(parts);
    }
    case "list": {
      if (!isList(value) || value.length !== pattern.items.length) return undefined;
      return joined(pattern.items.map((inner, at) => fits(value[at] ?? null, inner)));
    }
  }
}

function joined(parts: readonly (Bound | undefined)[]): Bound | undefined {
  return parts.reduce<Bound | undefined>((all, each) => (all && each ? [...all, ...each] : undefined), []);
}

/** `value is T` (language.md 5). */
function isOf(value: Json, type: Type): boolean {
  switch (type.kind) {
    case "string":
    case "number":
    case "boolean":
      return typeof value === type.kind;
    case "int":
      return Number.isSafeInteger(value);
    case "date":
      return instantOf(value) !== undefined;
    case "null":
      return value === null;
    case "literal":
      return value === type.value;
    case "list":
      return isList(value) && value.every((each) => isOf(each, type.element));
    case "record":
      return isRecord(value) && type.schema.fields.every((each) => isOf(read(value, each.name), each.type));
    case "dictionary":
      return isRecord(value) && Object.values(value).every((each) => isOf(each, type.value));
    case "union":
      return type.members.some((each) => isOf(value, each));
  }
}
