// Tokens as values: their age, their origin, and what becomes of them when new ones are granted. Pure.
// Must not know who keeps or asks for tokens.
import type { Tokens } from "./auth.js";

/** Where the token of a scheme stands in `Tokens`. */
export type TokenField = "accessToken" | "token" | "key";

/** A token as a server granted it. */
export interface Grant {
  readonly token: string;
  /** Absent or empty in the answer: undefined. */
  readonly refreshToken: string | undefined;
  /** Seconds; undefined when the server gave no positive number. */
  readonly expiresIn: number | undefined;
  /** Milliseconds since the epoch, where the answer names the moment instead. */
  readonly expiresAt?: number | undefined;
}

/** Milliseconds: a token is renewed so long before its end, or a tenth of its life if that is less. */
const skew = 60_000;

/** Whether there is no token, or one that is about to expire. One without a known expiry never is. */
export function isDue(tokens: Tokens, field: TokenField, now: number): boolean {
  if (tokens[field] === undefined) return true;
  if (tokens.expiresAt === undefined) return false;
  const tenth = tokens.expiresIn === undefined ? skew : tokens.expiresIn * 100;
  return now >= Date.parse(tokens.expiresAt) - Math.min(skew, tenth);
}

/** Whether there is a token that has not expired, as far as is known. */
export function isValid(tokens: Tokens, field: TokenField, now: number): boolean {
  if (tokens[field] === undefined) return false;
  return tokens.expiresAt === undefined || now < Date.parse(tokens.expiresAt);
}

/**
 * `known` with what was granted for it at `now`. An absent refresh token keeps the old one; one that was replaced is
 * kept as the previous one.
 */
export function grantedTokens(known: Tokens, field: TokenField, grant: Grant, now: number): Tokens {
  const { expiresIn, refreshToken = known.refreshToken } = grant;
  const isRotated = known.refreshToken !== undefined && refreshToken !== known.refreshToken;
  const expiresAt = grant.expiresAt ?? (expiresIn === undefined ? undefined : now + expiresIn * 1000);
  const tokens: Tokens = {
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(isRotated ? { previousRefreshToken: known.refreshToken } : {}),
    ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() }),
    ...(expiresIn === undefined ? {} : { expiresIn }),
    basis: known.basis,
  };
  return { ...tokens, [field]: grant.token };
}

/** Kept tokens, if they came from the credentials of `basis`. */
export function ofBasis(kept: Tokens | undefined, basis: string): Tokens | undefined {
  return kept?.basis === basis ? kept : undefined;
}

/** SHA-256 over `parts` in hexadecimal: equal for equal parts, and no secret can be recovered from it. */
export async function fingerprint(parts: readonly (string | undefined)[]): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(parts));
  const digest = await globalThis.crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Seconds of life as a server wrote them, number or text; undefined when they are none or not positive. */
export function readLifetime(value: unknown): number | undefined {
  const seconds = typeof value === "string" || typeof value === "number" ? Number(value) : Number.NaN;
  return seconds > 0 && seconds <= 1e10 ? seconds : undefined;
}

/** ISO 8601 (UTC when it names no offset), or seconds or milliseconds since the epoch; undefined when it is neither. */
export function readInstant(value: unknown): number | undefined {
  if (typeof value === "number" || (typeof value === "string" && /^\d{9,}(?:\.\d+)?$/.test(value))) {
    const number = Number(value);
    // 1e11 seconds lie in the year 5138: a number beyond that is in milliseconds.
    const milliseconds = number < 1e11 ? number * 1000 : number;
    return Math.abs(milliseconds) <= 8.64e15 ? milliseconds : undefined;
  }
  if (typeof value !== "string" || !/^\d{4}-\d\d/.test(value)) return undefined;
  const hasOffset = /(?:Z|[+-]\d\d:?\d\d)$/i.test(value) || !value.includes(":");
  const parsed = Date.parse(hasOffset ? value : `${value}Z`);
  return Number.isNaN(parsed) ? undefined : parsed;
}
