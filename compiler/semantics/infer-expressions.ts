// The static type of every expression, and the mistakes that types show (language.md 5.4, 10).
// Must not know steps, nor how an expression is emitted.
import type * as ast from "../syntax/ast.js";
import { arity, functionEntry, functionNames, isLaterFunction } from "./functions.js";
import type { Inferrer } from "./infer.js";
import { inferBinary } from "./infer-operators.js";
import type { Builtin, SubjectBinding } from "./model.js";
import { type Facts, narrowBy, patternType, recordRead, referenceKey, unmatchedType, withFact } from "./narrow.js";
import {
  boolean,
  describe,
  duration,
  dynamic,
  errorType,
  type Field,
  fieldNames,
  fieldType,
  integer,
  isDynamic,
  list,
  literal,
  mayBeNull,
  membersOf,
  never,
  nullType,
  number,
  overlaps,
  shape,
  shapeOf,
  string,
  type Type,
  union,
  widen,
  withoutNull,
} from "./types.js";
import { candidates, nearestDetails, reportUnknown } from "./unknown.js";

export function inferExpression(infer: Inferrer, node: ast.Expression, facts: Facts): Type {
  const type = typeOf(infer, node, facts);
  infer.types.set(node, type);
  const narrowed = facts.get(referenceKey(infer, node) ?? "");
  if (narrowed) infer.types.set(node, narrowed);
  return narrowed ?? type;
}

function typeOf(infer: Inferrer, node: ast.Expression, facts: Facts): Type {
  switch (node.kind) {
    case "String":
      return literal(node.value);
    case "Template":
      for (const part of node.parts) if (part.kind === "Interpolation") inferExpression(infer, part.value, facts);
      return string;
    case "Number":
      return literal(node.value);
    case "Duration":
      return duration;
    case "Boolean":
      return literal(node.value);
    case "Null":
      return nullType;
    case "NameExpression":
      return nameType(infer, node);
    case "Subject":
      return subjectType(infer, node);
    case "FieldAccess":
      return fieldAccess(infer, node, facts);
    case "Index":
      return indexType(infer, node, facts);
    case "Call":
      return callType(infer, node.callee, node.args, facts, node.span);
    case "MethodCall":
      return callType(infer, node.name, [node.object, ...node.args], facts, node.span);
    case "Unary": {
      const operand = inferExpression(infer, node.operand, facts);
      if (node.operator === "not") return boolean;
      if (!overlaps(operand, number))
        infer.reporter.report("RQ3008", node.operand.span, {
          operator: "-",
          expected: "a number",
          found: describe(operand),
        });
      return operand.kind === "literal" && typeof operand.value === "number" ? literal(-operand.value) : number;
    }
    case "Binary":
      return inferBinary(infer, node, facts);
    case "Is":
      inferExpression(infer, node.value, facts);
      return boolean;
    case "Conditional": {
      inferExpression(infer, node.test, facts);
      const then = inferExpression(infer, node.then, narrowBy(infer, node.test, true, facts));
      return union(then, inferExpression(infer, node.else, narrowBy(infer, node.test, false, facts)));
    }
    case "Try":
      return union(...node.attempts.map((each) => withoutNull(inferExpression(infer, each, facts))), nullType);
    case "MatchExpression":
      return matchType(infer, node, facts);
    case "Object":
      return objectType(infer, node, facts);
    case "List":
      return list(union(...node.items.map((each) => itemType(infer, each, facts))));
    case "Pipe":
    case "Filter":
    case "AnyOf":
    case "Lambda":
      infer.unsupported(node);
      return errorType;
  }
}

function nameType(infer: Inferrer, node: ast.NameExpression): Type {
  const binding = infer.bindings.names.get(node);
  switch (binding?.kind) {
    case "variable":
      return infer.variables.get(binding) ?? dynamic;
    case "store":
      return list(infer.storeType(binding));
    case "env":
      return string;
    case "builtin":
      return builtinType(infer, node, binding.name);
    case "unknown":
      reportUnknownName(infer, node, binding.candidates, binding.subject);
      return errorType;
    case undefined:
      return errorType;
  }
}

