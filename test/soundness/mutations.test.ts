// A mission at random that is well typed is given one mistake: the checker names it, at its line, with the fitting code.
// FUZZ_SEED repeats another day's run, FUZZ_SECONDS makes it longer.
import fc from "fast-check";
import { compile, type Diagnostic, formatDiagnostics } from "reqon";
import { describe, expect, it } from "vitest";
import { seed, within } from "../support/seed.js";
import { kinds, type Mistake, mutations } from "./missions/mutations.js";
import { missionOf, type Plan, plans } from "./missions/plans.js";

const base = "https://api.example.com";
/** Seconds for each kind of mistake. */
const { limits, testTimeout } = within(0.5);

/** Rounds in which a place for a mistake is looked for, should the time be too short. */
const mostRounds = 600;

/** Warnings are the most that is said of a comparison in a guard, and of a pattern (language.md 5.4, 7.1). */
const codes: Readonly<Record<Mistake, readonly string[]>> = {
  "a field misspelt": ["RQ3001"],
  // Where a record of another kind can have the text, it is taken for one: then what is read of it behind the test is said.
  "a literal misspelt in a comparison": ["RQ3004", "RQ3011", "RQ3001"],
  // Of an arm that is never reached, that is said first.
  "a literal misspelt in a pattern": ["RQ4017", "RQ4004"],
  "a function misspelt": ["RQ2008"],
  "an argument of the wrong kind": ["RQ3003"],
  "a field left out of a map": ["RQ3005"],
  "a value of the wrong kind in a map": ["RQ3007"],
  "a case left out of a match": ["RQ3021"],
  "a key that may be null": ["RQ3022"],
};

/** A schema that says otherwise than what uses it: where it is used, by the text that uses a field called `name`. */
const inSchemas: readonly {
  readonly what: string;
  readonly codes: readonly string[];
  readonly use: (name: string) => RegExp;
  /** Behind a test more is known than the schema says: the use must be the only one outside of writing steps. */
  readonly alone?: true;
  /** A test of the field that never holds now: what stands where it held is reached no more, and it is what is said. */
  readonly test?: (name: string) => RegExp;
  readonly change: (name: string) => readonly [from: RegExp, to: string];
}[] = [
  {
    what: "a field renamed in its schema",
    codes: ["RQ3001"],
    use: (name) => new RegExp(`\\w\\d(?:\\.\\w+)*\\.${name}\\b(?![.(])`),
    change: (name) => [new RegExp(`([{,] )${name}: `), `$1${name}x: `],
  },
  {
    what: "a list that becomes a flag",
    codes: ["RQ3003"],
    use: (name) => new RegExp(`length\\([\\w.]*\\.${name}\\)`),
    change: (name) => [new RegExp(`([{,] ${name}): [^{},]*\\[\\](?=,| \\})`), "$1: boolean"],
  },
  {
    what: "a number that becomes a list",
    // A test for a number before it, which never holds now, may say it first.
    codes: ["RQ3010", "RQ3004"],
    use: (name) => new RegExp(`\\([\\w.]*\\.${name} > 1\\)`),
    test: (name) => new RegExp(`\\.${name} is `),
    change: (name) => [new RegExp(`([{,] ${name}): (?:number|int)(?=[,} ])`), "$1: number[]"],
  },
  {
    what: "a key that becomes one that may be null",
    codes: ["RQ3022"],
    use: (name) => new RegExp(`(?<=-> [a-z]\\w* \\{ )key: \\w+\\d(?:\\.\\w+)*\\.${name}(?= \\}|,)`),
    alone: true,
    change: (name) => [new RegExp(`([{,] ${name}): (string|number|int)(?=[,} ])`), "$1: $2?"],
  },
];

console.info(`soundness of mutations: FUZZ_SEED=${seed}`);

