// An expression as a mission writes it: in one of the notations that mean the same, with the parentheses that language.md 10
// asks for and now and then superfluous ones. Must not know values, nor the compiler.
import {
  canBeElement,
  elementFunctions,
  type Expression,
  type Lambda,
  mentions,
  type Operator,
  type Pattern,
} from "./expression.js";
import { typeText } from "./types.js";

/** How a reading says some things. */
export interface Words {
  readonly yes: string;
}

/** From the weakest to the strongest (language.md 10). */
const level = {
  where: 0,
  if: 1,
  ternary: 2,
  pipe: 3,
  nullish: 4,
  or: 5,
  and: 6,
  not: 7,
  comparison: 8,
  range: 9,
  sum: 10,
  product: 11,
  sign: 12,
  postfix: 13,
} as const;

interface Place {
  /** What binds less needs parentheses. */
  readonly level: number;
  /** Nothing that could be taken along follows, as in an argument: what reaches far right may stand bare. */
  readonly last: boolean;
  /** The parameters that are written `.field` and `item` here. */
  readonly elements: ReadonlySet<string>;
  readonly words: Words;
}

interface Text {
  readonly text: string;
  readonly level: number;
}

export function write(node: Expression, words: Words): string {
  return put(node, { level: level.where, last: true, elements: new Set(), words });
}

function put(node: Expression, place: Place): string {
  const inside = { ...place, level: level.where, last: true };
  const reachesRight = written(node, place);
  const bare = reachesRight.level >= place.level && (place.last || reachesRight.level !== level.if);
  const { text } = bare ? reachesRight : written(node, inside);
  const isSuperfluous = node.style % 23 === 22 && node.kind !== "literal";
  return bare && !isSuperfluous ? text : `(${bare ? written(node, inside).text : text})`;
}

function at(place: Place, wanted: number, last: boolean): Place {
  return { ...place, level: wanted, last: last && place.last };
}

function free(place: Place): Place {
  return { ...place, level: level.where, last: true };
}

function written(node: Expression, place: Place): Text {
  switch (node.kind) {
    case "literal":
      return literal(node.value);
    case "duration":
      return atom(`${node.count}${node.unit}`);
    case "yes":
      return { text: place.words.yes, level: level.postfix };
    case "variable":
      return atom(place.elements.has(node.name) ? "item" : node.name);
    case "field":
      if (node.of.kind === "variable" && place.elements.has(node.of.name) && node.style % 4 > 0) {
        return { text: `.${node.name}`, level: level.postfix };
      }
      return { text: `${put(node.of, at(place, level.postfix, false))}.${node.name}`, level: level.postfix };
    case "index":
      return {
        text: `${put(node.of, at(place, level.postfix, false))}[${put(node.at, free(place))}]`,
        level: level.postfix,
      };
    case "unary":
      return unary(node, place);
    case "binary":
      return binary(node, place);
    case "choice":
      return choice(node, place);
    case "list":
      return atom(`[${node.items.map((each) => put(each, free(place))).join(", ")}]`);
    case "object": {
      const members = node.members.map(({ name, value }) =>
        name === undefined ? `...${put(value, free(place))}` : `${keyText(name)}: ${put(value, free(place))}`,
      );
      return atom(`{ ${members.join(", ")} }`);
    }
    case "call":
      return call(node, place);
    case "anyOf":
      return anyOf(node, place);
    case "column": {
      const filter = filtered(node.list, node.which, place);
      return { text: `(${filter}).${node.name}`, level: level.postfix };
    }
    case "attempt":
      return { text: `try { ${node.options.map((each) => put(each, free(place))).join(", ")} }`, level: level.if };
    case "match": {
      const arms = node.arms.map(({ pattern, guard, value }) => {
        const where = guard ? ` where ${put(guard, { ...free(place), level: level.if })}` : "";
        return `${patternText(pattern)}${where} => ${put(value, { ...free(place), level: level.if })}`;
      });
      const subject = put(node.subject, { ...place, level: level.if, last: false });
      return { text: `match ${subject} { ${arms.join(", ")} }`, level: level.if };
    }
    case "is": {
      const type = node.type.kind === "union" ? `(${typeText(node.type)})` : typeText(node.type);
      return { text: `${put(node.value, at(place, level.range, false))} is ${type}`, level: level.comparison };
    }
  }
}

