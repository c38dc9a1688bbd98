// The functions that are about neither texts, lists, objects, numbers nor dates (language.md 10.6), one entry each.
// Must not know how a call is checked or emitted.
import type { FunctionEntry } from "./entry.js";

export const otherFunctions: readonly FunctionEntry[] = [
  {
    signature: "env(name: string, default?: string): string",
    doc: "The environment variable of that name, which must be written as text; where it is not set, the default.",
    example: 'env("NO_SUCH_NAME", "none")',
    gives: '"none"',
    result: () => ({ kind: "string" }),
  },
  {
    signature: "uuid(): string",
    doc: "A new random UUID (version 4).",
    example: "length(uuid())",
    gives: "36",
    runtime: "newUuid",
  },
  {
    signature: "generateId(): string",
    doc: "A new id of 20 lower-case letters and digits: later ones sort behind earlier ones, to the millisecond; the rest is random.",
    example: "length(generateId())",
    gives: "20",
    runtime: "newId",
  },
  {
    signature: "exists(value: any): boolean",
    doc: "Whether there is a value: anything but null, also empty text or an empty list.",
    example: 'exists("")',
    gives: "true",
    ofNull: false,
  },
  {
    signature: "base64(text: string | number | boolean): string",
    doc: "The UTF-8 of the text in base64.",
    example: 'base64("user:pass")',
    gives: '"dXNlcjpwYXNz"',
    runtime: "toBase64",
  },
  {
    signature: "hash(text: string | number | boolean): string",
    doc: "The SHA-256 of the text's UTF-8, as 64 hexadecimal digits.",
    example: 'hash("abc")',
    gives: '"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"',
    runtime: "sha256",
  },
  {
    signature: "raw(text: string | number | boolean): string",
    doc: "The text; in the path of a request it is sent as it is, without encoding.",
    example: 'raw("a/b")',
    gives: '"a/b"',
    runtime: "rawText",
  },
];
