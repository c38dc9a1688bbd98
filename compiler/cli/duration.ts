// Times on the command line and in summaries.
// Must not know what they are for.
import { CommandError } from "./failure.js";

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `30s`, `5m`, or a number of milliseconds. Throws a CommandError for anything else. */
export function readDuration(text: string, flag: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text);
  const milliseconds = Number(match?.[1]) * (units[match?.[2] ?? "ms"] ?? 1);
  if (match === null || milliseconds <= 0) {
    throw new CommandError(`${flag}: ${text} is no time`, "write 500ms, 30s, 5m, 2h or 1d");
  }
  return milliseconds;
}

/** `340 ms`, `12.4 s`, `3 min 5 s`. */
export function showDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
