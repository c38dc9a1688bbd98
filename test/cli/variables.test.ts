// `reqonc --env`: names of `env()` that a file does not set.
import { expect, it } from "vitest";
import { workspace } from "./support.js";

const files = {
  "shop.vague": `mission Shop {
  source Api { auth: bearer, token: env("SHOP_TOKEN"), base: "https://shop.example.com" }
  action Load { get "/orders" { params: { region: env("REGION"), team: env("TEAM") ?? "all" } } }
}
`,
  "half.env": "SHOP_TOKEN=\n",
  "whole.env": "SHOP_TOKEN=a\nREGION=b\n",
};

it.each(["check", "build"] as const)("%s warns of what the file does not set", async (command) => {
  const { reqonc } = workspace(files);
  const given = command === "check" ? ["check", "shop.vague"] : ["shop.vague", "-o", "out", "--no-typecheck"];
  const { code, err } = await reqonc([...given, "--env", "half.env"]);
  expect(code).toBe(0);
  expect(err.match(/\[RQ\d+\]: .*/g)).toEqual(["[RQ5515]: `REGION` is not set in half.env"]);
  expect((await reqonc([...given, "--env", "half.env", "--deny", "RQ5515"])).code).toBe(1);
  for (const extra of [["--env", "whole.env"], []])
    expect((await reqonc([...given, ...extra])).err).not.toContain("RQ");
});

it("knows the variables that credentials are taken from by themselves", async () => {
  const { reqonc } = workspace({
    ...files,
    "own.env": "REQON_API_TOKEN=a\nREGION=b\n",
    "other.env": "REQON_SHOP_TOKEN=a\n",
  });
  expect((await reqonc(["check", "shop.vague", "--env", "own.env"])).err).not.toContain("RQ");
  expect((await reqonc(["check", "shop.vague", "--env", "other.env"])).err).toContain("`SHOP_TOKEN` is not set");
});

it("names a file that is not there", async () => {
  const { reqonc } = workspace(files);
  const { code, err } = await reqonc(["check", "shop.vague", "--env", "no.env"]);
  expect(code).toBe(2);
  expect(err).toContain("no.env");
});
