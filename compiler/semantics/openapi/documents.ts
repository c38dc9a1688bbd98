// Documents as trees of JSON: parsed when first asked for, `$ref` followed within and across them.
// Must not know what a document describes.
import { fileOf, isUrl, type Place, placeOfReference } from "../../locations.js";
import type { SourceFiles } from "../../source.js";

export interface JsonRecord {
  readonly [key: string]: unknown;
}

/** A value inside a document. */
export interface Node {
  readonly place: Place;
  /** JSON pointer (RFC 6901), empty for the whole document. */
  readonly pointer: string;
  readonly value: unknown;
}

export type Problem =
  /** Nothing lies at the place. */
  | { readonly kind: "missing"; readonly path: string }
  /** A URL without a copy, or whose copy is not the one that was vendored. */
  | { readonly kind: "unvendored"; readonly url: string }
  | { readonly kind: "unreadable"; readonly path: string; readonly reason: string };

/** A reference that leads nowhere. */
export interface BrokenReference {
  readonly from: string;
  readonly reference: string;
}

export interface Documents {
  readonly open: (place: Place) => Node | Problem;
  /** The node itself, or what its `$ref`, and that one's, lead to; undefined where one is broken. */
  readonly follow: (node: Node) => Node | undefined;
  readonly broken: readonly BrokenReference[];
}

/** Text as JSON values; throws an Error whose message says what is wrong and where. */
export type ParseYaml = (text: string) => unknown;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isProblem(found: Node | Problem): found is Problem {
  return "kind" in found;
}

/** `node.value[key]` as a node; its value is undefined where there is none. */
export function child(node: Node, key: string | number): Node {
  const { place, pointer, value } = node;
  const own: unknown = Array.isArray(value)
    ? value[Number(key)]
    : isRecord(value) && Object.hasOwn(value, key)
      ? value[key]
      : undefined;
  return { place, pointer: `${pointer}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`, value: own };
}

export function keysOf({ value }: Node): readonly string[] {
  return isRecord(value) ? Object.keys(value) : [];
}

export function itemsOf(node: Node): readonly Node[] {
  return Array.isArray(node.value) ? node.value.map((_, index) => child(node, index)) : [];
}

export function textOf(node: Node, key: string): string | undefined {
  const { value } = child(node, key);
  return typeof value === "string" ? value : undefined;
}

/** References that lead to references; more than this go in a circle. */
const mostHops = 32;

export function createDocuments(files: SourceFiles, parseYaml: ParseYaml): Documents {
  const roots = new Map<string, Node | Problem>();
  const broken: BrokenReference[] = [];

  const open = (place: Place): Node | Problem => {
    const key = `${place.folder}\n${place.id}`;
    const known = roots.get(key);
    if (known) return known;
    const root = read(place, files, parseYaml);
    roots.set(key, root);
    return root;
  };

  const follow = (node: Node): Node | undefined => {
    let at = node;
    for (let hop = 0; hop < mostHops; hop++) {
      const reference = textOf(at, "$ref");
      if (reference === undefined) return at;
      const target = resolve(at.place, reference, open);
      if (target === undefined) {
        broken.push({ from: at.place.id, reference });
        return undefined;
      }
      at = target;
    }
    broken.push({ from: node.place.id, reference: textOf(node, "$ref") ?? "" });
    return undefined;
  };

  return { open, follow, broken };
}

function read(place: Place, files: SourceFiles, parseYaml: ParseYaml): Node | Problem {
  const path = fileOf(place, files);
  const text = path === undefined ? undefined : files[path];
  if (path === undefined || text === undefined)
    return isUrl(place.id) ? { kind: "unvendored", url: place.id } : { kind: "missing", path: place.id };
  try {
    return { place, pointer: "", value: parse(text, parseYaml) };
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "it cannot be parsed";
    return { kind: "unreadable", path: place.id, reason };
  }
}

/** JSON is parsed by the platform, which is a hundred times faster. */
function parse(text: string, parseYaml: ParseYaml): unknown {
  const plain = text.replace(/^\uFEFF/, "");
  if (!/^\s*[{[]/.test(plain)) return parseYaml(plain);
  try {
    return JSON.parse(plain);
  } catch {
    // YAML may begin so too, and says where a mistake is.
    return parseYaml(plain);
  }
}

function resolve(from: Place, reference: string, open: Documents["open"]): Node | undefined {
  const hash = reference.indexOf("#");
  const file = hash < 0 ? reference : reference.slice(0, hash);
  const root = open(placeOfReference(from, decoded(file)));
  if (isProblem(root)) return undefined;
  const pointer = decoded(hash < 0 ? "" : reference.slice(hash + 1));
  if (pointer === "") return root;
  if (!pointer.startsWith("/")) return undefined;
  let at = root;
  for (const part of pointer.slice(1).split("/")) at = child(at, part.replaceAll("~1", "/").replaceAll("~0", "~"));
  return at.value === undefined ? undefined : at;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
