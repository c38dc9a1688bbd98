// The stores of a mission: their interface, how each is made, and the adapters that the program must pass.
// Must not know steps, nor what a store does.
import type { MissionModel, StoreSymbol } from "../semantics/model.js";
import { kindOfResult, type StoreKind } from "../semantics/store-kinds.js";
import { dynamic, isDynamic, type Type } from "../semantics/types.js";
import type * as ast from "../syntax/ast.js";
import { choiceCode } from "./choices.js";
import { type Code, code, docComment, empty, join, key, member, runtime } from "./code.js";
import { propertyCodes } from "./literals.js";
import type { FunctionEmitter } from "./function.js";
import type { ModuleEmitter } from "./module.js";
import { shapeArgument } from "./shapes.js";
import { contextParameter } from "./steps.js";
import { guardReference, typeCode } from "./types.js";

export function storesInterface(module: ModuleEmitter): Code {
  const fields = [...module.mission.stores.values()].map((store) => {
    const doc = store.node.doc;
    return code`${doc === undefined ? empty : docComment(doc)}readonly ${key(store.name, "type")}: ${runtime("Store")}${recordArgument(module, store)};`;
  });
  // An empty interface would accept anything.
  if (fields.length === 0) return code`export type Stores = Readonly<Record<never, never>>;`;
  return code`export interface Stores {\n${join(fields, "\n")}\n}`;
}

function recordArgument(module: ModuleEmitter, store: StoreSymbol): Code {
  const type: Type = module.types.stores.get(store) ?? dynamic;
  return isDynamic(type) ? empty : code`<${typeCode(module, type)}>`;
}

/** The runtime makes these by itself. */
const builtIn: ReadonlyMap<string, "memoryStore" | "fileStore"> = new Map([
  ["memory", "memoryStore"],
  ["file", "fileStore"],
]);

/** Adapters of the runtime that a program is likely to pass: their files come with the module. */
const offered: ReadonlyMap<string, { readonly file: string; readonly name: string }> = new Map([
  ["sql", { file: "sql-store", name: "sqlAdapter" }],
  ["postgrest", { file: "postgrest-store", name: "postgrestAdapter" }],
]);

/** Kinds that need an adapter, in the order in which they first come. */
export function adapterKinds(mission: MissionModel): readonly string[] {
  const kinds = [...mission.stores.values()].flatMap((each) => each.kinds.map(({ type }) => type.text));
  return [...new Set(kinds)].filter((each) => !builtIn.has(each));
}

/** Runtime files that no import of the module names, and that its program imports. */
export function offeredFiles(mission: MissionModel): readonly string[] {
  return adapterKinds(mission).flatMap((each) => offered.get(each)?.file ?? []);
}

/** What the options have for stores. */
export function storeOptions(module: ModuleEmitter): readonly Code[] {
  const kinds = adapterKinds(module.mission);
  const ours = kinds.flatMap((each) => offered.get(each) ?? []).map(({ file, name }) => `\`${name}\` (${file})`);
  const hint = ours.length === 0 ? "" : `; the runtime has ${ours.join(" and ")}`;
  const adapters = join(
    kinds.map((each) => code`readonly ${key(each, "type")}: ${runtime("StoreAdapter")}`),
    "; ",
  );
  return [
    ...(kinds.length === 0
      ? []
      : [
          code`${docComment(`What keeps the records of stores of these kinds${hint}.`)}readonly adapters: { ${adapters} };`,
        ]),
    ...(module.mission.stores.size === 0
      ? []
      : [
          code`${docComment("Stores to use in place of the mission's own.")}readonly stores?: Partial<Stores> | undefined;`,
        ]),
  ];
}

export function storeCode(module: ModuleEmitter, store: StoreSymbol, newFunction: () => FunctionEmitter): Code {
  const f = newFunction();
  const { type } = store.node;
  const [kind] = store.kinds;
  const made = type.kind === "Name" && kind ? kindCode(f, store, kind) : chosenCode(f, store, type);
  if (type.kind === "Name" && f.used.size === 0) return made;
  const parameter = f.used.size === 0 ? empty : contextParameter(f).code;
  return code`${runtime("chosenStore")}(${store.name}, (${parameter}) => ${made})`;
}

function chosenCode(f: FunctionEmitter, store: StoreSymbol, type: ast.StoreDef["type"]): Code {
  if (type.kind === "Name") throw new Error(`the store ${store.name} has no kind`);
  return choiceCode(f, type, (result) => {
    const kind = kindOfResult(result, store.name);
    if (!kind) throw new Error("a result that is no kind of store has been reported");
    return kindCode(f, store, kind);
  });
}

function kindCode(f: FunctionEmitter, store: StoreSymbol, { type, argument, options }: StoreKind): Code {
  const of: Type | undefined = store.of && { kind: "schema", schema: store.of.type };
  const check = of ? [guardReference(f.module, of), ...shapeArgument(f.module, of)] : [];
  const make = builtIn.get(type.text);
  if (make !== undefined) {
    const record = store.of ? empty : recordArgument(f.module, store);
    return code`${runtime(make)}${record}(${join([argument, ...check], ", ")})`;
  }
  const given = options && options.properties.length > 0 ? [code`options: { ${optionCodes(f, options)} }`] : [];
  const declaration = join([code`kind: ${type.text}`, code`name: ${argument}`, ...given], ", ");
  const adapter = code`options.adapters${member(type.text)}`;
  return code`${runtime("adapterStore")}(${join([store.name, adapter, code`{ ${declaration} }`, ...check], ", ")})`;
}

/** Bare words are texts (1.7). */
function optionCodes(f: FunctionEmitter, options: ast.ObjectLiteral): Code {
  const codes = options.properties.map((each) =>
    each.kind === "Property" && each.value.kind === "NameExpression"
      ? [code`${key(each.name.text, "literal")}: ${each.value.name}`]
      : propertyCodes(f, { ...options, properties: [each] }),
  );
  return join(codes.flat(), ", ");
}
