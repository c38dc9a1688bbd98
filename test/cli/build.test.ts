// Output folders: manifest, --check, --dry-run, --clean, --force, files that did not change.
import { statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Workspace, workspace } from "./support.js";

const mission = (name: string, path = "/numbers"): string => `mission ${name} {
  source API { auth: none, base: "http://127.0.0.1:9" }
  store kept: memory("kept")
  action Fetch {
    get "${path}"
    store response -> kept { key: .id }
  }
  run Fetch
}
`;

async function builtOnce(): Promise<Workspace> {
  const space = workspace({ "missions/one.vague": mission("One"), "missions/two.vague": mission("Two") });
  expect((await space.reqonc(["missions", "-o", "out"])).code).toBe(0);
  return space;
}

describe("a build with an output folder", () => {
  it("writes modules, the runtime they need and a sorted manifest, and says so", async () => {
    const space = workspace({ "missions/one.vague": mission("One") });
    const { code, out, err } = await space.reqonc(["missions", "-o", "out"]);
    expect({ code, out }).toEqual({ code: 0, out: "" });
    const files = space.list("out").length;
    expect(err).toBe(`wrote out/one.ts and ${files - 1} other files, types checked\n`);
    const manifest: Record<string, { mission?: string; runtime?: string[] }> = JSON.parse(
      space.read("out/.reqon-manifest.json"),
    );
    expect(Object.keys(manifest)).toEqual(Object.keys(manifest).sort());
    expect(manifest["one.ts"]?.mission).toBe("../missions/one.vague");
    const runtime = manifest["one.ts"]?.runtime ?? [];
    expect(space.list("out/runtime")).toEqual(runtime.map((file) => `out/runtime/${file}`));
    expect(space.read("out/.reqon-manifest.json").trim().split("\n")).toHaveLength(Object.keys(manifest).length + 2);
  });

  it("touches no file that did not change, with and without its cache", async () => {
    const space = await builtOnce();
    const before = space.list("out").map((path) => statSync(space.path(path)).mtimeMs);
    const again = await space.reqonc(["missions", "-o", "out"]);
    expect(again).toMatchObject({ code: 0, err: "up to date\n" });
    const uncached = await space.reqonc(["missions", "-o", "out"], {
      env: { XDG_CACHE_HOME: space.path("other-cache") },
    });
    expect(uncached.err).toMatch(/^\d+ files unchanged, types checked\n$/);
    expect(space.list("out").map((path) => statSync(space.path(path)).mtimeMs)).toEqual(before);
  });

  it("notices a changed output although its inputs are the same", async () => {
    const space = await builtOnce();
    space.write({ "out/one.ts": `${space.read("out/one.ts")}// mine\n` });
    const { code, err } = await space.reqonc(["missions", "-o", "out"]);
    expect(code).toBe(0);
    expect(err).toContain("warning: one.ts had been edited by hand; it was overwritten");
    expect(space.read("out/one.ts")).not.toContain("// mine");
  });

  it("repeats warnings when nothing changed", async () => {
    const literal = mission("One").replace("auth: none", 'auth: bearer, token: "sk_live_1"');
    const space = workspace({ "one.vague": literal });
    const first = await space.reqonc(["one.vague", "-o", "out"]);
    const second = await space.reqonc(["one.vague", "-o", "out"]);
    expect(first.err).toContain("warning[RQ5001]");
    expect(second.err).toContain("warning[RQ5001]");
    expect(second.err).toContain("up to date");
  });

  it("never overwrites a file that it did not write, unless forced", async () => {
    const space = workspace({ "one.vague": mission("One"), "out/one.ts": "export const mine = 1;\n" });
    const refused = await space.reqonc(["one.vague", "-o", "out"]);
    expect(refused).toMatchObject({ code: 3, err: expect.stringContaining("  one.ts\n") });
    expect(space.list("out")).toEqual(["out/one.ts"]);
    expect(space.read("out/one.ts")).toBe("export const mine = 1;\n");
    expect((await space.reqonc(["one.vague", "-o", "out", "--force"])).code).toBe(0);
    expect(space.read("out/one.ts")).toContain("export function run(");
  });

  it("refuses a damaged manifest, unless forced", async () => {
    const space = await builtOnce();
    space.write({ "out/.reqon-manifest.json": "<<<<<<< ours\n" });
    expect(await space.reqonc(["missions", "-o", "out", "--check"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("is damaged"),
    });
    expect((await space.reqonc(["missions", "-o", "out", "--force"])).code).toBe(0);
    expect((await space.reqonc(["missions", "-o", "out", "--check"])).code).toBe(0);
  });

  it("names files that are left over, and deletes them when asked", async () => {
    const space = await builtOnce();
    space.write({ "missions/two.vague": mission("Deux") });
    const built = await space.reqonc(["missions", "-o", "out"]);
    expect(built.err).toContain("warning: two.ts is left over from an earlier build; --clean deletes it");
    expect(space.has("out/two.ts")).toBe(true);
    const cleaned = await space.reqonc(["missions", "-o", "out", "--clean"]);
    expect(cleaned).toMatchObject({ code: 0, err: expect.stringContaining("1 file deleted") });
    expect(space.has("out/two.ts")).toBe(false);
    expect((await space.reqonc(["missions", "-o", "out", "--check"])).code).toBe(0);
  });

  it("keeps what missions outside of this build made, and the runtime they need", async () => {
    const space = await builtOnce();
    const before = space.read("out/.reqon-manifest.json");
    expect((await space.reqonc(["missions/one.vague", "-o", "out", "--clean"])).code).toBe(0);
    expect(space.read("out/.reqon-manifest.json")).toBe(before);
    expect(space.has("out/two.ts")).toBe(true);
  });

  it("with --runtime package writes modules alone", async () => {
    const space = workspace({ "one.vague": mission("One") });
    expect((await space.reqonc(["one.vague", "-o", "out", "--runtime", "package"])).code).toBe(0);
    expect(space.list("out")).toEqual(["out/.reqon-manifest.json", "out/one.ts"]);
    expect(space.read("out/one.ts")).toContain('from "reqon/runtime/pipeline.js"');
  });

  it("lists the runtime as left over when modules no longer need it, and deletes it when asked", async () => {
    const space = await builtOnce();
    const runtime = space.list("out/runtime").length;
    const both = ["missions", "-o", "out", "--runtime", "package"];
    const check = await space.reqonc([...both, "--check"]);
    expect(check.code).toBe(3);
    expect(check.err.match(/runtime\/.* left over/g)).toHaveLength(runtime);
    const changed = await space.reqonc(both);
    expect(changed.code).toBe(0);
    expect(changed.err).toContain(
      `warning: ${runtime} files of runtime/ are left over from an earlier build; --clean deletes them\n`,
    );
    expect((await space.reqonc([...both, "--clean"])).err).toContain(`${runtime} files deleted`);
    expect(space.list("out")).toEqual(["out/.reqon-manifest.json", "out/one.ts", "out/two.ts"]);
    expect(space.has("out/runtime")).toBe(false);
    expect((await space.reqonc([...both, "--check"])).code).toBe(0);
    // And back again.
    expect((await space.reqonc(["missions", "-o", "out", "--clean"])).code).toBe(0);
    expect(space.list("out/runtime")).toHaveLength(runtime);
  });

  it("keeps the runtime while a module outside of the build needs it", async () => {
    const space = await builtOnce();
    const runtime = space.list("out/runtime");
    const { err } = await space.reqonc(["missions/one.vague", "-o", "out", "--runtime", "package", "--clean"]);
    expect(err).not.toContain("deleted");
    expect(space.list("out/runtime")).toEqual(runtime);
  });

  it("names the modules that can be imported, a few at most", async () => {
    const names = ["One", "Two", "Three", "Four", "Five"];
    const space = workspace(Object.fromEntries(names.map((name) => [`m/${name}.vague`, mission(name)])));
    const all = await space.reqonc(["m", "-o", "out dir/deep", "--runtime", "package"]);
    expect(all.err).toBe(
      "wrote out dir/deep/five.ts, out dir/deep/four.ts, out dir/deep/one.ts and 3 other files, types checked\n",
    );
    space.write({ "m/Two.vague": mission("Two", "/other") });
    const one = await space.reqonc(["m", "-o", "out dir/deep", "--runtime", "package"]);
    expect(one.err).toBe("wrote out dir/deep/two.ts and 1 other file, 4 files unchanged, types checked\n");
  });

  it.each([
    [{ compilerOptions: { module: "nodenext" } }, '"./runtime/pipeline.js"'],
    [{ compilerOptions: { module: "nodenext", allowImportingTsExtensions: true } }, '"./runtime/pipeline.ts"'],
    [{ compilerOptions: { module: "esnext", moduleResolution: "bundler" } }, '"./runtime/pipeline"'],
    [{ compilerOptions: { module: "commonjs" } }, '"./runtime/pipeline"'],
    [{ extends: "./base.json" }, '"./runtime/pipeline"'],
  ])("chooses the import extension for tsconfig %j", async (config, specifier) => {
    const space = workspace({
      "one.vague": mission("One"),
      "app/tsconfig.json": `// a comment\n${JSON.stringify(config)}`,
      "app/base.json": '{ "compilerOptions": { "moduleResolution": "Bundler", }, }',
    });
    const { code, err } = await space.reqonc(["one.vague", "-o", "app/src/missions"]);
    expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining("types checked") });
    expect(space.read("app/src/missions/one.ts")).toContain(specifier);
  });
});

