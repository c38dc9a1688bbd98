// An own reading of which answer `response` is in actions at random (language.md 6.2, 6.15, 7.2 to 7.5), and what a server says.
// Must not know the compiler.
import { type Action, type Arm, type Asked, type Kind, numbersOf, type schemas, type Step } from "./answering.js";
import type { Json, JsonObject } from "./types.js";

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
    memo: { id, text: `t${id}`, at: `a${id}` },
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
    case "memo":
      return typeof value["at"] === "string";
    case "note":
    case "with text":
      return typeof value["text"] === "string";
  }
}
