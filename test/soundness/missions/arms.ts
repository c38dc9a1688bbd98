// Matches of a generated mission: arms one after another, each where those above it do not fit, and what is known behind
// them. Must not know which other steps there are.
import { constant } from "./expressions.js";
import { alias, isNever, joined, type Known, typeAt, unitsOf, unnamed } from "./known.js";
import { indent, pickReference, type Steps, steps, type Surroundings } from "./steps.js";
import { condition, isAskedAgain, isOfLists, type Pattern, pattern } from "./tests.js";
import type { Type } from "../types.js";

/** Arms until nothing is left, or `_` for the rest. */
export function matchStep(around: Surroundings, known: Known, depth: number): Steps {
  const { making } = around;
  const subject = pickReference(
    around,
    known,
    (type) => unitsOf(type).length > 1 || type.kind === "record" || type.kind === "list",
  );
  if (!subject) return { lines: [], end: known };
  // Every case one by one, or a few arms and one for the rest.
  const isCounted = unitsOf(subject.type).every(
    ({ kind }) => kind !== "string" && kind !== "number" && kind !== "list",
  );
  const most = isCounted && making.decide.below(2) === 1 ? unitsOf(subject.type).length : making.decide.below(3) + 1;
  return armsOf(around, known, `match ${subject.text}`, subject.place, depth, most);
}

/** The pattern of the only case that is left. */
function lastCase(type: Type, literals: boolean): string | undefined {
  const [only, ...others] = unitsOf(type);
  if (only === undefined || others.length > 0) return undefined;
  if (only.kind === "record" && !literals) return /^\w+$/.test(only.schema.name) ? only.schema.name : undefined;
  return literals && (only.kind === "literal" || only.kind === "null") ? constant(only) : undefined;
}

interface ArmHead {
  readonly text: string;
  readonly inside: Known;
  readonly isLiteral: boolean;
  /** It fits whole cases of the type, and all that it names. */
  readonly isWhole: boolean;
}

function armsOf(around: Surroundings, known: Known, head: string, place: string, depth: number, most: number): Steps {
  const { making } = around;
  const arms: ArmHead[] = [];
  const patterns: Pattern[] = [];
  let rest = known;
  // The subject of guards and arms, where no pattern is a literal.
  const literals = making.decide.below(2) === 0;
  for (let count = most; count > 0 && !isNever(typeAt(rest, place)); count--) {
    const fitted = pattern(making, rest, place, 2, literals);
    if (!fitted || isOfLists(fitted.text, arms)) break;
    const asked = literals ? unnamed(fitted.holds, "") : alias(fitted.holds, "", place);
    const isGuarded = making.decide.below(4) === 3 && !isAskedAgain(fitted, patterns);
    const guard = isGuarded ? condition(making, asked, 1) : undefined;
    patterns.push(fitted);
    const text = `${fitted.text}${guard ? ` where ${guard.text}` : ""}`;
    arms.push({
      text,
      inside: guard?.holds ?? fitted.holds,
      isLiteral: fitted.isLiteral,
      isWhole: !guard && !text.startsWith("{"),
    });
    rest = guard ? joined(fitted.fails, guard.fails) : fitted.fails;
  }
  const isLeft = !isNever(typeAt(rest, place));
  const last = isLeft && making.decide.below(2) === 1 ? lastCase(typeAt(rest, place), literals) : undefined;
  if (last !== undefined) arms.push({ text: last, inside: rest, isLiteral: literals, isWhole: true });
  else if (isLeft || arms.length === 0) arms.push({ text: "_", inside: rest, isLiteral: false, isWhole: false });
  const hasSubject = !arms.some((each) => each.isLiteral);
  const isCounted = (!isLeft || last !== undefined) && arms.length > 1 && arms.every((each) => each.isWhole);
  const lines: string[] = [];
  let end: Known | undefined;
  for (const { text, inside } of arms) {
    const body = armBody(around, hasSubject ? alias(inside, "", place) : inside, depth - 1);
    const arm = `${text} -> ${body.lines.join("\n")}`;
    lines.push(isCounted ? making.mutations.write("a case left out of a match", arm, "") : arm);
    if (body.end) end = end ? joined(end, body.end) : body.end;
  }
  return {
    lines: [`${head} {`, ...indent(lines.flatMap((each) => each.split("\n"))), "}"],
    end: end && outer(known, end),
  };
}

/** What is known outside of a block of what is known at its end: names made inside are gone. */
export function outer(known: Known, end: Known): Known {
  const names = new Map([...known.names].filter(([text, place]) => end.names.get(text) === place || text === ""));
  return { names, facts: end.facts };
}

export function armBody(around: Surroundings, known: Known, depth: number): Steps {
  const { decide } = around.making;
  const kind = decide.below(6);
  if (kind === 0) return { lines: ["continue"], end: known };
  if (kind === 1) return { lines: ["skip"], end: undefined };
  const inner = steps(around, known, Math.max(0, depth));
  const isEnd = kind === 2 && inner.end !== undefined;
  return {
    lines: ["{", ...indent([...inner.lines, ...(isEnd ? ["skip"] : [])]), "}"],
    end: isEnd ? undefined : inner.end,
  };
}

export function conditionsStep(around: Surroundings, known: Known, depth: number): Steps {
  const lines: string[] = [];
  let rest = known;
  let end: Known | undefined;
  const add = (text: string, inside: Known): void => {
    const body = armBody(around, inside, depth - 1);
    lines.push(...`${text} -> ${body.lines.join("\n")}`.split("\n"));
    if (body.end) end = end ? joined(end, body.end) : body.end;
  };
  for (let count = around.making.decide.below(2) + 1; count > 0; count--) {
    const test = condition(around.making, rest, 1);
    if (!test) break;
    add(test.text, test.holds);
    rest = test.fails;
  }
  add("_", rest);
  return { lines: ["match {", ...indent(lines), "}"], end: end && outer(known, end) };
}
