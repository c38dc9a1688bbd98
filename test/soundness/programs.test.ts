// Missions at random, each in one file and in two: nothing is said of the second either, and it is the same module.
// FUZZ_SEED repeats another day's run, FUZZ_SECONDS makes it longer.
import fc from "fast-check";
import { compile, type Diagnostic, formatDiagnostics } from "reqon";
import { expect, it } from "vitest";
import { seed, within } from "../support/seed.js";
import { decisions } from "./missions/decisions.js";
import { divided, mainFile, type Program } from "./missions/files.js";
import { missionOf, type Plan, plans } from "./missions/plans.js";

const { limits, testTimeout } = within(8);
const base = "http://127.0.0.1:1";

/** Rounds in which a mission that can be divided is looked for, should the time be too short. */
const mostRounds = 50;

console.info(`soundness of programs: FUZZ_SEED=${seed}`);

it("in two files, gives the module of one", { timeout: testTimeout }, async () => {
  const end = Date.now() + limits.interruptAfterTimeLimit;
  const kinds = new Set<string>();
  for (let round = 0; Date.now() < end || (kinds.size === 0 && round < mostRounds); round++)
    for (const plan of fc.sample(plans(), { seed: seed * 1000 + round, numRuns: 10 })) {
      const program = programOf(plan);
      if (!program) continue;
      await expectSame(missionOf(plan, base).typed, program);
      kinds.add("divided");
    }
  expect(kinds.size, "no mission could be divided").toBeGreaterThan(0);
});

it("moves members of every kind", () => {
  const kinds = new Set<string>();
  for (const plan of fc.sample(plans(), { seed: 1, numRuns: 200 }))
    for (const line of programOf(plan)?.files["shared/parts.vague"]?.split("\n") ?? []) {
      const [, kind] = /^ {2}(\w+) /.exec(line) ?? [];
      if (kind !== undefined) kinds.add(kind);
    }
  expect([...kinds].sort()).toEqual(["action", "schema", "source", "store", "transform"]);
});

it("names a misspelt import", { timeout: testTimeout }, async () => {
  const end = Date.now() + limits.interruptAfterTimeLimit;
  let found = 0;
  for (let round = 0; Date.now() < end || (found === 0 && round < mostRounds); round++)
    for (const plan of fc.sample(plans(), { seed: seed * 1000 + round, numRuns: 10 })) {
      const program = programOf(plan);
      const [name] = program?.imported ?? [];
      if (!program || name === undefined) continue;
      const wrong = program.files[mainFile]?.replace(name, `${name}x`) ?? "";
      const files = { ...program.files, [mainFile]: wrong };
      const { diagnostics } = await compile(files, { runtime: "package", inputs: [mainFile] });
      const first = diagnostics.find(
        ({ code, span }) => code === "RQ2019" && wrong.slice(span.start, span.end) === `${name}x`,
      );
      expect(first, shown(files, formatDiagnostics(diagnostics, files, { color: false }))).toBeDefined();
      found++;
    }
  expect(found, "no mission could be divided").toBeGreaterThan(0);
});

function programOf(plan: Plan): Program | undefined {
  return divided(missionOf(plan, base).typed, decisions(plan.numbers.toReversed()));
}

async function expectSame(mission: string, { files }: Program): Promise<void> {
  const one = await compile({ [mainFile]: mission }, { runtime: "package" });
  const two = await compile(files, { runtime: "package", inputs: [mainFile] });
  const [main = "", shared = ""] = Object.keys(files);
  const turned = { [shared]: files[shared] ?? "", [main]: files[main] ?? "" };
  const again = await compile(turned, { runtime: "package", inputs: [mainFile] });
  expect(saidOf(two.diagnostics), shown(files, mission)).toEqual(saidOf(one.diagnostics));
  expect(again.files["m.ts"], shown(files, "the order of the files changes the module")).toBe(two.files["m.ts"]);
  expect(linesOf(two.files["m.ts"]), shown(files, mission)).toEqual(linesOf(one.files["m.ts"]));
}

function saidOf(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ code, message }) => `${code} ${message}`).sort();
}

/** But for where each step stands, and in what order. */
function linesOf(module: string | undefined): readonly string[] {
  const lines = (module ?? "").split("\n").filter((each) => !each.startsWith("//"));
  return lines.map((each) => each.replace(/\bat\(\d+(?:, "[^"]*")?\)/g, "at()")).sort();
}

function shown(files: Program["files"], why: string): string {
  return `FUZZ_SEED=${seed} ${why}\n${Object.entries(files)
    .map(([path, text]) => `// ${path}\n${text}`)
    .join("\n")}`;
}
