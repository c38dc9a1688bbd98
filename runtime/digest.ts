// The functions `base64` and `hash` (language.md 10.6).
// Must not know the mission. Synchronous, since the platform's own digest is not and an expression should not wait.
import { type Argument, textArgument } from "./arguments.js";

const bytesOf = (text: unknown, argument: Argument): Uint8Array =>
  new TextEncoder().encode(textArgument(text, argument));

/** The UTF-8 of a text in base64 (RFC 4648 section 4). */
export function toBase64(text: string | number | boolean): string;
export function toBase64(text: unknown): string | null;
export function toBase64(text: unknown): string | null {
  if (text == null) return null;
  return btoa(Array.from(bytesOf(text, ["base64", "text"]), (byte) => String.fromCharCode(byte)).join(""));
}

/** The SHA-256 (FIPS 180-4) of a text's UTF-8, in hexadecimal digits. */
export function sha256(text: string | number | boolean): string;
export function sha256(text: unknown): string | null;
export function sha256(text: unknown): string | null {
  if (text == null) return null;
  const state = digest(bytesOf(text, ["hash", "text"]));
  return Array.from(state, (word) => word.toString(16).padStart(8, "0")).join("");
}

/** First 32 bits of the fractional parts of the roots of the first primes: square roots, cube roots. */
const primes = firstPrimes(64);
const initial = Uint32Array.from(primes.slice(0, 8), (prime) => fraction(prime ** (1 / 2)));
const constants = Uint32Array.from(primes, (prime) => fraction(prime ** (1 / 3)));

function firstPrimes(count: number): readonly number[] {
  const found: number[] = [];
  for (let each = 2; found.length < count; each++) if (found.every((prime) => each % prime !== 0)) found.push(each);
  return found;
}

function fraction(root: number): number {
  return (root - Math.floor(root)) * 2 ** 32;
}

function digest(bytes: Uint8Array): Uint32Array {
  const state = initial.slice();
  const message = padded(bytes);
  const words = new Uint32Array(64);
  for (let block = 0; block < message.byteLength; block += 64) {
    for (let at = 0; at < 16; at++) words[at] = message.getUint32(block + at * 4);
    compress(state, words);
  }
  return state;
}

/** The message, a 1 bit, zeros, and the length in bits as 64 bits, in whole blocks of 64 bytes. */
function padded(bytes: Uint8Array): DataView {
  const message = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  message.set(bytes);
  message[bytes.length] = 0x80;
  const view = new DataView(message.buffer);
  view.setUint32(message.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(message.length - 4, bytes.length * 8);
  return view;
}

function compress(state: Uint32Array, words: Uint32Array): void {
  const word = (at: number): number => words[at] ?? 0;
  for (let at = 16; at < 64; at++) {
    const [early, late] = [word(at - 15), word(at - 2)];
    const low = rotated(early, 7) ^ rotated(early, 18) ^ (early >>> 3);
    const high = rotated(late, 17) ^ rotated(late, 19) ^ (late >>> 10);
    words[at] = word(at - 16) + low + word(at - 7) + high;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let at = 0; at < 64; at++) {
    const choice = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const first = h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + choice + (constants[at] ?? 0) + word(at);
    const second = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + majority;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((value, at) => (state[at] = (state[at] ?? 0) + value));
}

function rotated(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}
