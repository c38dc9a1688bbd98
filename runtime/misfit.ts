// Where a record does not fit its schema (language.md 5.4): the first field that its guard refuses.
// Must not know what is done with a record that does not fit.
import { describe, field, isList, isObject } from "./json.js";

/** What the fields of a record must be. */
export interface Shape {
  readonly [name: string]: Part;
}

/**
 * What a value must be, as a mission writes it; `[…]` is what each element must be, a function stands for a schema. Not a
 * tuple: in the place of a field such as `constructor` TypeScript takes a literal for a list.
 */
export type Part = string | readonly Part[] | (() => Shape) | Shape;

export interface Misfit {
  /** What is wrong: "its `lines[2].sku` must be `string`, found null". */
  readonly problem: string;
  /** What to do about a null; undefined for anything else. */
  readonly help: string | undefined;
}

/** The first field of `value` that does not fit; undefined when it is no object or list, or fits. */
export function misfit(guard: (value: unknown) => boolean, value: unknown, shape: Part): Misfit | undefined {
  // The guard stops at what it refuses, so that is what it reads last.
  let last: readonly string[] = [];
  const watched = watch(value, [], (path) => void (last = path));
  if (guard(watched)) return undefined;
  const place = along(shape, last);
  if (place.steps.length === 0) return undefined;
  const found = field(value, ...place.steps);
  return {
    problem: `its \`${pathText(place.steps)}\` must be ${place.expected}, found ${describe(found)}`,
    help: found === null ? "write `?` behind its type in the schema if it may be missing" : undefined,
  };
}

/** `value`, with `onRead` told of each field and element that is read of it, at any depth. */
function watch(value: unknown, path: readonly string[], onRead: (path: readonly string[]) => void): unknown {
  if (!isObject(value) && !isList(value)) return value;
  const read = (name: string | symbol): unknown => {
    const member: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
    if (typeof name === "symbol" || (isList(value) && !/^\d+$/.test(name))) return member;
    const inner = [...path, name];
    onRead(inner);
    return watch(member, inner, onRead);
  };
  // An empty target: a proxy may not change what it shows of frozen ones.
  return new Proxy(isList(value) ? [] : {}, {
    get: (_target, name) => read(name),
    getOwnPropertyDescriptor(_target, name) {
      const member = read(name);
      return Object.hasOwn(value, name) ? { configurable: true, writable: true, value: member } : undefined;
    },
  });
}

/** As many steps of `path` as `shape` knows, and what must be there. */
function along(
  shape: Part,
  path: readonly string[],
): { readonly steps: readonly (string | number)[]; readonly expected: string } {
  const steps: (string | number)[] = [];
  let current = opened(shape);
  for (const step of path) {
    if (typeof current === "string") break;
    const next = isElements(current) ? current[0] : Object.hasOwn(current, step) ? current[step] : undefined;
    if (next === undefined) break;
    steps.push(isElements(current) ? Number(step) : step);
    current = opened(next);
  }
  const expected = typeof current === "string" ? `\`${current}\`` : isElements(current) ? "a list" : "an object";
  return { steps, expected };
}

function opened(shape: Part): Exclude<Part, () => Shape> {
  return typeof shape === "function" ? opened(shape()) : shape;
}

function isElements(shape: Part): shape is readonly Part[] {
  return Array.isArray(shape);
}

/** `lines[2].sku`. */
function pathText(steps: readonly (string | number)[]): string {
  return steps.map((step, at) => (typeof step === "number" ? `[${step}]` : at === 0 ? step : `.${step}`)).join("");
}
