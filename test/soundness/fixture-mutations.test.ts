// Every fixture that is right is given one mistake after another: the checker says something that it did not say before.
// FUZZ_SEED repeats another day's order, FUZZ_SECONDS tries more of them.
import { compile, formatDiagnostics } from "reqon";
import { describe, expect, it } from "vitest";
import { type Files, type Fixture, findFixtures, hasRight, readMissions, readRight } from "../support/fixtures.js";
import { seed, within } from "../support/seed.js";
import { type Mistake, mistakeKinds, mistakesIn } from "./fixture-mistakes.js";

const { limits, testTimeout } = within(3);

/** Where a name that only one schema has is read nowhere but from values of unknown shape, or where nothing can come. */
const unknown: Readonly<Record<string, readonly string[]>> = {
  // The schemas are there for clashes of names and for patterns; what is matched is an answer, or a part of one.
  "errors/rq2001-defined-twice": ["Order.id"],
  "errors/rq4004-arm-never-reached": ["Row.total"],
  // Only written, in records that may hold more; with another word it is a name of its own.
  "errors/rq3001-records-of-two-types": ["Quote.data"],
  "language/6-19-parts-of-typed-records": ["Customer.mail"],
  "language/6-19-parts-with-literals": ["Card.note", "Card.state"],
  "language/6-19-some-fields-of-a-schema": ["Order.note", "Order.total"],
  // Behind a match that leaves no day at all.
  "errors/rq4017-pattern-never-fits": ["Order.parts"],
  // Read of what may be another answer, of which nothing is known.
  "errors/rq4048-set-behind-skip": ["Body.size"],
  // `key: .name` of an answer: what is stored is checked at run time.
  "language/2-1-several-missions-one-file": ["Item.name"],
  // Read from an answer that is no order; the other `id` is of a record that is written in part, where more is allowed.
  "language/4-3-records-of-a-schema": ["Order.id"],
  // Asked of an answer with `is`.
  "language/5-1-schemas": [
    "Kinds.text",
    "Kinds.count",
    "Kinds.ratio",
    "Kinds.when",
    "Kinds.state",
    "Kinds.tags",
    "Base.id",
  ],
  // Behind a guard that no value passes.
  "language/5-4-a-name-that-contradicts-another": ["Cash.amount"],
};

/** Read from records that are written out, which may hold more than the schema of their store says. */
const ofWritten: Readonly<Record<string, readonly string[]>> = {
  "examples/payment-webhook": ["Receipt.order", "Receipt.payment"],
  "examples/xero-invoices": ["Debtor.customer"],
  "errors/rq3007-some-fields-of-a-record": ["Total.total"],
  "language/6-19-parts-of-typed-records": ["Customer.mail"],
  "language/6-19-parts-with-literals": ["Card.note", "Card.state"],
  "language/6-19-some-fields-of-a-schema": ["Order.id", "Order.note", "Order.total"],
};

/** Names that nothing uses any more are no answer to a mistake. */
const ofUse = new Set(["RQ2023", "RQ2024"]);

interface Case {
  readonly fixture: string;
  readonly files: Files;
  readonly mistake: Mistake;
}

console.info(`soundness of fixtures with mistakes: FUZZ_SEED=${seed}`);

describe("mistakes in fixtures", async () => {
  const cases = (await Promise.all((await findFixtures()).map(casesOf))).flat();
  const rights = new Map<Files, ReadonlySet<string>>();

  async function isReported({ files, mistake }: Case): Promise<boolean> {
    const right = rights.get(files) ?? new Set(await saidOf(files));
    rights.set(files, right);
    return (await saidOf(mistake.files)).some((each) => !right.has(each));
  }

  it.each(mistakeKinds)("%s", { timeout: testTimeout }, async (kind) => {
    const all = shuffled(cases.filter(({ mistake }) => mistake.kind === kind));
    const end = Date.now() + limits.interruptAfterTimeLimit;
    const missed: Case[] = [];
    for (const [at, each] of all.entries()) {
      if (at > 0 && Date.now() > end) break;
      if ((await isReported(each)) === isUnknown(each)) missed.push(each);
    }
    const [smallest] = missed.sort((a, b) => sizeOf(a) - sizeOf(b));
    if (smallest) expect.fail(await shown(smallest));
    expect(all.length, "no fixture has a place for the mistake").toBeGreaterThan(0);
  });
});

/** All mistakes of a fixture that is right, or can be: but of the one in which every word is a field of everything. */
async function casesOf(fixture: Fixture): Promise<readonly Case[]> {
  if ((fixture.area === "errors" && !hasRight(fixture)) || fixture.name.endsWith("no-word-is-reserved")) return [];
  const files = hasRight(fixture) ? await readRight(fixture) : await readMissions(fixture);
  return mistakesIn(files).map((mistake) => ({ fixture: fixture.name, files, mistake }));
}

function isUnknown({ fixture, mistake: { kind, field } }: Case): boolean {
  const isLeftOut = kind === "a field left out of the schema of a store";
  if (kind !== "a field renamed in its schema" && !isLeftOut) return false;
  return [...(unknown[fixture] ?? []), ...((isLeftOut && ofWritten[fixture]) || [])].includes(field);
}

async function saidOf(files: Files): Promise<readonly string[]> {
  const { diagnostics } = await compile(files, { emit: false });
  const syntax = diagnostics.find(({ code }) => code.startsWith("RQ1"));
  if (syntax) throw new Error(`${syntax.message}\n${Object.values(files).join("\n")}`);
  return diagnostics.filter(({ code }) => !ofUse.has(code)).map(({ code, message }) => `${code} ${message}`);
}

function shuffled<T>(all: readonly T[]): readonly T[] {
  let state = seed;
  const next = (): number => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648);
  return all
    .map((each) => [next(), each] as const)
    .sort(([a], [b]) => a - b)
    .map(([, each]) => each);
}

function sizeOf({ files }: Case): number {
  return Object.values(files).join("").length;
}

async function shown(missed: Case): Promise<string> {
  const { fixture, mistake, files } = missed;
  const changed = Object.entries(mistake.files).filter(([path, text]) => files[path] !== text);
  const { diagnostics } = await compile(mistake.files, { emit: false });
  const said = formatDiagnostics(diagnostics, mistake.files, { color: false });
  const expected = isUnknown(missed) ? "is reported, and need no longer stand among the unknown" : "is not reported";
  return `FUZZ_SEED=${seed} ${fixture}: ${mistake.kind}, ${mistake.field}, ${expected}\n${changed.map(([, text]) => text).join("\n")}\n${said}`;
}
