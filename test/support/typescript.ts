// The three versions of TypeScript that generated modules must pass, each run as its own program.
// Must not know what is checked.
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { finish } from "./command.js";

const require = createRequire(import.meta.url);

/** The versions and the packages that hold them. */
export const versions = { "5.9": "typescript-5.9", "6.0": "typescript", "7.0": "typescript-7" } as const;
export type Version = keyof typeof versions;
export const versionNames: readonly Version[] = ["5.9", "6.0", "7.0"];

/** The strictest flags (architecture.md «Generated code»). */
export const allFlags = {
  target: "es2022",
  lib: ["es2022"],
  types: ["node"],
  module: "nodenext",
  noEmit: true,
  declaration: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitReturns: true,
  noImplicitOverride: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  isolatedDeclarations: true,
  erasableSyntaxOnly: true,
  skipLibCheck: false,
} as const;

/** What the compiler says about a new project in `folder`; empty when it has nothing to say. */
export async function typecheck(
  version: Version,
  folder: string,
  options: object,
  include: readonly string[],
): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, include, exclude: [] }));
  const compiler = join(dirname(require.resolve(`${versions[version]}/package.json`)), "bin/tsc");
  const { code, stdout, stderr } = await finish(
    process.execPath,
    [compiler, "-p", folder, "--pretty", "false"],
    folder,
    process.env,
  );
  const output = stdout + stderr;
  return code === 0 || output !== "" ? output : `tsc ended with code ${code}`;
}
