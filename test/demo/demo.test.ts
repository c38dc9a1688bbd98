// `npm run demo` as it ships: it ends well, shows what it synced, and leaves the module where it says.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Finished, finish } from "../support/command.js";
import { root, scratch } from "../support/fixtures.js";
import { leaked } from "../support/secrets.js";

const folder = join(scratch, "demo-test");

function demo(): Promise<Finished> {
  return finish(process.execPath, [join(root, "test/demo/demo.mjs"), folder], root, { ...process.env, NO_COLOR: "1" });
}

describe("the demo", () => {
  it("compiles, runs and shows what was synced, without a secret", async () => {
    const { code, stdout, stderr } = await demo();
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining("ShopSync succeeded") });
    expect(stdout).toContain("1001  Green tea     17      240  bicycle       2026-017");
    expect(stdout).toContain("generated module  test/.tmp/demo-test/generated/shop-sync.ts");
    expect(readFileSync(join(folder, "generated/shop-sync.ts"), "utf8")).toContain(
      "auth: oauth2(options.auth?.Ledger)",
    );
    expect(stderr).toContain("* Ledger: credentials refreshed");
    expect(stderr).not.toMatch(/warning/i);

    const credentials = join(folder, "credentials.json");
    const { Warehouse, Shipping, Ledger } = JSON.parse(readFileSync(credentials, "utf8"));
    const { accessToken, refreshToken, clientSecret } = Ledger;
    const all = ["demo-sales-token", Warehouse.password, Shipping.key, accessToken, refreshToken, clientSecret];
    const isOutput = (path: string): boolean =>
      path !== credentials && !path.includes("/state/tokens/") && statSync(path).isFile();
    const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => join(folder, path));
    const written = paths.filter(isOutput).map((path) => readFileSync(path, "utf8"));
    expect(leaked([stdout, stderr, ...written].join("\n"), all)).toEqual([]);
    expect(statSync(credentials).mode & 0o777).toBe(0o600);
  });
});
