// The examples are fit to be copied: no warnings, a comment that says what they need, and servers that refuse a wrong secret.
// That they run is the business of test/fixtures; must not know any API.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findFixtures, readMissions, readKept, readOptions, root } from "../support/fixtures.js";
import { runFixture } from "../support/run-fixture.js";
import { join } from "node:path";

const fixtures = (await findFixtures()).filter(({ name }) => name.startsWith("examples/") && name !== "examples/demo");
const examples = await Promise.all(
  fixtures.map(async (fixture) => {
    const missions = Object.entries(await readMissions(fixture)).filter(([path]) => path.endsWith(".vague"));
    const [, main = ""] = missions.find(([path]) => path === "mission.vague") ?? [];
    const { options, secrets } = await readOptions(fixture);
    const variables = Object.entries(options.env ?? {}).flatMap(([name, value]) => (secrets.has(value) ? [name] : []));
    return { name: fixture.name, fixture, text: missions.map(([, text]) => text).join("\n"), main, variables };
  }),
);

describe.each(examples)("$name", ({ name, fixture, text, main, variables }) => {
  it("has no warnings", async () => {
    expect(Object.keys(await readKept(fixture))).not.toContain("errors.txt");
  });

  it("says what it shows, how it is run, and every variable that it reads", () => {
    const [, header = ""] = /^((?:\/\/.*\n)+)/.exec(main) ?? [];
    for (const part of ["Shows", "Needs", "Run"]) expect(header).toMatch(new RegExp(`^// ${part} `, "m"));
    expect(header).toContain(`reqon fixtures/${name}`);
    const read = [...text.matchAll(/env\("(\w+)"|\$\{([A-Z]\w*)/g)].map(([, call, inText]) => call ?? inText ?? "");
    expect([...new Set(read)].filter((variable) => !header.includes(variable))).toEqual([]);
  });

  it("stands on the page of examples", () => {
    expect(readFileSync(join(root, "docs/examples.md"), "utf8")).toContain(`](../fixtures/${name})`);
  });

  it.each(variables)("is refused with a wrong %s, and says so", async (variable) => {
    const { result, exchange } = await runFixture(fixture, {
      env: { [variable]: "not-the-secret" },
      refusal: { status: 401, body: { error: "invalid_client", message: "wrong credentials" } },
    });
    expect(result).toMatchObject({ success: false });
    expect(JSON.stringify(result)).toMatch(/"status":401|"name":"AuthError"/);
    expect(exchange.unused()).not.toEqual([]);
  });
});
