// The start of both commands: version and help at once, everything else by the command's own module.
// Must not import anything that is not needed for `--version`.
import { readFileSync, writeSync } from "node:fs";
import module from "node:module";

/** `RunCommand` resolves to the exit code; it throws only for a bug of ours or a mistake on the command line. */
export type RunCommand = (args: readonly string[]) => Promise<number>;

/** The version in package.json, which lies three folders above the compiled file. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8"));
  const version: unknown =
    typeof manifest === "object" && manifest !== null && "version" in manifest ? manifest.version : "";
  return String(version);
}

/** Runs the command `name` with this process's arguments and sets the exit code. */
export async function start(name: "reqonc" | "reqon", load: () => Promise<RunCommand>): Promise<void> {
  const args = process.argv.slice(2);
  if (args.length === 1 && args[0] === "--version") {
    write(name, `${packageVersion()}\n`);
    return;
  }
  if (args.length === 1 && (args[0] === "--help" || args[0] === "-h")) {
    const usage = await import("./usage.js");
    write(name, usage.helpText(usage[name]));
    return;
  }
  enableCompileCache();
  watchOutputs(name);
  try {
    const command = await load();
    endWith(await command(args));
  } catch (error) {
    const { reportFailure } = await import("./failure.js");
    endWith(reportFailure(name, error));
  }
}

/** Output may have been lost meanwhile; a failure of the command itself says more. */
function endWith(code: number): void {
  if (code !== 0 || process.exitCode === undefined) process.exitCode = code;
}

/** Setting up `process.stdout` takes longer than everything else here. */
function write(name: string, text: string): void {
  try {
    writeSync(1, text);
  } catch {
    // A pipe that is full or closed, or a full disk: the stream knows how to wait, or says what is wrong.
    watchOutputs(name);
    process.stdout.write(text);
  }
}

/** Node 22.1 and later keep compiled code between runs; Node 20 has no such call. */
function enableCompileCache(): void {
  const enable: unknown = Reflect.get(module, "enableCompileCache");
  if (typeof enable === "function") enable.call(module);
}

/** What cannot be printed is no reason to stop half-way. What is lost on stderr nobody can be told. */
function watchOutputs(name: string): void {
  let isReported = false;
  process.stderr.on("error", () => undefined);
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // `reqon … | head`: the reader has seen enough, which is no failure.
    if (isReported || error.code === "EPIPE") return;
    isReported = true;
    void reportLostOutput(name, error);
  });
}

async function reportLostOutput(name: string, error: Error): Promise<void> {
  const { fileError, reportFailure } = await import("./failure.js");
  const code = reportFailure(name, fileError(error, "standard output", "cannot write to"));
  if (process.exitCode === undefined || process.exitCode === 0) process.exitCode = code;
}
