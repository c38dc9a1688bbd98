// What the emitters of one module share: names, side tables, declared types.
// Must not know how any construct is written.
import type { FlowTables } from "../semantics/analysis.js";
import type { MissionModel, SchemaSymbol, StoreSymbol } from "../semantics/model.js";
import type { Identifier } from "./code.js";
import { lowerCamel, moduleNames, type Names, upperCamel } from "./names.js";

export interface ModuleEmitter extends FlowTables {
  readonly mission: MissionModel;
  readonly names: Names;
  /** Interface and guard of each schema, declared or inferred. */
  readonly schemas: ReadonlyMap<string, SchemaNames>;
  readonly actions: ReadonlyMap<string, Identifier>;
  /** Stores whose records turned out not to have the type that infer found, as far as TypeScript sees. */
  readonly untyped: Set<StoreSymbol>;
  /** 1-based line of an offset in the mission's file. */
  readonly lineOf: (offset: number) => number;
  /** The mission's own text of a span. */
  readonly textOf: (span: { readonly start: number; readonly end: number }) => string;
}

export interface SchemaNames {
  readonly symbol: SchemaSymbol;
  readonly type: Identifier;
  readonly guard: Identifier;
  /** The constant that says what its fields must be, where messages need it. */
  readonly fields: Identifier;
}

export function moduleEmitter(
  mission: MissionModel,
  tables: FlowTables,
  place: Pick<ModuleEmitter, "lineOf" | "textOf">,
): ModuleEmitter {
  const names = moduleNames();
  const schemas = new Map<string, SchemaNames>();
  for (const symbol of mission.schemas.values()) {
    const type = names.take(upperCamel(symbol.name));
    const guard = names.take(`is${upperCamel(symbol.name)}`);
    schemas.set(symbol.name, { symbol, type, guard, fields: names.take(`fieldsOf${upperCamel(symbol.name)}`) });
  }
  const actions = new Map([...mission.actions.keys()].map((name) => [name, names.take(lowerCamel(name))]));
  return { ...tables, mission, names, schemas, actions, untyped: new Set(), ...place };
}
