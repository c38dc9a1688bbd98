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

/** What a build with these flags would do, one line each. */
export function listActions(
  plan: OutputPlan,
  flags: { readonly clean: boolean; readonly force: boolean },
): readonly string[] {
  const files = plan.files.flatMap(({ path, state }) => {
    if (state === "unchanged") return [];
    if (state === "missing") return [`create     ${path}`];
    if (state === "stale") return [`update     ${path}`];
    if (state === "edited") return [`overwrite  ${path}  edited by hand`];
    return [
      flags.force
        ? `overwrite  ${path}  not written by reqonc`
        : `refuse     ${path}  not written by reqonc; --force overwrites it`,
    ];
  });
  const left = plan.leftOver.map(({ path, edited }) => {
    if (flags.clean && (!edited || flags.force)) return `delete     ${path}`;
    return `leave      ${path}  left over; ${edited ? "edited by hand, so --clean --force deletes it" : "--clean deletes it"}`;
  });
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
