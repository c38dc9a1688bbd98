// Generated OpenAPI documents, and missions that call their operations and match what comes by status: the checker says
// nothing of them, they pass TypeScript, and whatever a server answers, the arm that language.md names takes it.
// FUZZ_SEED repeats another day's run, FUZZ_SECONDS makes it longer.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { compile, formatDiagnostics, fromFile } from "reqon";
import { afterAll, beforeAll, expect, it } from "vitest";
import { field } from "../../runtime/json.js";
import { json, type LocalServer, type Received, serve } from "../support/auth-client.js";
import { root, scratch } from "../support/fixtures.js";
import { seed, within } from "../support/seed.js";
import { allFlags, typecheck } from "../support/typescript.js";
import { text } from "./json.js";
import { nowhere, withVariable } from "./reads.js";
import { type Call, callForms, calls, outcomeOf, unread, withStrays } from "./services/arms.js";
import { documentOf, isToldByUnion } from "./services/documents.js";
import { type Checking, documentFile, missionOf, nameOf } from "./services/missions.js";
import { isSuccess, type Service, services } from "./services/operations.js";
import { type Subject, subjects } from "./subjects.js";
import { record } from "./types.js";

const { limits, testTimeout } = within(15);

interface Case {
  readonly subject: Subject;
  readonly service: Service;
  readonly calls: readonly Call[];
  readonly checking: Checking;
}

let current: Pick<Case, "calls" | "subject"> | undefined;
let server: LocalServer;
beforeAll(async () => {
  server = await serve(({ url }, response) => {
    if (url === "/data") return json(response, 200, current?.subject.data);
    const call = current?.calls.find(({ operation }) => url.split(/[/?]/)[1] === operation.name);
    if (!call) return json(response, 500, "no operation");
    const { status, body } = call.answer;
    return body === undefined ? void response.writeHead(status).end() : json(response, status, body);
  });
});
afterAll(() => server.close());

it("takes each answer with the arm that is for it", { timeout: testTimeout }, async () => {
  console.info(`soundness of services: FUZZ_SEED=${seed}`);
  await fc.assert(fc.asyncProperty(cases(), check), { ...limits, reporter: smallest });
});

it("generates every kind of answer and of arm", () => {
  const found = new Set<string>();
  for (const each of fc.sample(cases(), { seed: 1, numRuns: 150 })) for (const form of formsOf(each)) found.add(form);
  expect([...found].sort()).toEqual([...forms].sort());
});

/** Everything that there is to be found out about an answer. */
const forms = [
  ...["status", "validationErrors", "error", "any"].map((head) => `taken: ${head}`),
  ...["failure", "fault", "behind the match", "guard", "bound field", "parameter", "body"],
  ...["record", "list", "union", "nothing"].flatMap((kind) => [`success: ${kind}`]),
  ...["record", "union"].map((kind) => `failure: ${kind}`),
  ...["2.0", "3.0.3", "3.1.0", "own", "imported", "default", "4XX", "5XX"],
  ...["strict", "strict: wrong", "warn", "warn: wrong", "unchecked", "null as a kind", "null as a schema"],
  ...callForms,
  ...["literals", "literals and mapping", "mapping", "base", "body of a parcel"],
];

function formsOf({ service, subject, calls: all, checking }: Case): readonly string[] {
  return all.flatMap((call) => {
    const outcome = outcomeOf(call, subject.data, checking.mode);
    const arm = outcome.kind === "taken" ? call.arms[outcome.arm] : undefined;
    return [
      ...dialectOf(service),
      checking.schemas,
      call.form,
      call.answer.isRight ? checking.mode : `${checking.mode}: wrong`,
      ...call.operation.replies.flatMap(({ status }) => (typeof status === "number" ? [] : [status])),
      arm ? `taken: ${arm.head}` : outcome.kind,
      ...(arm?.guard ? ["guard"] : []),
      ...(arm?.field === undefined ? [] : ["bound field"]),
      ...(outcome.kind === "taken" && !outcome.ends ? ["behind the match"] : []),
      ...(call.given.size > 0 ? ["parameter"] : []),
      ...(call.body === undefined ? [] : ["body"]),
      ...call.operation.replies.map(
        (each) => `${isSuccess(each) ? "success" : "failure"}: ${each.type?.kind ?? "nothing"}`,
      ),
    ];
  });
}

function dialectOf({ dialect: { version, nulls, told }, operations, parcel }: Service): readonly string[] {
  const isUsed = operations.some(({ body }) => body === parcel.body);
  return [
    version,
    ...(version === "2.0" ? [] : [told]),
    ...(version === "3.1.0" ? [`null as a ${nulls}`] : []),
    ...(isUsed ? ["body of a parcel"] : []),
  ];
}

function smallest(run: fc.RunDetails<[Case]>): void {
  if (!run.failed) return;
  const { errorInstance: error, counterexamplePath: path, interrupted } = run;
  if (interrupted && path === null) throw new Error("no case came to its end in time: try a larger FUZZ_SECONDS");
  throw new Error(`FUZZ_SEED=${run.seed} (${path})\n${error instanceof Error ? error.message : String(error)}`);
}

