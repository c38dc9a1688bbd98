// The emitter's table of runtime exports agrees with what the runtime's files export, as values and as types.
// Must not know how generated code uses them.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { placeOf, type RuntimeSymbol, runtimeSymbols } from "../../compiler/emit/runtime-symbols.js";
import { root } from "../support/fixtures.js";

describe("runtime symbols", () => {
  it.each(runtimeSymbols)("%s", async (symbol) => {
    const { file, isType } = placeOf(symbol as RuntimeSymbol);
    const kinds = exportsOf(await readFile(join(root, "runtime", `${file}.ts`), "utf8"));
    expect(kinds.get(symbol)).toBe(isType ? "type" : "value");
  });
});

/** Names that a file exports; a class is a value. */
function exportsOf(text: string): ReadonlyMap<string, "type" | "value"> {
  const found = new Map<string, "type" | "value">();
  for (const node of ts.createSourceFile("runtime.ts", text, ts.ScriptTarget.ES2022).statements) {
    if (ts.isExportDeclaration(node) && node.exportClause && ts.isNamedExports(node.exportClause)) {
      for (const each of node.exportClause.elements)
        found.set(each.name.text, node.isTypeOnly || each.isTypeOnly ? "type" : "value");
    }
    if (!ts.canHaveModifiers(node) || !ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
      continue;
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) found.set(node.name.text, "type");
    else if ((ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) && node.name)
      found.set(node.name.text, "value");
    else if (ts.isVariableStatement(node)) {
      for (const { name } of node.declarationList.declarations)
        if (ts.isIdentifier(name)) found.set(name.text, "value");
    }
  }
  return found;
}
