// Every expression of the table gives the same over values of known types, over values of unknown shape, and where its
// element argument reads a store; the modules pass the strictest TypeScript.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compile, execute, formatDiagnostics } from "reqon";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { field } from "../../runtime/json.js";
import { json, type LocalServer, serve } from "../support/auth-client.js";
import { root, scratch } from "../support/fixtures.js";
import { allFlags, typecheck } from "../support/typescript.js";
import { data, type Row, rows, schemas } from "./table.js";

const flags = 'flags["on"].on';

/** How the data comes to be `d`, and what says yes. */
const readings = {
  "values of known types": { before: "for d in boxes {", after: "}", yes: "true" },
  "values of unknown shape": { before: 'get "/data"\n    let d = response', after: "", yes: "true" },
  "known types, with a store in element arguments": { before: "for d in boxes {", after: "}", yes: flags },
  "unknown shape, with a store in element arguments": {
    before: 'get "/data"\n    let d = response',
    after: "",
    yes: flags,
  },
} as const;
type Reading = keyof typeof readings;

let server: LocalServer;
beforeAll(async () => {
  server = await serve((_request, response) => json(response, 200, data));
});
afterAll(() => server.close());

function missionOf(reading: Reading, base: string): string {
  const { before, after, yes } = readings[reading];
  const steps = rows.map(([expression], at) => {
    return `store { value: ${expression.replaceAll("$yes", yes)} } -> out { key: ${at} }`;
  });
  return `mission Table {
  source Api { base: "${base}" }
  ${schemas}
  store boxes: memory("boxes") of Data
  store flags: memory("flags")
  store out: memory("out")
  action Fill {
    store { on: true } -> flags { key: "on" }
    get "/data"
    match response { Data -> store response -> boxes { key: "d" } }
  }
  action Give {
    ${before}
    ${steps.join("\n    ")}
    ${after}
  }
  run Fill then Give
}
`;
}

describe.each(Object.keys(readings) as Reading[])("%s", (reading) => {
  let values: readonly unknown[] = [];
  beforeAll(async () => {
    const result = await execute(missionOf(reading, server.origin));
    expect(result.errors).toEqual([]);
    const out = result.stores["out"];
    const records: unknown[] = [];
    for (const [at] of rows.entries()) records.push(await out?.get(at));
    values = records.map((record) => field(record, "value"));
  });

  it.each(rows.map((row, at): [...Row, number] => [...row, at]))("%s", (_expression, gives, at) => {
    expect(values[at]).toEqual(gives);
  });
});

it("the modules pass the strictest TypeScript", async () => {
  const folder = join(scratch, "expressions");
  await mkdir(folder, { recursive: true });
  for (const [at, reading] of (Object.keys(readings) as Reading[]).entries()) {
    const files = { "table.vague": missionOf(reading, "https://api.example.com") };
    const { files: made, diagnostics } = await compile(files, { runtime: "package" });
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    expect(formatDiagnostics(errors, files, { color: false })).toBe("");
    await writeFile(join(folder, `table-${at}.ts`), made["table.ts"] ?? "");
  }
  expect(await typecheck("7.0", join(folder, "check"), { ...allFlags, rootDir: root }, [join(folder, "*.ts")])).toBe(
    "",
  );
}, 60_000);
