// Actions at random that read `response` wherever several steps may have set it, with an own reading of which answer that is
// (language.md 6.2, 6.15, 7.2 to 7.5). Must not know the compiler.
import fc from "fast-check";
import type { Json, JsonObject } from "./types.js";

/**
 * What a server says: bodies of three schemas, lists of one, texts, and what no arm asks for; of two failures one has the
 * fields of a schema.
 */
const kinds = ["card", "bank", "note", "cards", "done", "other", "null", "busy", "odd", "refused", "failed"] as const;
type Kind = (typeof kinds)[number];

const schemas = ["card", "bank with iban", "bank", "note"] as const;
const asked = [...schemas, "cards", "one", "done", "string", "null", "tagged", "with text"] as const;
export type Asked = (typeof asked)[number] | "busy" | "else";
export type Ending = "continue" | "skip" | "abort" | "retry";

export interface Arm {
  readonly asks: Asked;
  readonly body: Ending | readonly Step[];
}

const fields = ["id", "id", "kind", "last4", "iban", "text"] as const;
export type Field = (typeof fields)[number] | "nope";

export type Step =
  | { readonly kind: "get"; readonly answers: readonly Kind[]; readonly arms: readonly Arm[] }
  | { readonly kind: "read"; readonly field: Field; readonly way: "plain" | "lambda" | "match" }
  | { readonly kind: "map" }
  /** A match over what is `response` already. */
  | { readonly kind: "again"; readonly arms: readonly Arm[] }
  | {
      readonly kind: "for";
      readonly parallel: boolean;
      readonly items: readonly string[];
      readonly body: readonly Step[];
    }
  | { readonly kind: "either"; readonly first: readonly Step[]; readonly other: readonly Step[] };

export type Action = readonly Step[];

export function action(): fc.Arbitrary<Action> {
  return steps(3, 0, 5);
}

/** An action whose reads are of a field that no answer has. */
export function withoutFields(all: Action): Action {
  return all.map((each): Step => {
    switch (each.kind) {
      case "read":
        return { ...each, field: "nope" };
      case "map":
        return each;
      case "for":
        return { ...each, body: withoutFields(each.body) };
      case "either":
        return { ...each, first: withoutFields(each.first), other: withoutFields(each.other) };
      case "again":
      case "get": {
        const arms = each.arms.map((arm) =>
          typeof arm.body === "string" ? arm : { ...arm, body: withoutFields(arm.body) },
        );
        return { ...each, arms };
      }
    }
  });
}

function steps(depth: number, loops: number, most: number): fc.Arbitrary<readonly Step[]> {
  return fc
    .array(step(depth, loops), { minLength: 1, maxLength: most })
    .map((all) => all.filter((each, at) => !(each.kind === "again" && isSentAlone(all[at - 1]))));
}

/** A request without arms: those of a match behind it are its own. */
function isSentAlone(each: Step | undefined): boolean {
  return each?.kind === "get" && each.arms.length === 0;
}

function step(depth: number, loops: number): fc.Arbitrary<Step> {
  const read = fc.record({
    kind: fc.constant("read" as const),
    field: fc.constantFrom(...fields),
    way: fc.constantFrom("plain" as const, "plain" as const, "lambda" as const, "match" as const),
  });
  const leaf = [
    { weight: 5, arbitrary: read },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("map" as const) }) },
  ];
  if (depth === 0) return fc.oneof(...leaf, { weight: 5, arbitrary: get(0, loops) });
  const loop = fc.record({
    kind: fc.constant("for" as const),
    parallel: fc.constantFrom(false, false, true),
    items: fc.constantFrom(["a", "b"], ["a", "b"], ["a"]),
    body: steps(depth - 1, loops + 1, 4),
  });
  const either = fc.record({
    kind: fc.constant("either" as const),
    first: steps(depth - 1, loops, 3),
    other: steps(depth - 1, loops, 2),
  });
  return fc.oneof(
    ...leaf,
    { weight: 5, arbitrary: get(depth - 1, loops) },
    { weight: 2, arbitrary: again(depth - 1, loops) },
    { weight: 2, arbitrary: loop },
    ...(loops > 0 ? [{ weight: 2, arbitrary: either }] : []),
  );
}