function builtinType(infer: Inferrer, node: ast.NameExpression, name: Builtin): Type {
  switch (name) {
    case "response":
      return infer.responseType(node);
    case "request":
    case "currentRequest":
      return dynamic;
    case "currentOperation":
      return nullType; // only `call` sets it
    case "webhook":
    case "lastSync":
    case "item":
    case "hasMore":
      infer.reporter.report("RQ4001", node.span, { what: `\`${name}\`` });
      return errorType;
  }
}

/** With the nearest name, or `.name` where the record at hand has, or may have, that field. */
function reportUnknownName(
  infer: Inferrer,
  { name, span }: ast.NameExpression,
  known: readonly string[],
  subject: SubjectBinding | undefined,
): void {
  const among = candidates(known);
  const near = nearestDetails(name, span, among);
  const record = subject?.kind === "variable" ? (infer.variables.get(subject) ?? dynamic) : dynamic;
  const mayHave = subject !== undefined && isDynamic(record) && near.fix === undefined;
  const has = !isDynamic(record) && fieldType(record, name) !== undefined;
  if (!has && !mayHave) return reportUnknown(infer.reporter, "name", { text: name, span }, among);
  const fix = has ? { fix: { title: `replace with \`.${name}\``, span, text: `.${name}` } } : {};
  infer.reporter.report("RQ2007", span, { name, known, of: name }, fix);
}

function subjectType(infer: Inferrer, node: ast.Subject): Type {
  const binding = infer.bindings.subjects.get(node);
  if (binding?.kind === "variable") return infer.variables.get(binding) ?? dynamic;
  return infer.responseType(node);
}

function fieldAccess(infer: Inferrer, node: ast.FieldAccess, facts: Facts): Type {
  const object = inferExpression(infer, node.object, facts);
  const name = node.name.text;
  const store = node.object.kind === "NameExpression" ? infer.bindings.names.get(node.object) : undefined;
  if (store?.kind === "store") return name === "length" ? integer : storeFields(infer, node, infer.storeType(store));
  const read = recordRead(infer, node.object, name);
  // What was mapped has the type that it had where the map stands.
  return fieldOf(infer, read === node.object ? object : (infer.types.get(read) ?? dynamic), node.name);
}

/** `.f` of a store is the list of its records' `f`, nulls left out (10.5). */
function storeFields(infer: Inferrer, node: ast.FieldAccess, record: Type): Type {
  return list(withoutNull(fieldOf(infer, record, node.name)));
}

function fieldOf(infer: Inferrer, object: Type, name: ast.Name): Type {
  if (name.text === "_partial") return boolean;
  const value = withoutNull(object);
  if (name.text === "length" && !isDynamic(object) && membersOf(value).some((each) => isTextOrList(each)))
    return mayBeNull(object) ? union(integer, nullType) : integer;
  const field = fieldType(object, name.text);
  if (field) return field.type;
  if (object.kind === "null" || object.kind === "never") return object.kind === "null" ? nullType : dynamic;
  if (membersOf(value).every((each) => each.kind === "list"))
    infer.reporter.report("RQ3009", name.span, { name: name.text, type: describe(object) });
  else
    infer.reporter.report(
      "RQ3001",
      name.span,
      { name: name.text, type: describe(value), known: fieldNames(value) },
      nearestDetails(name.text, name.span, candidates(fieldNames(value))),
    );
  return errorType;
}

function isTextOrList(type: Type): boolean {
  return type.kind === "list" || type.kind === "string" || (type.kind === "literal" && typeof type.value === "string");
}

function indexType(infer: Inferrer, node: ast.Index, facts: Facts): Type {
  const object = inferExpression(infer, node.object, facts);
  const index = inferExpression(infer, node.index, facts);
  const store = node.object.kind === "NameExpression" ? infer.bindings.names.get(node.object) : undefined;
  if (store?.kind === "store") {
    if (membersOf(index).some((each) => each.kind === "list" || shapeOf(each)))
      infer.reporter.report("RQ3007", node.index.span, {
        where: "a store's key",
        expected: "string, number or boolean",
        found: describe(index),
      });
    return union(infer.storeType(store), nullType);
  }
  if (isDynamic(object)) return dynamic;
  return union(...membersOf(withoutNull(object)).map((each) => memberAt(each, index)), nullType);
}

function memberAt(type: Type, index: Type): Type {
  if (type.kind === "list") return type.element;
  if (index.kind === "literal" && typeof index.value === "string") return fieldType(type, index.value)?.type ?? dynamic;
  return dynamic;
}

