// How everything here is measured: children without the machine's own settings, interleaved rounds, medians.
// Must not know what is measured.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The package, built; ends in `/`. */
export const packageRoot = new URL("../../", import.meta.url);
/** A file of the package, as a path. */
export const inPackage = (path) => fileURLToPath(new URL(path, packageRoot));

/** A folder that is gone when the process ends. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), "reqon-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * The environment of children. Extra certificates cost every start of Node 39 ms, colours and credentials of the user
 * must not matter, and caches are our own: the first run of a command fills them.
 */
export function childEnvironment(cacheFolder, more = {}) {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), XDG_CACHE_HOME: cacheFolder, ...more };
}

/**
 * Runs `node ...args` to its end; resolves to its wall time in milliseconds and what it printed.
 * @param exitCodes those that mean that the command did what was to be measured
 */
export function runNode(args, { environment, folder, exitCodes = [0] }) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, args, { cwd: folder, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => (stdout += chunk));
    child.stderr.on("data", (chunk) => (stderr += chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      const milliseconds = performance.now() - started;
      if (exitCodes.includes(code)) resolve({ milliseconds, started, stdout, stderr });
      else reject(new Error(`node ${args.join(" ")} exited with ${code}:\n${stderr}`));
    });
  });
}

/**
 * A B A B …: a machine that slows down meanwhile slows both. Resolves to the ratios `measured / base` of the rounds.
 * @param base milliseconds, as `measured`
 * @param measured given the number of the round; the first two rounds, which fill caches, do not count
 */
export async function ratios(rounds, base, measured) {
  const found = [];
  for (let round = -2; round < rounds; round++) {
    const unit = await base(round);
    const time = await measured(round);
    if (round >= 0) found.push(time / unit);
  }
  return found;
}

/** Times `action` in milliseconds. */
export async function timed(action) {
  const started = performance.now();
  await action();
  return performance.now() - started;
}

/** Median and quartiles: half of what was measured lies between `low` and `high`. */
export function summary(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { value: at(0.5), low: at(0.25), high: at(0.75) };
}
