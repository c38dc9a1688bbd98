// What `--check` and `--dry-run` show: a line per file, and the unified difference.
// Must not read or write files.
import { foldLineEnds } from "./manifest.js";
import type { FileState, OutputPlan } from "./output-plan.js";

const words: Readonly<Record<Exclude<FileState, "unchanged">, string>> = {
  missing: "missing: there is no such file",
  stale: "stale: the mission or reqon changed since it was written",
  edited: "edited by hand: a build overwrites it",
  foreign: "not written by reqonc: a build stops here without --force",
};

/** Files that a build would change, one line each. */
export function listDifferences(plan: OutputPlan): readonly string[] {
  const files = plan.files.flatMap(({ path, state }) => (state === "unchanged" ? [] : [`${path}  ${words[state]}`]));
  const left = plan.leftOver.map(
    ({ path, edited }) => `${path}  left over: no mission makes it${edited ? "; edited by hand" : ""}`,
  );
  return [...files, ...left];
}

/** The differences of all files as one patch, in the form of `diff -u`. */
export async function unifiedDiff(plan: OutputPlan): Promise<string> {
  const { createTwoFilesPatch } = await import("diff");
  const patches = plan.files
    .filter(({ state }) => state !== "unchanged")
    .map(({ path, text, current }) => {
      const before = current === undefined ? "/dev/null" : `a/${path}`;
      const patch = createTwoFilesPatch(before, `b/${path}`, foldLineEnds(current ?? ""), foldLineEnds(text));
      return patch.replace(/^=+\n/, "");
    });
  const removed = plan.leftOver.map(({ path }) => `Only in the output folder: ${path}\n`);
  return [...patches, ...removed].join("");
}
