// When a request is sent again, and after how long (language.md 6.7). Pure: clock and chance are arguments.
// Must not know how a request is sent.

/** Times in milliseconds. */
export interface RetryOptions {
  /** In all, the first one included. Default 3. */
  readonly maxAttempts?: number | undefined;
  /** Default `exponential`. */
  readonly backoff?: "exponential" | "linear" | "constant" | undefined;
  /** Default 1 s. */
  readonly initialDelay?: number | undefined;
  /** Default 30 s. */
  readonly maxDelay?: number | undefined;
  /** Used as it is, in place of a computed delay. */
  readonly delay?: number | undefined;
  /** A `Retry-After` beyond it makes the failure stand at once. Default 60 s. */
  readonly maxWait?: number | undefined;
}

export interface RetryPolicy {
  readonly maxAttempts: number;
  readonly backoff: "exponential" | "linear" | "constant";
  readonly initialDelay: number;
  readonly maxDelay: number;
  readonly delay: number | undefined;
  readonly maxWait: number;
}

const RETRYABLE: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** Options of the request go before those of its source, one by one. Undefined when neither asks for retries. */
export function retryPolicy(
  source: RetryOptions | undefined,
  request: RetryOptions | undefined,
): RetryPolicy | undefined {
  if (source === undefined && request === undefined) return undefined;
  return {
    maxAttempts: Math.max(1, Math.floor(request?.maxAttempts ?? source?.maxAttempts ?? 3)),
    backoff: request?.backoff ?? source?.backoff ?? "exponential",
    initialDelay: request?.initialDelay ?? source?.initialDelay ?? 1_000,
    maxDelay: request?.maxDelay ?? source?.maxDelay ?? 30_000,
    delay: request?.delay ?? source?.delay,
    maxWait: request?.maxWait ?? source?.maxWait ?? 60_000,
  };
}

/** Whether a request of `method` may be sent twice: `POST` and `PATCH` only where the mission vouches for that request. */
export function mayRepeat(method: string, vouched: boolean): boolean {
  return (method !== "POST" && method !== "PATCH") || vouched;
}

/** `status` 0: no answer came, by a network error or a time-out. */
export function isRetryable(status: number): boolean {
  return status === 0 || RETRYABLE.has(status);
}

/**
 * Milliseconds before attempt `attempt + 1`, or undefined when the failure stands.
 * @param attempt number of the attempt that failed, from 1
 * @param serverWait milliseconds that the server asked for, from `retryAfter`
 * @param random in [0, 1)
 */
export function delayBefore(
  policy: RetryPolicy,
  attempt: number,
  serverWait: number | undefined,
  random: number,
): number | undefined {
  if (attempt >= policy.maxAttempts) return undefined;
  if (serverWait !== undefined) return serverWait > policy.maxWait ? undefined : serverWait;
  return policy.delay ?? computedDelay(policy, attempt, random);
}

/** Lengthened at random by up to 20 %, never shortened. */
function computedDelay(policy: RetryPolicy, attempt: number, random: number): number {
  const factor = policy.backoff === "exponential" ? 2 ** (attempt - 1) : policy.backoff === "linear" ? attempt : 1;
  return Math.min(policy.initialDelay * factor, policy.maxDelay) * (1 + 0.2 * random);
}

/** Milliseconds from a `Retry-After` header (RFC 9110 section 10.2.3): seconds or an HTTP date; undefined for nonsense. */
export function retryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  const text = value.trim();
  if (/^\d+$/.test(text)) {
    const milliseconds = Number(text) * 1_000;
    return Number.isSafeInteger(milliseconds) ? milliseconds : undefined;
  }
  const date = httpDate(text, now);
  return date === undefined ? undefined : Math.max(0, date - now);
}

/** The three forms of RFC 9110 section 5.6.7, in milliseconds since the epoch. */
export function httpDate(text: string, now: number): number | undefined {
  const match =
    /^\w{3}, (?<day>\d{2}) (?<month>\w{3}) (?<year>\d{4}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/.exec(text) ??
    /^\w{6,9}, (?<day>\d{2})-(?<month>\w{3})-(?<year>\d{2}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/.exec(text) ??
    /^\w{3} (?<month>\w{3}) (?<day>[ \d]\d) (?<time>\d{2}:\d{2}:\d{2}) (?<year>\d{4})$/.exec(text);
  const { day = "", month = "", year = "", time = "" } = match?.groups ?? {};
  const monthIndex = MONTHS.indexOf(month);
  if (monthIndex < 0) return undefined;
  const [hour = 0, minute = 0, second = 0] = time.split(":").map(Number);
  const fullYear = year.length === 2 ? fullYearOf(Number(year), now) : Number(year);
  const date = new Date(Date.UTC(fullYear, monthIndex, Number(day), hour, minute, second));
  const real = date.getUTCDate() === Number(day) && hour < 24 && minute < 60 && second < 60;
  return real ? date.getTime() : undefined;
}

/** Two digits that seem to lie more than 50 years ahead are of the past century (RFC 9110 section 5.6.7). */
function fullYearOf(twoDigits: number, now: number): number {
  const thisYear = new Date(now).getUTCFullYear();
  const year = thisYear - (thisYear % 100) + twoDigits;
  return year > thisYear + 50 ? year - 100 : year;
}
