// The error of a program that was to be run and does not compile.
// Must not know how diagnostics are found.
import { MissionError } from "../../runtime/errors.js";
import { type Diagnostic, hasErrors } from "../diagnostics.js";
import { formatDiagnostics } from "../render.js";
import type { SourceFiles } from "../source.js";

/** A MissionError of code `mission`; its message is what `reqonc check` would print. */
export class InvalidMission extends MissionError {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[], files: SourceFiles) {
    super(formatDiagnostics(diagnostics, files, { color: false }), { code: "mission" });
    this.diagnostics = diagnostics;
  }
}

/** Throws InvalidMission if a diagnostic is an error. */
export function requireValid(diagnostics: readonly Diagnostic[], files: SourceFiles): void {
  if (hasErrors(diagnostics)) throw new InvalidMission(diagnostics, files);
}
