// Calls of the collection functions, `where` and `any of`: which collection, and what is done with its elements.
// Must not know other calls, nor how a method is written.
import { returned } from "../semantics/collection-results.js";
import {
  callForm,
  type CallForm,
  type CallNode,
  comparesValues,
  elementArgument,
  elementFunction,
} from "../semantics/element-calls.js";
import { startsAs } from "../semantics/infer-reduce.js";
import type { Combination } from "../semantics/model.js";
import { assignable, isSubtype } from "../semantics/assignable.js";
import {
  boolean,
  dynamic,
  integer,
  isDynamic,
  membersOf,
  nullType,
  number,
  same,
  type Type,
  union,
  kindOf,
  widen,
  withoutNull,
} from "../semantics/types.js";
import type * as ast from "../syntax/ast.js";
import { type Callback, callback, elementName } from "./callbacks.js";
import { type Code, code, empty, join, member, runtime } from "./code.js";
import { applied, type Collection, counted, dot, filtered, found, method, nullable } from "./collection-methods.js";
import { defined, emitExpression } from "./expressions.js";
import { contextCode, type FunctionEmitter, type Value } from "./function.js";
import { typeCode } from "./types.js";

function collectionOf(f: FunctionEmitter, node: ast.Expression): Collection {
  const value = emitExpression(f, node);
  const members = membersOf(withoutNull(value.type));
  const elements = members.flatMap((each) => (each.kind === "list" ? [each.element] : []));
  const wanted = elementName(node);
  if (members.length === 0 || elements.length < members.length)
    return { code: defined(value), kind: "unknown", element: dynamic, wanted };
  const isNullable = value.undefinable || membersOf(value.type).some((each) => each.kind === "null");
  return { code: value.code, kind: isNullable ? "nullable" : "list", element: union(...elements), wanted };
}

export function collectionValue(f: FunctionEmitter, node: CallNode): Value {
  const form = callForm(node);
  const [first] = form.args;
  if (!first) throw new Error(`${form.name.text} without a collection has been reported`);
  if (comparesValues(f.module.bindings, form)) return extremeOfValues(f, form);
  const combined = f.module.bindings.combined.get(first);
  if (combined) return combinedValue(f, form, first, combined);
  const argument = elementArgument(form);
  const size = form.name.text === "count" && !argument ? storeSize(f, first) : undefined;
  if (size) return size;
  const collection = collectionOf(f, first);
  if (form.name.text === "reduce" && argument) return reduceValue(f, form, collection, argument);
  const each = argument && elementCallback(f, form.name.text, argument, collection);
  const others = form.args.slice(1).filter((arg) => arg !== argument);
  const values = others.map((arg) => defined(emitExpression(f, arg)));
  return applied(form.name.text, collection, each, values);
}

/** `count(orders)` of a store. */
function storeSize(f: FunctionEmitter, node: ast.Expression): Value | undefined {
  const store = node.kind === "NameExpression" ? f.module.bindings.names.get(node) : undefined;
  if (store?.kind !== "store") return undefined;
  return { code: code`(await ${contextCode(f, "stores")}${member(store.name)}.size())`, type: integer };
}

function elementCallback(
  f: FunctionEmitter,
  name: string,
  argument: ast.Expression,
  { element, wanted }: Collection,
): Callback {
  const parameters = f.module.bindings.elements.get(argument) ?? [];
  const gives = elementFunction(name)?.asks ? "condition" : "value";
  const isOfAll = name === "every";
  return callback(f, argument, { parameters, types: parameters.map(() => element), wanted, gives, isOfAll });
}

/** Columns of one collection combine record by record (10.5); what is counted are those that hold, or are there. */
function combinedValue(
  f: FunctionEmitter,
  { name }: CallForm,
  argument: ast.Expression,
  { collection: records, element }: Combination,
): Value {
  const collection = collectionOf(f, records);
  const type = withoutNull(f.module.types.types.get(argument) ?? dynamic);
  const isFlag = membersOf(type).every((each) => kindOf(each) === "boolean");
  const gives = name.text !== "count" ? "value" : isFlag ? "condition" : "presence";
  const { wanted } = collection;
  const form = { parameters: [element], types: [collection.element], wanted, gives, combines: true } as const;
  return applied(name.text, collection, callback(f, argument, form), []);
}

