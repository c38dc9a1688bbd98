// Parts of values of unknown shape that conditions test, `item.value is Order` for each that an answer lists: in the guard of a
// loop, in a match without a subject, in an `if`, in a function. Must not know which other steps there are.
import { armBody, outer } from "./arms.js";
import { constant, expression } from "./expressions.js";
import { type Known, named, unnamed } from "./known.js";
import { indent, type Steps, steps, type Surroundings } from "./steps.js";
import { condition } from "./tests.js";
import { record, type Schema, type Type } from "../types.js";

export function testedParts(around: Surroundings, known: Known, schema: Schema, depth: number): Steps {
  const { decide } = around.making;
  const answered = unnamed(known, "response");
  const made = decide.pick([guarded, matched, chosen, selected])(around, answered, schema, depth);
  return { lines: [`get "/all/${schema.name}"`, ...made], end: answered };
}

type Lines = readonly string[];

/** Where the test of the part holds, with what else is asked there. */
function asked(around: Surroundings, known: Known, item: string, schema: Schema): readonly [string, Known] {
  const { decide } = around.making;
  const part = `${item}.value`;
  const inside = named(unnamed(known, ""), part, `r${decide.fresh()}`, record(schema));
  const further = decide.below(2) === 1 ? condition(around.making, inside, 1) : undefined;
  const test = `${part} is ${schema.name}`;
  return further ? [`(${test} and ${further.text})`, further.holds] : [`(${test})`, inside];
}

function guarded(around: Surroundings, known: Known, schema: Schema, depth: number): Lines {
  const item = `i${around.making.decide.fresh()}`;
  const [test, inside] = asked(around, known, item, schema);
  return [`for ${item} in response where ${test} {`, ...indent(steps(around, inside, depth - 1).lines), "}"];
}

/** Behind the match, too, where the other arm leaves. */
function matched(around: Surroundings, known: Known, schema: Schema, depth: number): Lines {
  const item = `i${around.making.decide.fresh()}`;
  const [test, inside] = asked(around, known, item, schema);
  const body = armBody(around, inside, depth - 1);
  const match = [...`${test} -> ${body.lines.join("\n")}`.split("\n"), "_ -> skip"];
  const behind = body.end ? steps(around, outer(inside, body.end), depth - 1).lines : [];
  return [`for ${item} in response {`, ...indent(["match {", ...indent(match), "}", ...behind]), "}"];
}

const text: Type = { kind: "string" };

function chosen(around: Surroundings, known: Known, schema: Schema): Lines {
  const { decide } = around.making;
  const item = `i${decide.fresh()}`;
  const [test, inside] = asked(around, known, item, schema);
  const name = `v${decide.fresh()}`;
  const value = `if ${test} then ${expression(around.making, inside, text, 1)} else ${constant(text)}`;
  const behind = steps(around, named(unnamed(known, ""), name, name, text), 0);
  return [`for ${item} in response {`, ...indent([`let ${name} = ${value}`, ...behind.lines]), "}"];
}

function selected(around: Surroundings, known: Known, schema: Schema): Lines {
  const { decide } = around.making;
  const each = `e${decide.fresh()}`;
  const [test] = asked(around, known, each, schema);
  const name = `v${decide.fresh()}`;
  const behind = steps(around, named(known, name, name, { kind: "int" }), 0);
  return [`let ${name} = response.filter(${each} => ${test}).count()`, ...behind.lines];
}
