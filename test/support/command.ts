// Runs one of the package's two commands in a copy of a fixture's folder.
// Must not know what the command says.
import { execFile, execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FixtureOptions } from "./fixtures.js";

const binaries = fileURLToPath(new URL("../../dist/compiler/cli/", import.meta.url));

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end; a code other than 0 is no failure. */
export function finish(file: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = execFile(file, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== "number") reject(error);
      else resolve({ code: child.exitCode ?? 0, stdout, stderr });
    });
    child.stdin?.end();
  });
}

/** What `options.command` prints on stderr. The copy is no part of our own repository. */
export async function runCommand(folder: string, options: FixtureOptions, copy: string): Promise<string> {
  const [name = "", ...args] = (options.command ?? "").split(" ");
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  cpSync(folder, copy, { recursive: true });
  const credentials = join(copy, "credentials.json");
  if (existsSync(credentials)) chmodSync(credentials, Number.parseInt(options.mode ?? "600", 8));
  execFileSync("git", ["init", "--quiet"], { cwd: copy });
  if (options.tracked === true) execFileSync("git", ["add", "--all"], { cwd: copy });
  const env = { ...options.env, PATH: process.env["PATH"], HOME: copy, NO_COLOR: "1" };
  const { stderr } = await finish(process.execPath, [join(binaries, `${name}.js`), ...args], copy, env);
  return stderr;
}
