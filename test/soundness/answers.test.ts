// Actions at random whose `response` several steps may have set: the mission stores what language.md 6.2 says, a field that the
// checker does not find (RQ3001) is there in no run, and the modules pass TypeScript.
// FUZZ_SEED repeats another day's run, FUZZ_SECONDS makes it longer.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { compile, type Diagnostic, execute, formatDiagnostics } from "reqon";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { json, type LocalServer, serve } from "../support/auth-client.js";
import { root, scratch } from "../support/fixtures.js";
import { seed, within } from "../support/seed.js";
import { allFlags, typecheck } from "../support/typescript.js";
import { answeringMission } from "./answering-text.js";
import { mistakenReads } from "./answered-kinds.js";
import { answerTo, outcomeOf } from "./answering-outcome.js";
import { type Action, action, numbersOf, withoutFields, withoutMatches } from "./answering.js";

const { limits, testTimeout } = within(8);
/** Modules that one call of TypeScript checks. */
const mostModules = 100;
/** A field that no answer there has, as no list has any, or an answer that is not there. */
const ofReads = new Set(["RQ3001", "RQ3009", "RQ4048"]);

let current: Action = [];
const calls = new Map<string, number>();
let server: LocalServer;
beforeAll(async () => {
  server = await serve(({ url }, response) => {
    const call = calls.get(url) ?? 0;
    calls.set(url, call + 1);
    const [asked, at] = [...numbersOf(current)].find(([, number]) => url === `/r${number}`) ?? [];
    const answer = asked?.kind === "get" && at !== undefined ? answerTo(asked.answers, at, call) : undefined;
    json(response, answer?.ok ? 200 : 404, answer?.body);
  });
});
afterAll(() => server.close());

describe("answers that several steps may have set", () => {
  console.info(`soundness of answers: FUZZ_SEED=${seed}`);

  it("are those that came last", { timeout: testTimeout }, async () => {
    await fc.assert(
      fc.asyncProperty(action(), async (all) => {
        const text = answeringMission(all, server.origin);
        const outcome = outcomeOf(all);
        const refused = await refusals(text);
        for (const at of readsOf(refused, text)) expect(outcome.found.has(at), text).toBe(false);
        fc.pre(refused.length === 0);
        current = all;
        calls.clear();
        const { errors, stores } = await execute(text);
        expect(errors.length > 0, `${text}${JSON.stringify(errors)}`).toBe(outcome.hasFailed);
        const seen = (await stores["seen"]?.all()) ?? [];
        const kept = Object.entries(outcome.seen).map(([id, v]) => ({ id, v }));
        if (!outcome.isOpen) expect(seen, text).toEqual(kept);
      }),
      limits,
    );
  });

  it("are found where none of them has what is read", { timeout: testTimeout }, async () => {
    const plain = action().map(withoutMatches);
    const written = plain.chain((all) => fc.constantFrom(all, withoutFields(all)));
    await fc.assert(
      fc.asyncProperty(written, async (all) => {
        const text = answeringMission(all, "https://api.example.com");
        const refused = readsOf(await refusals(text), text);
        const missed = [...mistakenReads(all)].filter((at) => !refused.has(at));
        expect(missed, text).toEqual([]);
      }),
      limits,
    );
  });

  it("have modules that pass TypeScript", { timeout: testTimeout }, async () => {
    const folder = join(scratch, "answering");
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const accepted: string[] = [];
    for (const all of fc.sample(action(), { seed, numRuns: mostModules * 10 })) {
      const text = answeringMission(all, "https://api.example.com");
      const module = accepted.length < mostModules ? await moduleOf(text) : undefined;
      if (module === undefined) continue;
      await writeFile(join(folder, `m${accepted.length}.ts`), module);
      accepted.push(text);
    }
    expect(accepted.length).toBeGreaterThan(1);
    const files = [join(folder, "*.ts")];
    const output = await typecheck("7.0", join(folder, "check"), { ...allFlags, rootDir: root }, files);
    const at = Number(/\bm(\d+)\.ts/.exec(output)?.[1]);
    expect(output, `FUZZ_SEED=${seed}\n${accepted[at] ?? ""}`).toBe("");
  });
});

async function moduleOf(text: string): Promise<string | undefined> {
  return (await compile({ "mission.vague": text }, { runtime: "package" })).files["m.ts"];
}

/** The numbers of the reads that errors are at; each line of the mission has one read. */
function readsOf(errors: readonly Diagnostic[], text: string): ReadonlySet<number> {
  const lines = errors.map(({ span }) =>
    text.slice(text.lastIndexOf("\n", span.start) + 1, text.indexOf("\n", span.start)),
  );
  return new Set(lines.map((line) => Number(/"s(\d+)"/.exec(line)?.[1])));
}

/** The only errors that such a mission can have. */
async function refusals(text: string): Promise<readonly Diagnostic[]> {
  const files = { "mission.vague": text };
  const { diagnostics } = await compile(files, { runtime: "package" });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const others = errors.filter(({ code }) => !ofReads.has(code));
  expect(formatDiagnostics(others, files, { color: false })).toBe("");
  return errors;
}
