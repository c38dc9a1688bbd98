// Whether others can read a credentials file: by git or by its mode. Only looks, changes nothing.
// Must not know what is in the file.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { diagnostic, type Diagnostic } from "../diagnostics.js";

/** Warnings with the command that mends each. `shown` is the path as the user wrote it. Never rejects. */
export async function findExposure(path: string, shown: string): Promise<readonly Diagnostic[]> {
  const span = { file: shown, start: 0, end: 0 };
  const [tracked, mode] = await Promise.all([isTracked(path), modeOf(path)]);
  const quoted = quote(shown);
  const found: Diagnostic[] = [];
  if (tracked) {
    const fix = `git rm --cached ${quoted} && echo ${quote(basename(shown))} >> .gitignore`;
    found.push(diagnostic("RQ5509", span, { path: shown, fix }));
  }
  if (mode !== undefined && (mode & 0o044) !== 0) {
    const facts = { path: shown, mode: (mode & 0o777).toString(8), fix: `chmod 600 ${quoted}` };
    found.push(diagnostic("RQ5510", span, facts));
  }
  return found;
}

async function modeOf(path: string): Promise<number | undefined> {
  if (process.platform === "win32") return undefined;
  const facts = await stat(path).catch(() => undefined);
  return facts?.mode;
}

function isTracked(path: string): Promise<boolean> {
  const folder = dirname(resolve(path));
  if (!isInRepository(folder)) return Promise.resolve(false);
  return new Promise((done) => {
    const child = spawn("git", ["ls-files", "--error-unmatch", "--", basename(path)], { cwd: folder, stdio: "ignore" });
    child.on("error", () => done(false));
    child.on("exit", (code) => done(code === 0));
  });
}

function isInRepository(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return true;
    if (at === dirname(at)) return false;
  }
}

/** As a shell takes it as one word. */
function quote(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
