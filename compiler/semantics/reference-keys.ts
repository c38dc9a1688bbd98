// References: variables, the response, and chains of fields of known types, by a key (language.md 5.4, 6.16).
// Must not know what is known of them (narrow does).
import type * as ast from "../syntax/ast.js";
import { type FieldRead, fieldRead } from "./field-reads.js";
import type { Inferrer, Types } from "./infer.js";
import { readsNewRecord, type VariableSymbol } from "./model.js";
import { hasPartly } from "./member-tests.js";
import { dynamic, isDynamic, kindOf, membersOf, shapeOf, type Type, withoutNull } from "./types.js";

/** The key of an expression that TypeScript narrows: a variable, the response, a field chain of known types, or one that is held. */
export function referenceKey(infer: Inferrer, node: ast.Expression): string | undefined {
  switch (node.kind) {
    case "NameExpression": {
      const binding = infer.bindings.names.get(node);
      return binding?.kind === "variable"
        ? ownKey(infer, binding)
        : binding?.kind === "builtin" && binding.name === "response"
          ? responseKey(infer, node)
          : undefined;
    }
    case "Subject": {
      const binding = infer.bindings.subjects.get(node);
      return binding?.kind === "variable" ? ownKey(infer, binding) : binding && responseKey(infer, node);
    }
    case "FieldAccess":
    case "Index":
      return fieldKey(infer, fieldRead(infer.bindings, node));
    case "Call":
      return node.callee.text === "length" ? lengthKey(infer, node.args) : undefined;
    case "MethodCall":
      return node.name.text === "length" ? lengthKey(infer, [node.object, ...node.args]) : undefined;
    default:
      return undefined;
  }
}

// No field: what forgets the answer's forgets these, too.
const ofVariable = "response.{}";

/** The answer itself, or the variable that keeps it for several steps: what is proven of one tells TypeScript nothing of the other. */
function responseKey({ flow, claims }: Inferrer, read: ast.Node): string {
  return !claims && flow.sharedReads.has(read) ? ofVariable : "response";
}

/** Of a field of what the key is of: names may have dots. */
export function keyOfField(key: string, name: string): string {
  return `${key}.${name.replaceAll(".", "\0")}`;
}

/** The names of the fields that a key is made of. */
export function namesOf(key: string): readonly string[] {
  return key.split(".").map((each) => each.replaceAll("\0", "."));
}

/** The key of what the field is read from that the key is of. */
export function keyOfObject(key: string): string | undefined {
  return key.includes(".") && !isResponseKey(key) ? key.slice(0, key.lastIndexOf(".")) : undefined;
}

export function lastName(key: string): string {
  return namesOf(key).at(-1) ?? key;
}

/** The key of the same behind a loop that sends the request of the answer again, where the variable keeps it. */
export function sharedKey({ claims }: Inferrer, key: string): string {
  return claims ? key : key.replace(/^response(?=\.)/, ofVariable);
}

/** Whether it is the key of a response, and not of a field of it. */
export function isResponseKey(key: string): boolean {
  return key === "response" || key === ofVariable;
}

/** Whether it is the key of a variable that the code has as a constant, and not of what a subject stands for. */
export function isConstantKey(key: string): boolean {
  return /^\d+$/.test(key);
}

/** Undefined of a name that is written as a call of a helper: TypeScript concludes nothing from a test of it. */
function ownKey(infer: Inferrer, variable: VariableSymbol): string | undefined {
  const isHidden = infer.places.has(variable) && infer.places.get(variable) === undefined;
  return isHidden ? undefined : variableKey(infer, variable);
}

function fieldKey(infer: Inferrer, read: FieldRead | undefined): string | undefined {
  // A field that objects inherit is read by a helper, which TypeScript does not see through.
  if (!read || read.name.text in Object.prototype) return undefined;
  const object = recordRead(infer, read.object, read.name.text);
  const objectType = infer.types.get(object);
  if (objectType === undefined) return undefined;
  // What is read from a field that may not be there TypeScript does not see through, unless a constant keeps it.
  const isUncertain = readsPart(infer, object) && !infer.heldReads.has(object);
  if (isUndeclared(objectType, read.name.text) || isUncertain) return heldKey(infer, read);
  const base = referenceKey(infer, object);
  return base === undefined ? undefined : keyOfField(base, read.name.text);
}

