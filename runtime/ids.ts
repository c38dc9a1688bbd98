// New ids (language.md 10.6): `uuid` and `generateId`.
// Must not know the mission; what is random comes from the clock, so that a run can be repeated.
import type { Clock } from "./scope.js";

/** A random UUID, version 4 (RFC 9562). */
export function newUuid(clock: Clock): string {
  const bytes = Array.from({ length: 16 }, () => Math.floor(clock.random() * 256));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

const timeDigits = 9;
const randomDigits = 11;

/** 20 lower-case letters and digits: nine of the time in milliseconds, so that ids sort by it, the others random. */
export function newId(clock: Clock): string {
  const time = Math.max(0, clock.now()).toString(36).padStart(timeDigits, "0");
  const random = Array.from({ length: randomDigits }, () => Math.floor(clock.random() * 36).toString(36));
  return time + random.join("");
}
