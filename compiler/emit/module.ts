// What the emitters of one module share: names, side tables, declared types.
// Must not know how any construct is written.
import type * as ast from "../syntax/ast.js";
import type { FlowTables } from "../semantics/analysis.js";
import type { MissionModel, SchemaSymbol, StoreSymbol } from "../semantics/model.js";
import { camelCase } from "../semantics/openapi/used-components.js";
import { type Validation, validationOf } from "../semantics/openapi/validation.js";
import type { Type } from "../semantics/types.js";
import type { Span } from "../source.js";
import type { Code, Identifier } from "./code.js";
import { type GivenNames, givenNames } from "./given.js";
import { lowerCamel, type Names, upperCamel } from "./names.js";

export interface ModuleEmitter extends FlowTables {
  readonly mission: MissionModel;
  readonly names: Names;
  /** Interface and guard of each schema, declared or inferred. */
  readonly schemas: ReadonlyMap<string, SchemaNames>;
  readonly actions: ReadonlyMap<string, Identifier>;
  readonly given: GivenNames;
  /** Components that a check of answers needs explained. */
  readonly explained: Set<SchemaNames>;
  /** Of checked operations, by source and name. */
  readonly checks: ReadonlyMap<string, CheckNames>;
  /** The types of answers and the tables that checks need, by their names. */
  readonly replies: Map<Identifier, Code>;
  readonly tables: Map<Identifier, Code>;
  /** How each transform is called; filled in when it is emitted, before any action. */
  readonly transforms: Map<string, TransformNames>;
  /** Stores whose records turned out not to have the type that infer found, as far as TypeScript sees. */
  readonly untyped: Set<StoreSymbol>;
  /** Fields that the type which is declared where they go does not name. */
  readonly unexpected: Set<ast.Property>;
  /** Matches of whose arms all that may fit leave: to TypeScript what comes behind has no types. */
  readonly closed: Set<ast.Match>;
  /** 1-based line of a span, in its own file. */
  readonly lineOf: (span: Span) => number;
  /** The mission's own text of a span. */
  readonly textOf: (span: Span) => string;
}

export interface SchemaNames {
  readonly symbol: SchemaSymbol;
  readonly type: Identifier;
  readonly guard: Identifier;
  /** Of a component: the function that says what is wrong with a value. */
  readonly explain?: Identifier;
  /** The constant that says what its fields must be, where messages need it. */
  readonly fields: Identifier;
}

export interface CheckNames {
  /** Of what the operation answers. */
  readonly type: Identifier;
  /** Of the check, or of the table by status that it is made of. */
  readonly constant: Identifier;
}

export interface TransformNames {
  readonly name: Identifier;
  /** The type of its parameter; dynamic where it tests the record itself. */
  readonly takes: Type;
  readonly needsContext: boolean;
  readonly isAsync: boolean;
}

export function moduleEmitter(
  mission: MissionModel,
  tables: FlowTables,
  place: Pick<ModuleEmitter, "lineOf" | "textOf">,
  names: Names,
): ModuleEmitter {
  const schemas = new Map<string, SchemaNames>();
  for (const symbol of mission.schemas.values()) {
    const type = names.take(upperCamel(symbol.name));
    const guard = names.take(`is${upperCamel(symbol.name)}`);
    schemas.set(symbol.name, { symbol, type, guard, fields: names.take(`fieldsOf${upperCamel(symbol.name)}`) });
  }
  for (const symbol of tables.components) {
    const type = names.take(symbol.name);
    schemas.set(symbol.type.name, {
      symbol,
      type,
      guard: names.take(`is${symbol.name}`),
      explain: names.take(`explain${symbol.name}`),
      fields: names.take(`fieldsOf${symbol.name}`),
    });
  }
  const actions = new Map([...mission.actions.keys()].map((name) => [name, names.take(lowerCamel(name))]));
  return {
    ...tables,
    mission,
    names,
    schemas,
    actions,
    transforms: new Map(),
    given: givenNames(mission, names),
    explained: new Set(),
    checks: checkNames(mission, names),
    replies: new Map(),
    tables: new Map(),
    untyped: new Set(),
    unexpected: new Set(),
    closed: new Set(),
    ...place,
  };
}

function checkNames(mission: MissionModel, names: Names): ReadonlyMap<string, CheckNames> {
  const found = new Map<string, CheckNames>();
  for (const step of mission.documents.operations.keys()) {
    const validation = validationOf(mission, step);
    const called = validation && calledName(validation);
    if (!validation || called === undefined || found.has(called)) continue;
    const name = camelCase(validation.operation.id);
    const type = names.take(`${name}Reply`);
    found.set(called, { type, constant: names.take(`${validation.strict ? "check" : "answers"}Of${name}`) });
  }
  return found;
}

/** Two sources may have operations of one name. */
export function calledName({ source, operation }: Validation): string {
  return `${source} ${operation.id}`;
}
