// Where the rows of a page are (language.md 6.11), and the answer that all pages add up to (6.12).
// Must not know how pages are fetched.
import { keepRows } from "./convert.js";
import { MissionError } from "./errors.js";
import { asJson, describe, field, isList, isObject, type Json, type JsonObject } from "./json.js";
import type { PageOptions, PagePath } from "./pages.js";

type Steps = readonly (string | number)[];

/** Finds the rows of one page after another, and keeps what the answer will need. */
export interface RowFinder {
  /** Throws `data` for a page that has no list where its rows should be. */
  rows(page: Json): Promise<readonly Json[]>;
  /** `response` after the last page: `all` where pages are lists, else the last one with `all` in place of its rows. */
  whole(all: readonly Json[]): Json;
}

export function rowFinder(option: PageOptions["rows"]): RowFinder {
  let place = typeof option === "function" || option === undefined ? undefined : stepsOf(option);
  let lastObject: JsonObject | undefined;
  let sawList = false;

  function decide(page: JsonObject): Steps | undefined {
    const lists = Object.keys(page).filter((name) => isList(page[name]));
    const [only, ...others] = lists;
    if (others.length === 0) return only === undefined ? undefined : [only];
    throw new MissionError(`a page has several lists: ${lists.map((name) => `\`${name}\``).join(", ")}`, {
      code: "data",
      help: `say which of them has the rows, such as \`rows: .${only ?? ""}\``,
    });
  }

  return {
    async rows(page) {
      if (isList(page)) {
        sawList = true;
        return page;
      }
      if (page === null) return [];
      if (!isObject(page)) throw unusable("a page", page, "a list or an object");
      lastObject = page;
      if (typeof option === "function") return listOf(asJson(await option(page)), "`rows`");
      place ??= decide(page);
      return place === undefined ? [] : listOf(field(page, ...place), `\`${textOf(place)}\` of a page`);
    },
    whole(all) {
      if (lastObject === undefined && (sawList || place === undefined)) return all;
      const body = place === undefined ? { ...lastObject } : replaced(lastObject ?? {}, place, all);
      if (isObject(body)) keepRows(body, all);
      return body;
    },
  };
}

function listOf(value: Json, what: string): readonly Json[] {
  if (value === null) return [];
  if (isList(value)) return value;
  throw unusable(what, value, "a list");
}

function unusable(what: string, value: Json, expected: string): MissionError {
  return new MissionError(`${what} must be ${expected} to have rows, found ${describe(value)}`, {
    code: "data",
    help: "`rows:` says where a page has its rows",
  });
}

/** `page` with `rows` at `steps`, as a copy. */
function replaced(page: Json, steps: Steps, rows: readonly Json[]): Json {
  const [step, ...rest] = steps;
  if (step === undefined) return rows;
  if (typeof step === "number" && isList(page)) {
    const position = step < 0 ? page.length + step : step;
    return page.map((element, index) => (index === position ? replaced(element, rest, rows) : element));
  }
  return { ...(isObject(page) ? page : {}), [step]: replaced(field(page, step), rest, rows) };
}

/**
 * The value at `path` in a page, null where a part of it is absent. A property whose name is the whole path goes first
 * (`@odata.nextLink`).
 */
export function valueAt(page: unknown, path: PagePath): Json {
  if (typeof path === "string" && isObject(page) && Object.hasOwn(page, path)) return field(page, path);
  return field(page, ...stepsOf(path));
}

/** `data[-1].id` as `["data", -1, "id"]`. Throws `config` for anything else than names and whole numbers in brackets. */
function stepsOf(path: PagePath): Steps {
  if (typeof path !== "string") return path;
  if (!/^(?:[^.[\]]+|\[-?\d+\])(?:\.[^.[\]]+|\[-?\d+\])*$/.test(path)) {
    throw new MissionError(`\`${path}\` is no path into a page`, {
      code: "config",
      help: "write names with dots between them, and positions in brackets: `data[-1].id`",
    });
  }
  return (path.match(/\[?[^.[\]]+/g) ?? []).map((part) => (part.startsWith("[") ? Number(part.slice(1)) : part));
}

function textOf(steps: Steps): string {
  return steps
    .map((step, index) => (typeof step === "number" ? `[${step}]` : `${index > 0 ? "." : ""}${step}`))
    .join("");
}
