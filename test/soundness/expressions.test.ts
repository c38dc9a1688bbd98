// Well-typed expressions at random: they compile without a diagnostic, their modules pass the strictest TypeScript, and in
// each reading they give what the language says, or fail where it says so. FUZZ_SEED repeats another day's run.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { compile, execute, formatDiagnostics } from "reqon";
import { afterAll, beforeAll, expect, it } from "vitest";
import { functionNames } from "../../compiler/semantics/functions.js";
import { field } from "../../runtime/json.js";
import { json, type LocalServer, serve } from "../support/auth-client.js";
import { root, scratch } from "../support/fixtures.js";
import { seed, within } from "../support/seed.js";
import { allFlags, typecheck } from "../support/typescript.js";
import { evaluate } from "./evaluate.js";
import { type Expression, namesOfCalls } from "./expression.js";
import { Fault } from "./fault.js";
import { expression } from "./generate.js";
import { type Mission, missionOf, type Reading, readingNames } from "./missions.js";
import { nowhere, withVariable } from "./reads.js";
import { type Subject, subjects } from "./subjects.js";
import * as t from "./types.js";
import type { Json, JsonObject, Type } from "./types.js";

const { limits, testTimeout } = within(20);
const perMission = 40;
const deepest = 3;

interface Batch {
  readonly subject: Subject;
  readonly expressions: readonly Expression[];
}

type Outcome = { readonly value: Json } | { readonly fault: string };

let data: JsonObject = {};
let server: LocalServer;
beforeAll(async () => {
  server = await serve((_request, response) => json(response, 200, data));
});
afterAll(() => server.close());

it("gives what the language says, in every reading", { timeout: testTimeout }, async () => {
  console.info(`soundness: FUZZ_SEED=${seed}`);
  await fc.assert(fc.asyncProperty(batches(), check), { ...limits, reporter: smallest });
});

it("calls every function of the language", () => {
  let missing = functionNames;
  for (let seed = 1; seed <= 10 && missing.length > 0; seed++) {
    const all = fc.sample(batches(), { seed, numRuns: 30 }).flatMap(({ expressions }) => expressions);
    const called = new Set(all.flatMap((each) => [...namesOfCalls(each)]));
    missing = missing.filter((name) => !called.has(name));
  }
  expect(missing).toEqual([]);
});

/** The failure of the smallest batch says all: the mission's line and its data. */
function smallest(run: fc.RunDetails<[Batch]>): void {
  if (!run.failed) return;
  const { errorInstance: error, seed, counterexamplePath: path, interrupted } = run;
  if (interrupted && path === null) throw new Error("no batch came to its end in time: try a larger FUZZ_SECONDS");
  throw new Error(`FUZZ_SEED=${seed} (${path})\n${error instanceof Error ? error.message : String(error)}`);
}

function batches(): fc.Arbitrary<Batch> {
  return subjects().chain((subject) => {
    const scope = withVariable(nowhere, "d", t.record(subject.schema), true);
    const one = wanted(subject).chain((want) => expression(want, scope, deepest));
    const expressions = fc.array(one, { minLength: 1, maxLength: perMission, size: "max" });
    return expressions.map((each) => ({ subject, expressions: each }));
  });
}

function wanted({ schemas }: Subject): fc.Arbitrary<Type> {
  const scalars = [t.string, t.number, t.int, t.boolean, t.date];
  const records = schemas.all.map(t.record);
  const variant = t.union(...schemas.variants.map(t.record));
  const variants = [variant, t.list(variant), t.nullable(variant)];
  return fc.constantFrom(
    ...scalars,
    ...scalars,
    ...scalars.map(t.nullable),
    ...scalars.map(t.list),
    ...records,
    ...records.map(t.list),
    ...variants,
    t.union(t.literal("open"), t.literal("paid")),
    t.list(t.list(t.number)),
    t.list(t.nullable(t.string)),
  );
}

async function check({ subject, expressions }: Batch): Promise<void> {
  data = subject.data;
  const outcomes = expressions.map(outcomeOf);
  const failing = new Set([...outcomes.keys()].filter((at) => "fault" in (outcomes[at] ?? {})));
  const folder = join(scratch, "soundness-expressions");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const missions: string[] = [];
  for (const [number, reading] of readingNames.entries()) {
    const mission = missionOf(subject, expressions, failing, reading, server.origin);
    missions.push(mission.text);
    const files = { "soundness.vague": mission.text };
    const { files: modules, diagnostics } = await compile(files, { runtime: "package" });
    const said = formatDiagnostics(diagnostics, files, { color: false });
    expect(said, `${reading}\n${said}`).toBe("");
    await writeFile(join(folder, `soundness-${number}.ts`), modules["soundness.ts"] ?? "");
    await run(mission, reading, outcomes);
  }
  const problems = await typecheck("7.0", join(folder, "check"), { ...allFlags, rootDir: root }, [
    join(folder, "*.ts"),
  ]);
  expect(problems, `${problems}\n${missions.join("\n")}`).toBe("");
}

/** Runs the mission and compares what it stored, or which line failed. */
async function run({ text, lines }: Mission, reading: Reading, outcomes: readonly Outcome[]): Promise<void> {
  const { errors, stores } = await execute(text);
  for (const [at, outcome] of outcomes.entries()) {
    const error = errors.find(({ place }) => place?.endsWith(`:${lines[at]}`));
    const found = error ? { fault: error.code } : { value: asJson(field(await stores["out"]?.get(at), "value")) };
    const where = `${reading}, ${text.split("\n")[(lines[at] ?? 0) - 1]}\n${error?.message ?? ""}\n${JSON.stringify(data)}`;
    expect(found, where).toEqual("fault" in outcome ? { fault: "data" } : outcome);
  }
}

function outcomeOf(expression: Expression): Outcome {
  try {
    return { value: asJson(evaluate(expression, new Map([["d", data]]))) };
  } catch (error) {
    if (error instanceof Fault) return { fault: error.message };
    throw error;
  }
}

/** As JSON says it, which has no -0. */
function asJson(value: Json | undefined): Json {
  const read: Json = JSON.parse(JSON.stringify(value ?? null));
  return read;
}
