// RQ5030: records that are all stored under one key, as its text most likely meant a field (language.md 6.19).
// Must not know which values are keys (infer-keys).
import type * as ast from "../../syntax/ast.js";
import { walk } from "../../syntax/walk.js";
import type { Analysis } from "../analysis.js";
import { optionOf, pagedAnswer } from "../paging.js";
import { dynamic, fieldNames, isDynamic, membersOf, type Type, withoutNull } from "../types.js";
import type { Rule } from "./index.js";

export const keys: Rule = (analysis, reporter) => {
  const check = (step: ast.StoreStep, inLoop: boolean): void => {
    const key = optionOf(step, "key")?.value;
    if (key?.kind !== "String") return;
    const isList = isSeveral(analysis, step);
    const isMeant = mayBeField(key.value, analysis, step, isList, inLoop);
    const isOfEach = isMeant && (isId(key.value) || (inLoop && comesFromLoop(analysis, step.value)));
    if (!isList && !isOfEach) return;
    const text = isMeant && /^[A-Za-z_]\w*$/.test(key.value) ? `.${key.value}` : undefined;
    const fix =
      text === undefined ? undefined : { title: `replace with \`${text}\``, span: key.span, text, safe: false };
    reporter.report("RQ5030", key.span, { key: key.value, field: text, isList }, fix ? { fix } : {});
  };
  for (const { node } of analysis.mission.actions.values()) {
    let loops = 0;
    const enter = { For: () => void loops++, StoreStep: (step: ast.StoreStep) => check(step, loops > 0) };
    walk(node, { enter, leave: { For: () => void loops-- } });
  }
};

/** Whether it surely stores records of a list, of a store, or of pages. */
function isSeveral({ claims, bindings, flow, paged }: Analysis, step: ast.StoreStep): boolean {
  const { value } = step;
  if (value.kind === "List") return value.items.length > 1;
  if (value.kind === "NameExpression" && bindings.names.get(value)?.kind === "store") return true;
  if (pagedAnswer({ bindings, flow, paged }, value)) return true;
  if ([...paged.values()].some((each) => each.taker === step)) return true;
  const members = membersOf(withoutNull(claims.types.get(value) ?? dynamic));
  return members.length > 0 && members.every((each) => each.kind === "list");
}

function recordType({ claims }: Analysis, value: ast.Expression): Type {
  const members = membersOf(withoutNull(claims.types.get(value) ?? dynamic));
  const [only] = members;
  return only?.kind === "list" && members.length === 1 ? only.element : (claims.types.get(value) ?? dynamic);
}

/** Whether the text can name a field of the record; of a record of unknown shape, where it is surely no name of one. */
function mayBeField(
  name: string,
  analysis: Analysis,
  { value }: ast.StoreStep,
  isList: boolean,
  inLoop: boolean,
): boolean {
  if (value.kind === "Object") return inLoop && writesId(name, value);
  const type = recordType(analysis, value);
  return isDynamic(type) ? isList || isId(name) : fieldNames(type).includes(name);
}

/** Nothing is called `id`, `device_id` or `InvoiceID` but what has the key of something. */
function isId(name: string): boolean {
  return /(?:^|_)(?:id|Id|ID)$|[a-z](?:Id|ID)$/.test(name);
}

/** A record that is written out has its key as `id`; any other text may be the name of what is counted or kept. */
function writesId(name: string, { properties }: ast.ObjectLiteral): boolean {
  return name === "id" && properties.some((each) => each.kind === "Property" && each.name.text === name);
}

/** The record of a turn, a part of it, or what a `map` or `apply` has made of it: another one each time. */
function comesFromLoop({ bindings, flow }: Analysis, value: ast.Expression): boolean {
  const root = rootOfValue(value);
  if (!root) return false;
  const binding = root.kind === "Subject" ? bindings.subjects.get(root) : bindings.names.get(root);
  if (binding?.kind === "variable") return ["For", "MapStep", "Apply"].includes(binding.node.kind);
  const definitions = [...(flow.reads.get(root) ?? [])];
  return definitions.length > 0 && definitions.every((each) => each !== "start" && isMade(each));
}

function rootOfValue(value: ast.Expression): ast.Subject | ast.NameExpression | undefined {
  if (value.kind === "NameExpression" || value.kind === "Subject") return value;
  return value.kind === "FieldAccess" || value.kind === "Index" ? rootOfValue(value.object) : undefined;
}

function isMade({ kind }: ast.Node): boolean {
  return kind === "MapStep" || kind === "Apply";
}
