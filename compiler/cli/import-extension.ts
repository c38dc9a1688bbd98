// How modules of the output folder should import each other: `--import-extension auto` reads the nearest tsconfig.json.
// Must not know modules.
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

export type ImportExtension = "js" | "ts" | "none";

/** The options of a tsconfig.json that decide. */
interface Settings {
  readonly module: string | undefined;
  readonly moduleResolution: string | undefined;
  readonly tsExtensions: boolean;
}

/**
 * `ts` where imports must or may end in it (type stripping, Deno), `none` where a bundler or the old resolution of
 * CommonJS looks for the ending, else `js`, which Node needs.
 */
export async function importExtension(folder: string): Promise<ImportExtension> {
  const path = await nearestConfig(folder);
  if (path === undefined) return "js";
  const { module, moduleResolution, tsExtensions } = await readSettings(path, 0);
  if (tsExtensions) return "ts";
  const resolution = moduleResolution ?? defaultResolution(module);
  return resolution === "bundler" || resolution === "node" || resolution === "node10" ? "none" : "js";
}

function defaultResolution(module: string | undefined): string | undefined {
  if (module === "commonjs") return "node10";
  return module === "preserve" ? "bundler" : undefined;
}

async function nearestConfig(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, "tsconfig.json");
    if ((await readFile(path).catch(() => undefined)) !== undefined) return path;
    if (at === dirname(at)) return undefined;
  }
}

/** The settings of a file over those that it extends; a base that is a package, or unreadable, counts as empty. */
async function readSettings(path: string, depth: number): Promise<Settings> {
  const text = await readFile(path, "utf8").catch(() => "{}");
  const { parse } = await import("jsonc-parser");
  const config: unknown = parse(text, [], { allowTrailingComma: true });
  const bases = property(config, "extends");
  let settings: Settings = { module: undefined, moduleResolution: undefined, tsExtensions: false };
  for (const base of Array.isArray(bases) ? bases : [bases]) {
    if (typeof base !== "string" || !base.startsWith(".") || depth > 8) continue;
    const file = base.endsWith(".json") ? base : `${base}.json`;
    settings = merged(settings, await readSettings(resolve(dirname(path), file), depth + 1));
  }
  const own = property(config, "compilerOptions");
  return merged(settings, {
    module: lowerCase(property(own, "module")),
    moduleResolution: lowerCase(property(own, "moduleResolution")),
    tsExtensions:
      property(own, "allowImportingTsExtensions") === true || property(own, "rewriteRelativeImportExtensions") === true,
  });
}

function merged(base: Settings, own: Settings): Settings {
  return {
    module: own.module ?? base.module,
    moduleResolution: own.moduleResolution ?? base.moduleResolution,
    tsExtensions: own.tsExtensions || base.tsExtensions,
  };
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function lowerCase(value: unknown): string | undefined {
  return typeof value === "string" ? value.toLowerCase() : undefined;
}