function cases(): fc.Arbitrary<Case> {
  const checking = fc.record({
    mode: fc.constantFrom("strict" as const, "strict" as const, "warn" as const, "unchecked" as const),
    schemas: fc.constantFrom("own" as const, "imported" as const),
  });
  return fc
    .tuple(subjects(), checking)
    .chain(([subject, how]) =>
      services(subject.schemas).chain((service) =>
        calls(service, withVariable(nowhere, "d", record(subject.schema), true)).map((all) => ({
          subject,
          service,
          calls: all,
          // Alone, a variant whose tag only the union says is no other schema's.
          checking: isToldByUnion(service.dialect) ? { ...how, schemas: "own" as const } : how,
        })),
      ),
    )
    .map((each) => ({ ...each, calls: each.calls.flatMap((call) => legal(call, each.checking)) }))
    .filter((each) => each.calls.length > 0);
}

/** What comes of wrong answers that nobody refuses depends on what is read of them. */
function legal(call: Call, { mode }: Checking): readonly Call[] {
  if (mode === "strict") return [call.answer.isRight ? withStrays(call) : call];
  if (call.answer.isRight) return [call];
  return mode === "warn" ? [unread(call)] : [];
}

async function check(each: Case): Promise<void> {
  const { subject, service, calls: all, checking } = each;
  current = each;
  const folder = join(scratch, "soundness-services");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const text = missionOf(subject, all, checking);
  const files = { "service.vague": text, [documentFile]: JSON.stringify(documentOf(service, server.origin), null, 1) };
  for (const [name, each] of Object.entries(files)) await writeFile(join(folder, name), each);
  const shown = `${text}\n${files[documentFile]}`;
  const { files: modules, diagnostics } = await compile(files, { runtime: "package", inputs: ["service.vague"] });
  const said = formatDiagnostics(diagnostics, files, { color: false });
  expect(said, `${said}\n${shown}`).toBe("");
  const module = modules["service.ts"] ?? "";
  await writeFile(join(folder, "service.ts"), module);
  await run(join(folder, "service.vague"), each, shown);
  const options = { ...allFlags, rootDir: root };
  const problems = await typecheck("7.0", join(folder, "check"), options, [join(folder, "*.ts")]);
  const lines = [...problems.matchAll(/service\.ts\((\d+),/g)].map(([, line]) => module.split("\n")[Number(line) - 1]);
  expect(problems, `${problems}\n${lines.join("\n")}\n${shown}`).toBe("");
}

async function run(path: string, { subject, calls: all, checking }: Case, shown: string): Promise<void> {
  const from = server.received.length;
  const { errors, stores, warnings } = await fromFile(path);
  const wrong = checking.mode === "warn" ? all.filter(({ answer }) => !answer.isRight) : [];
  const ofAnswers = warnings.filter(({ message }) => message.includes("answered what its document does not allow"));
  expect(ofAnswers, shown).toHaveLength(wrong.length);
  const out = stores["out"];
  for (const [at, call] of all.entries()) {
    const name = nameOf(at);
    const outcome = outcomeOf(call, subject.data, checking.mode);
    const error = errors.find(({ action }) => action === name);
    const stored = await out?.get(name);
    const behind = await out?.get(`after ${name}`);
    const isBehind = behind != null;
    const value = field(stored, "value") ?? null;
    const found =
      stored != null
        ? { kind: "taken", arm: field(stored, "arm"), value, ends: !isBehind, isReported: error !== undefined }
        : { kind: error && error.status === undefined ? "fault" : "failure" };
    const what = `${name}, answered ${JSON.stringify(call.answer)}, gave ${JSON.stringify(found)}`;
    const where = `${what}, not ${JSON.stringify(outcome)}: ${error?.message ?? ""}\n${shown}`;
    expect(asJson(found), where).toEqual(asJson(outcome));
    if (outcome.kind !== "taken") expect([error === undefined, isBehind], where).toEqual([false, false]);
    if (isBehind) expect(field(behind, "response"), where).toEqual(asJson(call.answer.body));
    const sent = server.received.slice(from).find(({ url }) => url.split(/[/?]/)[1] === call.operation.name);
    expect(sent && receivedOf(sent, call), where).toEqual(sentOf(call));
  }
}

/** The parameters as the document places them, and the body. */
function receivedOf({ url, headers, body }: Received, { operation }: Call): object {
  const { pathname, searchParams } = new URL(url, server.origin);
  const [, , id] = pathname.split("/");
  const values = operation.parameters.map(({ name, place }) => {
    const header = headers[name.toLowerCase()];
    const value = place === "path" ? id : place === "query" ? searchParams.get(name) : header;
    return [name, value ?? null];
  });
  return { values: Object.fromEntries(values), body: body === "" ? null : JSON.parse(body) };
}

function sentOf({ operation, given, body }: Call): object {
  const values = operation.parameters.map(({ name }) => [name, given.has(name) ? text(given.get(name) ?? null) : null]);
  return { values: Object.fromEntries(values), body: asJson(body) };
}

/** As JSON says it, which has no -0. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}
