// The program model: what each mission defines, and the side tables that say what every name refers to.
// Must not know how it is found (collect, bind), nor types beyond those that schemas declare.
import type * as ast from "../syntax/ast.js";
import type { Imports } from "./imports.js";
import type { DocumentTables } from "./openapi/use-documents.js";
import type { ProgramFiles } from "./programs.js";
import type { StoreKind } from "./store-kinds.js";
import type { ObjectShape, SchemaType } from "./types.js";

export interface Program {
  readonly missions: readonly MissionModel[];
  readonly programs: readonly ProgramFiles[];
  readonly imports: Imports;
}

export interface MissionModel {
  readonly name: string;
  /** The file it stands in, relative to the program's folder. */
  readonly file: string;
  /** The files that it is made of, with all that they import from. */
  readonly files: ReadonlySet<string>;
  readonly node: ast.Mission | ast.File;
  readonly doc: string | undefined;
  /** Insertion order is the order written; `Map`, since names such as `__proto__` are ordinary. */
  readonly sources: Map<string, SourceSymbol>;
  readonly stores: Map<string, StoreSymbol>;
  readonly schemas: Map<string, SchemaSymbol>;
  readonly transforms: Map<string, ast.TransformDef>;
  readonly actions: Map<string, ActionSymbol>;
  readonly functions: Map<string, ast.FunctionDef>;
  /** Names of functions that `execute` was given; they need no declaration. */
  readonly givenFunctions: ReadonlySet<string>;
  readonly options: readonly ast.Option[];
  /** Of the whole program; only `--dry-run` does something with them (2.5). */
  readonly datasets: readonly ast.DatasetDef[];
  readonly stages: readonly ast.Stage[];
  readonly imports: readonly ast.ImportDef[];
  /** What its OpenAPI documents say; empty until they are used. */
  readonly documents: DocumentTables;
  /** Names that an import should have brought: what is said about it is enough. */
  readonly unresolved: ReadonlySet<string>;
}

export interface SourceSymbol {
  readonly kind: "source";
  readonly name: string;
  /** Undefined for the implicit `API` (6.4). */
  readonly node: ast.SourceDef | undefined;
  /** `none`, `bearer`, `basic`, `api_key`, `oauth2` or the name of a provider that the program passes. */
  readonly auth: string;
}

export interface StoreSymbol {
  readonly kind: "store";
  readonly name: string;
  readonly node: ast.StoreDef;
  /** `memory`, `file`, …; undefined when a match decides. */
  readonly type: string | undefined;
  /** One, or those that a match chooses from. */
  readonly kinds: readonly StoreKind[];
  readonly of: SchemaSymbol | undefined;
}

/** `node` is undefined when a `map … -> T` declared it (5.4), or an OpenAPI document, which has its own `doc`. */
export interface SchemaSymbol {
  readonly kind: "schema";
  readonly name: string;
  readonly node: ast.SchemaDef | undefined;
  readonly doc?: string | undefined;
  readonly isComponent?: boolean;
  /** The component that it extends; filled in with the shapes. */
  base?: ObjectShape;
  readonly type: SchemaType;
}

export interface ActionSymbol {
  readonly kind: "action";
  readonly name: string;
  readonly node: ast.ActionDef;
}

/** A variable, or a value that `.field` refers to and that has no name in the mission (`origin: "subject"`). */
export interface VariableSymbol {
  readonly kind: "variable";
  readonly name: string;
  readonly origin: "let" | "loop" | "pattern" | "headers" | "map" | "apply" | "subject" | "element" | "page" | "sync";
  readonly node: ast.Node;
  /** Of a `map` of a plain variable: the variable that the name meant before (6.16). */
  readonly from: VariableSymbol | undefined;
  /** Of an element: the list that it is of. */
  readonly of?: ast.Expression | undefined;
  /** Of an `apply` of a plain variable: the fields that its transform writes; left out, all. */
  readonly written?: ReadonlySet<string> | undefined;
}

/** Built-in names (6.1). */
export const builtins = ["response", "request", "currentRequest", "currentOperation"] as const;
export type Builtin = (typeof builtins)[number];

export function isBuiltin(name: string): name is Builtin {
  return builtins.some((each) => each === name);
}

