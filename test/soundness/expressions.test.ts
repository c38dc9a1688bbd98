// Well-typed expressions at random: they compile without a diagnostic, their modules pass the strictest TypeScript, and in
// each reading they give what the language says, or fail where it says so. FUZZ_SEED repeats another day's run.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { compile, execute, formatDiagnostics } from "reqon";
import { afterAll, beforeAll, expect, it } from "vitest";
import { json, type LocalServer, serve } from "../support/auth-client.js";
import { root, scratch } from "../support/fixtures.js";
import { seed, within } from "../support/seed.js";
import { allFlags, typecheck } from "../support/typescript.js";
import { evaluate } from "./evaluate.js";
import type { Expression } from "./expression.js";
import { Fault } from "./fault.js";
import { expression } from "./generate.js";
import { missionOf, type Reading, readingNames } from "./missions.js";
import { nowhere, withVariable } from "./reads.js";
import { type Subject, subjects } from "./subjects.js";
import * as t from "./types.js";
import type { Json, JsonObject, Type } from "./types.js";

const { limits, testTimeout } = within(20);
const perMission = Number(process.env["FUZZ_BATCH"] ?? 40);

interface Batch {
  readonly subject: Subject;
  readonly expressions: readonly Expression[];
}

let data: JsonObject = {};
let server: LocalServer;
beforeAll(async () => {
  server = await serve((_request, response) => json(response, 200, data));
});
afterAll(() => server.close());

it("expressions", { timeout: testTimeout }, async () => {
  console.info(`soundness: FUZZ_SEED=${seed}`);
  await fc.assert(fc.asyncProperty(batches(), check), limits);
});

function batches(): fc.Arbitrary<Batch> {
  return subjects().chain((subject) => {
    const scope = withVariable(nowhere, "d", t.record(subject.schema), true);
    const one = wanted(subject).chain((want) => expression(want, scope, 4));
    return fc
      .array(one, { minLength: 1, maxLength: perMission, size: "max" })
      .map((expressions) => ({ subject, expressions }));
  });
}

function wanted({ schemas }: Subject): fc.Arbitrary<Type> {
  const scalars = [t.string, t.number, t.int, t.boolean, t.date];
  const records = schemas.all.map(t.record);
  return fc.constantFrom(
    ...scalars,
    ...scalars,
    ...scalars.map(t.nullable),
    ...scalars.map(t.list),
    ...records,
    ...records.map(t.list),
    t.union(t.literal("open"), t.literal("paid")),
    t.list(t.list(t.number)),
    t.list(t.nullable(t.string)),
  );
}

type Outcome = { readonly value: Json } | { readonly fault: string };

async function check({ subject, expressions }: Batch): Promise<void> {
  data = { ...subject.data, yes: true };
  const outcomes = expressions.map((each) => outcomeOf(each));
  const failing = new Set([...outcomes.keys()].filter((at) => "fault" in (outcomes[at] ?? {})));
  const folder = join(scratch, "soundness");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [number, reading] of readingNames.entries()) {
    const { text, lines } = missionOf(subject, expressions, failing, reading, server.origin);
    const files = { "soundness.vague": text };
    const { files: modules, diagnostics } = await compile(files, { runtime: "package" });
    expect(formatDiagnostics(diagnostics, files, { color: false }), reading).toBe("");
    await writeFile(join(folder, `soundness-${number}.ts`), modules["soundness.ts"] ?? "");
    const result = await execute(text);
    const found = await Promise.all(expressions.map(async (_, at) => valueOf(await result.stores["out"]?.get(at))));
    for (const [at, outcome] of outcomes.entries()) {
      const where = `${reading}: ${text.split("\n")[(lines[at] ?? 0) - 1]}\n${JSON.stringify(data)}`;
      const error = result.errors.find(({ place }) => place?.endsWith(`:${lines[at]}`));
      const is = error ? { fault: error.code } : { value: found[at] };
      expect(is, error ? `${where}\n${error.message}` : where).toEqual(
        "fault" in outcome ? { fault: "data" } : outcome,
      );
    }
  }
  const options = { ...allFlags, rootDir: root };
  expect(await typecheck("7.0", join(folder, "check"), options, [join(folder, "*.ts")])).toBe("");
}

function outcomeOf(expression: Expression): Outcome {
  try {
    const value: Json = JSON.parse(JSON.stringify(evaluate(expression, new Map([["d", data]]))));
    return { value };
  } catch (error) {
    if (error instanceof Fault) return { fault: error.message };
    throw error;
  }
}

function valueOf(record: unknown): unknown {
  return JSON.parse(JSON.stringify(record ?? null))?.value;
}

void ({} as Reading);
