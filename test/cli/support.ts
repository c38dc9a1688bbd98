// Runs the built commands as a user would: real processes, a folder of their own, a cache of their own.
// Must not know what the commands do.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The package under test; a copy of it elsewhere can be named in REQON_TEST_PACKAGE. */
export const packageFolder: string =
  process.env["REQON_TEST_PACKAGE"] ?? fileURLToPath(new URL("../..", import.meta.url));

if (!existsSync(join(packageFolder, "dist/build-id"))) {
  throw new Error(`${packageFolder} is not built: run npm run build first`);
}

/** A file of the built package as an import specifier. */
export function built(path: string): string {
  return pathToFileURL(join(packageFolder, "dist", path)).href;
}

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcess;
  /** Resolves when stdout and stderr together hold `text`. */
  until(text: string): Promise<void>;
  /** What came on stdout and stderr so far. */
  readonly printed: () => string;
  readonly ended: Promise<Outcome>;
}

export interface Workspace {
  readonly folder: string;
  readonly path: (name: string) => string;
  write(files: Readonly<Record<string, string>>): void;
  read(name: string): string;
  has(name: string): boolean;
  /** Paths of all files below `name`, sorted. */
  list(name?: string): readonly string[];
  reqonc(args: readonly string[], options?: RunOptions): Promise<Outcome>;
  reqon(args: readonly string[], options?: RunOptions): Promise<Outcome>;
  start(command: "reqon" | "reqonc", args: readonly string[], options?: RunOptions): Running;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Id of the user and group who runs it. */
  readonly user?: number;
}

/** A new folder with `files`, in which the commands run; caches and homes lie in it too. */
export function workspace(files: Readonly<Record<string, string>> = {}): Workspace {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "reqon-test-")));
  const folder = join(root, "work");
  mkdirSync(folder);
  const path = (name: string): string => join(folder, name);

  function write(texts: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(texts)) {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), text);
    }
  }

  function start(command: "reqon" | "reqonc", args: readonly string[], options: RunOptions = {}): Running {
    const { PATH = "" } = process.env;
    const env = { PATH, HOME: root, XDG_CACHE_HOME: join(root, "cache"), ...options.env };
    const child = spawn(process.execPath, [join(packageFolder, `dist/compiler/cli/${command}.js`), ...args], {
      cwd: folder,
      env,
      ...(options.user === undefined ? {} : { uid: options.user, gid: options.user }),
    });
    let [out, err] = ["", ""];
    const waiting: (() => void)[] = [];
    const notify = (): void => waiting.forEach((each) => each());
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      out += chunk;
      notify();
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      err += chunk;
      notify();
    });
    child.stdin.on("error", () => undefined).end(options.input ?? "");
    const ended = new Promise<Outcome>((resolve) => child.on("close", (code) => resolve({ code, out, err })));
    return {
      child,
      ended,
      printed: () => out + err,
      until: (text) =>
        new Promise((resolve, reject) => {
          const look = (): void => void ((out + err).includes(text) && resolve());
          waiting.push(look);
          look();
          void ended.then(() => reject(new Error(`ended without "${text}":\n${out}${err}`)));
        }),
    };
  }

  write(files);
  return {
    folder,
    path,
    write,
    read: (name) => readFileSync(path(name), "utf8"),
    has: (name) => existsSync(path(name)),
    list: (name = ".") =>
      readdirSync(path(name), { recursive: true, withFileTypes: true, encoding: "utf8" })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
        .sort(),
    reqonc: (args, options) => start("reqonc", args, options).ended,
    reqon: (args, options) => start("reqon", args, options).ended,
    start,
  };
}
