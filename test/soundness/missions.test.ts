// Missions at random that are well typed: the checker says nothing of them, their modules pass the strictest TypeScript,
// and they leave the same stores as without the types of these. Careless ones, which ask for what can no longer be, must
// pass TypeScript too wherever the checker lets them. FUZZ_SEED repeats another day's run, FUZZ_SECONDS makes it longer.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { compile, execute, formatDiagnostics } from "reqon";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { json, type LocalServer, serve } from "../support/auth-client.js";
import { root, scratch } from "../support/fixtures.js";
import { seed, within } from "../support/seed.js";
import { allFlags, typecheck } from "../support/typescript.js";
import { refusal, refused } from "./missions/catches.js";
import { smaller } from "./missions/decisions.js";
import { answerTo, missionOf, type Plan, plans } from "./missions/plans.js";
import { busy } from "./missions/envelopes.js";

/** Missions that one call of TypeScript checks. */
const batch = 12;
/** Milliseconds for making a mission smaller, once one has failed. */
const patience = 40_000;
const { limits, testTimeout } = within(4);

/** Names that nothing uses are no mistake of types. */
const ofUse = new Set(["RQ2023", "RQ2024"]);

let current: Plan | undefined;
let server: LocalServer;
/** How often the mission that runs has asked for a path. */
const asked = new Map<string, number>();
beforeAll(async () => {
  server = await serve(({ url }, response) => {
    const count = (asked.get(url) ?? 0) + 1;
    asked.set(url, count);
    if (url.startsWith(busy) && count % 2 === 1) return json(response, 503, { error: "busy" });
    if (url.startsWith(refused)) return json(response, 409, refusal);
    return json(response, 200, current ? answerTo(current, url.replace(busy, "")) : null);
  });
});
afterAll(() => server.close());

