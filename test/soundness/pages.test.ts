// Generated servers that hand out rows page by page, and missions that read them: the checker says nothing of these, they
// pass TypeScript, ask for each page once, and keep what language.md 6.10 to 6.13 says.
// FUZZ_SEED repeats another day's run, FUZZ_SECONDS makes it longer.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { compile, formatDiagnostics, fromFile } from "reqon";
import { afterAll, beforeAll, expect, it } from "vitest";
import { json, type LocalServer, type Received, serve } from "../support/auth-client.js";
import { root, scratch } from "../support/fixtures.js";
import { seed, within } from "../support/seed.js";
import { allFlags, typecheck } from "../support/typescript.js";
import { indexOf, outcomeOf, type PageAnswer, pageAt } from "./paging/expected.js";
import { documentOf, missionOf, nameOf, storeOf } from "./paging/missions.js";
import { ends, failures, paged, type Paged, uses, ways } from "./paging/plans.js";
import { strategyNameOf, strategyOf } from "./paging/strategies.js";
import { nowhere, withVariable } from "./reads.js";
import { documentFile } from "./services/missions.js";
import { type Subject, subjects } from "./subjects.js";
import { record } from "./types.js";

const { limits, testTimeout } = within(20);

/** Names that nothing uses are no mistake of types. */
const ofUse = new Set(["RQ2023", "RQ2024"]);
/** Said of each strategy, which may be a built-in one misspelt. */
const ofStrategies = "RQ5011";

/** Schemas of rows: many requests for one call of TypeScript. */
const names = ["First", "Second", "Third", "Fourth", "Fifth"];

interface Case {
  readonly subject: Subject;
  readonly all: readonly Paged[];
}

let current: Case | undefined;
/** Pages that have failed: but for those that always do, they do so once. */
const failed = new Set<string>();
let server: LocalServer;
beforeAll(async () => {
  server = await serve(({ url }, response) => {
    if (url === "/data") return json(response, 200, current?.subject.data);
    const { status, body, link } = answerTo(url);
    if (link !== undefined) response.setHeader("link", link);
    json(response, status, body);
  });
});
afterAll(() => server.close());

function answerTo(url: string): PageAnswer {
  const { pathname, searchParams } = new URL(url, server.origin);
  const at = current?.all.findIndex((_, at) => `/${nameOf(at)}` === pathname) ?? -1;
  const plan = current?.all[at];
  const page = plan && indexOf(plan, searchParams);
  const limit = searchParams.get("limit");
  const isRefused = plan && limit !== null && (limit !== String(plan.size) || !plan.saysSize);
  if (!plan || page === undefined || isRefused) return { status: 400, body: "no such page", link: undefined };
  const isFailing = plan.failure !== "none" && page === plan.failing;
  if (isFailing && (plan.failure === "untaken" || !failed.has(pathname))) {
    failed.add(pathname);
    return { status: 503, body: { error: "busy" }, link: undefined };
  }
  return pageAt(plan, page, pathname);
}

it("keeps the rows of every page", { timeout: testTimeout }, async () => {
  console.info(`soundness of pages: FUZZ_SEED=${seed}`);
  await fc.assert(fc.asyncProperty(cases(), check), { ...limits, reporter: smallest });
});

it("generates every way of paging, and of using pages", () => {
  const all = fc.sample(cases(), { seed: 1, numRuns: 60 }).flatMap(({ all }) => all);
  const found = new Set(all.flatMap((each) => [each.way, each.use, each.until, each.failure, each.shape]));
  expect([...found].sort()).toEqual(
    [...new Set([...ways, ...uses, ...ends, ...failures, "list", "object", "two lists"])].sort(),
  );
  const outcomes = all.map((each) => outcomeOf(each, current?.subject.data ?? null).requests ?? 0);
  expect(Math.max(...outcomes)).toBeGreaterThan(3);
});

function smallest(run: fc.RunDetails<[Case]>): void {
  if (!run.failed) return;
  const { errorInstance: error, counterexamplePath: path, interrupted } = run;
  if (interrupted && path === null) throw new Error("no case came to its end in time: try a larger FUZZ_SECONDS");
  throw new Error(`FUZZ_SEED=${run.seed} (${path})\n${error instanceof Error ? error.message : String(error)}`);
}

function cases(): fc.Arbitrary<Case> {
  return subjects().chain((subject) => {
    const scope = withVariable(nowhere, "d", record(subject.schema), true);
    const all = names.map((name) => paged(name, subject.schemas, scope));
    return fc
      .integer({ min: 3, max: all.length })
      .chain((count) => fc.tuple(...all.slice(0, count)).map((some) => ({ subject, all: some })));
  });
}

async function check(each: Case): Promise<void> {
  const { subject, all } = each;
  current = each;
  failed.clear();
  const folder = join(scratch, "soundness-pages");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const text = missionOf(subject, all, server.origin);
  const document = JSON.stringify(documentOf(all, subject, server.origin), null, 1);
  const files = { "service.vague": text, [documentFile]: document };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const { files: modules, diagnostics } = await compile(files, { runtime: "package", inputs: ["service.vague"] });
  const ofPrograms = diagnostics.filter(({ code }) => code === ofStrategies);
  expect(ofPrograms, text).toHaveLength(all.filter(({ way }) => way === "registered").length);
  const said = formatDiagnostics(
    diagnostics.filter(({ code }) => code !== ofStrategies && !ofUse.has(code)),
    files,
    { color: false },
  );
  expect(said, `${said}\n${text}`).toBe("");
  const module = modules["service.ts"] ?? "";
  await writeFile(join(folder, "service.ts"), module);
  await run(join(folder, "service.vague"), each, text);
  const options = { ...allFlags, rootDir: root };
  const problems = await typecheck("7.0", join(folder, "check"), options, [join(folder, "*.ts")]);
  const lines = [...problems.matchAll(/service\.ts\((\d+),/g)].map(([, line]) => module.split("\n")[Number(line) - 1]);
  expect(problems, `${problems}\n${lines.join("\n")}\n${text}`).toBe("");
}

async function run(path: string, { subject, all }: Case, text: string): Promise<void> {
  const from = server.received.length;
  const paging = Object.fromEntries(all.map((each, at) => [strategyNameOf(at), strategyOf(each)]));
  const { errors, stores } = await fromFile(path, { paging });
  const received = server.received.slice(from);
  for (const [at, plan] of all.entries()) {
    const name = nameOf(at);
    const error = errors.find(({ action }) => action === name);
    const outcome = outcomeOf(plan, subject.data);
    const kept = (await stores[storeOf(at)]?.all()) ?? [];
    const found = asJson({
      values: kept,
      fails: error !== undefined,
      requests: outcome.requests && received.filter((each) => isOf(each, name)).length,
    });
    const expected = asJson({ ...outcome, values: Object.values(outcome.values) });
    const pages = JSON.stringify(plan.pages);
    const what = `${name} of ${pages}, failing ${plan.failure} ${plan.failing}, gave ${JSON.stringify(found)}`;
    expect(found, `${what}, not ${JSON.stringify(expected)}: ${error?.message ?? ""}\n${text}`).toEqual(expected);
  }
}

/** As JSON says it, which has no -0. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function isOf({ url }: Received, name: string): boolean {
  return new URL(url, server.origin).pathname === `/${name}`;
}
