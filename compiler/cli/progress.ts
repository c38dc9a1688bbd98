// What `reqon` shows while missions run: a line per action on a terminal, plain lines elsewhere, and requests if asked for.
// Must not know how missions run; it hears their events.
import type { Counts, MissionEvent } from "../../runtime/scope.js";
import { showDuration } from "./duration.js";

export interface ProgressOptions {
  readonly print: (text: string) => void;
  /** Lines may be redrawn. */
  readonly interactive: boolean;
  /** Characters that fit in a line of the terminal. */
  readonly columns: () => number;
  /** Requests and answers too. */
  readonly verbose: boolean;
}

export interface Progress {
  readonly listen: (event: MissionEvent) => void;
  /** Leaves the lines as they are; call it before anything else is printed. */
  readonly stop: () => void;
}

interface ActionLine {
  requests: number;
  retries: number;
  pages: number;
  rowsIn: number;
  rowsOut: number;
  ended: "done" | "failed" | undefined;
}

/** Milliseconds between two drawings. */
const pause = 100;

export function showProgress(options: ProgressOptions): Progress {
  return options.interactive && !options.verbose ? redrawn(options) : plain(options);
}

function plain({ print, verbose }: ProgressOptions): Progress {
  return {
    stop: () => undefined,
    listen(event) {
      const line = verbose ? (requestLine(event) ?? plainLine(event)) : plainLine(event);
      if (line !== undefined) print(`${line}\n`);
    },
  };
}

function plainLine(event: MissionEvent): string | undefined {
  switch (event.type) {
    case "run-start":
      return `${event.mission}: started`;
    case "action-end":
      return `${event.action}: ${event.error === undefined ? "done" : "failed"}, ${showCounts(event.counts)}`;
    case "warning":
      return `warning: ${event.message}${at(event.place)}`;
    default:
      return undefined;
  }
}

function requestLine(event: MissionEvent): string | undefined {
  switch (event.type) {
    case "request":
      return `> ${event.method} ${event.url}  ${event.source}${at(event.place)}${event.attempt > 1 ? `, attempt ${event.attempt}` : ""}`;
    case "response":
      return `< ${event.status} ${event.method} ${event.url}  ${showDuration(event.milliseconds)}`;
    case "retry":
      return `~ ${event.method} ${event.url} again in ${showDuration(event.delay)}: ${event.reason}`;
    case "page":
      return `  page ${event.number} of ${event.source}: ${event.rows} rows`;
    case "token":
      return `* ${event.source}: credentials ${event.reason}`;
    default:
      return undefined;
  }
}

function redrawn({ print, columns }: ProgressOptions): Progress {
  const actions = new Map<string, ActionLine>();
  let drawn = 0;
  let timer: NodeJS.Timeout | undefined;

  function draw(): void {
    // A line that the terminal breaks in two would make the count of lines to go back wrong.
    const lines = [...actions].map(([name, line]) => shorten(`${mark(line)} ${name}  ${showCounts(line)}`, columns()));
    print(`${drawn > 0 ? `\x1b[${drawn}A` : ""}${lines.map((line) => `\x1b[2K${line}\n`).join("")}`);
    drawn = lines.length;
  }

  function lineOf(action: string): ActionLine {
    const known = actions.get(action);
    if (known !== undefined) return known;
    const line: ActionLine = { requests: 0, retries: 0, pages: 0, rowsIn: 0, rowsOut: 0, ended: undefined };
    actions.set(action, line);
    return line;
  }

  function drawSoon(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      draw();
    }, pause);
  }

  function stop(): void {
    if (timer !== undefined) clearTimeout(timer);
    timer = undefined;
    if (actions.size > 0) draw();
    actions.clear();
    drawn = 0;
  }

  return {
    stop,
    listen(event) {
      if (event.type === "run-end") {
        stop();
      } else if (event.type === "warning") {
        stop();
        print(`warning: ${event.message}${at(event.place)}\n`);
      } else if ("action" in event && event.action !== undefined) {
        count(lineOf(event.action), event);
        drawSoon();
      }
    },
  };
}

function count(line: ActionLine, event: MissionEvent): void {
  switch (event.type) {
    case "request":
      line.requests += 1;
      break;
    case "retry":
      line.retries += 1;
      break;
    case "page":
      line.pages += 1;
      line.rowsIn = event.rowsIn;
      break;
    case "rows":
      line.rowsIn = event.in;
      line.rowsOut = event.out;
      break;
    case "action-end":
      Object.assign(line, event.counts, { ended: event.error === undefined ? "done" : "failed" });
      break;
    default:
      // What else happens in an action is not counted.
      break;
  }
}

function shorten(line: string, columns: number): string {
  return line.length < columns ? line : `${line.slice(0, Math.max(0, columns - 2))}…`;
}

function mark({ ended }: ActionLine): string {
  return ended === undefined ? "…" : ended === "done" ? "✓" : "✗";
}

/** `12 requests (1 retried), 3 pages, 40 rows in, 38 out`. */
export function showCounts(counts: Partial<Readonly<Counts>>): string {
  const { requests = 0, retries = 0, pages = 0, rowsIn = 0, rowsOut = 0 } = counts;
  const parts = [
    `${number(requests, "request")}${retries > 0 ? ` (${retries} retried)` : ""}`,
    pages > 0 ? number(pages, "page") : undefined,
    rowsIn > 0 ? `${number(rowsIn, "row")} in` : undefined,
    rowsOut > 0 ? `${number(rowsOut, "row")} out` : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}

function number(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

export function at(place: string | undefined): string {
  return place === undefined ? "" : ` (${place})`;
}
