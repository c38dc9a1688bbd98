// Answers of unknown shape of which a match proves a part: `response.content`, and `item.value` of each that it lists.
// Must not know which other steps there are.
import { armBody, outer } from "./arms.js";
import { type Known, named, typeAt, unnamed } from "./known.js";
import { indent, type Steps, steps, type Surroundings } from "./steps.js";
import { list, record, type Schema } from "../types.js";

/** What the match proves stays known behind it, also where an arm sends the request again, or is used in its arm only. */
export function envelope(around: Surroundings, known: Known, schema: Schema, depth: number): Steps {
  const { decide } = around.making;
  const isOne = decide.below(2) === 1;
  const type = isOne ? record(schema) : list(record(schema));
  const answered = unnamed(known, "response");
  const place = `r${decide.fresh()}`;
  const inside = named(answered, "response.content", place, type);
  const path = `/data/${schema.name}${isOne ? "/0" : ""}`;
  const pattern = isOne ? schema.name : `[${schema.name}]`;
  const otherwise = decide.pick(leaving);
  const [request, match] = decide.pick<Sent>([
    [path, { subject: "response.content", arms: [pattern, `_ -> ${otherwise}`] }],
    [path, { subject: "response.content", arms: [pattern, "_ -> retry { maxAttempts: 2, delay: 1ms }"], place }],
    [busy + path, { subject: "response", arms: [`{ content: ${pattern} }`, again, `_ -> ${otherwise}`], place }],
  ]);
  const body = proof(around, inside, match, depth);
  const end = body.end && outer(answered, body.end);
  return { lines: [`get "${request}"`, ...body.lines], end };
}

/** Where every other request to a path is answered with 503. */
export const busy = "/busy";

const again = "{ code: 503 } -> retry { maxAttempts: 3, delay: 1ms }";
const leaving: readonly [string, ...string[]] = ['abort "unexpected"', "skip"];

export function envelopes(around: Surroundings, known: Known, schema: Schema, depth: number): Steps {
  const { decide } = around.making;
  const item = `i${decide.fresh()}`;
  const subject = `${item}.value`;
  const answered = unnamed(known, "response");
  const inside = named(unnamed(answered, ""), subject, `r${decide.fresh()}`, record(schema));
  const arms = [schema.name, `_ -> ${decide.pick(leaving)}`] as const;
  const body = proof(around, inside, { subject, arms }, depth);
  return {
    lines: [`get "/all/${schema.name}"`, `for ${item} in response {`, ...indent(body.lines), "}"],
    end: answered,
  };
}

type Sent = readonly [path: string, match: Match];

interface Match {
  readonly subject: string;
  /** The pattern of what is proven, and the arms below it. */
  readonly arms: readonly [string, ...string[]];
  /** Of what a variable carries out of a loop: what is known of its fields ends there. */
  readonly place?: string;
}

function proof(around: Surroundings, known: Known, { subject, arms, place }: Match, depth: number): Steps {
  const isArm = around.making.decide.below(3) === 1;
  const [pattern, ...others] = arms;
  // The matched value is the subject of the arm.
  const body = isArm ? armBody(around, unnamed(known, ""), depth - 1) : { lines: ["continue"], end: known };
  const lines = [...`${pattern} -> ${body.lines.join("\n")}`.split("\n"), ...others];
  const end = place !== undefined && body.end ? carried(around, body.end, place) : body.end;
  const after = end && steps(around, isArm ? outer(known, end) : end, depth - 1);
  return {
    lines: [`match ${subject} {`, ...indent(lines), "}", ...(after?.lines ?? [])],
    end: after?.end,
  };
}

function carried(around: Surroundings, known: Known, place: string): Known {
  if (known.names.get("response.content") !== place) return known;
  return named(known, "response.content", `r${around.making.decide.fresh()}`, typeAt(known, place));
}