function callType(
  infer: Inferrer,
  name: ast.Name,
  args: readonly ast.Expression[],
  facts: Facts,
  span: ast.Name["span"],
): Type {
  const entry = functionEntry(name.text);
  // The lambda of a function that is reported itself needs no second word.
  const typed = entry ? args : args.filter((each) => each.kind !== "Lambda");
  const types = typed.map((each) => inferExpression(infer, each, facts));
  if (!entry) {
    if (infer.mission.functions.has(name.text)) return errorType; // its declaration is reported as not supported yet
    if (isLaterFunction(name.text))
      infer.reporter.report("RQ4001", name.span, { what: `the function \`${name.text}\`` });
    else
      reportUnknown(
        infer.reporter,
        "function",
        name,
        candidates([...functionNames, ...infer.mission.functions.keys()]),
      );
    return errorType;
  }
  const { least, most } = arity(entry);
  if (args.length < least || args.length > most) {
    infer.reporter.report("RQ3002", span, { name: name.text, least, most, found: args.length });
    return errorType;
  }
  args.forEach((arg, at) => {
    const [parameter, expected] = entry.parameters[Math.min(at, entry.parameters.length - 1)] ?? ["", dynamic];
    const found = types[at] ?? dynamic;
    if (!overlaps(withoutNull(found), expected) && found.kind !== "null") {
      infer.reporter.report("RQ3003", arg.span, {
        name: name.text,
        parameter: parameter.replace(/[?.]/g, ""),
        expected: describe(expected),
        found: describe(found),
      });
    }
  });
  if (name.text === "env" && args[0] && args[0].kind !== "String")
    infer.reporter.report("RQ3003", args[0].span, {
      name: "env",
      parameter: "name",
      expected: "a literal name",
      found: describe(types[0] ?? dynamic),
    });
  return entry.result(types);
}

function matchType(infer: Inferrer, node: ast.MatchExpression, facts: Facts): Type {
  const key = node.subject ? referenceKeyAfter(infer, node.subject, facts) : undefined;
  let rest = node.subject ? (infer.types.get(node.subject) ?? dynamic) : dynamic;
  let around = facts;
  const results: Type[] = [];
  for (const arm of node.arms) {
    if (arm.kind === "ConditionValueArm") {
      if (arm.condition) inferExpression(infer, arm.condition, around);
      results.push(
        inferExpression(infer, arm.value, arm.condition ? narrowBy(infer, arm.condition, true, around) : around),
      );
      if (arm.condition) around = narrowBy(infer, arm.condition, false, around);
      continue;
    }
    const inside = withFact(around, key, patternType(infer, arm.pattern, rest));
    if (arm.guard) inferExpression(infer, arm.guard, inside);
    results.push(inferExpression(infer, arm.value, arm.guard ? narrowBy(infer, arm.guard, true, inside) : inside));
    if (!arm.guard) rest = unmatchedType(infer, arm.pattern, rest);
    around = withFact(around, key, rest);
  }
  return union(...results);
}

function referenceKeyAfter(infer: Inferrer, node: ast.Expression, facts: Facts): string | undefined {
  inferExpression(infer, node, facts);
  return referenceKey(infer, node);
}

function itemType(infer: Inferrer, node: ast.Expression | ast.Spread, facts: Facts): Type {
  if (node.kind !== "Spread") return inferExpression(infer, node, facts);
  const type = inferExpression(infer, node.value, facts);
  return isDynamic(type)
    ? dynamic
    : union(
        ...membersOf(type).map((each) =>
          each.kind === "list" ? each.element : each.kind === "null" ? never : dynamic,
        ),
      );
}

/** The shape of an object literal; spreading what is not known makes it open. */
export function objectType(infer: Inferrer, node: ast.ObjectLiteral, facts: Facts): Type {
  const fields = new Map<string, Field>();
  let open = false;
  for (const each of node.properties) {
    if (each.kind === "Property") {
      fields.set(each.name.text, { type: widen(inferExpression(infer, each.value, facts)), optional: false });
      continue;
    }
    const spread = inferExpression(infer, each.value, facts);
    const source = shapeOf(spread);
    if (!source) open = true;
    else {
      open ||= source.open;
      for (const [name, field] of source.fields) fields.set(name, field);
    }
  }
  return open ? { kind: "object", fields, open: true } : shape(fields);
}