describe("mistakes in generated missions", () => {
  it.each(kinds)("%s", { timeout: testTimeout }, async (kind) => {
    await everyMistake(async (plan) => {
      const counted = mutations();
      const right = missionOf(plan, base, false, counted).typed;
      const places = counted.places.get(kind) ?? 0;
      if (places === 0) return false;
      const at = (plan.numbers[0] ?? 0) % places;
      const wrong = missionOf(plan, base, false, mutations(kind, at)).typed;
      // The transform that nothing applies is left out.
      if (wrong === right) return false;
      await expectMistake(kind, right, wrong, codes[kind]);
      return true;
    });
  });

  it.each(inSchemas)("$what", { timeout: testTimeout }, async ({ what, codes: fitting, use, alone, test, change }) => {
    await everyMistake(async (plan) => {
      const right = missionOf(plan, base).typed;
      const name = namesOf(plan).find(
        (each) => use(each).test(right) && (alone === undefined || !isElsewhere(right, each)),
      );
      if (name === undefined) return false;
      const [from, to] = change(name);
      const wrong = right.replace(/^ {2}schema .*$/gm, (line) => line.replace(from, to));
      if (wrong === right) return false;
      const said = await diagnosticsOf(wrong);
      const isSaid = (all: readonly string[], place: RegExp): boolean =>
        said.some(({ code, span }) => all.includes(code) && place.test(lineOf(wrong, span.start)));
      const isNamed = isSaid(fitting, use(name));
      if (!isNamed && test && isSaid(["RQ3011"], test(name))) return false;
      // Of an arm that fits nothing any more, nothing else is said.
      if (!isNamed && isSaid(["RQ4017"], new RegExp(`[{,] ${name}: (?:.* where .*\\b${name}\\b|.*-> \\{$)`))) return false;
      expect(isNamed, shown(`${what}: ${name}`, wrong, said)).toBe(true);
      return true;
    });
  });
});

/** Names that one field of one schema has. */
function namesOf(plan: Plan): readonly string[] {
  // A text or a list beside the record has a length, too.
  const names = plan.schemas.all
    .flatMap(({ fields }) => fields.map(({ name }) => name))
    .filter((each) => each !== "length");
  return names.filter((each) => names.indexOf(each) === names.lastIndexOf(each));
}

/** In another step than those that write: what these find out ends with them. */
function isElsewhere(text: string, name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(text.replace(/^ *(?:schema|store|queue|map|delete) .*$/gm, ""));
}

/** As many mistakes as the time allows, and at least one. */
async function everyMistake(check: (plan: Plan) => Promise<boolean>): Promise<void> {
  const end = Date.now() + limits.interruptAfterTimeLimit;
  let found = 0;
  for (let round = 0; (found === 0 && round < mostRounds) || Date.now() < end; round++)
    for (const plan of fc.sample(plans(), { seed: seed * 1000 + round, numRuns: 10 })) if (await check(plan)) found++;
  expect(found, "no mission had a place for the mistake").toBeGreaterThan(0);
}

/** The line that differs is named; that nothing is said of the right one is proven with the missions. */
async function expectMistake(what: string, right: string, wrong: string, fitting: readonly string[]): Promise<void> {
  const [before, after] = [right.split("\n"), wrong.split("\n")];
  // Schemas and stores that only what is right had named are left out above, and of the stages at the end.
  const kept = new Set(before);
  const line = after.findIndex((each) => !kept.has(each) && !/^ {2}(?:schema|store|run) /.test(each));
  const said = await diagnosticsOf(wrong);
  const found = said.filter(({ code }) => fitting.includes(code));
  const isNamed = found.some(({ span }) => isAt(wrong, span, line) || what === "a case left out of a match");
  expect(isNamed, shown(`${what} in line ${line + 1}`, wrong, said)).toBe(true);
}

function isAt(text: string, { start, end }: Diagnostic["span"], line: number): boolean {
  const numberOf = (offset: number): number => text.slice(0, offset).split("\n").length - 1;
  return numberOf(start) <= line && line <= numberOf(end);
}

function lineOf(text: string, offset: number): string {
  return text.split("\n")[text.slice(0, offset).split("\n").length - 1] ?? "";
}

async function diagnosticsOf(text: string): Promise<readonly Diagnostic[]> {
  return (await compile({ "mission.vague": text }, { runtime: "package" })).diagnostics;
}

function shown(what: string, text: string, said: readonly Diagnostic[]): string {
  const all = formatDiagnostics([...said], { "mission.vague": text }, { color: false });
  return `FUZZ_SEED=${seed} ${what}\n${text}\n${all === "" ? "nothing is reported" : all}`;
}
