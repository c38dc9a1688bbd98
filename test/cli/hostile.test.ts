// Files and folders that are not as they should be, and commands that are ended in the middle.
import { chmodSync, statSync, symlinkSync, truncateSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Workspace, workspace } from "./support.js";

const mission = (name = "One"): string => `mission ${name} {
  source API { auth: none, base: "http://127.0.0.1:9" }
  store kept: memory("kept")
  action Keep { let one = { id: "1" } store one -> kept }
}
`;

/** Options of a command run by someone who owns nothing here; only root can do that, and only root needs it. */
function stranger(space: Workspace): { readonly user?: number } {
  if (process.getuid?.() !== 0) return {};
  chmodSync(space.path(".."), 0o755);
  return { user: 65534 };
}

describe("inputs", () => {
  it("that cannot be read are named, with why", async () => {
    const space = workspace({ "closed/a.vague": mission(), "m/secret.vague": mission(), "m/deep/b.vague": mission() });
    const user = stranger(space);
    for (const path of ["m/secret.vague", "closed", "m/deep"]) chmodSync(space.path(path), 0);
    const inputs = ["m/secret.vague", "closed", "closed/a.vague", "m"];
    const found = await Promise.all(inputs.map((input) => space.reqonc(["check", input], user)));
    for (const { code, err } of found) {
      expect(code).toBe(2);
      expect(err).toMatch(/^reqonc: cannot read (?:m|closed)\S*: permission denied\n$/);
    }
    for (const path of ["closed", "m/deep"]) chmodSync(space.path(path), 0o755);
  });

  it("that are too large for a text that someone wrote are refused", async () => {
    const space = workspace({ "huge.vague": "" });
    truncateSync(space.path("huge.vague"), 2 ** 31);
    expect(await space.reqonc(["check", "huge.vague"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("huge.vague is too large for a mission file: 2048 MiB, at most 16"),
    });
  });

  it("may be links to files; linked folders are not entered, so that links in a circle end", async () => {
    const space = workspace({ "m/one.vague": mission(), "elsewhere/two.vague": mission("Two") });
    symlinkSync("..", space.path("m/up"));
    symlinkSync(".", space.path("m/self"));
    symlinkSync("../elsewhere/two.vague", space.path("m/two.vague"));
    symlinkSync("nobody@nowhere.1:2", space.path("m/.#one.vague"));
    for (const input of ["m", "m/**/*.vague"]) {
      expect(await space.reqonc(["check", input])).toMatchObject({ code: 0, err: "no mistakes in 2 files\n" });
    }
    symlinkSync("gone.vague", space.path("m/broken.vague"));
    for (const input of ["m", "m/broken.vague"]) {
      expect(await space.reqonc(["check", input])).toMatchObject({
        code: 2,
        err: expect.stringContaining("cannot read m/broken.vague: it is a link to a file that is not there"),
      });
    }
  });

  it("may have spaces and letters of any script in their names", async () => {
    const space = workspace({ "mi ssi/文 é.vague": mission() });
    expect((await space.reqonc(["mi ssi", "-o", "öut put"])).code).toBe(0);
    expect(space.read("öut put/.reqon-manifest.json")).toContain('"mission": "../mi ssi/文 é.vague"');
    expect((await space.reqonc(["mi ssi", "-o", "öut put", "--check"])).code).toBe(0);
    expect((await space.reqon(["mi ssi/文 é.vague", "-q", "-o", "stores é.json"])).code).toBe(0);
  });

  it("without any mission make nothing, which is said", async () => {
    const space = workspace({ "empty.vague": "// nothing yet\n" });
    for (const args of [["empty.vague"], ["empty.vague", "-o", "out"]]) {
      expect(await space.reqonc(args)).toMatchObject({
        code: 2,
        out: "",
        err: expect.stringContaining("there is no mission in empty.vague"),
      });
    }
    expect(space.has("out")).toBe(false);
  });
});

describe("outputs", () => {
  it.each([
    ["a-file", "cannot write to a-file: it is a file"],
    ["a-file/deep", "cannot write to a-file/deep: part of the path is a file, not a folder"],
    ["out.ts", "-o takes a folder, out.ts looks like a file"],
  ])("-o %s is refused before anything is compiled", async (output, message) => {
    const space = workspace({ "bad.vague": "mission {", "a-file": "mine" });
    const { code, err } = await space.reqonc(["bad.vague", "-o", output]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
    expect(space.list()).toEqual(["a-file", "bad.vague"]);
  });

  it.each([
    ["folder.json", "cannot write folder.json: it is a folder"],
    ["a-file", "cannot write a-file: it is a file"],
    ["a-file/x.json", "cannot write a-file/x.json: part of the path is a file, not a folder"],
  ])("--output %s of a run is refused before it starts", async (output, message) => {
    const space = workspace({ "one.vague": mission(), "folder.json/x": "", "a-file": "mine" });
    const { code, err } = await space.reqon(["one.vague", "--output", output]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
    expect(err).not.toContain("started");
  });

  it("inside the folder of the missions are no missions of the next build", async () => {
    const space = workspace({ "m/one.vague": mission() });
    expect((await space.reqonc(["m", "-o", "m/gen"])).code).toBe(0);
    expect((await space.reqonc(["m", "-o", "m"])).code).toBe(0);
    expect(await space.reqonc(["m", "-o", "m/gen"])).toMatchObject({ code: 0, err: "up to date\n" });
  });

  it("of two missions in one module are refused, with both places", async () => {
    const space = workspace({ "m/a.vague": mission(), "m/b.vague": mission() });
    const { code, err } = await space.reqonc(["m", "-o", "out"]);
    expect(code).toBe(1);
    expect(err).toMatch(/error\[RQ4014\][^]*m\/b\.vague:1:9[^]*m\/a\.vague:1:9/);
    expect(err).not.toContain("differ only by case");
  });
});

describe("a build that is ended in the middle", () => {
  const names = Array.from({ length: 12 }, (_, index) => `M${index}`);
  const missions = (path: string): Record<string, string> =>
    Object.fromEntries(names.map((name) => [`m/${name}.vague`, mission(name).replace(":9", path)]));

  it("leaves every file whole, old or new, and the next build mends all", async () => {
    const space = workspace(missions(":9"));
    const args = ["m", "-o", "out", "--no-typecheck"];
    expect((await space.reqonc(args)).code).toBe(0);
    const before = new Map(space.list("out").map((path) => [path, space.read(path)]));
    space.write(missions(":8"));
    const running = space.start("reqonc", args);
    // The first of the new modules is there: the others are being written.
    while (space.read("out/m0.ts") === before.get("out/m0.ts")) await new Promise((resolve) => setTimeout(resolve, 1));
    running.child.kill("SIGKILL");
    await running.ended;
    const between = space.list("out").filter((path) => path.endsWith(".ts") && !path.includes("/runtime/"));
    for (const path of between) {
      const text = space.read(path);
      expect([before.get(path), before.get(path)?.replaceAll(":9", ":8")]).toContain(text);
    }
    space.write({
      "out/m1.ts.99999999.tmp": "half of a mod",
      "out/runtime/json.ts.99999999.tmp": "",
      "out/mine.tmp": "",
    });
    space.write(missions(":7"));
    expect((await space.reqonc(args)).code).toBe(0);
    expect(space.list("out")).toEqual([...before.keys(), "out/mine.tmp"].sort());
    expect((await space.reqonc([...args, "--check"])).code).toBe(0);
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "by %s while it checks types writes nothing and leaves nothing in the temporary folder",
    // On a busy machine the build may be over before the signal comes.
    { retry: 3 },
    async (signal) => {
      const space = workspace({ ...missions(":9"), "tmp/x": "" });
      const running = space.start("reqonc", ["m", "-o", "out"], { env: { TMPDIR: space.path("tmp") } });
      while (space.list("tmp").length < 2) await new Promise((resolve) => setTimeout(resolve, 2));
      running.child.kill(signal);
      await running.ended;
      expect(running.child.signalCode).toBe(signal);
      expect(space.has("out")).toBe(false);
      expect(space.list("tmp")).toEqual(["tmp/x"]);
    },
  );
});

describe("an unwritable disk", () => {
  it("is named with the file, and what was there stays", async () => {
    const space = workspace({ "one.vague": mission() });
    const user = stranger(space);
    expect((await space.reqonc(["one.vague", "-o", "out"])).code).toBe(0);
    space.write({ "one.vague": mission("Two") });
    for (const path of ["out", "out/runtime"]) chmodSync(space.path(path), 0o555);
    const { code, err } = await space.reqonc(["one.vague", "-o", "out"], user);
    for (const path of ["out", "out/runtime"]) chmodSync(space.path(path), 0o755);
    expect(code).toBe(2);
    expect(err).toMatch(/^reqonc: cannot write .*two\.ts: permission denied\n$/);
    expect(space.list("out").filter((path) => !path.includes("runtime"))).toEqual([
      "out/.reqon-manifest.json",
      "out/one.ts",
    ]);
    expect(statSync(space.path("out/one.ts")).size).toBeGreaterThan(0);
  });
});
