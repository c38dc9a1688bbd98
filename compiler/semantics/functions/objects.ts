// The functions of objects (language.md 10.6), one entry each.
// Must not know how a call is checked or emitted.
import type { FunctionEntry } from "./entry.js";
import { entryOf, listOfMembers, merged, omitted, picked } from "./shapes.js";

export const objectFunctions: readonly FunctionEntry[] = [
  {
    signature: "keys(object: object): string[]",
    doc: "The names of the fields, in their order.",
    example: "keys({ b: 1, a: 2 })",
    gives: '["b", "a"]',
  },
  {
    signature: "values(object: object): any[]",
    doc: "The values of the fields, in their order.",
    example: "values({ b: 1, a: 2 })",
    gives: "[1, 2]",
    runtime: "valuesOf",
    result: ([object]) => listOfMembers(object, (member) => member),
  },
  {
    signature: "entries(object: object): { key: string, value: any }[]",
    doc: "The fields in their order, each as an object of its `key` and its `value`.",
    example: "entries({ b: 1 })",
    gives: '[{ "key": "b", "value": 1 }]',
    runtime: "entriesOf",
    result: ([object]) => listOfMembers(object, entryOf),
  },
  {
    signature: "hasKey(object: object, key: string): boolean",
    doc: "Whether the object has a field of this name that is not null: missing and null are one.",
    example: 'hasKey({ id: 1 }, "id")',
    gives: "true",
  },
  {
    signature: "pick(object: object, ...keys: string | string[]): object",
    doc: "The object with only these fields; those that it lacks are left out.",
    example: 'pick({ id: 1, name: "Ada", age: 36 }, "id", "name")',
    gives: '{ "id": 1, "name": "Ada" }',
    runtime: "pickFields",
    result: picked,
  },
  {
    signature: "omit(object: object, ...keys: string | string[]): object",
    doc: "The object without these fields.",
    example: 'omit({ id: 1, name: "Ada", age: 36 }, "age")',
    gives: '{ "id": 1, "name": "Ada" }',
    runtime: "omitFields",
    result: omitted,
  },
  {
    signature: "merge(first: object, ...others: object): object",
    doc: "One object with the fields of all; of fields with one name the last counts, as a whole. Null adds nothing.",
    example: "merge({ a: 1, b: 2 }, { b: 3 })",
    gives: '{ "a": 1, "b": 3 }',
    runtime: "mergeObjects",
    result: merged,
  },
];
