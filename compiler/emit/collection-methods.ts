// The collection functions as code: a list's own methods where it is known to be one, the runtime's functions where it is
// not, and their async twins where the element argument awaits. Must not know how a call is written in the mission.
import { flattened as flattenedType, returned } from "../semantics/collection-results.js";
import {
  boolean,
  dictionary,
  dynamic,
  integer,
  isDynamic,
  list,
  mayBeNull,
  membersOf,
  nullType,
  number,
  type Type,
  union,
  withoutNull,
} from "../semantics/types.js";
import type { Callback } from "./callbacks.js";
import { type Code, code, join, runtime } from "./code.js";
import { emittedType, type Value } from "./function.js";
import type { RuntimeSymbol } from "./runtime-symbols.js";

/** A list that TypeScript knows, one that may be null, or a value of which nothing is known. */
export interface Collection {
  readonly code: Code;
  readonly kind: "list" | "nullable" | "unknown";
  readonly element: Type;
  /** What an element is called. */
  readonly wanted: string;
}

/** The call for a collection and what is done with its elements. */
export function applied(
  name: string,
  collection: Collection,
  each: Callback | undefined,
  others: readonly Code[],
): Value {
  const { element } = collection;
  switch (name) {
    case "map":
      return mapped(collection, present(name, each));
    case "filter":
      return filtered(collection, present(name, each));
    case "find":
      return found(collection, present(name, each));
    case "findIndex":
      return method(collection, present(name, each), "findIndex", integer);
    case "some":
    case "every":
      return method(collection, present(name, each), name, boolean);
    case "count":
      return counted(collection, each);
    case "sort":
    case "sortBy":
      return sorted(collection, each, others);
    case "groupBy":
      return helped(collection, each, [], "groupItems", dictionary(list(element)));
    case "unique":
      return helped(collection, each, [], "uniqueItems", list(element));
    case "flatten":
      return flattened(collection, each);
    case "sum":
      return total(collection, each, "sumOf", () => number);
    case "avg":
      return total(collection, each, "averageOf", () => union(number, nullType));
    case "min":
      return total(collection, each, "leastOf", extreme);
    default:
      return total(collection, each, "greatestOf", extreme);
  }
}

function present(name: string, each: Callback | undefined): Callback {
  if (each) return each;
  throw new Error(`${name} without an element argument has been reported`);
}

/** `.` or `?.`. */
export function dot({ kind }: Collection): Code {
  return kind === "nullable" ? code`?.` : code`.`;
}

/** A call by `dot`: undefined where the list is null. */
export function nullable({ kind }: Collection, text: Code, type: Type): Value {
  return kind === "nullable" ? { code: text, type: union(type, nullType), undefinable: true } : { code: text, type };
}

/** The runtime's function, or its async twin; of an unknown value or null the result may be null. */
function helped(
  collection: Collection,
  each: Callback | undefined,
  others: readonly Code[],
  name: keyof typeof twins,
  type: Type,
): Value {
  const symbol = each?.isAsync ? twins[name] : name;
  const call = code`${runtime(symbol)}(${join([collection.code, ...(each ? [each.code] : []), ...others], ", ")})`;
  const result = collection.kind === "list" ? type : union(type, nullType);
  return { code: each?.isAsync ? code`(await ${call})` : call, type: result };
}

const twins = {
  mapItems: "mapItemsAsync",
  filterItems: "filterItemsAsync",
  findItem: "findItemAsync",
  findItemIndex: "findItemIndexAsync",
  someItem: "someItemAsync",
  everyItem: "everyItemAsync",
  countItems: "countItemsAsync",
  groupItems: "groupItemsAsync",
  uniqueItems: "uniqueItemsAsync",
  sortItems: "sortItems",
  sortItemsBy: "sortItemsByAsync",
  sortItemsWith: "sortItemsWithAsync",
} as const satisfies Partial<Record<RuntimeSymbol, RuntimeSymbol>>;

const methods = {
  map: [code`map`, "mapItems"],
  filter: [code`filter`, "filterItems"],
  findIndex: [code`findIndex`, "findItemIndex"],
  some: [code`some`, "someItem"],
  every: [code`every`, "everyItem"],
} as const;

/** A method of lists that TypeScript types as the language does. */
export function method(collection: Collection, each: Callback, name: keyof typeof methods, type: Type): Value {
  const [own, helper] = methods[name];
  if (collection.kind === "unknown" || each.isAsync) return helped(collection, each, [], helper, type);
  return nullable(collection, code`${collection.code}${dot(collection)}${own}(${each.code})`, type);
}

