// The tables of functions: every example gives what it says when a mission runs it, and docs/functions.md is written
// from them; `npm run test:update` rewrites it. Must not know any function.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type * as Library from "../../compiler/index.js";
import { expect, it } from "vitest";
import { foreignFunctions } from "../../compiler/semantics/foreign-words.js";
import { readSignature } from "../../compiler/semantics/functions/signature.js";
import { functionGroups, nameOf } from "../../compiler/semantics/functions.js";
import { built, workspace } from "../cli/support.js";
import { root } from "../support/fixtures.js";
import { functionsPage } from "./functions-page.js";
import { readPage } from "./markdown.js";

const { execute }: typeof Library = await import(built("compiler/index.js"));

const entries = functionGroups.flatMap(({ functions }) => functions);
const compiled = entries.filter(({ later }) => !later);

it.each(entries.map((entry) => [nameOf(entry), entry] as const))(
  "%s has a signature that can be read",
  (name, entry) => {
    expect(readSignature(entry.signature).name).toBe(name);
    expect(entry.doc).toMatch(/^[A-Z].*\.$/);
    expect(entry.example).toContain(`${name}(`);
  },
);

it.each([...foreignFunctions])("%s, which is no function here, leads to %s", (foreign, meant) => {
  const names = entries.map(nameOf);
  expect(names).toContain(meant);
  expect(names.map((each) => each.toLowerCase())).not.toContain(foreign);
});

it("no name is there twice", () => {
  const names = entries.map(nameOf);
  expect(names).toEqual([...new Set(names)]);
});

it("every example gives what it says", async () => {
  const steps = compiled.map((each) => `store { id: "${nameOf(each)}", gives: ${each.example} } -> found`);
  const mission = `mission Examples {
    store found: memory("found")
    action Run { ${steps.join("\n")} }
    run Run
  }`;
  const result = await execute(mission, { dataDir: workspace().folder, env: {} });
  expect(result.errors).toEqual([]);
  const expected = compiled.map((each) => ({ id: nameOf(each), gives: JSON.parse(each.gives) as unknown }));
  expect(await result.stores["found"]?.all()).toEqual(expected);
});

it("docs/functions.md is up to date", () => {
  const page = functionsPage();
  if (process.env["MODE"] === "update") writeFileSync(join(root, "docs/functions.md"), page);
  expect(readPage("docs/functions.md")).toBe(page);
});
