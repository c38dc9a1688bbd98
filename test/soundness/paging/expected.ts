// What a server answers to a request for a page, and what language.md 6.10 to 6.13 says becomes of a paginated request.
// Must not know the compiler, nor how a mission writes it.
import { type Environment, evaluate } from "../evaluate.js";
import { Fault } from "../fault.js";
import { isTrue, text } from "../json.js";
import type { Json, JsonObject } from "../types.js";
import type { Paged } from "./plans.js";

export interface PageAnswer {
  readonly status: number;
  readonly body: Json;
  readonly link: string | undefined;
}

/** The page from 0 that a request asks for; undefined where none begins. */
export function indexOf({ way, pages }: Paged, query: URLSearchParams): number | undefined {
  const starts = pages.map((_, at) => startOf(pages, at));
  switch (way) {
    case "offset": {
      const at = [...starts, startOf(pages, pages.length)].indexOf(Number(query.get("offset")));
      return at < 0 ? undefined : at;
    }
    case "page":
      return Number(query.get("page")) - 1;
    case "cursor in a row": {
      const after = query.get("after");
      const at = after === null ? 0 : [...starts, startOf(pages, pages.length)].indexOf(Number(after));
      return at < 0 ? undefined : at;
    }
    default:
      return Number((query.get("after") ?? "c0").slice(1));
  }
}

function startOf(pages: Paged["pages"], at: number): number {
  return pages.slice(0, at).flat().length;
}

export function pageAt(plan: Paged, at: number, path: string): PageAnswer {
  const { pages, shape, way } = plan;
  const rows = pages[at] ?? [];
  const next = at + 1 < pages.length ? `c${at + 1}` : undefined;
  const url = next === undefined ? undefined : `${path}?after=${next}`;
  const place: JsonObject = way === "cursor" ? { next: next ?? null } : way === "next" ? { next: url ?? null } : {};
  const others = shape === "two lists" ? { notes: [`page ${at}`] } : {};
  const body = shape === "list" ? rows : { items: rows, ...place, ...others, last: isLast(plan, at), at };
  return { status: 200, body, link: way === "link" && url !== undefined ? `<${url}>; rel="next"` : undefined };
}

/** Whether the server says that nothing comes behind the page. */
function isLast({ pages }: Paged, at: number): boolean {
  return at + 1 >= pages.length;
}

/** Which pages are read, in their order. */
function pagesRead(plan: Paged): readonly number[] {
  const read: number[] = [];
  for (let at = 0; ; at++) {
    read.push(at);
    if (isEnd(plan, at)) return read;
  }
}

function isEnd(plan: Paged, at: number): boolean {
  const { until, way, pages, size } = plan;
  const rows = pages[at]?.length ?? 0;
  if (until === "short page" && rows < size) return true;
  if (until === "last" && isLast(plan, at)) return true;
  if (until === "position" && at + 1 >= positionOf(plan)) return true;
  if (way === "offset" || way === "page") return until === "none" && rows === 0;
  return way === "cursor in a row" ? rows === 0 : isLast(plan, at);
}

/** The number of the page at which `until: page >= n` holds. */
export function positionOf({ size }: Paged): number {
  return size;
}

export interface Outcome {
  /** What the loop has stored, or what is made of all rows at once, by number of the row. */
  readonly values: Readonly<Record<string, Json>>;
  readonly fails: boolean;
  /** How many requests there are, where no expression ends them early. */
  readonly requests: number | undefined;
}

export function outcomeOf(plan: Paged, data: Json): Outcome {
  const read = pagesRead(plan);
  const isFailing = plan.failure !== "none" && read.includes(plan.failing);
  const isLost = isFailing && plan.failure === "untaken";
  const good = isLost ? read.slice(0, read.indexOf(plan.failing)) : read;
  const requests = isLost ? good.length + 1 : read.length + (isFailing ? 1 : 0);
  const rows = good.flatMap((at) => plan.pages[at] ?? []);
  const isStreamed = plan.use.startsWith("loop") || plan.use === "store";
  if (isLost && !isStreamed) return { values: {}, fails: true, requests };
  const values: Record<string, Json> = {};
  try {
    for (const row of rows) {
      const environment: Environment = new Map<string, Json>([
        ["d", data],
        ["row", row],
      ]);
      if (plan.use === "loop with a condition" && !isTrue(evaluate(plan.condition, environment))) continue;
      values[text(row["n"] ?? null)] = plan.use === "store" ? row : { value: evaluate(plan.value, environment) };
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { values: plan.use === "held" ? {} : values, fails: true, requests: undefined };
  }
  if (plan.use === "held") return { values: { all: { values: Object.values(values) } }, fails: isLost, requests };
  return { values, fails: isLost, requests };
}
