// Hands out identifiers: JavaScript words, globals, imports and fixed exports are never given to a mission's names.
// Must not know where an identifier is used.
import type { Identifier } from "./code.js";
import { runtimeSymbols } from "./runtime-symbols.js";

/** ECMAScript reserved words, strict ones, what modules forbid, and the contextual ones that could be taken for a word. */
const words = (
  "arguments as async await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if " +
  "implements import in instanceof interface let new null of package private protected public return satisfies static super switch this throw true try " +
  "typeof undefined using var void while with yield is"
).split(" ");

/** Globals that generated modules may use. */
export const globals: readonly string[] = [
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
  /**
   * An identifier as close to `wanted` as can be: what is taken gets a trailing `_`, then `_2`, `_3` and so on. `inside`: where
   * it is read, and must not be taken, either.
   */
  readonly take: (wanted: string, inside?: Names) => Identifier;
  readonly isTaken: (text: string) => boolean;
  /** Names inside a function: what is taken around it stays taken. */
  readonly inner: (reserved?: readonly string[]) => Names;
  /** What was wanted and taken. */
  readonly refused: ReadonlySet<string>;
}

/** What a module may use: imports and globals. Which of them it does is known when it is written. */
export const mayBeUsed: ReadonlySet<string> = new Set([...globals, ...runtimeSymbols]);

/** `used`: the imports and globals that the module surely uses, or may use. */
export function moduleNames(used: ReadonlySet<string>): Names {
  const known = new Set([...words, ...fixedExports, ...used]);
  return names((text) => known.has(text), new Set());
}

function names(isTakenAround: Names["isTaken"], refused: Set<string>): Names {
  const taken = new Set<string>();
  const isTaken = (text: string): boolean => taken.has(text) || isTakenAround(text);
  return {
    refused,
    isTaken,
    take: (wanted, inside) => {
      const own = identifierOf(wanted);
      let text = own;
      for (let count = 1; isTaken(text) || inside?.isTaken(text); count++) {
        refused.add(text);
        text = count === 1 ? `${own}_` : `${own}_${count}`;
      }
      taken.add(text);
      return { kind: "identifier", text };
    },
    inner: (reserved = []) => names((text) => reserved.includes(text) || isTaken(text), refused),
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
