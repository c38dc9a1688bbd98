// What a check costs: no heavy package is loaded, in whatever format it answers.
// Must not know how packages are loaded.
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { workspace } from "./support.js";

const mission =
  'source API { base: "https://api.example.com" } store orders: memory("orders") action Load { get "/a" { body: { a: 1 } } store response -> Orders }';
const heavy = /[/\\](?:ts-morph|@ts-morph|typescript|prettier|yaml|cross-fetch|pg|@electric-sql)[/\\]/;

describe("reqonc loads no heavy package", () => {
  const { reqonc } = workspace({ "m.vague": mission, "fine.vague": mission.replace("Orders", "orders") });

  it.each([
    ["check", "m.vague"],
    ["check", "fine.vague", "--max-warnings", "0"],
    ["check", "m.vague", "--format", "json"],
    ["check", "m.vague", "--format", "sarif"],
    ["check", "m.vague", "--format", "github"],
    ["explain", "RQ2003"],
  ])("for %s %s %s %s", async (...args) => {
    expect((await loaded(args)).filter((path) => heavy.test(path))).toEqual([]);
  });

  it("but does to build, which shows that this test would see it", async () => {
    expect((await loaded(["fine.vague"])).some((path) => heavy.test(path))).toBe(true);
  });

  /** The scripts that a command ran, as V8 lists them. */
  async function loaded(args: readonly string[]): Promise<readonly string[]> {
    const folder = mkdtempSync(join(tmpdir(), "reqon-loaded-"));
    await reqonc(args, { env: { NODE_V8_COVERAGE: folder } });
    const urls = readdirSync(folder).flatMap((name) => urlsIn(JSON.parse(readFileSync(join(folder, name), "utf8"))));
    expect(urls.some((url) => url.includes("reqonc"))).toBe(true);
    return urls;
  }
});

function urlsIn(report: unknown): readonly string[] {
  if (typeof report !== "object" || report === null || !("result" in report) || !Array.isArray(report.result))
    return [];
  const scripts: readonly unknown[] = report.result;
  return scripts.flatMap((each) =>
    typeof each === "object" && each !== null && "url" in each ? [String(each.url)] : [],
  );
}
