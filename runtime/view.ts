// One action's view of its mission: the line that runs, counts, and what became of failed answers (language.md 7.4).
// Must not know how the mission was opened, nor what the runner does with what is noted here.
import { MissionError } from "./errors.js";
import type { NetScope, Reply, RequestFacts } from "./http.js";
import { asJson, type Json } from "./json.js";
import type { Clock, Counts, Handled, MissionEvent, RunHooks, Warning } from "./scope.js";
import { cancelled } from "./transport.js";

/** A failed assumption without `or` (language.md 6.18). */
export interface Violation {
  readonly text: string;
  readonly value: unknown;
  readonly action: string | undefined;
  readonly place: string | undefined;
}

/** What an action leaves for the result of its run. */
export interface Notes {
  /** Failed answers that nothing has thrown yet, with the line they came at. */
  readonly pending: Map<Reply, string | undefined>;
  readonly handled: Handled[];
  /** Failures that only a plain `_ -> skip` took. */
  readonly skipped: MissionError[];
  readonly violations: Violation[];
  readonly warnings: Warning[];
}

/** What the views of a mission have in common. */
export interface ViewOrigin {
  /** Mission file, relative to its program. */
  readonly file: string;
  readonly clock: Clock;
  readonly emit: (event: MissionEvent) => void;
}

export interface ViewFacts {
  readonly action: string | undefined;
  readonly signal: AbortSignal;
  /** Whether the signal has aborted: the signal itself, or something that is quicker to ask at every step. */
  readonly stop: { readonly aborted: boolean };
  readonly counts: Counts;
  readonly recovering: boolean;
  /** Absent when no runner asks for them: a client that lives for months must not collect. */
  readonly notes: Notes | undefined;
  /** Absent outside of a run. */
  readonly run: RunHooks | undefined;
  /** The line of the view that this one was made from. */
  readonly line: Line;
}

export interface Line {
  readonly file: string;
  /** 0 before the first step. */
  readonly number: number;
}

export interface View extends NetScope, Omit<ViewFacts, "line"> {
  readonly line: () => Line;
  readonly at: (line: number, file?: string) => void;
  readonly request: () => Json;
  readonly violation: (text: string, value: unknown) => void;
  readonly skipped: (reply: Reply) => void;
  /** The answer fails the action by itself or through an error that does not name it: it is not handled. */
  readonly forget: (reply: Reply) => void;
}

export function openView(origin: ViewOrigin, facts: ViewFacts): View {
  const { action, signal, stop, notes } = facts;
  let { number, file } = facts.line;
  let lastRequest: RequestFacts | undefined;

  function place(): string | undefined {
    return number === 0 ? undefined : `${file}:${number}`;
  }

  function warn(message: string): void {
    const warning = { message, action, place: place() };
    notes?.warnings.push(warning);
    origin.emit({ type: "warning", ...warning });
  }

  const view: View = {
    ...facts,
    clock: origin.clock,
    emit: origin.emit,
    line: () => ({ number, file }),
    place,
    warn,
    at(next, inFile = origin.file) {
      if (stop.aborted) throw cancelled(signal);
      number = next;
      // It hardly ever changes, and to compare is cheaper than to write.
      if (file !== inFile) file = inFile;
    },
    request: () => asJson(lastRequest),
    sent(request) {
      lastRequest = request;
    },
    failed: (reply) => void notes?.pending.set(reply, place()),
    forget: (reply) => void notes?.pending.delete(reply),
    skipped(reply) {
      if (reply.ok) return;
      notes?.pending.delete(reply);
      notes?.skipped.push(located(reply.error, action, place()));
    },
    violation(text, value) {
      notes?.violations.push({ text, value, action, place: place() });
      warn(`assumption failed: ${text}`);
    },
    pinned: () => ({ ...openView(origin, { ...facts, line: { number, file } }), sent: view.sent }),
  };
  return view;
}

export function emptyCounts(): Counts {
  return { requests: 0, retries: 0, pages: 0, rowsIn: 0, rowsOut: 0 };
}

export function emptyNotes(): Notes {
  return { pending: new Map(), handled: [], skipped: [], violations: [], warnings: [] };
}

/** At the end of an action: failed answers that `error` was not made from were taken by an arm. */
export function settleNotes(notes: Notes, action: string | undefined, error: MissionError | undefined): void {
  const thrown = causesOf(error);
  for (const [reply, place] of notes.pending) {
    if (reply.ok || thrown.includes(reply.error)) continue;
    const { method, url } = reply.request;
    const facts = { action, source: reply.source, status: reply.status, method, url, place };
    notes.handled.push(url === "" ? { ...facts, method: "", message: reply.error.message } : facts);
  }
  notes.pending.clear();
}

function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  for (let cause = error; cause instanceof Error && !causes.includes(cause); cause = cause.cause) causes.push(cause);
  return causes;
}

/** Any thrown value as a MissionError that says where: what is none is a bug of ours, or of code the program passed. */
export function located(thrown: unknown, action: string | undefined, place: string | undefined): MissionError {
  const error = thrown instanceof MissionError ? thrown : internal(thrown);
  error.action ??= action;
  error.place ??= place;
  return error;
}

function internal(cause: unknown): MissionError {
  // The text of a foreign error may hold anything, a secret too: it stays in `cause`.
  const kind = cause instanceof Error ? cause.name : typeof cause;
  return new MissionError(`the mission stopped at an unexpected ${kind}`, {
    code: "internal",
    cause,
    help: "if no code of your own threw it (see `cause`), this is a bug of reqon: please report it with the mission's line",
  });
}
