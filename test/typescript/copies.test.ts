// A copied runtime with generated modules passes every TypeScript in the set-ups of apps (architecture.md «Generated code»).
// Must not know what any runtime file holds.
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { compile, type CompileOptions } from "reqon";
import { beforeAll, describe, expect, it } from "vitest";
import type { RuntimeSource } from "../../compiler/emit/load.js";
import { type Files, findFixtures, readMissions, root, scratch, writeTree } from "../support/fixtures.js";
import { allFlags, typecheck, versionNames } from "../support/typescript.js";

interface SetUp {
  readonly options: object;
  readonly importExtension: NonNullable<CompileOptions["importExtension"]>;
  /** Whether files that need a disk are part of it. */
  readonly disk: boolean;
}

const bundled = { target: "es2022", module: "preserve", moduleResolution: "bundler", noEmit: true };

const setUps: Readonly<Record<string, SetUp>> = {
  "dom without node": {
    options: { ...allFlags, lib: ["es2022", "dom"], types: [] },
    importExtension: "js",
    disk: false,
  },
  "node without dom": { options: { ...allFlags, lib: ["es2022"], types: ["node"] }, importExtension: "js", disk: true },
  "all flags, dom and node, imports of .ts": {
    options: { ...allFlags, lib: ["es2022", "dom"], types: ["node"], allowImportingTsExtensions: true },
    importExtension: "ts",
    disk: true,
  },
  "strict alone, for a bundler": { options: { ...bundled, strict: true }, importExtension: "none", disk: true },
};

const place = join(scratch, "copies");

describe("a copied runtime", () => {
  beforeAll(async () => {
    await rm(place, { recursive: true, force: true });
    await writeTree(place, { "package.json": '{ "type": "module" }' });
  });

  for (const [name, { options, importExtension, disk }] of Object.entries(setUps)) {
    it.each(versionNames)(`${name}, tsc %s`, async (version) => {
      const folder = join(place, `${name} ${version}`);
      await writeTree(folder, await copy(importExtension, disk));
      expect(await typecheck(version, folder, options, ["**/*.ts"])).toBe("");
    });
  }
});

/** Modules of fixtures, and the whole runtime, also where no module uses it; but for cross-fetch.ts, which is never copied. */
async function copy(importExtension: SetUp["importExtension"], disk: boolean): Promise<Files> {
  const sources: Record<string, RuntimeSource> = JSON.parse(
    await readFile(join(root, "dist/runtime-sources.json"), "utf8"),
  );
  const usable = Object.keys(sources).filter(
    (name) => name !== "cross-fetch.ts" && (disk || !needsDisk(name, sources)),
  );
  const found: Record<string, string> = {};
  for (const name of importExtension === "js" ? usable : []) found[`runtime/${name}`] = sources[name]?.text ?? "";
  for (const fixture of (await findFixtures()).filter(({ area }) => area === "sync" || area === "inline")) {
    const { files } = await compile(await readMissions(fixture), { importExtension });
    const runtime = Object.keys(files).flatMap((path) => /^runtime\/(.*)/.exec(path)?.[1] ?? []);
    if (runtime.every((name) => usable.includes(name))) Object.assign(found, files);
  }
  return found;
}

/** Whether the file or one that it imports is for Node alone. */
function needsDisk(name: string, sources: Readonly<Record<string, RuntimeSource>>, seen = new Set<string>()): boolean {
  if (seen.has(name)) return false;
  seen.add(name);
  const source = sources[name];
  if (source === undefined) throw new Error(`there is no runtime/${name}`);
  return (
    source.text.includes('<reference types="node"') || source.imports.some(({ file }) => needsDisk(file, sources, seen))
  );
}
