// Arms of a match as statements: a chain of `if`, or one after another where each of them leaves.
// Must not know what an arm tests, nor what it does.
import type { ArmGroup } from "../semantics/arm-groups.js";
import { type Code, code, declares, empty, join } from "./code.js";

/** The tests of a pattern, and the others of its arm, which may be one of several that ask for the same. */
export interface Apart {
  readonly asked: readonly Code[];
  readonly own: readonly Code[];
  readonly group: ArmGroup | undefined;
}

export interface Arm {
  readonly tests: readonly Code[];
  readonly apart?: Apart | undefined;
  readonly body: Code;
  /** The body is one statement, which needs no braces. */
  readonly isSingle: boolean;
}

type Write = (arms: readonly Arm[]) => Code;

export function chain(arms: readonly Arm[]): Code {
  return nested(arms, chain).reduceRight((rest: Code, arm) => {
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
  return code`${nested(arms, inSequence).map((arm) => (arm.tests.length === 0 ? arm.body : ifCode(arm)))}`;
}

/** Arms whose pattern the same test asks for stand in it: TypeScript knows there what the guards above have refused. */
function nested(arms: readonly Arm[], write: Write): readonly Arm[] {
  return groupedBy(arms, ({ apart }) => apart).flatMap((group): readonly Arm[] => {
    const inner = group.map((each) => ({ ...each, tests: each.apart?.own ?? each.tests, apart: undefined }));
    const isClosed = write === inSequence || inner.at(-1)?.tests.length === 0;
    if (inner.length === 1 || !isClosed) return group;
    return [{ tests: group[0].apart?.asked ?? [], body: write(inner), isSingle: false }];
  });
}

/** Those in a row that are of one group, from the first that is tested for it. */
export function groupedBy<A>(arms: readonly A[], apartOf: (arm: A) => Apart | undefined): readonly [A, ...A[]][] {
  const found: [A, ...A[]][] = [];
  let open: object | undefined;
  for (const arm of arms) {
    const { group, asked = [] } = apartOf(arm) ?? {};
    if (group !== undefined && group === open) found.at(-1)?.push(arm);
    else found.push([arm]);
    if (group !== open) open = asked.length > 0 ? group : undefined;
  }
  return found;
}
