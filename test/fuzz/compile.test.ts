// Whatever it is given, the compiler gives modules or diagnostics whose spans lie in the text: no exception, no hang.
// FUZZ_SEED repeats another day's run, FUZZ_SECONDS makes each property longer.
import { MessageChannel, Worker } from "node:worker_threads";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { type Files, findFixtures, readMissions } from "../support/fixtures.js";
import { seed, within } from "../support/seed.js";

interface Answer {
  readonly crash?: string;
  readonly modules: readonly string[];
  readonly diagnostics: readonly {
    readonly code: string;
    readonly severity: string;
    readonly spans: readonly { readonly file: string; readonly start: number; readonly end: number }[];
  }[];
}

/** Milliseconds that one input may take on a busy machine. */
const patience = 15_000;
const { limits, testTimeout } = within(8);

let worker: Worker | undefined;

describe("compile", async () => {
  console.info(`fuzz: FUZZ_SEED=${seed}`);
  const missions = (await Promise.all((await findFixtures()).map(readMissions))).flatMap((files) =>
    Object.values(files),
  );
  afterAll(async () => void (await worker?.terminate()));

  it("takes any text", { timeout: testTimeout }, async () => {
    const bytes = fc.uint8Array({ maxLength: 400 }).map((each) => Buffer.from(each).toString("utf8"));
    const texts = fc.oneof(bytes, fc.string({ unit: "binary", maxLength: 200 }), pieces());
    await fc.assert(fc.asyncProperty(texts, check), limits);
  });

  it("takes any mutation of a fixture", { timeout: testTimeout }, async () => {
    const mutated = fc
      .tuple(fc.constantFrom(...missions), fc.array(mutation(), { minLength: 1, maxLength: 4 }))
      .map(([text, mutations]) => mutations.reduce(mutate, tokensOf(text)).join(""));
    await fc.assert(fc.asyncProperty(mutated, check), limits);
  });
});

async function check(text: string): Promise<void> {
  const files = { "fuzz.vague": text };
  const { crash, modules, diagnostics } = await compileElsewhere(files);
  expect(crash).toBeUndefined();
  for (const { code, spans } of diagnostics) {
    expect(code).not.toMatch(/^RQ9/);
    for (const { file, start, end } of spans) {
      expect(file).toBe("fuzz.vague");
      expect(0 <= start && start <= end && end <= text.length, `${code} at ${start}..${end} of ${text.length}`).toBe(
        true,
      );
    }
  }
  if (diagnostics.some(({ severity }) => severity === "error")) expect(modules).toEqual([]);
}

/** Rejects, and ends the thread, when no answer comes. */
function compileElsewhere(files: Files): Promise<Answer> {
  const thread = (worker ??= new Worker(new URL("compile-worker.js", import.meta.url)));
  // A channel for each question: fast-check leaves the last one of a property unanswered when its time is over.
  const { port1, port2 } = new MessageChannel();
  return new Promise<Answer>((resolve, reject) => {
    const abandon = (reason: Error): void => {
      if (worker === thread) worker = undefined;
      void thread.terminate();
      reject(reason);
    };
    const timer = setTimeout(() => abandon(new Error(`no answer within ${patience} ms`)), patience);
    port1.on("message", (answer: Answer) => {
      clearTimeout(timer);
      resolve(answer);
    });
    thread.postMessage({ files, answer: port2 }, [port2]);
  }).finally(() => port1.close());
}

/** Words and signs of the language in any order: they get further into the compiler than random bytes. */
function pieces(): fc.Arbitrary<string> {
  const words =
    "mission source store schema action run then if get post match response for in where map validate assume store each let wait jump retry " +
    "abort skip queue continue and or not is null true any of try from import schedule API A s x { } ( ) [ ] : , . -> => | ?? ? .. + - * / % ! = == < >= " +
    '"/a" "{x}" "${ENV}" \'b\' 1 2.5 30s 7 days // # /* */ ///';
  return fc.array(fc.constantFrom(...words.split(" "), "\n"), { maxLength: 80 }).map((each) => each.join(" "));
}

type Mutation = readonly [
  kind: "delete" | "duplicate" | "swap" | "insert" | "truncate",
  at: number,
  other: number,
  text: string,
];

function mutation(): fc.Arbitrary<Mutation> {
  const signs = [
    "\0",
    "😀",
    "\u2028",
    "é",
    "\u202e",
    "\ufeff",
    "\ud800",
    "`",
    "${",
    "*/",
    "{",
    "}",
    "(",
    "->",
    "\r",
    '"',
    "__proto__",
    "constructor",
  ];
  const kinds = fc.constantFrom("delete", "duplicate", "swap", "insert", "truncate");
  return fc.tuple(
    kinds,
    fc.nat(100_000),
    fc.nat(100_000),
    fc.oneof(fc.constantFrom(...signs), fc.string({ unit: "grapheme", maxLength: 3 })),
  );
}

function tokensOf(text: string): readonly string[] {
  return text.match(/[A-Za-z_]\w*|\d[\w.]*|"(?:\\[^]|[^"\\])*"|\s+|[^]/gu) ?? [];
}

function mutate(tokens: readonly string[], [kind, a, b, text]: Mutation): readonly string[] {
  const at = a % Math.max(1, tokens.length);
  const other = b % Math.max(1, tokens.length);
  switch (kind) {
    case "delete":
      return tokens.toSpliced(at, 1 + (b % 3));
    case "duplicate":
      return tokens.toSpliced(other, 0, ...tokens.slice(at, at + 1 + (b % 5)));
    case "swap":
      return tokens.map((token, index) => (index === at ? tokens[other] : index === other ? tokens[at] : token) ?? "");
    case "insert":
      return tokens.toSpliced(at, 0, text);
    case "truncate":
      return tokens.slice(0, at);
  }
}