function get(depth: number, loops: number): fc.Arbitrary<Step> {
  const arms = fc
    .tuple(
      fc.boolean(),
      typedArms(depth, loops),
      fc.option(ofArm(depth, loops, "abort", "abort", "skip", "skip", "continue"), { freq: 4 }),
    )
    .map(([isSentAgain, all, rest]) => [
      ...(isSentAgain ? [arm("busy", "retry")] : []),
      ...all,
      ...(rest === null ? [] : [arm("else", rest)]),
    ]);
  // What is asked for comes more often than what is not.
  return fc.oneof({ weight: 9, arbitrary: arms }, fc.constant<readonly Arm[]>([])).chain((made) => {
    const wanted = kinds.filter((each) => made.some(({ asks }) => asks !== "else" && takenBy[asks].includes(each)));
    const kind = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom<Kind>(...wanted, "card") },
      fc.constantFrom(...kinds),
    );
    const answers = fc.array(kind, { minLength: 1, maxLength: 3 });
    return answers.map((all): Step => ({ kind: "get", answers: all, arms: made }));
  });
}

function again(depth: number, loops: number): fc.Arbitrary<Step> {
  return fc
    .tuple(typedArms(depth, loops), ofArm(depth, loops, "continue", "skip"))
    .map(([all, rest]): Step => ({ kind: "again", arms: [...all, arm("else", rest)] }));
}

function typedArms(depth: number, loops: number): fc.Arbitrary<readonly Arm[]> {
  const body = ofArm(depth, loops, "continue", "continue", "continue", "skip");
  const typed = fc
    .shuffledSubarray<(typeof asked)[number]>([...asked], { minLength: 1, maxLength: 3 })
    .filter(isReached);
  return typed.chain((all) => fc.tuple(...all.map((each) => body.map((of) => arm(each, of)))));
}

function ofArm(depth: number, loops: number, ...endings: readonly Ending[]): fc.Arbitrary<Arm["body"]> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...endings) },
    ...(depth > 0 ? [{ weight: 2, arbitrary: steps(depth - 1, loops, 2) }] : []),
  );
}

function arm(asks: Asked, body: Arm["body"]): Arm {
  return { asks, body };
}

const takenBy: Readonly<Record<Exclude<Asked, "else">, readonly Kind[]>> = {
  card: ["card"],
  "bank with iban": ["bank"],
  bank: ["bank"],
  note: ["note", "refused"],
  cards: ["cards"],
  one: ["cards"],
  done: ["done"],
  string: ["done", "other"],
  null: ["null"],
  tagged: ["card"],
  "with text": ["note", "refused"],
  busy: ["busy"],
};

/** Whether no arm asks for what one above it has taken. */
function isReached(all: readonly Asked[]): boolean {
  const comesBehind = (each: Asked, other: Asked): boolean =>
    all.includes(other) && all.indexOf(each) > all.indexOf(other);
  return !comesBehind("bank with iban", "bank") && !comesBehind("done", "string") && !comesBehind("note", "with text");
}

/** The steps with their numbers, by which paths and records are called. */
export function numbersOf(all: Action): ReadonlyMap<Step, number> {
  const found = new Map<Step, number>();
  const visit = (each: Step): void => {
    found.set(each, found.size + 1);
    for (const inner of partsOf(each)) inner.forEach(visit);
  };
  all.forEach(visit);
  return found;
}

function partsOf(each: Step): readonly (readonly Step[])[] {
  if (each.kind === "for") return [each.body];
  if (each.kind === "either") return [each.first, each.other];
  return each.kind === "get" || each.kind === "again"
    ? each.arms.flatMap(({ body }) => (typeof body === "string" ? [] : [body]))
    : [];
}

interface Answer {
  readonly ok: boolean;
  readonly kind: Kind;
  readonly body: Json;
}

/** What the server says to the call of this number, from 0, of a request. */
export function answerTo(answers: readonly Kind[], at: number, call: number): Answer {
  const kind = answers[call % answers.length] ?? "null";
  const id = `r${at}.${call}`;
  const bodies: Record<Kind, Json> = {
    card: { kind, id, last4: `4${id}` },
    bank: { kind, id, iban: call % 2 === 0 ? `i${id}` : null },
    note: { id, text: `t${id}` },
    refused: { id, text: "no" },
    cards: call % 2 === 0 ? [{ kind: "card", id, last4: `4${id}` }] : [],
    done: "done",
    other: "other",
    null: null,
    busy: { code: 503 },
    odd: { odd: true },
    failed: { message: "none" },
  };
  return { ok: kind !== "failed" && kind !== "refused", kind, body: bodies[kind] };
}

export interface Outcome {
  /** By id. */
  readonly seen: Readonly<Record<string, Json>>;
  /** The fields that were there, by the number of the read. */
  readonly found: ReadonlySet<number>;
  readonly hasFailed: boolean;
  /** Beside a failed iteration others may have run. */
  readonly isOpen: boolean;
}

class Failed extends Error {}

