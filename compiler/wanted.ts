// Which further files a program needs beside those at hand: missions it imports, its OpenAPI documents, and the documents
// those refer to. Must not read anything; looks at the texts only, since a run that is cached waits for it.
import { importedPaths } from "./import-path.js";
import { fileOf, isUrl, lockPath, type Place, placeFrom, placeOfReference } from "./locations.js";
import type { SourceFiles } from "./source.js";

/** Whether the path is that of a mission and not of a document. A name in `<>` is that of a mission without a file. */
export function isMissionPath(path: string): boolean {
  return /\.(?:vague|reqon)$|^<.*>$/.test(path);
}

/**
 * Paths, relative to the program's folder, of files that `files` refer to and do not hold: missions (where an import leaves
 * out the extension, with both), documents, lists of vendored documents, vendored copies. Callers add those that exist and
 * ask again, until nothing new is wanted. A document in a comment may be among them; a file that does not exist is reported
 * by `compile`, where something needs it.
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
  for (const path of Object.keys(files).filter(isMissionPath)) {
    const text = files[path] ?? "";
    for (const written of documentsIn(text)) visit(placeFrom(path, written));
    for (const { all, from } of importsOf(text)) {
      const candidates = all ? [] : importedPaths(path, from);
      if (!candidates.some((each) => Object.hasOwn(files, each))) for (const each of candidates) missing.add(each);
    }
  }
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

/** `import A from "x"` (`all`) or `import { A } from "x"`. */
export interface ImportText {
  readonly all: boolean;
  readonly from: string;
}

/** Comments, strings, words and braces; everything else lies between them. */
const tokens =
  /\/\/.*|#.*|\/\*[\s\S]*?\*\/|"[^"\\]*(?:\\[\s\S][^"\\]*)*"|'[^'\\]*(?:\\[\s\S][^'\\]*)*'|[A-Za-z_]\w*|[{}:]/g;

/** The imports of a mission file, as far as its text goes: one with mistakes may show some that it does not have. */
export function importsOf(text: string): readonly ImportText[] {
  if (!/\bimport\b/.test(text)) return [];
  const found: ImportText[] = [];
  const read = [...text.matchAll(tokens)].map(([token]) => token).filter((token) => !/^(?:\/[/*]|#)/.test(token));
  let depth = 0;
  for (const [index, token] of read.entries()) {
    if (token === "import" && depth === 0) {
      const isList = read[index + 1] === "{";
      const end = isList ? read.indexOf("}", index) : index + 1;
      const path = read[end + 2] ?? "";
      if (read[end + 1] === "from" && /^["']/.test(path))
        found.push({ all: !isList, from: path.slice(1, -1).replace(/\\([\s\S])/g, "$1") });
    }
    if (token === "{") depth++;
    else if (token === "}") depth--;
  }
  return found;
}
