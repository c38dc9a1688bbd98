// Missions as generated modules and as runs of the two commands, each in a folder of its own that goes with its test.
// Must not know any scheme.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { compile, formatDiagnostics } from "reqon";
import ts from "typescript";
import { onTestFinished } from "vitest";
import type { MissionModule } from "../../compiler/run/program.js";
import { type Handler, type LocalServer, serve } from "../support/auth-client.js";
import { type Finished, finish } from "../support/command.js";
import type { OidcServer } from "../support/oidc.js";

export { json, type LocalServer, type Received } from "../support/auth-client.js";

const commands = fileURLToPath(new URL("../../dist/compiler/cli/", import.meta.url));

export interface Folder {
  readonly path: string;
  /** The path of a file or folder in it. */
  at(name: string): string;
  /** Credentials files (`*.json`) are readable by their owner only. */
  write(files: Readonly<Record<string, string>>): void;
  read(name: string): string;
  /** The texts of all files below `name`, by path; none when there is no such folder. */
  tree(name?: string): Readonly<Record<string, string>>;
  reqon(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Finished>;
  reqonc(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Finished>;
}

export function newFolder(files: Readonly<Record<string, string>> = {}): Folder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "reqon-auth-")));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  const at = (name: string): string => join(path, name);
  const run = (
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Finished> => {
    const own = { PATH: process.env["PATH"], HOME: path, XDG_CACHE_HOME: at("cache"), NO_COLOR: "1" };
    return finish(process.execPath, [join(commands, `${command}.js`), ...args], path, { ...own, ...env });
  };
  const folder: Folder = {
    path,
    at,
    write(texts) {
      for (const [name, text] of Object.entries(texts)) {
        mkdirSync(dirname(at(name)), { recursive: true });
        writeFileSync(at(name), text);
        if (name.endsWith(".json")) chmodSync(at(name), 0o600);
      }
    },
    read: (name) => readFileSync(at(name), "utf8"),
    tree: (name = ".") => (existsSync(at(name)) ? textsBelow(at(name)) : {}),
    reqon: (args, env) => run("reqon", args, env),
    reqonc: (args, env) => run("reqonc", args, env),
  };
  folder.write(files);
  return folder;
}

function textsBelow(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true, encoding: "utf8" });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]));
}

/** What a mission compiles to, with its copy of the runtime: no package is needed to use it. */
export async function generate(mission: string): Promise<Readonly<Record<string, string>>> {
  const files = { "mission.vague": mission };
  const { files: generated, diagnostics } = await compile(files, { format: false });
  if (diagnostics.some(({ severity }) => severity === "error"))
    throw new Error(formatDiagnostics(diagnostics, files, { color: false }));
  return generated;
}

export type GeneratedModule = Pick<MissionModule, "connect"> & Partial<MissionModule>;

/** Compiles, turns into JavaScript and imports; a mission without actions has no `run`. */
export async function load(mission: string): Promise<GeneratedModule> {
  const folder = newFolder();
  const generated = await generate(mission);
  // vitest leaves what lies in a folder `dist` alone, so Node itself imports it.
  folder.write({ "dist/package.json": '{"type":"module"}' });
  for (const [path, text] of Object.entries(generated))
    folder.write({ [`dist/${path.replace(/ts$/, "js")}`]: toScript(text) });
  const module = Object.keys(generated).find((path) => !path.startsWith("runtime/")) ?? "";
  return import(pathToFileURL(folder.at(`dist/${module.replace(/ts$/, "js")}`)).href);
}

/** `load` for a mission that has something to run. */
export async function loadRun(mission: string): Promise<MissionModule> {
  const { connect, run } = await load(mission);
  if (run === undefined) throw new Error("the module has no run");
  return { connect, run };
}

const scripts = new Map<string, string>();

function toScript(text: string): string {
  const known = scripts.get(text);
  if (known !== undefined) return known;
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true };
  const { outputText } = ts.transpileModule(text, { compilerOptions });
  scripts.set(text, outputText);
  return outputText;
}

/** A server that ends with its test. */
export async function newServer(handler?: Handler): Promise<LocalServer> {
  const server = await serve(handler);
  onTestFinished(() => server.close());
  return server;
}

/** An OAuth server that ends with its test. */
export async function newOidc(options?: { readonly accessTokenTtl?: number }): Promise<OidcServer> {
  const { start } = await import("../support/oidc.js");
  const oidc = await start(options);
  onTestFinished(() => oidc.close());
  return oidc;
}
