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
  /** After the last page, where none had anything at the place of the rows: a sentence that says so. */
  unfound(): string | undefined;
  /** `response` after the last page: `all` where pages are lists, else the last one with `all` in place of its rows. */
  whole(all: readonly Json[]): Json;
}

export function rowFinder(option: PageOptions["rows"]): RowFinder {
  let place = typeof option === "function" || option === undefined ? undefined : stepsOf(option);
  let lastObject: JsonObject | undefined;
  let sawList = false;
  let found = false;

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
      if (place === undefined) return [];
      if (!found) found = isThere(page, place);
      if (!found) refuseOthers(page, place);
      return listOf(field(page, ...place), `\`${textOf(place)}\` of a page`);
    },
    unfound() {
      if (found || sawList || place === undefined || lastObject === undefined) return undefined;
      const names = Object.keys(lastObject).map((each) => `\`${each}\``);
      const has = names.length === 0 ? "is an empty object" : `has ${names.join(", ")}`;
      return `no page has \`${textOf(place)}\`, where its rows should be, so there were none; the last page ${has}`;
    },
    whole(all) {
      if (lastObject === undefined && (sawList || place === undefined)) return all;
      const body = place === undefined ? { ...lastObject } : replaced(lastObject ?? {}, place, all);
      if (isObject(body)) keepRows(body, all);
      return body;
    },
  };
}

/** Null is no rows; only what is missing may be mistyped. */
function isThere(page: Json, place: Steps): boolean {
  const [step, ...rest] = place;
  if (step === undefined) return true;
  if (typeof step === "number") return isList(page);
  return page === null || (isObject(page) && Object.hasOwn(page, step) && isThere(page[step] ?? null, rest));
}

/** A server may leave out an empty list. A page that has rows elsewhere has not left them out. */
function refuseOthers(page: JsonObject, place: Steps): void {
  const filled = filledLists(page, []).map((each) => `\`${textOf(each)}\``);
  if (filled.length === 0) return;
  throw new MissionError(`a page has no \`${textOf(place)}\`, where its rows should be`, {
    code: "data",
    help: `it has rows at ${filled.join(", ")}: name them in \`rows:\`, or where the answer is looped over or stored`,
  });
}

/** Envelopes are not deeper. */
const deepest = 3;

function filledLists(value: Json, at: Steps): readonly Steps[] {
  if (isList(value)) return value.length > 0 ? [at] : [];
  if (!isObject(value) || at.length === deepest) return [];
  return Object.entries(value).flatMap(([name, inner]) => filledLists(inner, [...at, name]));
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

/** As a message names it. */
export function textOf(path: PagePath): string {
  if (typeof path === "string") return path;
  return path
    .map((step, index) => (typeof step === "number" ? `[${step}]` : `${index > 0 ? "." : ""}${step}`))
    .join("");
}