function atom(text: string): Text {
  return { text, level: level.postfix };
}

function literal(value: string | number | boolean | null): Text {
  if (typeof value === "string") return atom(quoted(value));
  // A number has no method: `3.abs()` would be read otherwise.
  return { text: String(value), level: typeof value === "number" ? level.sign : level.postfix };
}

/** As text of a mission, in which no brace or `$` means more (language.md 1.3, 1.4). */
export function quoted(text: string): string {
  const escaped = [...text].map((each) => {
    if ('"\\${'.includes(each)) return `\\${each}`;
    return /[\p{L}\p{N}\p{P}\p{S} ]/u.test(each) ? each : `\\u{${each.codePointAt(0)?.toString(16)}}`;
  });
  return `"${escaped.join("")}"`;
}

function keyText(name: string): string {
  return /^\w+$/.test(name) ? name : quoted(name);
}

function unary(node: Expression & { readonly kind: "unary" }, place: Place): Text {
  if (node.operator === "not") {
    const isSign = node.style % 4 === 3;
    const wanted = isSign ? level.sign : level.not;
    return { text: `${isSign ? "!" : "not "}${put(node.of, at(place, wanted, true))}`, level: wanted };
  }
  const of = put(node.of, at(place, level.sign, true));
  return { text: of.startsWith("-") ? `-(${of})` : `-${of}`, level: level.sign };
}

const binaryLevels: Readonly<Record<Operator, number>> = {
  "??": level.nullish,
  or: level.or,
  and: level.and,
  "==": level.comparison,
  "!=": level.comparison,
  "<": level.comparison,
  "<=": level.comparison,
  ">": level.comparison,
  ">=": level.comparison,
  "+": level.sum,
  "-": level.sum,
  "*": level.product,
  "/": level.product,
  "%": level.product,
  later: level.sum,
  earlier: level.sum,
  between: level.sum,
};
const signs: Partial<Record<Operator, string>> = { later: "+", earlier: "-", between: "-" };

function binary({ operator, left, right }: Expression & { readonly kind: "binary" }, place: Place): Text {
  const own = binaryLevels[operator];
  // Comparisons do not chain, the others group to the left.
  const first = put(left, at(place, own === level.comparison ? own + 1 : own, false));
  const second = put(right, at(place, own + 1, true));
  return { text: `${first} ${signs[operator] ?? operator} ${second}`, level: own };
}

function choice(node: Expression & { readonly kind: "choice" }, place: Place): Text {
  const { condition, then, otherwise } = node;
  if (node.style % 3 === 0) {
    const test = put(condition, at(place, level.pipe, false));
    // Behind `is T` the `?` could belong to the type, but does not (language.md 5.3).
    const [yes, no] = [put(then, at(place, level.pipe, false)), put(otherwise, at(place, level.ternary, true))];
    return { text: `${test} ? ${yes} : ${no}`, level: level.ternary };
  }
  const [test, yes] = [put(condition, at(place, level.ternary, false)), put(then, at(place, level.ternary, false))];
  return { text: `if ${test} then ${yes} else ${put(otherwise, at(place, level.if, true))}`, level: level.if };
}

/** Functions that are operators, too. */
const operators = ["contains", "startsWith", "endsWith"];
/** In a plain call only a lambda speaks of the elements. */
const lambdaOnly = ["sort", "unique", "min", "max"];