/** What missions are to be made of, by how it is written. */
const forms: Readonly<Record<string, RegExp>> = {
  "a transform with a guard": /transform T1 \{ \(\w+\) where /,
  "a status that is caught": /\} catch \{\n(?:.*\n)*? *\{ .*409/,
  "a field of an element in a list pattern": /\[[^\]]*\{ \w+: b\d+ \}/,
  "elements of one member": /where item is \w+\)/,
  "the first of one member": /any of [\w.]+ where \.kind == /,
  "find with a test of the element": /find\([\w.]+, e\d+ => e\d+ is /,
  "find by a tag": /\.find\(\.kind == /,
  "filter by a tag": /filter\([\w.]+, e\d+ => e\d+\.kind == /,
  "elements that are not null": /where item != null\)/,
  "some fields of a record": /store \{ .* \} -> \w+ \{ key: "k0", /,
  "groups of a union": /groupBy\([\w.]+, \.kind\)/,
  "a union in the order of its tag": /sortBy\(/,
  "one of several literals": /\(\w[\w.]* in \["/,
  "none of several literals": /\(not \(\w[\w.]* in \[/,
  "several literals with one among them": /\(\[[^\]]*\] contains /,
  "a text or a record": /: \(?string \| (?:Card|Cash|Bank|Order|Line|User|Item)\b/,
  "lists made one": /flatten\(\[/,
  "an answer in a match over a text": /\(match lowercase\(.*\) \{ "a" => response\.(?!content\b)\w/,
  "an answer in a lambda": /=> e\d+ (?:\+|!=) response\.(?!content\b)\w/,
  "a part of an answer behind a match that sends again":
    /match response\.content \{\n(?:.*\n)*? *_ -> retry .*\n *\}\n(?:.*\n)*?.*response\.content/,
  "a part behind an arm for another status": /\{ content: .* -> continue\n *\{ code: 503 \} -> retry/,
  "a part that the guard of a loop tests": /for (i\d+) in response where \(\1\.value is .*\n(?:.*\n)*?.*\b\1\.value\./,
  "a part that an arm tests": /match \{\n *\((i\d+)\.value is .*-> \{\n(?:.*\n)*?.*\b\1\.value\./,
  "a part that an if tests": /if \((i\d+)\.value is .* then .*\b\1\.value\./,
  "a part that a function tests": /filter\((e\d+) => \(\1\.value is .* and .*\1\.value\./,
  "an answer in a parallel loop": / parallel \{\n *(?:store|let|queue) .*\bresponse\.(?!content\b)\w/,
};

describe("missions at random", () => {
  it("have every form", () => {
    let missing = Object.entries(forms);
    for (let seed = 1; seed <= 60 && missing.length > 0; seed++) {
      const some = fc.sample(plans(), { seed, numRuns: 100 }).map((each) => missionOf(each, "http://127.0.0.1").typed);
      missing = missing.filter(([, form]) => !some.some((each) => form.test(each)));
    }
    expect(missing.map(([name]) => name)).toEqual([]);
  });

  console.info(`soundness of missions: FUZZ_SEED=${seed}`);

  it("well-typed ones are accepted, pass TypeScript and run as without types", { timeout: testTimeout }, async () => {
    await holdsForAll("missions", (all) => mistakes(all, false));
  });

  it("careless ones pass TypeScript where they are accepted", { timeout: testTimeout }, async () => {
    await holdsForAll("careless", (all) => mistakes(all, true), true);
  });
});

type Check = (all: readonly Plan[]) => Promise<readonly (string | undefined)[]>;

/** New missions until the time is over; the smallest that still fails is shown with what is wrong with it. */
async function holdsForAll(name: string, check: Check, careless = false): Promise<void> {
  const end = Date.now() + limits.interruptAfterTimeLimit;
  for (let round = 0; round === 0 || Date.now() < end; round++) {
    const all = fc.sample(plans(), { seed: seed * 1000 + round, numRuns: batch });
    const found = await check(all);
    const at = found.findIndex((each) => each !== undefined);
    const [plan, why] = [all[at], found[at]];
    if (plan === undefined || why === undefined) continue;
    const [least, mistake] = await smallest(plan, why, check);
    expect.fail(`FUZZ_SEED=${seed} ${name}: ${mistake}\n\n${missionOf(least, server.origin, careless).typed}`);
  }
}

async function smallest(plan: Plan, why: string, check: Check): Promise<readonly [Plan, string]> {
  let [least, mistake] = [plan, why];
  const end = Date.now() + patience;
  const candidates = (): Plan[] => smaller(least.numbers).map((numbers) => ({ ...least, numbers }));
  for (let open = candidates(); open.length > 0 && Date.now() < end;) {
    const part = open.splice(0, batch);
    const found = await check(part);
    const at = found.findIndex((each) => each !== undefined);
    const [next, found_] = [part[at], found[at]];
    if (next === undefined || found_ === undefined) continue;
    [least, mistake] = [next, found_];
    open = candidates();
  }
  return [least, mistake];
}

/** What is wrong with each: of its diagnostics, its module, or its run. */
async function mistakes(all: readonly Plan[], careless: boolean): Promise<readonly (string | undefined)[]> {
  const folder = join(scratch, "soundness");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const found: (string | undefined)[] = [];
  for (const [at, plan] of all.entries()) {
    const { typed, untyped } = missionOf(plan, server.origin, careless);
    const said = [
      await compiled(typed, join(folder, `typed-${at}.ts`)),
      await compiled(untyped, join(folder, `untyped-${at}.ts`)),
    ];
    const wrong = said.find((each) => each !== "");
    found.push(careless ? said.find((each) => each.includes("RQ9")) : (wrong ?? (await runMistake(plan))));
  }
  const output = await typecheck("7.0", join(folder, "check"), { ...allFlags, rootDir: root }, [join(folder, "*.ts")]);
  for (const [line, , at] of output.matchAll(/^.*\b(typed|untyped)-(\d+)\.ts.*$/gm)) found[Number(at)] ??= line;
  if (output !== "" && found.every((each) => each === undefined)) throw new Error(output);
  return found;
}

/** Writes the module; what the checker says of the mission. */
async function compiled(text: string, path: string): Promise<string> {
  const files = { "mission.vague": text };
  const { files: made, diagnostics } = await compile(files, { runtime: "package" });
  const module = made["m.ts"];
  if (module !== undefined) await writeFile(path, module);
  const all = diagnostics.filter(({ code }) => !ofUse.has(code));
  return formatDiagnostics(all, files, { color: false });
}

async function runMistake(plan: Plan): Promise<string | undefined> {
  current = plan;
  const { typed, untyped } = missionOf(plan, server.origin);
  const [one, other] = [await outcome(typed), await outcome(untyped)];
  const error = one.errors.find((each) => !each.startsWith("abort"));
  if (error !== undefined) return `the run ends in an error: ${error}`;
  return JSON.stringify(one) === JSON.stringify(other)
    ? undefined
    : `without types it ends otherwise:\n${JSON.stringify(one)}\n${JSON.stringify(other)}`;
}

async function outcome(text: string): Promise<{ readonly errors: readonly string[]; readonly stores: object }> {
  asked.clear();
  const { errors, stores } = await execute(text);
  const records: Record<string, unknown> = {};
  for (const [name, store] of Object.entries(stores)) records[name] = await store.all();
  return { errors: errors.map(({ code, message }) => `${code}: ${message}`), stores: records };
}
