// Matches at random: one that the checker accepts takes every value of its type, in the arm that language.md 7.1 says, and one
// that it refuses (RQ3021) is one that some value falls through. FUZZ_SEED repeats another day's run, FUZZ_SECONDS makes it longer.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { compile, execute, formatDiagnostics } from "reqon";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { json, type LocalServer, serve } from "../support/auth-client.js";
import { root, scratch } from "../support/fixtures.js";
import { seed, within } from "../support/seed.js";
import { allFlags, typecheck } from "../support/typescript.js";
import { armFor, falling, fallingMission, isToldApart, valuesOf } from "./falling.js";
import type { Json } from "./types.js";

const { limits, testTimeout } = within(12);
/** Values of one run: more of them say no more. */
const mostValues = 200;
/** Modules that one call of TypeScript checks. */
const mostModules = 60;

let boxes: readonly Json[] = [];
let server: LocalServer;
beforeAll(async () => {
  server = await serve((_request, response) => json(response, 200, boxes));
});
afterAll(() => server.close());

describe("values that fall through a match", () => {
  console.info(`soundness of matches: FUZZ_SEED=${seed}`);

  it("there are such values exactly where the checker says so", { timeout: testTimeout }, async () => {
    await fc.assert(
      fc.asyncProperty(falling(), async (match) => {
        const text = fallingMission(match, server.origin);
        const values = valuesOf(match.type, match);
        const fallen = values.find((each) => armFor(each, match, false) < 0);
        const isRefused = await refuses(text);
        if (isRefused) expect(fallen, text).not.toBe(undefined);
        else if (isToldApart(match.type)) expect(fallen, text).toBe(undefined);
      }),
      limits,
    );
  });

  it("every value of an accepted match takes its arm", { timeout: testTimeout }, async () => {
    await fc.assert(
      fc.asyncProperty(falling(), async (match) => {
        const text = fallingMission(match, server.origin);
        const values = valuesOf(match.type, match).slice(0, mostValues);
        fc.pre(values.every((each) => armFor(each, match, false) >= 0) && !(await refuses(text)));
        const asked = values.flatMap((it) => [true, false].map((yes) => ({ yes, it })));
        boxes = asked.map((each, at) => ({ id: `k${at}`, ...each }));
        const { errors, stores } = await execute(text);
        expect(errors, text).toEqual([]);
        const taken = (await stores["taken"]?.all()) ?? [];
        expect(taken, text).toEqual(asked.map(({ it, yes }, at) => ({ id: `k${at}`, arm: armFor(it, match, yes) })));
      }),
      limits,
    );
  });

  it("modules of accepted matches pass TypeScript", { timeout: testTimeout }, async () => {
    const folder = join(scratch, "falling");
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const accepted: string[] = [];
    for (const match of fc.sample(falling(), { seed, numRuns: mostModules * 10 })) {
      const text = fallingMission(match, "https://api.example.com");
      const module = accepted.length < mostModules ? await moduleOf(text) : undefined;
      if (module === undefined) continue;
      await writeFile(join(folder, `m${accepted.length}.ts`), module);
      accepted.push(text);
    }
    expect(accepted.length).toBeGreaterThan(1);
    const output = await typecheck("7.0", join(folder, "check"), { ...allFlags, rootDir: root }, [
      join(folder, "*.ts"),
    ]);
    const at = Number(/\bm(\d+)\.ts/.exec(output)?.[1]);
    expect(output, `FUZZ_SEED=${seed}\n${accepted[at] ?? ""}`).toBe("");
  });
});

async function moduleOf(text: string): Promise<string | undefined> {
  return (await compile({ "mission.vague": text }, { runtime: "package" })).files["m.ts"];
}

/** The only error that such a mission can have. */
async function refuses(text: string): Promise<boolean> {
  const files = { "mission.vague": text };
  const { diagnostics } = await compile(files, { runtime: "package" });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const others = errors.filter(({ code }) => code !== "RQ3021");
  expect(formatDiagnostics(others, files, { color: false })).toBe("");
  return errors.length > 0;
}
