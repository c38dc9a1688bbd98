// RQ3022: keys of stored and queued records that are none: null, a list or an object (language.md 4.1, 5.4).
// Must not know where records are kept.
import type * as ast from "../syntax/ast.js";
import { declarationOf } from "./declared.js";
import { callForm } from "./element-calls.js";
import { describe } from "./describe.js";
import type { Inferrer } from "./infer.js";
import { readText } from "./field-reads.js";
import type { VariableSymbol } from "./model.js";
import { type Facts, withFact } from "./narrow.js";
import { referenceKey, variableKey } from "./reference-keys.js";
import {
  anyObject,
  fieldType,
  isDynamic,
  mayBeNull,
  membersOf,
  nullType,
  shapeOf,
  type Type,
  withoutNull,
} from "./types.js";

/** What may be null is a mistake, as a record without its key would end the run; a value of unknown shape is not. */
export function checkKey(infer: Inferrer, { options, ...step }: ast.StoreStep | ast.Queue): void {
  const key = options?.entries.find((each) => each.name.text === "key")?.value;
  if (!key && step.kind === "StoreStep") checkOwnKey(infer, step.value);
  const type = key?.kind === "Object" ? anyObject : key && infer.types.get(key);
  if (!key || !type) return;
  checkKeyType(infer, key, type, step.kind === "StoreStep" && mayBeFiltered(infer, step.value));
}

/** Without `key:` it is the `id` of the record; one of null is generated. */
function checkOwnKey(infer: Inferrer, value: ast.Expression): void {
  const records = membersOf(elementsOf(infer.types.get(value) ?? nullType));
  const ids = records.map((each) => fieldType(each, "id")?.type ?? nullType);
  const isWrong = (id: Type): boolean =>
    !isDynamic(id) &&
    id.kind !== "null" &&
    membersOf(withoutNull(id)).every(isNoKey) &&
    withoutNull(id).kind !== "never";
  const found = ids.find(isWrong);
  if (!found || !ids.every(isWrong)) return;
  const written =
    value.kind === "Object"
      ? value.properties.find((each) => each.kind === "Property" && each.name.text === "id")
      : undefined;
  const node = written?.kind === "Property" ? written.value : value;
  infer.reporter.report(
    "RQ3022",
    node.span,
    { found: describe(found), mayBeNull: false, read: undefined },
    { related: declarationOf(infer.types, node) },
  );
}

function elementsOf(type: Type): Type {
  return type.kind === "list" ? type.element : type;
}

/** `maybePresent`: a null in its type may have been left out before. */
export function checkKeyType(infer: Inferrer, key: ast.Expression, type: Type, maybePresent = false): void {
  if (isDynamic(type)) return;
  const wrong = membersOf(type).filter(isNoKey);
  const isNullable = wrong.every((each) => each.kind === "null") && membersOf(type).length > 1;
  if (wrong.length === 0 || (isNullable && maybePresent)) return;
  if (isNullable && isNullOfUnknown(infer, key)) return;
  const facts = { found: describe(type), mayBeNull: isNullable, read: readText(key) };
  infer.reporter.report("RQ3022", key.span, facts, { related: declarationOf(infer.types, key) });
}

/** Whether it is null only where something of unknown shape is: functions give null for null. */
function isNullOfUnknown(infer: Inferrer, node: ast.Expression): boolean {
  const binding = node.kind === "NameExpression" ? infer.bindings.names.get(node) : undefined;
  if (binding?.kind === "variable") return binding.node.kind === "Let" && isNullOfUnknown(infer, binding.node.value);
  if (node.kind !== "Call" && node.kind !== "MethodCall" && node.kind !== "Pipe") return false;
  const unsure = callForm(node).args.filter((each) => mayBeNull(infer.types.get(each) ?? nullType));
  return unsure.length > 0 && unsure.every((each) => isUnknown(infer, each) || isNullOfUnknown(infer, each));
}

function isUnknown(infer: Inferrer, node: ast.Expression): boolean {
  return isDynamic(infer.types.get(node) ?? nullType);
}

function isNoKey(type: Type): boolean {
  return type.kind === "null" || type.kind === "list" || shapeOf(type) !== undefined;
}

/** What a filter has left out of a list is not in the type of its elements. */
function mayBeFiltered(infer: Inferrer, value: ast.Expression): boolean {
  const isList = membersOf(infer.types.get(value) ?? anyObject).some((each) => each.kind === "list");
  return isList && value.kind !== "FieldAccess";
}

/** The facts about a record of its own name, as those about the record whose key is read. */
export function keyFacts(
  infer: Inferrer,
  value: ast.Expression,
  record: VariableSymbol | undefined,
  facts: Facts,
): Facts {
  const key = referenceKey(infer, value);
  const type = infer.types.get(value);
  const isRecord = type !== undefined && !isDynamic(type) && membersOf(type).every((each) => shapeOf(each));
  if (!record || key === undefined || !isRecord) return facts;
  const prefix = `${key}.`;
  const own = [...facts].filter(([name]) => name.startsWith(prefix));
  return own.reduce(
    (all, [name, found]) => withFact(all, `${variableKey(infer, record)}.${name.slice(prefix.length)}`, found),
    facts,
  );
}