function mapped(collection: Collection, each: Callback): Value {
  return method(collection, each, "map", list(givenBy(each)));
}

/** The type of what the callback returns. */
function givenBy({ value }: Callback): Type {
  return returned(emittedType(value));
}

export function filtered(collection: Collection, each: Callback): Value {
  const type = list(each.selects ?? collection.element);
  if (!selectsOfAny(collection, each)) return method(collection, each, "filter", type);
  const kept = helped(collection, each, [], "filterItems", type);
  return collection.kind === "list" ? { code: code`(${kept.code} ?? [])`, type } : kept;
}

/** To TypeScript elements of unknown shape may be JSON, of which an interface is no part: a method would select none. */
function selectsOfAny(collection: Collection, each: Callback): boolean {
  return each.selects !== undefined && isDynamic(collection.element);
}

export function found(collection: Collection, each: Callback): Value {
  const type = union(each.selects ?? collection.element, nullType);
  if (collection.kind === "unknown" || each.isAsync || selectsOfAny(collection, each))
    return { ...helped(collection, each, [], "findItem", type), type };
  return { code: code`${collection.code}${dot(collection)}find(${each.code})`, type, undefinable: true };
}

/** Null has no elements. */
export function counted(collection: Collection, each: Callback | undefined): Value {
  if (collection.kind === "unknown" || each?.isAsync)
    return { ...helped(collection, each, [], "countItems", integer), type: integer };
  const kept = each ? code`${collection.code}${dot(collection)}filter(${each.code})` : collection.code;
  const isNullable = collection.kind === "nullable";
  const length = code`${kept}${isNullable && !each ? code`?.` : code`.`}length`;
  return { code: isNullable ? code`(${length} ?? 0)` : length, type: integer };
}

function sorted(collection: Collection, each: Callback | undefined, others: readonly Code[]): Value {
  const name = each === undefined ? "sortItems" : each.parameters > 1 ? "sortItemsWith" : "sortItemsBy";
  return helped(collection, each, others, name, list(collection.element));
}

function flattened(collection: Collection, each: Callback | undefined): Value {
  const inner = each ? givenBy(each) : collection.element;
  const isListOfLists = inner.kind === "list";
  if (collection.kind !== "unknown" && isListOfLists && !each?.isAsync) {
    return nullable(collection, code`${collection.code}${dot(collection)}${flatCode(each)}`, list(inner.element));
  }
  const { items, callback } = itemsOf(collection, each);
  const text = code`${runtime("flattenItems")}(${join([items.code, ...callback], ", ")})`;
  const isTyped =
    items.kind === "list" && !isDynamic(inner) && membersOf(withoutNull(inner)).every(({ kind }) => kind === "list");
  const type = isTyped ? list(flattenedType(inner)) : list(dynamic);
  return { code: text, type: items.kind === "list" ? type : union(type, nullType) };
}

/** TypeScript takes no callback of `flatMap` that gives a list of one type or of another, however deep it chooses. */
function flatCode(each: Callback | undefined): Code {
  if (!each) return code`flat()`;
  return each.reads ? code`flatMap(${each.code})` : code`map(${each.code}).flat()`;
}

/** What the elements give, as a list of their own; the callback apart where only the runtime can tell that it is one. */
function itemsOf(
  collection: Collection,
  each: Callback | undefined,
): { readonly items: Collection; readonly callback: readonly Code[] } {
  if (!each) return { items: collection, callback: [] };
  if (collection.kind === "unknown" && !each.isAsync) return { items: collection, callback: [each.code] };
  const values = mapped(collection, each);
  const kind = values.type.kind === "list" && !values.undefinable ? "list" : "nullable";
  return { items: { ...collection, code: values.code, element: givenBy(each), kind }, callback: [] };
}

function total(
  collection: Collection,
  each: Callback | undefined,
  name: "sumOf" | "averageOf" | "leastOf" | "greatestOf",
  type: (items: Type | undefined) => Type,
): Value {
  const { items, callback } = itemsOf(collection, each);
  const isKnown = items.kind !== "unknown" && callback.length === 0;
  const text = code`${runtime(name)}(${join([items.code, ...callback], ", ")})`;
  return { code: text, type: type(isKnown ? items.element : undefined) };
}

/** The type of the least or greatest of elements. */
function extreme(items: Type | undefined): Type {
  if (items === undefined || isDynamic(items)) return dynamic;
  return mayBeNull(items) ? returned(items) : union(returned(items), nullType);
}