/** What the mission stores, by language.md. */
export function outcomeOf(all: Action): Outcome {
  const numbers = numbersOf(all);
  const calls = new Map<Step, number>();
  const seen: Record<string, Json> = {};
  const found = new Set<number>();
  let response: Json = null;
  let isOpen = false;
  /** A run in which a plain `_ -> skip` has taken a failure is no success (7.4). */
  let hasSkipped = false;

  const fieldOf = (value: Json, name: string): Json => (isRecord(value) ? (value[name] ?? null) : null);
  const valueOf = ({ field, way }: Step & { readonly kind: "read" }): Json => {
    if (way === "lambda") return [fieldOf(response, field)];
    if (way === "plain") return fieldOf(response, field);
    return isA("card", response)
      ? fieldOf(response, "last4")
      : isA("bank", response)
        ? fieldOf(response, "iban")
        : "other";
  };
  /** Whether the end of the steps is reached: `skip` leaves all blocks up to the loop. */
  const run = (body: readonly Step[], items: readonly string[]): boolean => body.every((each) => runStep(each, items));
  const send = (each: Step & { readonly kind: "get" }): Answer => {
    const call = calls.get(each) ?? 0;
    calls.set(each, call + 1);
    return answerTo(each.answers, numbers.get(each) ?? 0, call);
  };
  /** A failure that is still there at the end of an arm ends the iteration (7.5). */
  const runArm = (body: Arm["body"], { ok, body: record }: Answer, items: readonly string[]): boolean => {
    if (typeof body === "string") return body === "continue";
    return run(body, items) && (ok || response !== record);
  };
  const runGet = (each: Step & { readonly kind: "get" }, items: readonly string[]): boolean => {
    let isUsedUp = false;
    for (;;) {
      const answer = send(each);
      response = answer.body;
      if (each.arms.length === 0 && !answer.ok) throw new Failed();
      if (each.arms.length === 0) return true;
      const arm = each.arms.find(({ asks, body }) => !(isUsedUp && body === "retry") && takes(asks, body, answer));
      if (!arm || arm.body === "abort") throw new Failed();
      hasSkipped ||= !answer.ok && arm.asks === "else" && arm.body === "skip";
      if (arm.body !== "retry") return runArm(arm.body, answer, items);
      isUsedUp = true;
    }
  };
  const runStep = (each: Step, items: readonly string[]): boolean => {
    const at = numbers.get(each) ?? 0;
    switch (each.kind) {
      case "read":
        seen[`s${at}${items.join("")}`] = valueOf(each);
        if (fieldOf(response, each.field) !== null) found.add(at);
        return true;
      case "again": {
        const body = each.arms.find(({ asks }) => fits(asks, response))?.body ?? [];
        return typeof body === "string" ? body === "continue" : run(body, items);
      }
      case "map":
        response = { id: `m${at}`, text: "made" };
        return true;
      case "get":
        return runGet(each, items);
      case "either":
        return run(items.at(-1) === "a" ? each.first : each.other, items);
      case "for": {
        const before = response;
        for (const item of each.items) {
          if (each.parallel) response = before;
          try {
            run(each.body, [...items, item]);
          } catch (error) {
            isOpen ||= each.parallel;
            throw error;
          }
        }
        if (each.parallel) response = before;
        return true;
      }
    }
  };
  try {
    run(all, []);
    return { seen, found, hasFailed: hasSkipped, isOpen };
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    return { seen, found, hasFailed: true, isOpen };
  }
}

function isRecord(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isA(kind: "card" | "bank", value: Json): boolean {
  return isRecord(value) && value["kind"] === kind;
}

/** Of what has failed `_` takes only what it ends with (7.4). */
function takes(asks: Asked, body: Arm["body"], { ok, body: value }: Answer): boolean {
  if (asks === "else") return ok || (typeof body === "string" && body !== "continue");
  return fits(asks, value);
}

function fits(asks: Asked, value: Json): boolean {
  switch (asks) {
    case "else":
      return true;
    case "null":
      return value === null;
    case "done":
      return value === "done";
    case "string":
      return typeof value === "string";
    case "cards":
      return Array.isArray(value);
    case "one":
      return Array.isArray(value) && value.length === 1;
    default:
      return isRecord(value) && fitsRecord(asks, value);
  }
}

function fitsRecord(asks: (typeof schemas)[number] | "tagged" | "with text" | "busy", value: JsonObject): boolean {
  switch (asks) {
    case "busy":
      return value["code"] === 503;
    case "card":
    case "tagged":
      return value["kind"] === "card";
    case "bank":
      return value["kind"] === "bank";
    case "bank with iban":
      return value["kind"] === "bank" && value["iban"] !== null;
    case "note":
    case "with text":
      return typeof value["text"] === "string";
  }
}