describe("--check", () => {
  it("says nothing is different, and does not care for line ends", async () => {
    const space = await builtOnce();
    for (const path of space.list("out")) space.write({ [path]: space.read(path).replaceAll("\n", "\r\n") });
    expect(await space.reqonc(["missions", "-o", "out", "--check"])).toMatchObject({
      code: 0,
      out: "",
      err: "up to date\n",
    });
  });

  it("shows stale, edited, missing and left-over files with a patch, and writes nothing", async () => {
    const space = await builtOnce();
    space.write({
      "missions/one.vague": mission("One", "/other"),
      "missions/two.vague": mission("Deux"),
      "out/runtime/json.ts": `${space.read("out/runtime/json.ts")}// mine\n`,
    });
    const before = space.list("out").map((path) => space.read(path));
    const { code, out, err } = await space.reqonc(["missions", "-o", "out", "--check"]);
    expect(code).toBe(3);
    expect(err).toContain("one.ts  stale");
    expect(err).toContain("deux.ts  missing");
    expect(err).toContain("runtime/json.ts  edited by hand");
    expect(err).toContain("two.ts  left over");
    expect(out).toContain("--- a/one.ts\n+++ b/one.ts\n");
    expect(out).toContain(
      '-  const response = await sources.API.get("/numbers");\n+  const response = await sources.API.get("/other");\n',
    );
    expect(out).toContain("--- /dev/null\n+++ b/deux.ts\n");
    expect(out).toContain("-// mine\n");
    expect(space.list("out").map((path) => space.read(path))).toEqual(before);
  });
});

