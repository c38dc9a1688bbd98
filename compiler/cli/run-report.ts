// Prints what is wrong with missions, configuration and credentials before a run.
// Must not find any of it.
import type { Diagnostic } from "../diagnostics.js";
import type { CredentialsFile } from "./configuration.js";
import { frames, printGeneral, relocate } from "./diagnostic-report.js";
import type { Session } from "./reqon-command.js";

export interface RunReport {
  /** With a place in a mission or in the credentials file. */
  readonly diagnostics?: readonly Diagnostic[];
  /** Without one. */
  readonly general?: readonly Diagnostic[];
  readonly credentials?: CredentialsFile | undefined;
}

export function printRunReport(
  { values, console, missions }: Session,
  { diagnostics = [], general = [], credentials }: RunReport,
): void {
  const isShown = (each: Diagnostic): boolean => !values.quiet || each.severity === "error";
  const report = relocate(
    { diagnostics: diagnostics.filter(isShown), files: missions.files },
    missions.base,
    console.folder,
  );
  const files = credentials === undefined ? report.files : { ...report.files, [credentials.path]: credentials.masked };
  console.err(frames({ ...report, files }, console.color));
  console.err(printGeneral(general.filter(isShown)));
}
