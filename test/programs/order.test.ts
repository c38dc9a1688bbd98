// The order of the files of a program, and how their paths are written, change nothing.
// Must not know what any fixture is about.
import { type CompileOptions, compile, formatDiagnostics } from "reqon";
import { describe, expect, it } from "vitest";
import { type Files, findFixtures, readMissions } from "../support/fixtures.js";

const options: CompileOptions = { runtime: "package", format: false };

async function result(files: Files): Promise<unknown> {
  const { diagnostics, ...compilation } = await compile(files, options);
  return { ...compilation, printed: formatDiagnostics(diagnostics, files, { color: false }) };
}

/** A fixed sequence of orders, each unlike the others. */
function shuffled(files: Files, turn: number): Files {
  const rank = (path: string): number =>
    [...`${path}${turn}`].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) % 9973, turn);
  return Object.fromEntries(Object.entries(files).sort(([a], [b]) => rank(a) - rank(b)));
}

describe("programs of several files", async () => {
  const fixtures = await Promise.all(
    (await findFixtures()).map(async (fixture) => ({ ...fixture, files: await readMissions(fixture) })),
  );
  const several = fixtures.filter(({ files }) => Object.keys(files).length > 1);

  it("are among the fixtures", () => {
    expect(several.length).toBeGreaterThan(10);
  });

  it.each(several)("$name is the same in every order", async ({ files }) => {
    const expected = await result(files);
    const others = [1, 2, 3, 4, 5].map((turn) => shuffled(files, turn));
    for (const other of others) expect(await result(other)).toEqual(expected);
  });

  it.each(several)("$name is the same with the paths of Windows", async ({ files }) => {
    const windows = Object.entries(files).map(([path, text]) => [path.replaceAll("/", "\\"), text] as const);
    const dotted = Object.entries(files).map(([path, text]) => [`./${path}`, text] as const);
    const expected = await result(files);
    expect(await result(Object.fromEntries(windows))).toEqual(expected);
    expect(await result(Object.fromEntries(dotted))).toEqual(expected);
  });
});
