// Hands out identifiers: JavaScript words, globals, imports and fixed exports are never given to a mission's names.
// Must not know where an identifier is used.
import type { Identifier } from "./code.js";
import { runtimeSymbols } from "./runtime-symbols.js";

/** ECMAScript reserved words, strict and contextual ones, and what modules forbid. */
const words = (
  "arguments as async await break case catch class const continue debugger default delete do else enum eval export extends false finally for from function get if " +
  "implements import in instanceof interface let new null of package private protected public return satisfies set static super switch this throw true try type " +
  "typeof undefined using var void while with yield any unknown never string number boolean object symbol bigint keyof readonly is infer declare abstract module namespace"
).split(" ");

/** Globals that generated modules use. */
const globals = [
  "Array",
  "Error",
  "Infinity",
  "JSON",
  "Math",
  "NaN",
  "Number",
  "Object",
  "Partial",
  "Promise",
  "Readonly",
  "Record",
  "String",
  "Symbol",
  "globalThis",
  "process",
  "AsyncIterable",
];

// A module that exports `then` is a thenable: importing it would call it.
const fixedExports = ["connect", "run", "schedule", "Options", "Stores", "Context", "then"];

/** A parameter in the type of a function: nothing refers to it. */
export function parameterName(wanted: string): Identifier {
  return { kind: "identifier", text: words.includes(wanted) ? `${wanted}_` : wanted };
}

export interface Names {
  /** An identifier as close to `wanted` as can be: what is taken gets a trailing `_`. */
  readonly take: (wanted: string) => Identifier;
  /** Names inside a function: what is taken around it stays taken. */
  readonly inner: (reserved?: readonly string[]) => Names;
}

export function moduleNames(): Names {
  return names(new Set([...words, ...globals, ...fixedExports, ...runtimeSymbols]));
}

function names(taken: Set<string>): Names {
  return {
    take: (wanted) => {
      let text = identifierOf(wanted);
      while (taken.has(text)) text += "_";
      taken.add(text);
      return { kind: "identifier", text };
    },
    inner: (reserved = []) => names(new Set([...taken, ...reserved])),
  };
}

function identifierOf(text: string): string {
  const clean = text.replace(/[^\w$]/g, "_");
  return /^[A-Za-z_$]/.test(clean) ? clean : `_${clean}`;
}

/** `FetchOrders` → `fetchOrders`, `XMLExport` → `xmlExport`. */
export function lowerCamel(name: string): string {
  return name.replace(/^_*[A-Z]+(?![a-z])|^_*[A-Z]/, (start) => start.toLowerCase());
}

/** `invoice` → `Invoice`. */
export function upperCamel(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
