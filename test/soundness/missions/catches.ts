// Requests that are always refused, deep in a match whose `catch` says what then. Must not know which other steps there are.
import { armBody, outer } from "./arms.js";
import { expression } from "./expressions.js";
import { type Known, named, unnamed } from "./known.js";
import { indent, type Steps, steps, type Surroundings } from "./steps.js";

/** Where every request is answered with 409 and a reason. */
export const refused = "/refused";
export const refusal = { reason: "taken" };

const statuses: readonly [string, ...string[]] = ["code: 409", "status: 409", "code: 404 | 409", "error: _, code: 409"];

/** What is known behind it is what is known behind the arm: the request never succeeds. */
export function refusedStep(around: Surroundings, known: Known, depth: number): Steps {
  const { decide } = around.making;
  // The matched text is the subject.
  const before = steps(around, unnamed(known, ""), 0);
  const failing = before.end
    ? [`get "${refused}/${decide.fresh()}"`, ...steps(around, unnamed(before.end, "response"), 0).lines]
    : [];
  const isNeverCaught = decide.oneIn(2) ? ['{ code: 404 } -> abort "not this"'] : [];
  const arm = caught(around, unnamed(known, "response", ""), depth);
  const lines = [...isNeverCaught, `{ ${decide.pick(statuses)}${arm.pattern} } -> ${arm.lines.join("\n")}`].flatMap(
    (each) => each.split("\n"),
  );
  return {
    lines: [
      'match "all" {',
      ...indent(["_ -> {", ...indent([...before.lines, ...failing]), "}"]),
      "} catch {",
      ...indent(lines),
      "}",
    ],
    end: arm.end && outer(known, unnamed(arm.end, "response")),
  };
}

interface Caught extends Steps {
  /** What the pattern says beside the status. */
  readonly pattern: string;
}

/** An arm goes on only where it says so. */
function caught(around: Surroundings, known: Known, depth: number): Caught {
  const { decide } = around.making;
  if (decide.oneIn(3)) return { pattern: "", ...armBody(around, known, depth - 1) };
  const name = `b${decide.fresh()}`;
  const inside = named(known, name, name, { kind: "string" });
  const text = expression(around.making, inside, { kind: "string" }, 1);
  const goesOn = decide.below(2) === 0;
  return {
    pattern: `, reason: ${name}`,
    lines: [`{ store { f1: 1, why: ${text} } -> caught { key: ${name} } ${goesOn ? "continue" : "skip"} }`],
    end: goesOn ? known : undefined,
  };
}
