// The type check of emitted modules: mistakes are found and given their mission line, with both TypeScripts.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { missionLine, startTypecheck } from "../../compiler/cli/typecheck.js";
import { packageFolder, type Workspace, workspace } from "./support.js";

const module = `import { type Mission } from "reqon/runtime/mission.js";
export async function go({ at }: Mission<"API", object>): Promise<void> {
  at(7);
  at(12, "other.vague");
  go.missing();
  at(13);
}
`;

describe("startTypecheck", () => {
  it("finds a type error, with its line", async () => {
    const { result } = await startTypecheck({ "go.ts": module, "fine.ts": "export const one: number = 1;\n" }, "js");
    expect(await result).toEqual({
      checker: "native",
      problems: [{ path: "go.ts", line: 5, message: expect.stringMatching(/^TS2339: Property 'missing'/) }],
    });
  });

  it("finds an import that the runtime does not have", async () => {
    const text = 'import { nothing } from "reqon/runtime/nowhere.js";\nexport { nothing };\n';
    const { result } = await startTypecheck({ "go.ts": text }, "js");
    expect((await result).problems).toMatchObject([{ path: "go.ts", line: 1 }]);
  });
});

describe("missionLine", () => {
  it("is the nearest at(n) at or above the line, in the file it names", () => {
    expect(missionLine(module, 5)).toEqual({ line: 12, file: "other.vague" });
    expect(missionLine(module, 6)).toEqual({ line: 13, file: undefined });
    expect(missionLine(module, 2)).toBeUndefined();
  });
});

/** A copy of the package that can be changed, without its optional dependency. */
function copyOfPackage(space: Workspace): void {
  mkdirSync(space.path("package/node_modules"), { recursive: true });
  for (const name of ["dist", "package.json"])
    cpSync(join(packageFolder, name), space.path(`package/${name}`), { recursive: true });
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(space.read("package/package.json"));
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(space.path(`package/node_modules/${name}`)), { recursive: true });
    symlinkSync(join(packageFolder, "node_modules", name), space.path(`package/node_modules/${name}`));
  }
}

function buildWithCopy(space: Workspace, mission: string): string {
  const command = space.path("package/dist/compiler/cli/reqonc.js");
  const env = { ...process.env, XDG_CACHE_HOME: space.path("cache") };
  return spawnSync(process.execPath, [command, mission, "-o", "out"], { cwd: space.folder, encoding: "utf8", env })
    .stderr;
}

describe("without the native TypeScript", () => {
  const mission =
    'mission One {\n  source API { auth: none, base: "https://api.example.com" }\n  action Fetch { get "/x" }\n}\n';

  it("ts-morph's own checks, the summary says so, and a type error is RQ9001 at the mission's line", () => {
    const space = workspace({ "one.vague": mission, "two.vague": mission.replace("One", "Two") });
    copyOfPackage(space);
    expect(buildWithCopy(space, "one.vague")).toContain(
      "types checked (slowly: the optional package typescript-7 is not installed)",
    );
    const compiler = space.read("package/dist/compiler/compile.js");
    space.write({
      "package/dist/compiler/compile.js": `${compiler.replace("export async function compile(", "async function compileWell(")}
export async function compile(files, options) {
  const result = await compileWell(files, options);
  const spoilt = Object.entries(result.files).map(([path, text]) => [path, text.replace(/\\bat\\(3\\);/, "$& const bug: string = 1;")]);
  return { ...result, files: Object.fromEntries(spoilt) };
}
`,
    });
    const refused = buildWithCopy(space, "two.vague");
    expect(refused).toMatch(/error\[RQ9001\]: .*two\.ts:\d+.*TS2322[^]*two\.vague:3/);
    expect(refused).toContain("nothing was written");
    expect(space.list("out")).not.toContain("out/two.ts");
  });
});
