// `reqonc check --fix`: safe fixes of diagnostics, put into the texts that they point into.
// Must not find mistakes or touch the disk.
import type { Diagnostic, Fix } from "../diagnostics.js";
import type { SourceFiles } from "../source.js";

export interface Fixed {
  readonly files: SourceFiles;
  /** How many fixes were applied; 0: the files are what they were. */
  readonly count: number;
}

/** Of fixes that overlap only the first is applied: after it the others may be no mistakes any more. */
export function applyFixes(files: SourceFiles, diagnostics: readonly Diagnostic[]): Fixed {
  const safe = diagnostics.flatMap(({ fix }) => (fix?.safe === true ? [fix] : []));
  const result: Record<string, string> = { ...files };
  let count = 0;
  for (const file of new Set(safe.map(({ span }) => span.file))) {
    const text = files[file];
    const wanted = apart(safe.filter(({ span }) => span.file === file));
    if (text === undefined) continue;
    result[file] = replaced(text, wanted);
    count += wanted.length;
  }
  return { files: result, count };
}

function apart(fixes: readonly Fix[]): readonly Fix[] {
  const kept: Fix[] = [];
  for (const fix of [...fixes].sort((a, b) => a.span.start - b.span.start)) {
    const last = kept.at(-1);
    if (last === undefined || fix.span.start >= last.span.end) kept.push(fix);
  }
  return kept;
}

/** `fixes` in order, none in another. */
function replaced(text: string, fixes: readonly Fix[]): string {
  let at = 0;
  let result = "";
  for (const { span, text: instead } of fixes) {
    result += text.slice(at, span.start) + instead;
    at = span.end;
  }
  return result + text.slice(at);
}
