// Answers of unknown shape of which a match proves a part: `response.content`, and `item.value` of each that it lists.
// Must not know which other steps there are.
import { armBody, outer } from "./arms.js";
import { type Known, named, unnamed } from "./known.js";
import { indent, type Steps, steps, type Surroundings } from "./steps.js";
import { list, record, type Schema } from "../types.js";

/** What the match proves stays known behind it, or is used in its arm only. */
export function envelope(around: Surroundings, known: Known, schema: Schema, depth: number): Steps {
  const { decide } = around.making;
  const isOne = decide.below(2) === 1;
  const type = isOne ? record(schema) : list(record(schema));
  const answered = unnamed(known, "response");
  const inside = named(answered, "response.content", `r${decide.fresh()}`, type);
  const body = proof(around, inside, isOne ? schema.name : `[${schema.name}]`, "response.content", depth);
  const end = body.end && outer(answered, body.end);
  return { lines: [`get "/data/${schema.name}${isOne ? "/0" : ""}"`, ...body.lines], end };
}

export function envelopes(around: Surroundings, known: Known, schema: Schema, depth: number): Steps {
  const { decide } = around.making;
  const item = `i${decide.fresh()}`;
  const value = `${item}.value`;
  const answered = unnamed(known, "response");
  const inside = named(unnamed(answered, ""), value, `r${decide.fresh()}`, record(schema));
  const body = proof(around, inside, schema.name, value, depth);
  return {
    lines: [`get "/all/${schema.name}"`, `for ${item} in response {`, ...indent(body.lines), "}"],
    end: answered,
  };
}

function proof(around: Surroundings, known: Known, pattern: string, subject: string, depth: number): Steps {
  const isArm = around.making.decide.below(3) === 1;
  // The matched value is the subject of the arm.
  const body = isArm ? armBody(around, unnamed(known, ""), depth - 1) : { lines: ["continue"], end: known };
  const otherwise = around.making.decide.pick(['abort "unexpected"', "skip"]);
  const arms = `${pattern} -> ${body.lines.join("\n")}\n_ -> ${otherwise}`.split("\n");
  const after = body.end && steps(around, isArm ? outer(known, body.end) : body.end, depth - 1);
  return {
    lines: [`match ${subject} {`, ...indent(arms), "}", ...(after?.lines ?? [])],
    end: after?.end,
  };
}
