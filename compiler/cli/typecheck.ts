// Checks emitted modules with TypeScript in a child process, against the installed runtime's declarations.
// Must not know missions beyond the line marks `at(n)` in the text; the modules are texts, nothing is written for the user.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "../run/cache.js";
import type { ImportExtension } from "./import-extension.js";

export interface TypeProblem {
  /** Path of the module, as it was given. */
  readonly path: string;
  /** 1-based line in the module. */
  readonly line: number;
  /** Such as `TS2322: Type …`. */
  readonly message: string;
}

export interface TypeCheck {
  readonly problems: readonly TypeProblem[];
  /** `bundled`: the native TypeScript is not installed for this platform, so ts-morph's did the work, about ten times slower. */
  readonly checker: "native" | "bundled";
}

/** What the modules may use of a platform; the declarations of the runtime mention no more. */
const ambient = `
interface AbortSignal { readonly aborted: boolean; readonly reason: unknown; addEventListener(type: "abort", listener: () => void): void; removeEventListener(type: "abort", listener: () => void): void }
interface URL { readonly href: string; readonly origin: string; readonly host: string; readonly hostname: string; readonly pathname: string; readonly search: string; readonly protocol: string; toString(): string }
declare var URL: { new (url: string, base?: string | URL): URL };
interface Headers { get(name: string): string | null; forEach(callback: (value: string, name: string) => void): void }
interface Response { readonly status: number; readonly statusText: string; readonly headers: Headers; readonly body: unknown }
declare function fetch(url: string, init?: object): Promise<Response>;
declare function encodeURIComponent(text: string): string;
declare function structuredClone<T>(value: T): T;
declare function setTimeout(callback: () => void, milliseconds?: number): unknown;
declare function clearTimeout(timer: unknown): void;
`;

const compilerOptions = {
  target: "es2022",
  lib: ["es2022"],
  module: "nodenext",
  types: [],
  noEmit: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitReturns: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  erasableSyntaxOnly: true,
  skipLibCheck: true,
};

/** How the modules import each other and the runtime decides how these imports are found. */
function resolution(extension: ImportExtension): Readonly<Record<string, unknown>> {
  switch (extension) {
    case "js":
      return {};
    case "ts":
      return { allowImportingTsExtensions: true };
    case "none":
      return { module: "preserve", moduleResolution: "bundler" };
  }
}

/** A type check under way. */
export interface RunningTypeCheck {
  readonly result: Promise<TypeCheck>;
}

/**
 * Starts to check `modules`, texts by path as `compile` returns them; files of an inline runtime are left out, CI checks
 * those. Resolves once the child runs, so that the caller may keep this thread busy meanwhile.
 */
export async function startTypecheck(
  modules: Readonly<Record<string, string>>,
  extension: ImportExtension,
): Promise<RunningTypeCheck> {
  const paths = Object.keys(modules).filter((path) => !path.startsWith("runtime/"));
  const native = nativeCompiler();
  const checker = native === undefined ? "bundled" : "native";
  if (paths.length === 0) return { result: Promise.resolve({ problems: [], checker }) };
  const folder = await mkdtemp(join(tmpdir(), "reqon-check-"));
  const forget = onSignal(() => rmSync(folder, { recursive: true, force: true }));
  const remove = async (): Promise<void> => {
    forget();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await writeProject(folder, paths, modules, extension);
    const output =
      native === undefined
        ? runChild(
            process.execPath,
            [fileURLToPath(new URL("dist/compiler/cli/typecheck-child.js", packageRoot)), folder],
            folder,
          )
        : runChild(native, ["-p", folder, "--pretty", "false"], folder);
    const result = output.then((text): TypeCheck => ({ problems: readProblems(text), checker })).finally(remove);
    // Whoever waits for it hears of a failure; until then it must not end the process.
    result.catch(() => undefined);
    return { result };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Cleans up when a signal ends this process, which it then does; the returned function stops listening. */
function onSignal(cleanUp: () => void): () => void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const end = (signal: NodeJS.Signals): void => {
    forget();
    cleanUp();
    process.kill(process.pid, signal);
  };
  const forget = (): void => {
    for (const signal of signals) process.off(signal, end);
  };
  for (const signal of signals) process.on(signal, end);
  return forget;
}

async function writeProject(
  folder: string,
  paths: readonly string[],
  modules: Readonly<Record<string, string>>,
  extension: ImportExtension,
): Promise<void> {
  const runtime = fileURLToPath(new URL("dist/runtime", packageRoot));
  const options = {
    ...compilerOptions,
    ...resolution(extension),
    paths: { "reqon/runtime/*": [`${runtime.replaceAll("\\", "/")}/*`] },
  };
  const folders = new Set(paths.map((path) => dirname(join(folder, path))));
  await Promise.all([...folders].map((each) => mkdir(each, { recursive: true })));
  await Promise.all([
    ...paths.map((path) => writeFile(join(folder, path), modules[path] ?? "")),
    writeFile(join(folder, "package.json"), '{"type":"module"}'),
    writeFile(join(folder, "reqon-ambient.d.ts"), ambient),
    writeFile(
      join(folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions: options, files: ["reqon-ambient.d.ts", ...paths] }),
    ),
    symlink(runtime, join(folder, "runtime"), process.platform === "win32" ? "junction" : "dir"),
  ]);
}

/** The executable of TypeScript 7, whose JavaScript wrapper costs a second start of Node; undefined where it is not installed. */
function nativeCompiler(): string | undefined {
  try {
    const wrapper = createRequire(new URL("package.json", packageRoot)).resolve("typescript-7/package.json");
    const platform = `@typescript/typescript-${process.platform}-${process.arch}/package.json`;
    const folder = dirname(createRequire(wrapper).resolve(platform));
    return join(folder, "lib", process.platform === "win32" ? "tsc.exe" : "tsc");
  } catch {
    return undefined;
  }
}

function runChild(command: string, args: readonly string[], folder: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const understood = code === 0 || problemLine.test(output);
      if (understood) resolve(output);
      else reject(new Error(`the type check ended with ${signal ?? `code ${code}`}: ${output.slice(0, 2000)}`));
    });
  });
}

const problemLine = /^([^\s(][^(]*)\((\d+),\d+\): error (TS\d+: .*)$/m;

/** Lines that are indented continue the message before them. */
function readProblems(output: string): readonly TypeProblem[] {
  const problems: TypeProblem[] = [];
  for (const line of output.split(/\r?\n/)) {
    const match = problemLine.exec(line);
    const last = problems.at(-1);
    if (match !== null) {
      const [, path = "", number = "1", message = ""] = match;
      problems.push({ path: path.replaceAll("\\", "/"), line: Number(number), message });
    } else if (last !== undefined && /^\s+\S/.test(line)) {
      problems[problems.length - 1] = { ...last, message: `${last.message}\n${line}` };
    }
  }
  return problems;
}

/** The mission line that a line of a module belongs to: the nearest `at(n)` at or above it. */
export function missionLine(
  module: string,
  line: number,
): { readonly line: number; readonly file: string | undefined } | undefined {
  const lines = module.split("\n");
  for (let index = Math.min(line, lines.length) - 1; index >= 0; index -= 1) {
    const mark = /^\s*at\((\d+)(?:, "([^"]+)")?\);/.exec(lines[index] ?? "");
    if (mark !== null) return { line: Number(mark[1]), file: mark[2] };
  }
  return undefined;
}