describe("--dry-run", () => {
  it("lists what a build would do and writes nothing", async () => {
    const space = workspace({ "one.vague": mission("One") });
    const { code, out } = await space.reqonc(["one.vague", "-o", "out", "--dry-run"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^create {5}one\.ts$/m);
    expect(space.has("out")).toBe(false);
  });

  it("tells apart what it would create, update, overwrite, refuse, delete and leave", async () => {
    const space = await builtOnce();
    space.write({
      "missions/one.vague": mission("One", "/other"),
      "missions/two.vague": mission("Deux"),
      "missions/three.vague": mission("Three"),
      "out/three.ts": "mine",
      "out/runtime/json.ts": `${space.read("out/runtime/json.ts")}// mine\n`,
    });
    const before = space.list("out").map((path) => space.read(path));
    const args = ["missions", "-o", "out", "--dry-run"];
    expect((await space.reqonc(args)).out.split("\n")).toEqual([
      "create     deux.ts",
      "update     one.ts",
      "overwrite  runtime/json.ts  edited by hand",
      "refuse     three.ts  not written by reqonc; --force overwrites it",
      "update     .reqon-manifest.json",
      "leave      two.ts  left over; --clean deletes it",
      "",
    ]);
    const { out } = await space.reqonc([...args, "--clean", "--force"]);
    expect(out).toContain("overwrite  three.ts  not written by reqonc\n");
    expect(out).toContain("delete     two.ts\n");
    expect(space.list("out").map((path) => space.read(path))).toEqual(before);
  });
});
