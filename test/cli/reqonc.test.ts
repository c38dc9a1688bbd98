// The command line of reqonc: flags, inputs, exit codes, what goes to stdout and what to stderr.
import { describe, expect, it } from "vitest";
import { workspace } from "./support.js";

const mission = `mission Numbers {
  source API { auth: none, base: "http://127.0.0.1:9" }
  store kept: memory("kept")
  action Fetch {
    get "/numbers"
    store response -> kept { key: .id }
  }
  run Fetch
}
`;
const broken = mission.replace("-> kept", "-> keept");

describe("reqonc", () => {
  it("prints version and help, also behind other arguments", async () => {
    const { reqonc } = workspace();
    const [version, help, late] = await Promise.all([
      reqonc(["--version"]),
      reqonc(["--help"]),
      reqonc(["x.vague", "-h"]),
    ]);
    expect(version).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), err: "" });
    expect(help.out).toContain("--import-extension <auto|js|ts|none>");
    expect(late.out).toBe(help.out);
  });

  it.each([
    [["--chek"], "unknown flag --chek", "did you mean --check?"],
    [["--strikt"], "unknown flag --strikt", "see reqonc --help"],
    [["a.vague", "--out", "x"], "unknown flag --out", "did you mean --output?"],
    [["a.vague", "--runtime", "inlin"], "--runtime does not know `inlin`", "did you mean --runtime inline?"],
    [["a.vague", "-o"], "-o needs an argument: -o <dir>", ""],
    [["a.vague", "-o", "--check"], "-o needs an argument", ""],
    [["a.vague", "--check=yes"], "--check takes no argument", ""],
    [["chek"], "there is no command or file chek", "did you mean reqonc check?"],
    [["b.vague"], "there is no file or folder b.vague", "did you mean a.vague?"],
    [["notes.txt"], "notes.txt is no mission file", "mission files end in .vague or .reqon"],
    [["empty"], "no mission file in empty", ""],
    [["*.reqon"], "no mission file matches *.reqon", ""],
    [[], "there is nothing to compile", ""],
    [["a.vague", "--check"], "--check needs an output folder", "add -o out/"],
    [["a.vague", "-o", "out", "--deny", "RQ2O03"], "there is no code RQ2O03", "did you mean RQ2"],
    [["explain", "RQ99999"], "there is no diagnostic RQ99999", "codes are RQ and four digits, such as RQ2003"],
    [
      ["explain", "RQ2009"],
      "there is no diagnostic RQ2009",
      "the nearest are RQ2008 (unknown function) and RQ2010 (a variable's name is taken)",
    ],
    [["explain", "rq2oo3"], "there is no diagnostic rq2oo3", "the nearest is RQ2003 (unknown store)"],
    [["explain"], "explain takes one code", "such as: reqonc explain RQ2003"],
  ])("%j is refused with exit 2", async (args, message, help) => {
    const { reqonc } = workspace({ "a.vague": mission, "notes.txt": "", "empty/readme.txt": "" });
    const { code, out, err } = await reqonc(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(message);
    expect(err).toContain(help);
  });

  it("explains a code, however it is written", async () => {
    const { reqonc } = workspace();
    const written = ["RQ2003", "rq2003", "2003"].map((code) => reqonc(["explain", code]));
    for (const { code, out, err } of await Promise.all(written)) {
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out).toMatch(/^# RQ2003: unknown store\n\n[^#]+## Wrong\n[^#]+## Right\n/);
    }
  });

  it("writes one module to stdout, from a file and from standard input", async () => {
    const { reqonc } = workspace({ "numbers.vague": mission });
    const fromFile = await reqonc(["numbers.vague"]);
    const fromInput = await reqonc(["-"], { input: mission });
    expect(fromFile).toMatchObject({ code: 0, err: "" });
    expect(fromFile.out).toContain("export function run(");
    expect(fromInput.out).toBe(fromFile.out.replace("numbers.vague", "<stdin>").replace("numbers.vague", "<stdin>"));
  });

  it("takes folders and globs, and needs -o for several files", async () => {
    const { reqonc, list } = workspace({
      "missions/one.vague": mission.replace("Numbers", "One"),
      "missions/deep/two.reqon": mission.replace("Numbers", "Two"),
      "missions/node_modules/three.vague": mission.replace("Numbers", "Three"),
    });
    expect(await reqonc(["missions"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("several mission files"),
    });
    expect((await reqonc(["missions", "-o", "all"])).code).toBe(0);
    expect((await reqonc(["missions/**/*.reqon", "-o", "some"])).code).toBe(0);
    expect(list("all").filter((path) => !path.includes("runtime/"))).toEqual([
      "all/.reqon-manifest.json",
      "all/one.ts",
      "all/two.ts",
    ]);
    expect(list("some").filter((path) => !path.includes("runtime/"))).toEqual([
      "some/.reqon-manifest.json",
      "some/two.ts",
    ]);
  });

  it("writes nothing when one mission of several has an error, and shows all errors", async () => {
    const { reqonc, has } = workspace({
      "m/good.vague": mission,
      "m/bad.vague": broken.replace("Numbers", "Bad"),
      "m/worse.vague": broken.replace("Numbers", "Worse"),
    });
    const { code, err } = await reqonc(["m", "-o", "out"]);
    expect(code).toBe(1);
    expect(err).toContain("m/bad.vague:6");
    expect(err).toContain("m/worse.vague:6");
    expect(err).toContain("2 errors; nothing was written");
    expect(has("out")).toBe(false);
  });

  it("checks without emitting; as JSON the diagnostics are data", async () => {
    const { reqonc } = workspace({ "bad.vague": broken });
    const pretty = await reqonc(["check", "bad.vague"]);
    expect(pretty).toMatchObject({ code: 1, out: "" });
    expect(pretty.err).toContain("error[RQ2003]");
    const json = await reqonc(["check", "bad.vague", "--format", "json"]);
    expect(json).toMatchObject({ code: 1, err: "" });
    expect(JSON.parse(json.out)).toMatchObject([
      { code: "RQ2003", file: "bad.vague", range: { start: { line: 5, character: 22 }, end: { line: 5, character: 27 } } },
    ]);
  });

  it("turns denied warnings into errors", async () => {
    const literal = mission.replace("auth: none", 'auth: bearer, token: "sk_live_1"').replace("http:", "https:");
    const { reqonc } = workspace({ "numbers.vague": literal });
    expect(await reqonc(["check", "numbers.vague"])).toMatchObject({
      code: 0,
      err: expect.stringContaining("warning[RQ5001]"),
    });
    expect(await reqonc(["check", "numbers.vague", "--deny", "RQ5001"])).toMatchObject({ code: 1 });
    expect(await reqonc(["check", "numbers.vague", "--deny", "warnings"])).toMatchObject({ code: 1 });
  });

  it("colours when told to, and not when NO_COLOR is set", async () => {
    const { reqonc } = workspace({ "bad.vague": broken });
    const coloured = await Promise.all([
      reqonc(["check", "bad.vague", "--color"], { env: { NO_COLOR: "1" } }),
      reqonc(["check", "bad.vague"], { env: { FORCE_COLOR: "1" } }),
    ]);
    const plain = await Promise.all([
      reqonc(["check", "bad.vague"]),
      reqonc(["check", "bad.vague"], { env: { FORCE_COLOR: "1", NO_COLOR: "1" } }),
      reqonc(["check", "bad.vague", "--no-color"], { env: { FORCE_COLOR: "1" } }),
    ]);
    for (const { err } of coloured) expect(err).toContain("\x1b[");
    for (const { err } of plain) expect(err).not.toContain("\x1b[");
  });

  it("leaves quietly when the reader of its output has left", async () => {
    const { start } = workspace({ "numbers.vague": mission });
    const running = start("reqonc", ["numbers.vague"]);
    running.child.stdout?.destroy();
    expect(await running.ended).toMatchObject({ code: 0, err: "" });
  });
});
