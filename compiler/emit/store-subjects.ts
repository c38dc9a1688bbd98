// A store as what is matched: a constant for the list of its records, and one for its only record (language.md 4.1).
// Must not know patterns or arms.
import type * as ast from "../syntax/ast.js";
import type { StoreSymbol } from "../semantics/model.js";
import { asksForRecord, storeView } from "../semantics/store-views.js";
import { dynamic, isDynamic, list, optional, type Type } from "../semantics/types.js";
import { type Code, code, type Identifier, member, runtime } from "./code.js";
import { contextCode, type FunctionEmitter, type Value } from "./function.js";

export interface StoreSubject {
  readonly value: Value;
  /** In their order; one is left out where nothing reads it. */
  readonly constants: readonly { readonly name: Identifier; readonly declaration: Code }[];
  readonly seenBy: (pattern: ast.Pattern) => Value;
}

export function storeSubject(f: FunctionEmitter, step: ast.Match, store: StoreSymbol): StoreSubject {
  const record = f.module.types.stores.get(store) ?? dynamic;
  const isRecord = asksForRecord(f.module.bindings, step.arms);
  return isDynamic(record) || record.kind === "never"
    ? unknownStore(f, store, isRecord)
    : typedStore(f, step, store, record, isRecord);
}

function recordsCode(f: FunctionEmitter, store: StoreSymbol): Code {
  return code`await ${contextCode(f, "stores")}${member(store.name)}.all()`;
}

/** Of unknown records one value is both. */
function unknownStore(f: FunctionEmitter, store: StoreSymbol, isRecord: boolean): StoreSubject {
  const name = f.names.take(store.name);
  const all = recordsCode(f, store);
  const declaration = code`const ${name}: unknown = ${isRecord ? code`${runtime("onlyRecord")}(${all})` : all};\n`;
  const value: Value = { code: code`${name}`, type: dynamic, simple: true };
  return { value, constants: [{ name, declaration }], seenBy: () => value };
}

function typedStore(
  f: FunctionEmitter,
  step: ast.Match,
  store: StoreSymbol,
  record: Type,
  isRecord: boolean,
): StoreSubject {
  const records = f.names.take(store.name);
  const only = isRecord ? f.names.take("only") : records;
  const values: Readonly<Record<ReturnType<typeof storeView>, Value>> = {
    list: { code: code`${records}`, type: list(record), simple: true },
    record: { code: code`${only}`, type: optional(record), undefinable: true, simple: true },
    either: { code: code`${runtime("onlyRecord")}(${records})`, type: dynamic },
  };
  return {
    value: values.list,
    constants: [
      { name: records, declaration: code`const ${records} = ${recordsCode(f, store)};\n` },
      ...(isRecord
        ? [{ name: only, declaration: code`const ${only} = ${records}.length === 1 ? ${records}[0] : undefined;\n` }]
        : []),
    ],
    seenBy: (pattern) => values[storeView(f.module.bindings, step.arms, pattern)],
  };
}
