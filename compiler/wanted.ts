// Which further files a program needs beside those at hand: its OpenAPI documents, and the documents those refer to.
// Must not read anything; looks at the texts only, since a run that is cached waits for it.
import { fileOf, isUrl, lockPath, type Place, placeFrom, placeOfReference } from "./locations.js";
import type { SourceFiles } from "./source.js";

/** Whether the path is that of a mission and not of a document. A name in `<>` is that of a mission without a file. */
export function isMissionPath(path: string): boolean {
  return /\.(?:vague|reqon)$|^<.*>$/.test(path);
}

/**
 * Paths, relative to the program's folder, of files that `files` refer to and do not hold: documents, lists of vendored
 * documents, vendored copies. Callers add those that exist and ask again, until nothing new is wanted. A path in a
 * comment may be among them; a file that does not exist is reported by `compile`, where something needs it.
 */
export function wanted(files: SourceFiles): readonly string[] {
  const missing = new Set<string>();
  const seen = new Set<string>();
  const visit = (place: Place): void => {
    const key = `${place.folder}\n${place.id}`;
    if (seen.has(key)) return;
    seen.add(key);
    const lock = lockPath(place.folder);
    if (isUrl(place.id) && files[lock] === undefined) missing.add(lock);
    const path = fileOf(place, files);
    if (path === undefined) return;
    const text = files[path];
    if (text === undefined) missing.add(path);
    else for (const reference of referencesIn(text)) visit(placeOfReference(place, reference));
  };
  for (const path of Object.keys(files).filter(isMissionPath))
    for (const written of documentsIn(files[path] ?? "")) visit(placeFrom(path, written));
  return [...missing].sort();
}

/** The texts behind `from`, which in `import { A } from "./x"` name a mission instead. */
export function documentsIn(text: string): readonly string[] {
  const found: string[] = [];
  for (const match of text.matchAll(/(\}?)\s*\bfrom\s*(?:"([^"\\\n]*)"|'([^'\\\n]*)')/g)) {
    const written = match[2] ?? match[3] ?? "";
    if (match[1] === "" && written !== "" && !isMissionPath(written)) found.push(written);
  }
  return found;
}

/** The other documents that the `$ref`s of a document lead to. */
export function referencesIn(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const match of text.matchAll(/["']?\$ref["']?\s*:\s*(?:"([^"#\n]*)|'([^'#\n]*)|([^"'#\s][^#\s]*))/g)) {
    const written = match[1] ?? match[2] ?? match[3] ?? "";
    if (written !== "" && !/[{}[\],]/.test(written)) found.add(decodeURI(written));
  }
  return found;
}
