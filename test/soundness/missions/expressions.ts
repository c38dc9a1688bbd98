// Expressions of a wanted type over what is known, such as tests make legal. Must not know steps.
import { assignable, isNever, joined, type Known, named, narrowed, references, unitsOf } from "./known.js";
import { closures } from "./closures.js";
import { columns, rearranged, selections, sorted } from "./collections.js";
import { condition, isAskedAgain, isOfLists, type Making, type Pattern, pattern, written } from "./tests.js";
import { mayBeNull, membersOf, type Type, union, withoutNull } from "../types.js";

/** An expression whose value is of `type`. */
export function expression(making: Making, known: Known, type: Type, depth: number): string {
  const { decide } = making;
  const found: (() => string)[] = [() => constant(type)];
  const mine = references(known).filter((each) => assignable(each.type, type));
  // What has been found to be of the type by a test is worth more than what is so from the start.
  const [first, ...others] = mine;
  if (first)
    for (let weight = 0; weight < 3; weight++) found.push(() => written(making, decide.pick([first, ...others])));
  if (depth > 0) {
    found.push(
      () => choice(making, known, type, depth),
      () => choice(making, known, type, depth),
    );
    found.push(...ofKind(making, known, type, depth));
    found.push(...closures(making, known, type, (of) => expression(making, known, of, depth - 1)));
    found.push(
      () => matched(making, known, type, depth),
      () => chosen(making, known, type, depth),
    );
    const nullables = references(known).filter(
      (each) => mayBeNull(each.type) && !isNever(withoutNull(each.type)) && assignable(withoutNull(each.type), type),
    );
    const [one, ...more] = nullables;
    if (one && !isNever(type))
      found.push(() => {
        const picked = decide.pick([one, ...more]);
        const missing = narrowed(known, picked.place, { kind: "null" });
        return `(${written(making, picked)} ?? ${expression(making, missing, type, depth - 1)})`;
      });
  }
  const [selected, ...rest] = depth > 0 ? selections(making, known).filter((each) => assignable(each.type, type)) : [];
  if (selected) found.push(() => decide.pick([selected, ...rest]).text);
  const [simplest, ...all] = found;
  return simplest ? decide.pick([simplest, ...all])() : constant(type);
}

/** A value of the type. */
export function constant(type: Type): string {
  switch (type.kind) {
    case "string":
      return '"a"';
    case "number":
    case "int":
      return "1";
    case "boolean":
      return "true";
    case "date":
      return '"2024-01-15"';
    case "null":
      return "null";
    case "literal":
      return JSON.stringify(type.value);
    case "list":
      return mayBeNull(type.element) ? "[]" : `[${constant(type.element)}]`;
    case "record":
      return `{ ${type.schema.fields.map((each) => `${each.name}: ${constant(each.type)}`).join(", ")} }`;
    case "dictionary":
      return "{ }";
    case "union":
      return constant(type.members.find((each) => each.kind === "null") ?? type.members[0] ?? { kind: "null" });
  }
}

function choice(making: Making, known: Known, type: Type, depth: number): string {
  const test = condition(making, known, 1);
  if (!test) return constant(type);
  const then = expression(making, test.holds, type, depth - 1);
  const otherwise = expression(making, test.fails, type, depth - 1);
  return making.decide.below(2) === 0
    ? `(if ${test.text} then ${then} else ${otherwise})`
    : `(${test.text} ? ${then} : ${otherwise})`;
}

/** One condition after another, as a `match` without a subject. */
function chosen(making: Making, known: Known, type: Type, depth: number): string {
  const arms: string[] = [];
  let rest = known;
  for (let count = making.decide.below(2) + 1; count > 0; count--) {
    const test = condition(making, rest, 1);
    if (!test) break;
    arms.push(`${test.text} => ${expression(making, test.holds, type, depth - 1)}`);
    rest = test.fails;
  }
  return `(match { ${[...arms, `_ => ${expression(making, rest, type, depth - 1)}`].join(", ")} })`;
}