function call(node: Expression & { readonly kind: "call" }, place: Place): Text {
  const { name, args, style } = node;
  const [first, second] = args;
  if (!first || first.kind === "lambda") return atom(`${name}()`);
  const notation = style % 5;
  if (args.length === 2 && second && second.kind !== "lambda" && notation === 4) {
    const [left, right] = operators.includes(name) ? [first, second] : [second, first];
    const operator = operators.includes(name) && (name !== "contains" || style % 2 === 0) ? name : "in";
    if (name === "contains" && operator === "in") return comparison(second, "in", first, place);
    if (operators.includes(name)) return comparison(left, operator, right, place);
    // The operator, other than the function, refuses null.
    if (name === "range" && first.kind === "literal") {
      const text = `${put(first, at(place, level.sum, false))}..${put(second, at(place, level.sum, true))}`;
      return { text, level: level.range };
    }
  }
  if (name === "filter" && second?.kind === "lambda" && notation === 4 && canBeElement(second)) {
    return { text: filtered(first, second, place), level: level.where };
  }
  const chained = notation % 3 > 0;
  // What stands behind a dot or pipe reads elements by `.x` itself: no outer element can be named so there.
  const isBareHere = chained && elementFunctions.includes(name);
  const others = args
    .slice(1)
    .map((each) =>
      argument(each, { ...free(place), ...(isBareHere && bare) }, !chained && lambdaOnly.includes(name), name),
    );
  if (notation % 3 === 1) {
    return atom(`${put(first, at(place, level.postfix, false))}.${name}(${others.join(", ")})`);
  }
  if (notation % 3 === 2) {
    const brackets = others.length > 0 || style % 2 === 0 ? `(${others.join(", ")})` : "";
    return { text: `${put(first, at(place, level.pipe, false))} | ${name}${brackets}`, level: level.pipe };
  }
  return atom(`${name}(${[put(first, free(place)), ...others].join(", ")})`);
}

/** Where no outer parameter can be written as the element. */
const bare = { elements: new Set<string>() };

function comparison(left: Expression, operator: string, right: Expression, place: Place): Text {
  const text = `${put(left, at(place, level.range, false))} ${operator} ${put(right, at(place, level.range, true))}`;
  return { text, level: level.comparison };
}

function argument(node: Expression | Lambda, place: Place, lambdaOnly: boolean, name: string): string {
  if (node.kind !== "lambda") return put(node, place);
  const { parameters, body, style } = node;
  // A text is most likely meant for a field, and what reads no element would be compared with the list.
  const isText = body.kind === "literal" && typeof body.value === "string";
  const isValue = ["min", "max"].includes(name) && !parameters.some((each) => mentions(body, each));
  if (!lambdaOnly && style % 3 > 0 && canBeElement(node) && !isText && !isValue)
    return put(body, asElement(node, place));
  const [only] = parameters;
  const names = parameters.length === 1 && style % 2 === 0 ? only : `(${parameters.join(", ")})`;
  return `${names} => ${put(body, place)}`;
}

function asElement({ parameters }: Lambda, place: Place): Place {
  return { ...place, elements: new Set(parameters) };
}

/** `list where condition`; the condition is of the element. */
function filtered(list: Expression, which: Lambda, place: Place): string {
  const condition = put(which.body, { ...asElement(which, place), level: level.if, last: true });
  return `${put(list, at(place, level.where, false))} where ${condition}`;
}

function anyOf({ list, which }: Expression & { readonly kind: "anyOf" }, place: Place): Text {
  const from = put(list, { ...place, level: level.pipe, last: false });
  const condition = which
    ? ` where ${put(which.body, { ...asElement(which, place), level: level.if, last: true })}`
    : "";
  return { text: `any of ${from}${condition}`, level: level.if };
}

function patternText(pattern: Pattern): string {
  switch (pattern.kind) {
    case "any":
      return "_";
    case "bind":
      return pattern.name;
    case "literals":
      return pattern.values.map((each) => literal(each).text).join(" | ");
    case "type":
      return typeText(pattern.type);
    case "object":
      return `{ ${pattern.fields.map(([name, inner]) => `${name}: ${patternText(inner)}`).join(", ")} }`;
    case "list":
      return `[${pattern.items.map(patternText).join(", ")}]`;
  }
}
