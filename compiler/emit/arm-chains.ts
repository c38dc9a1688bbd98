// Arms of a match as statements: a chain of `if`, or one after another where each of them leaves.
// Must not know what an arm tests, nor what it does.
import { type Code, code, declares, empty, join } from "./code.js";

export interface Arm {
  readonly tests: readonly Code[];
  readonly body: Code;
  /** The body is one statement, which needs no braces. */
  readonly isSingle: boolean;
}

export function chain(arms: readonly Arm[]): Code {
  return arms.reduceRight((rest: Code, arm) => {
    if (arm.tests.length === 0) return arms.length === 1 && !declares(arm.body) ? arm.body : code`{\n${arm.body}}\n`;
    if (rest === empty) return ifCode(arm);
    return code`if (${join(arm.tests, " && ")}) {\n${arm.body}} else ${rest}`;
  }, empty);
}

function ifCode(arm: Arm): Code {
  return arm.isSingle
    ? code`if (${join(arm.tests, " && ")}) ${arm.body}`
    : code`if (${join(arm.tests, " && ")}) {\n${arm.body}}\n`;
}

/** In the loop of a request that is sent again every arm leaves, so no `else` is needed. */
export function inSequence(arms: readonly Arm[]): Code {
  return code`${arms.map((arm) => (arm.tests.length === 0 ? arm.body : ifCode(arm)))}`;
}
