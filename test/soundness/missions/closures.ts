// Functions of a generated mission that read the answer around them: lambdas, matches over what is no reference, parallel
// loops. Must not know which other expressions and steps there are.
import { alias, assignable, type Known, named, references, type Reference, untested } from "./known.js";
import { indent, type Steps, steps, type Surroundings } from "./steps.js";
import { condition, type Making, written } from "./tests.js";
import { list, string, type Type } from "../types.js";

/** What an arm has found the answer to be is known in them; `other` makes any expression of a type. */
export function closures(making: Making, known: Known, type: Type, other: (type: Type) => string): (() => string)[] {
  const { decide } = making;
  const reads = (of: Type): readonly Reference[] => fieldsOfAnswer(known).filter((each) => assignable(each.type, of));
  const found: (() => string)[] = [];
  const add = (of: Type, text: (read: string) => string): void => {
    const [first, ...others] = reads(of);
    if (first) found.push(() => text(written(making, decide.pick([first, ...others]))));
  };
  const name = (): string => `e${decide.fresh()}`;
  add(type, (read) => `(match lowercase(${other(string)}) { "a" => ${read}, _ => ${other(type)} })`);
  if (assignable(string, type))
    add(string, (read) => {
      const each = name();
      return `["a", "b"].map(${each} => ${each} + ${read}).join()`;
    });
  if (assignable({ kind: "boolean" }, type))
    add(string, (read) => {
      const each = name();
      return `["a", "b"].some(${each} => ${each} != ${read})`;
    });
  if (assignable(list(string), type))
    add(string, (read) => {
      const each = name();
      return `["a", ${other(string)}].map(${each} => ${each} + ${read})`;
    });
  return found;
}

/** The fields of an answer whose type an arm has found. */
function fieldsOfAnswer(known: Known): readonly Reference[] {
  return known.names.has("response") ? references(known).filter(({ text }) => text.startsWith("response.")) : [];
}

/** A parallel loop with an answer of its own, which leaves the one around it as it was; several iterations have no order. */
export function parallelStep(around: Surroundings, known: Known, depth: number): Steps {
  const { making } = around;
  const fields = fieldsOfAnswer(known).filter(({ type }) => assignable(type, string));
  const [first, ...others] = fields;
  if (!first) return { lines: [], end: known };
  const item = `i${making.decide.fresh()}`;
  // Of fields only what is declared is known in there.
  const inside = alias(named(untested(known), item, item, string), "", item);
  const guard = making.decide.oneIn(3) ? condition(making, inside, 1) : undefined;
  const head = `for ${item} in [${written(making, making.decide.pick([first, ...others]))}]`;
  const body = steps(around, untested(guard?.holds ?? inside), depth - 1);
  return {
    lines: [`${head}${guard ? ` where ${guard.text}` : ""} parallel {`, ...indent(body.lines), "}"],
    end: known,
  };
}