/** A match over something that is known, down to what is left of it. */
function matched(making: Making, known: Known, type: Type, depth: number): string {
  const subjects = references(known).filter((each) => unitsOf(each.type).length > 1 || each.type.kind === "record");
  const [first, ...others] = subjects;
  if (!first) return constant(type);
  const subject = making.decide.pick([first, ...others]);
  const arms: string[] = [];
  const patterns: Pattern[] = [];
  let rest = known;
  for (let count = making.decide.below(3) + 1; count > 0; count--) {
    const fitted = pattern(making, rest, subject.place, 2);
    if (!fitted || isOfLists(fitted.text, patterns)) break;
    const isGuarded = making.decide.below(3) === 2 && !isAskedAgain(fitted, patterns);
    patterns.push(fitted);
    const guard = isGuarded ? condition(making, fitted.holds, 1) : undefined;
    const inside = guard?.holds ?? fitted.holds;
    arms.push(`${fitted.text}${guard ? ` where ${guard.text}` : ""} => ${expression(making, inside, type, depth - 1)}`);
    rest = guard ? joined(fitted.fails, guard.fails) : fitted.fails;
    if (isNever(subjectType(rest, subject.place))) return `(match ${subject.text} { ${arms.join(", ")} })`;
  }
  arms.push(`_ => ${expression(making, rest, type, depth - 1)}`);
  return `(match ${subject.text} { ${arms.join(", ")} })`;
}

function subjectType(known: Known, place: string): Type {
  return references({ ...known, names: new Map([["it", place]]) })[0]?.type ?? { kind: "union", members: [] };
}

function ofKind(making: Making, known: Known, type: Type, depth: number): readonly (() => string)[] {
  const part = (of: Type): string => expression(making, known, of, depth - 1);
  const { decide, mutations } = making;
  const all = references(known);
  const lists = all.filter((each) => each.type.kind === "list");
  const lengthy = all.filter((each) => each.type.kind === "list" || each.type.kind === "string");
  const found: (() => string)[] = [];
  if (assignable({ kind: "string" }, type))
    found.push(
      () => `(${part({ kind: "string" })} + ${part({ kind: "string" })})`,
      () => uppercase(making, part({ kind: "string" })),
    );
  if (assignable({ kind: "int" }, type)) {
    const [first, ...others] = lengthy;
    if (first)
      found.push(
        () =>
          `length(${mutations.write("an argument of the wrong kind", decide.pick([first, ...others]).text, "true")})`,
      );
    if (assignable({ kind: "number" }, type))
      found.push(() => `(${part({ kind: "number" })} + ${part({ kind: "int" })})`, ...columns(making));
  }
  if (assignable({ kind: "boolean" }, type)) found.push(() => condition(making, known, 1)?.text ?? "true");
  for (const each of membersOf(type))
    if (each.kind === "list") found.push(...ofLists(making, known, each.element, depth));
  for (const each of lists) {
    const element = each.type.kind === "list" ? each.type.element : undefined;
    if (element && mayBeNull(type) && assignable(element, type))
      found.push(() => {
        const test = elementTest(making, known, element);
        return test ? `(any of ${each.text} where ${test.text})` : "null";
      });
  }
  return found;
}

/** A filter or map of a list that is known, to one of elements of a type. */
function ofLists(making: Making, known: Known, wanted: Type, depth: number): readonly (() => string)[] {
  return references(known).flatMap((each): readonly (() => string)[] => {
    if (each.type.kind !== "list") return [];
    const { element } = each.type;
    const inside = elementOf(making, known, element);
    return [
      () => mapped(each.text, expression(making, inside, wanted, depth - 1)),
      ...(assignable(element, wanted)
        ? [
            () => {
              const test = elementTest(making, known, element);
              return test ? `(${each.text} where ${test.text})` : each.text;
            },
            () => sorted(making, each.text, element),
            () => rearranged(making, each.text, element),
          ]
        : []),
    ];
  });
}

/** What is the same for every element is refused as text alone. */
function mapped(list: string, value: string): string {
  return `${list}.map(${value.startsWith('"') ? `_ => ${value}` : value})`;
}

/** What is known inside an element argument: the fields of the element are those of the subject. */
function elementOf({ decide }: Making, known: Known, element: Type): Known {
  const at = `e${decide.fresh()}`;
  return named(known, "", at, element);
}

function elementTest(making: Making, known: Known, element: Type): { readonly text: string } | undefined {
  if (membersOf(withoutNull(element)).some((each) => each.kind !== "record")) return undefined;
  return condition(making, elementOf(making, known, element), 1);
}

function uppercase({ mutations }: Making, argument: string): string {
  const name = mutations.write("a function misspelt", "uppercase", "upercase");
  return `${name}(${mutations.write("an argument of the wrong kind", argument, "[1]")})`;
}

/** Types that go without saying: no literals. */
export function plainTypes(): readonly [Type, ...Type[]] {
  const text: Type = { kind: "string" };
  return [
    text,
    { kind: "number" },
    { kind: "boolean" },
    { kind: "list", element: text },
    union(text, { kind: "null" }),
  ];
}
