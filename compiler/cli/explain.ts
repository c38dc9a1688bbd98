// `reqonc explain RQ2003`: prints the page of a diagnostic code, which the package brings along.
// Must not know what the codes mean.
import { readFile } from "node:fs/promises";
import { catalog } from "../catalog.js";
import { packageRoot } from "../run/cache.js";
import { nearest } from "../suggest.js";
import { CommandError } from "./failure.js";

/** The text of docs/errors/<code>.md. Rejects with a CommandError for a code that does not exist. */
export async function explain(codes: readonly string[]): Promise<string> {
  const [code, ...others] = codes;
  if (code === undefined || others.length > 0)
    throw new CommandError("explain takes one code", "such as: reqonc explain RQ2003");
  const name = /^\d+$/.test(code) ? `RQ${code}` : code.toUpperCase();
  if (Object.hasOwn(catalog, name)) return readPage(name);
  const near = nearestCodes(name);
  const titles = await Promise.all(near.map(titleOf));
  const help =
    near.length === 0
      ? "codes are RQ and four digits, such as RQ2003"
      : `the nearest ${near.length === 1 ? "is" : "are"} ${titles.join(" and ")}`;
  throw new CommandError(`there is no diagnostic ${code}`, help);
}

/** The codes on both sides of a number that no code has; for a slip of another kind the one it looks like. */
function nearestCodes(name: string): readonly string[] {
  const codes = Object.keys(catalog).sort();
  if (!/^RQ\d{4}$/.test(name)) return [nearest(name, codes) ?? []].flat();
  const next = codes.findIndex((each) => each > name);
  const around = next === -1 ? codes.slice(-1) : codes.slice(Math.max(0, next - 1), next + 1);
  return around.filter((each) => each.slice(0, 3) === name.slice(0, 3));
}

/** `RQ2003 (unknown store)`. */
async function titleOf(code: string): Promise<string> {
  return `${code} (${headingOf(await readPage(code))})`;
}

/** What the page is about, in a few words. */
export function headingOf(page: string): string {
  const [heading = ""] = page.split("\n");
  return heading.replace(/^# \w+: /, "");
}

/** The page of a code that exists, in Markdown. */
export function readPage(code: string): Promise<string> {
  return readFile(new URL(`docs/errors/${code}.md`, packageRoot), "utf8");
}