/** Whether nothing says what the field is: of an unknown value, or of records that may have further fields. */
export function isUndeclared(object: Type, name: string): boolean {
  const isUnsaid = (each: Type): boolean => !(shapeOf(each)?.fields.has(name) ?? name === "length");
  const members = membersOf(withoutNull(object));
  return isDynamic(object) || (members.length > 0 && members.every(isUnsaid));
}

/** Whether it is a field that only some kinds of the records have that it is read from. */
export function isPart(infer: Pick<Inferrer, "bindings"> & Pick<Types, "types">, node: ast.Expression): boolean {
  const read = fieldRead(infer.bindings, node);
  if (!read) return false;
  const type = infer.types.get(recordRead(infer, read.object, read.name.text)) ?? dynamic;
  return !isDynamic(type) && hasPartly(membersOf(withoutNull(type)), read.name.text);
}

/** The same, or read from one. */
export function readsPart(infer: Inferrer, node: ast.Expression): boolean {
  const read = fieldRead(infer.bindings, node);
  return (
    read !== undefined && (isPart(infer, node) || readsPart(infer, recordRead(infer, read.object, read.name.text)))
  );
}

/** The key of a field of what TypeScript does not see through, which is kept in a constant. */
function heldKey(infer: Inferrer, read: FieldRead): string | undefined {
  const { holders } = infer.held;
  const key = holders.size === 0 ? undefined : pathKey(infer, read);
  return key !== undefined && holders.has(key) ? key : undefined;
}

/** The key of a field, whatever is known of what it is read from. */
export function pathKey(infer: Inferrer, { object, name }: FieldRead): string | undefined {
  if (name.text in Object.prototype) return undefined;
  const record = recordRead(infer, object, name.text);
  const read = fieldRead(infer.bindings, record);
  const base = read ? pathKey(infer, read) : referenceKey(infer, record);
  return base === undefined ? undefined : keyOfField(base, name.text);
}

/** `length(x)` of what surely is a list or a text is `x.length`. */
function lengthKey(infer: Inferrer, [value, ...others]: readonly ast.Expression[]): string | undefined {
  const type = value && others.length === 0 ? infer.types.get(value) : undefined;
  const isLengthy = type?.kind === "list" || (type !== undefined && kindOf(type) === "string");
  const key = value && isLengthy ? referenceKey(infer, value) : undefined;
  return key === undefined ? undefined : `${key}.length`;
}

/** Whether it is another name of what has a name: its own type is what has been found of that. */
export function isOtherName({ bindings, places }: Inferrer, node: ast.Expression): boolean {
  const binding =
    node.kind === "Subject"
      ? bindings.subjects.get(node)
      : node.kind === "NameExpression"
        ? bindings.names.get(node)
        : undefined;
  return binding?.kind === "variable" && places.get(binding) !== undefined;
}

/** Makes a variable another name of what an expression refers to, since it is written as that expression. */
export function standFor(
  infer: Inferrer,
  variable: VariableSymbol | undefined,
  node: ast.Expression | undefined,
): void {
  const key = node && referenceKey(infer, node);
  if (variable === undefined) return;
  if (key === undefined) infer.places.delete(variable);
  else infer.places.set(variable, key);
}

/** The variable that a `map` rebound (6.16), if the expression is its name or the subject that follows it. */
export function mappedVariable(infer: Pick<Inferrer, "bindings">, node: ast.Expression): VariableSymbol | undefined {
  const binding =
    node.kind === "NameExpression"
      ? infer.bindings.names.get(node)
      : node.kind === "Subject"
        ? infer.bindings.subjects.get(node)
        : undefined;
  return binding?.kind === "variable" && binding.from ? binding : undefined;
}

/** The expression whose `name` is read by `object.name`: that of a record that was mapped, where the map does not write it (6.16). */
export function recordRead(infer: Pick<Inferrer, "bindings">, object: ast.Expression, name: string): ast.Expression {
  const mapped = mappedVariable(infer, object);
  if (mapped === undefined || readsNewRecord(mapped, name)) return object;
  const { node } = mapped;
  const source = node.kind === "MapStep" ? node.source : node.kind === "Apply" ? node.value : undefined;
  return source === undefined ? object : recordRead(infer, source, name);
}

export function variableKey(infer: Inferrer, variable: VariableSymbol): string {
  const known = infer.places.get(variable) ?? infer.keys.get(variable);
  if (known !== undefined) return known;
  const key = `${variable.origin === "subject" ? "subject" : ""}${infer.keys.size}`;
  infer.keys.set(variable, key);
  return key;
}
