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
    write(`${packageVersion()}\n`);
    return;
  }
  if (args.length === 1 && (args[0] === "--help" || args[0] === "-h")) {
    const usage = await import("./usage.js");
    write(usage.helpText(usage[name]));
    return;
  }
  enableCompileCache();
  process.stdout.on("error", ignoreClosedPipe);
  process.stderr.on("error", ignoreClosedPipe);
  try {
    const command = await load();
    process.exitCode = await command(args);
  } catch (error) {
    const { reportFailure } = await import("./failure.js");
    process.exitCode = reportFailure(name, error);
  }
}

/** Setting up `process.stdout` takes longer than everything else here. */
function write(text: string): void {
  try {
    writeSync(1, text);
  } catch {
    // A pipe that is full or closed: the stream knows how to wait for it, or to give up.
    process.stdout.on("error", ignoreClosedPipe);
    process.stdout.write(text);
  }
}

/** Node 22.1 and later keep compiled code between runs; Node 20 has no such call. */
function enableCompileCache(): void {
  const enable: unknown = Reflect.get(module, "enableCompileCache");
  if (typeof enable === "function") enable.call(module);
}

/** `reqon … | head`: the reader has left, which is no failure, and no reason to stop half-way. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
