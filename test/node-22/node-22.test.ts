// What was built works under Node 22 as well: both commands, and every fixture that has an exchange.
// Node itself comes from the npm registry, into a folder of its own: as a dependency its `node` would run all our scripts.
import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { finish } from "../support/command.js";
import { findFixtures, readKept, root } from "../support/fixtures.js";

const version = "22.23.3";
const name = `node-${process.platform}-${process.arch}`;
const place = join(root, "node_modules/.cache/reqon-node-22", version);
const node = join(place, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
const bin = (command: string): string => join(root, "dist/compiler/cli", `${command}.js`);

describe("Node 22", async () => {
  const fixtures = await findFixtures();
  beforeAll(async () => {
    if (existsSync(node)) return;
    const options = ["--no-save", "--no-package-lock", "--no-bin-links", "--ignore-scripts", "--no-audit", "--no-fund"];
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    const { stderr } = await finish(
      npm,
      ["install", "--prefix", place, ...options, `${name}@${version}`],
      root,
      process.env,
    );
    if (!existsSync(node)) throw new Error(`${name}@${version} could not be installed:\n${stderr}`);
  }, 180_000);

  it("is what it says", async () => {
    expect((await finish(node, ["--version"], root, process.env)).stdout.trim()).toBe(`v${version}`);
  });

  it.each(["reqonc", "reqon"])("%s --version", async (command) => {
    const { code, stdout, stderr } = await finish(node, [bin(command), "--version"], root, process.env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("reqonc compiles as Node 20 does", async () => {
    const fixture = fixtures.find((each) => each.name === "sync/order-sync");
    if (fixture === undefined) throw new Error("the fixture sync/order-sync is gone");
    const args = [bin("reqonc"), join(fixture.folder, "mission.vague"), "--runtime", "package"];
    const { stdout } = await finish(node, args, await mkdtemp(join(tmpdir(), "reqon-22-")), process.env);
    expect(stdout).toBe((await readKept(fixture))["expected/order-sync.ts"]);
  });

  it("runs the fixtures", { timeout: 180_000 }, async () => {
    const vitest = join(root, "node_modules/vitest/vitest.mjs");
    const args = [vitest, "run", "--config", "test/vitest.config.ts", "--reporter", "dot", "test/fixtures/run.test.ts"];
    const { code, stdout, stderr } = await finish(node, args, root, { ...process.env, NO_COLOR: "1", VITEST: "" });
    expect(code, stdout + stderr).toBe(0);
  });
});
