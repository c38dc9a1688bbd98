// A module plan as text, by ts-morph: one source file per module, made in one call.
// Must not know missions; it is the only user of ts-morph.
import type { ImportDeclarationStructure } from "ts-morph";
import { loadMorph } from "./load.js";
import type { ImportPlan, ModulePlan } from "./plan.js";

/** Where a module's imports lead: `./runtime/` + file + `.js`. */
export interface ImportStyle {
  readonly prefix: string;
  readonly extension: "" | ".js" | ".ts";
}

export function printModules(plans: readonly ModulePlan[], style: ImportStyle): ReadonlyMap<string, string> {
  const { Project, StructureKind } = loadMorph();
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    skipFileDependencyResolution: true,
  });
  const texts = new Map<string, string>();
  for (const plan of plans) {
    const file = project.createSourceFile(plan.path, {
      statements: [
        plan.header,
        ...plan.imports.map((each): ImportDeclarationStructure => ({
          kind: StructureKind.ImportDeclaration,
          moduleSpecifier: `${style.prefix}${each.file}${style.extension}`,
          isTypeOnly: isTypeOnly(each),
          namedImports: each.names.map(({ name, isType }) => ({ name, isTypeOnly: isType && !isTypeOnly(each) })),
        })),
        ...plan.declarations.map((each) => `\n${each}`),
      ],
    });
    texts.set(plan.path, file.getFullText());
    project.removeSourceFile(file);
  }
  return texts;
}

function isTypeOnly(plan: ImportPlan): boolean {
  return plan.names.every((each) => each.isType);
}
