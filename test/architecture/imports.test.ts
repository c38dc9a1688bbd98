// Who may import whom: the table of architecture.md, held against every import of the sources.
// Must not know what any file does.
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { readTree, root } from "../support/fixtures.js";

interface Import {
  readonly from: string;
  /** A file of ours by path, or a package by name. */
  readonly to: string;
  readonly typeOnly: boolean;
}

/** Where a file belongs, and what its imports may begin with: folders, files or packages. */
interface Rule {
  readonly where: string;
  readonly may: readonly string[];
  /** Also, as `import type`. */
  readonly mayAsType?: readonly string[];
}

const base = [
  "compiler/source.ts",
  "compiler/diagnostics.ts",
  "compiler/catalog.ts",
  "compiler/render.ts",
  "compiler/suggest.ts",
  "compiler/locations.ts",
  "compiler/import-path.ts",
  "compiler/wanted.ts",
];
const tree = ["compiler/syntax/ast.ts", "compiler/syntax/walk.ts"];

/** The first rule whose `where` a path begins with holds. */
const rules: readonly Rule[] = [
  { where: "compiler/render.ts", may: [...base, "picocolors"] },
  { where: "compiler/suggest.ts", may: [...base, "fastest-levenshtein"] },
  ...base.map((where) => ({ where, may: base })),
  { where: "compiler/syntax/generated/", may: ["antlr4ng", "compiler/syntax/"] },
  { where: "compiler/syntax/", may: [...base, "compiler/syntax/", "antlr4ng"] },
  { where: "compiler/semantics/cron.ts", may: ["croner"] },
  { where: "compiler/semantics/", may: [...base, ...tree, "compiler/semantics/"] },
  { where: "compiler/emit/code-cache.ts", may: ["node:"] },
  {
    where: "compiler/emit/load.ts",
    may: ["node:", "compiler/emit/code-cache.ts"],
    mayAsType: ["ts-morph", "prettier", "yaml"],
  },
  { where: "compiler/emit/pack-runtime.ts", may: ["node:", "compiler/emit/"] },
  {
    where: "compiler/emit/",
    may: [...base, ...tree, "compiler/semantics/", "compiler/emit/"],
    mayAsType: ["runtime/", "ts-morph"],
  },
  {
    where: "compiler/compile.ts",
    may: [...base, "compiler/syntax/parse.ts", "compiler/semantics/", "compiler/emit/"],
    mayAsType: ["compiler/syntax/"],
  },
  // Steps of the build.
  { where: "compiler/run/bundle-compiler.ts", may: ["node:", "rolldown"] },
  {
    where: "compiler/run/",
    may: [
      ...base,
      "compiler/compile.ts",
      "compiler/emit/load.ts",
      "compiler/emit/code-cache.ts",
      "compiler/emit/format.ts",
      "compiler/run/",
      "runtime/",
      "node:",
      "compiler/semantics/schedule.ts",
      "croner",
      "jsonc-parser",
      "fs-native-extensions",
      "pg",
      "@electric-sql/pglite",
      "tinyglobby",
    ],
  },
  { where: "compiler/cli/", may: [""] },
  { where: "compiler/index.ts", may: [...base, "compiler/compile.ts", "compiler/run/", "runtime/"] },
  { where: "runtime/cross-fetch.ts", may: ["runtime/", "node:", "cross-fetch"] },
  { where: "runtime/", may: ["runtime/"] },
];

const runtimeWithDisk = /^\/\/\/ <reference types="node" \/>$/m;
/** Loaded in one place only, whoever may import it. */
const onePlace: Readonly<Record<string, RegExp>> = {
  "ts-morph": /^compiler\/emit\/(load|print)\.ts$/,
  prettier: /^compiler\/emit\//,
  yaml: /^compiler\/emit\/load\.ts$/,
  antlr4ng: /^compiler\/syntax\//,
  "cross-fetch": /^runtime\/cross-fetch\.ts$/,
  pg: /^compiler\/run\/database\.ts$/,
  "@electric-sql/pglite": /^compiler\/run\/database\.ts$/,
};

const sources = new Map<string, string>();
for (const folder of ["compiler", "runtime"]) {
  for (const [path, text] of Object.entries(await readTree(join(root, folder)))) {
    if (path.endsWith(".ts")) sources.set(`${folder}/${path}`, text);
  }
}
const imports = [...sources].flatMap(([path, text]) => importsOf(path, text));

describe("imports", () => {
  it("are found", () => {
    expect(imports.length).toBeGreaterThan(100);
    expect(imports).toContainEqual({ from: "compiler/emit/load.ts", to: "ts-morph", typeOnly: true });
    expect(imports).toContainEqual({ from: "compiler/index.ts", to: "compiler/render.ts", typeOnly: false });
  });

  it("keep to the table", () => {
    expect(imports.filter((each) => !isAllowed(each)).map(show)).toEqual([]);
  });

  it("of heavy packages stand in one place", () => {
    const loads = [...sources].flatMap(([from, text]) =>
      [...text.matchAll(/\b(?:require|import)\("([^".][^"]*)"\)/g)].map(([, name = ""]) => ({
        from,
        to: packageOf(name),
        typeOnly: false,
      })),
    );
    const strays = [...imports, ...loads].filter(
      (each) => !each.typeOnly && onePlace[each.to]?.test(each.from) === false,
    );
    expect(strays.map(show)).toEqual([]);
  });

  it("lead to files that exist", () => {
    const missing = imports.filter(({ to }) => /^(compiler|runtime)\//.test(to) && !sources.has(to));
    expect(missing.map(show)).toEqual([]);
  });
});

function isAllowed({ from, to, typeOnly }: Import): boolean {
  const rule = rules.find(({ where }) => from.startsWith(where));
  if (rule === undefined) return false;
  const needsDisk = from.startsWith("runtime/") && runtimeWithDisk.test(sources.get(from) ?? "");
  const allowed = [...rule.may, ...(typeOnly ? (rule.mayAsType ?? []) : []), ...(needsDisk ? ["node:"] : [])];
  return allowed.some((each) => to.startsWith(each));
}

function show({ from, to, typeOnly }: Import): string {
  return `${from} imports ${typeOnly ? "a type of " : ""}${to}`;
}

/** All `import` and `export … from` declarations, and dynamic imports of a literal. */
function importsOf(path: string, text: string): readonly Import[] {
  const found: Import[] = [];
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022);
  const add = (specifier: ts.Node | undefined, typeOnly: boolean): void => {
    if (specifier && ts.isStringLiteral(specifier))
      found.push({ from: path, to: targetOf(path, specifier.text), typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node))
      add(node.moduleSpecifier, node.importClause !== undefined && isTypeOnly(node.importClause));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node))
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isTypeOnly({ phaseModifier, name, namedBindings }: ts.ImportClause): boolean {
  if (phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  if (name !== undefined || namedBindings === undefined || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.length > 0 && namedBindings.elements.every((each) => each.isTypeOnly);
}

function targetOf(from: string, specifier: string): string {
  if (!specifier.startsWith(".")) return packageOf(specifier);
  return new URL(specifier, `file:///${from}`).pathname.slice(1).replace(/\.js$/, ".ts");
}

function packageOf(specifier: string): string {
  return specifier.startsWith("@") ? specifier.split("/", 2).join("/") : (specifier.split("/", 1)[0] ?? "");
}
