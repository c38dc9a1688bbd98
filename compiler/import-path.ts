// Where `import … from` leads: paths of files relative to the program's folder, `/` between parts (language.md 2.2).
// Must not know what is imported, nor whether a file is there.

/** Whether the name is that of a mission file. */
export function isMissionFile(path: string): boolean {
  return /\.(?:vague|reqon)$/.test(path);
}

/** The path with `/` between its parts and without `.` and `a/..`; a `..` in front stays. */
export function foldPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.replaceAll("\\", "/").split("/")) {
    if (part === "." || (part === "" && parts.length > 0)) continue;
    const last = parts.at(-1);
    if (part === ".." && last !== undefined && last !== ".." && last !== "") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}

/** The folder of a file, ending in `/`; empty for a file in the program's folder itself. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** Whether it is a path from the file it is written in: neither from a root or a drive, nor a URL. */
export function isRelative(from: string): boolean {
  return from !== "" && !/^(?:[/\\]|[A-Za-z][A-Za-z0-9+.-]*:)/.test(from);
}

/**
 * The mission files that `from`, written in `file`, may mean, the best first: its extension may be left out. None for
 * what is no path from that file.
 */
export function importedPaths(file: string, from: string): readonly string[] {
  if (!isRelative(from)) return [];
  const path = foldPath(folderOf(file) + from);
  return isMissionFile(path) ? [path] : [`${path}.vague`, `${path}.reqon`];
}

/** How `file` would write an import from `target`, without its extension. */
export function importOf(file: string, target: string): string {
  const here = folderOf(file).split("/").slice(0, -1);
  const there = target.replace(/\.[^./]*$/, "").split("/");
  let common = 0;
  while (common < here.length && common < there.length - 1 && here[common] === there[common]) common++;
  const up = here.slice(common).map(() => "..");
  const path = [...up, ...there.slice(common)].join("/");
  return path.startsWith("../") ? path : `./${path}`;
}