/** `min(a, b)`: of numbers JavaScript's own. */
function extremeOfValues(f: FunctionEmitter, { name, args }: CallForm): Value {
  const values = args.map((each) => emitExpression(f, each));
  const list = join(values.map(defined), ", ");
  const isLeast = name.text === "min";
  const areNumbers = values.every(
    ({ type, undefinable }) => !undefinable && membersOf(type).every((each) => kindOf(each) === "number"),
  );
  if (areNumbers) return { code: code`Math.${isLeast ? code`min` : code`max`}(${list})`, type: number };
  const type = union(...values.map((each) => withoutNull(each.type)), nullType);
  return { code: code`${runtime(isLeast ? "leastOf" : "greatestOf")}([${list}])`, type: returned(type) };
}

/** `reduce`: what it gathers has the type that infer found, where TypeScript sees that, too. */
function reduceValue(f: FunctionEmitter, form: CallForm, collection: Collection, argument: ast.Expression): Value {
  const [, , start] = form.args;
  const initial = start && emitExpression(f, start);
  const parameters = f.module.bindings.elements.get(argument) ?? [];
  const [gathered] = parameters;
  const inferred = (gathered && f.module.types.variables.get(gathered)) ?? dynamic;
  const withSum = (sum: Type, annotations: readonly Code[]): Callback =>
    callback(f, argument, {
      parameters,
      types: [sum, annotations.length > 1 ? dynamic : collection.element],
      wanted: collection.wanted,
      gives: "value",
      annotations,
    });
  const fits = ({ type, undefinable }: Value): boolean =>
    !isDynamic(inferred) && assignable(undefinable ? union(type, nullType) : type, inferred);
  const isPlain = initial !== undefined && ["number", "string", "boolean"].includes(inferred.kind);
  const isEmpty =
    start !== undefined &&
    initial !== undefined &&
    !isDynamic(inferred) &&
    !fits(initial) &&
    startsAs(start, initial.type, inferred);
  const mayBeTyped = isEmpty || fits(initial ?? { code: empty, type: collection.element });
  const typed = mayBeTyped ? withSum(inferred, isPlain ? [] : [typeCode(f.module, inferred)]) : undefined;
  // Without a start the elements are what is gathered.
  const unknown = initial ? [code`unknown`] : [code`unknown`, code`unknown`];
  if (!typed || !fits(typed.value)) return reduced(collection, withSum(dynamic, unknown), initial, dynamic);
  const said = isEmpty ? code`<${typeCode(f.module, inferred)}>` : narrower(f, inferred, collection.element);
  return reduced(collection, typed, initial, inferred, initial ? said : empty);
}

/** Where the elements are of a wider type than what is gathered, TypeScript would take theirs for both. */
function narrower(f: FunctionEmitter, sum: Type, element: Type): Code {
  const elements = widen(element);
  const isWider = isSubtype(sum, elements) && !isSubtype(elements, sum);
  return isWider || (!same(sum, elements) && assignable(sum, elements)) ? code`<${typeCode(f.module, sum)}>` : empty;
}

function reduced(
  collection: Collection,
  each: Callback,
  initial: Value | undefined,
  sum: Type,
  typeArgument: Code = empty,
): Value {
  const args = join([each.code, ...(initial ? [defined(initial)] : [])], ", ");
  if (collection.kind !== "unknown" && initial && !each.isAsync)
    return nullable(collection, code`${collection.code}${dot(collection)}reduce${typeArgument}(${args})`, sum);
  const call = code`${runtime(each.isAsync ? "reduceItemsAsync" : "reduceItems")}(${collection.code}, ${args})`;
  const type = initial && collection.kind === "list" && each.isAsync ? sum : union(sum, nullType);
  return { code: each.isAsync ? code`(await ${call})` : call, type };
}

/** `c where p`. */
export function filterValue(f: FunctionEmitter, node: ast.Filter): Value {
  const collection = collectionOf(f, node.collection);
  return filtered(collection, elementCallback(f, "filter", node.predicate, collection));
}

/** `any of c where p`: the first that fits; where it is only asked, whether there is one. */
export function anyOfValue(f: FunctionEmitter, node: ast.AnyOf): Value {
  const collection = collectionOf(f, node.collection);
  const isAsked = f.module.types.asked.has(node);
  if (node.predicate) {
    const each = elementCallback(f, isAsked ? "some" : "find", node.predicate, collection);
    if (!isAsked) return found(collection, each);
    const some = method(collection, each, "some", boolean);
    return collection.kind === "list" ? some : { code: code`(${some.code} ?? false)`, type: boolean };
  }
  if (isAsked) return { code: code`(${counted(collection, undefined).code} > 0)`, type: boolean };
  if (collection.kind === "unknown")
    return { code: code`${runtime("findItem")}(${collection.code}, () => true)`, type: dynamic };
  const text = code`${collection.code}${dot(collection)}at(0)`;
  return { code: text, type: union(collection.element, nullType), undefinable: true };
}