export type NameBinding =
  | VariableSymbol
  | StoreSymbol
  | { readonly kind: "builtin"; readonly name: Builtin }
  /** `{NAME}` of a path that is no name in scope. */
  | { readonly kind: "env"; readonly name: string }
  /** Not found; the names that are in scope, what `.name` would be a field of, and texts that stand without quotes elsewhere. */
  | {
      readonly kind: "unknown";
      readonly candidates: readonly string[];
      readonly subject: SubjectBinding | undefined;
      readonly words?: readonly string[];
    };

/** What a `.field` without a subject before it is a field of. */
export type SubjectBinding = VariableSymbol | { readonly kind: "builtin"; readonly name: "response" };

/** A pattern that is a name: a test of a schema or type, a comparison, or a new variable. */
export type PatternBinding =
  | { readonly kind: "test"; readonly type: string; readonly schema: SchemaSymbol | undefined }
  | { readonly kind: "compare" }
  | VariableSymbol;

/** The names inside `until` or `rows` of a paginated request, in the order that generated code passes them (6.11). */
export interface PageNames {
  readonly page: VariableSymbol;
  /** Undefined where the paging parameter has no name that could be one of the language. */
  readonly value: VariableSymbol | undefined;
  readonly hasMore: VariableSymbol;
}

/** The columns of one collection inside an argument, which combine record by record (10.5). */
export interface Combination {
  readonly collection: ast.Expression;
  readonly element: VariableSymbol;
}

export interface LastSync {
  readonly variable: VariableSymbol;
  readonly isRead: boolean;
}

/** Side tables by node. A node that is missing was not resolved and has been reported. */
export interface Bindings {
  readonly names: Map<ast.NameExpression, NameBinding>;
  readonly subjects: Map<ast.Subject, SubjectBinding>;
  readonly patterns: Map<ast.NamePattern | ast.PatternField, PatternBinding>;
  /** The variable that a loop, `let`, `map` or `apply` makes, and the one it rebinds a name to. */
  readonly variables: Map<ast.Node, VariableSymbol>;
  /** The value that `.field` refers to inside a match, map, validate or store step. */
  readonly subjectOf: Map<ast.Node, VariableSymbol>;
  /** What a dotted pattern compares with, as an expression. */
  readonly comparisons: Map<ast.NamePattern, ast.Expression>;
  readonly pages: Map<ast.Option, PageNames>;
  /** `lastSync` in the options of a request (6.1). */
  readonly lastSyncs: Map<ast.Request, LastSync>;
  readonly sources: Map<ast.Request | ast.Authorize, SourceSymbol>;
  /** The results of a `source:` expression. */
  readonly sourceNames: Map<ast.Expression, SourceSymbol>;
  readonly stores: Map<ast.Node, StoreSymbol>;
  readonly actions: Map<ast.Jump | ast.Run | ast.Name, ActionSymbol>;
  /** By element argument, predicate of `where` or `any of`: what a lambda calls its parameters, else the element alone. */
  readonly elements: Map<ast.Expression, readonly VariableSymbol[]>;
  readonly combined: Map<ast.Expression, Combination>;
  /** Columns that are read as a field of one element. */
  readonly columns: Map<ast.FieldAccess, VariableSymbol>;
  readonly targets: Map<ast.MapStep | ast.TransformVariant, SchemaSymbol>;
  readonly transforms: Map<ast.Apply, ast.TransformDef>;
  /** Reads of `response.webhookUrl` in requests, with the wait whose address they are (6.21). */
  readonly addresses: ReadonlyMap<ast.Node, ast.Wait>;
  /** The variable that a lower-case target names (6.16). */
  readonly results: Map<ast.MapStep | ast.Apply, VariableSymbol>;
}

/** Whether the field of a mapped name is read from the new record, or from the record it came from (6.16). */
export function readsNewRecord(variable: VariableSymbol, field: string): boolean {
  if (variable.written) return variable.written.has(field);
  if (variable.node.kind !== "MapStep") return true;
  const properties = variable.node.fields?.properties;
  if (properties === undefined || properties.length === 0) return true;
  return properties.some((each) => each.kind === "Property" && each.name.text === field);
}

export const authTypes = ["none", "bearer", "basic", "api_key", "oauth2"] as const;
export const storeTypes = ["memory", "file", "sql", "nosql", "postgrest"] as const;
export const primitiveTypes = [
  "string",
  "number",
  "int",
  "integer",
  "decimal",
  "float",
  "boolean",
  "bool",
  "date",
  "datetime",
  "object",
  "array",
  "any",
  "null",
  "true",
  "false",
] as const;

export function isPrimitiveType(name: string): boolean {
  return primitiveTypes.some((each) => each === name);
}
