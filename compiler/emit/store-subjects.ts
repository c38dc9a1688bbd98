// A store as what is matched: a constant for the list of its records, and one for its only record (language.md 4.1).
// Must not know patterns or arms.
import type * as ast from "../syntax/ast.js";
import type { StoreSymbol } from "../semantics/model.js";
import { type Arms, asksForRecord, storeView } from "../semantics/store-views.js";
import { dynamic, isDynamic, list, optional, type Type } from "../semantics/types.js";
import { type Code, code, type Identifier, member, runtime } from "./code.js";
import { contextCode, type FunctionEmitter, type Value } from "./function.js";

export interface StoreSubject {
  readonly value: Value;
  /** In their order; one is left out where nothing reads it. */
  readonly constants: readonly StoreConstant[];
  readonly seenBy: (pattern: ast.Pattern) => Value;
}

export interface StoreConstant {
  readonly name: Identifier;
  readonly type: Type;
  readonly value: Code;
}

export function storeSubject(f: FunctionEmitter, arms: Arms, store: StoreSymbol): StoreSubject {
  const record = f.module.types.stores.get(store) ?? dynamic;
  const isRecord = asksForRecord(f.module.bindings, arms);
  return isDynamic(record) || record.kind === "never"
    ? unknownStore(f, store, isRecord)
    : typedStore(f, arms, store, record, isRecord);
}

function recordsCode(f: FunctionEmitter, store: StoreSymbol): Code {
  return code`await ${contextCode(f, "stores")}${member(store.name)}.all()`;
}

/** Of unknown records one value is both. */
function unknownStore(f: FunctionEmitter, store: StoreSymbol, isRecord: boolean): StoreSubject {
  const name = f.names.take(store.name);
  const all = recordsCode(f, store);
  const value: Value = { code: code`${name}`, type: dynamic, simple: true };
  const constants = [{ name, type: dynamic, value: isRecord ? code`${runtime("onlyRecord")}(${all})` : all }];
  return { value, constants, seenBy: () => value };
}

function typedStore(f: FunctionEmitter, arms: Arms, store: StoreSymbol, record: Type, isRecord: boolean): StoreSubject {
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
      { name: records, type: values.list.type, value: recordsCode(f, store) },
      ...(isRecord
        ? [{ name: only, type: values.record.type, value: code`${records}.length === 1 ? ${records}[0] : undefined` }]
        : []),
    ],
    seenBy: (pattern) => values[storeView(f.module.bindings, arms, pattern)],
  };
}
