// The error classes of a mission and their codes.
// Must not know who throws them or how they are shown; no message ever holds a secret.

/**
 * `http` a status outside 2xx · `network` no answer · `timeout` · `rate_limit` and `circuit_open` not sent · `auth` credentials refused or missing · `config` missing
 * names or options · `data` a value of the wrong kind · `match` no arm fits · `validation` · `store` · `abort` the mission's
 * own word · `program` a function or step of the program · `cancelled` · `mission` a mission with errors · `internal` a bug of ours.
 */
export type ErrorCode =
  | "http"
  | "network"
  | "timeout"
  | "rate_limit"
  | "circuit_open"
  | "auth"
  | "config"
  | "data"
  | "match"
  | "validation"
  | "store"
  | "abort"
  | "program"
  | "cancelled"
  | "mission"
  | "internal";

export interface ErrorFacts {
  readonly code: ErrorCode;
  /** Mission line, such as `order-sync.vague:38`. */
  readonly place?: string | undefined;
  readonly action?: string | undefined;
  readonly source?: string | undefined;
  readonly method?: string | undefined;
  /** Without user info and without the values of its query. */
  readonly url?: string | undefined;
  /** HTTP status; absent where no answer came. */
  readonly status?: number | undefined;
  /** Of a `store` error: the code that the database gave, such as the SQLSTATE `23505` or `ECONNREFUSED`. */
  readonly backendCode?: string | undefined;
  /** What to do about it. */
  readonly help?: string | undefined;
  readonly cause?: unknown;
}

const placed = ["place", "action", "source", "method", "url", "status", "backendCode", "help"] as const;

/** Only what is known, so that an error that is printed shows nothing else. */
function known<Name extends string>(facts: { readonly [name in Name]?: unknown }, names: readonly Name[]): object {
  return Object.fromEntries(names.flatMap((name) => (facts[name] === undefined ? [] : [[name, facts[name]]])));
}

/** Every failure of a mission. `message` says what happened; the other fields, each where it is known, say where. */
export class MissionError extends Error {
  override readonly name: string = "MissionError";
  readonly code: ErrorCode;
  declare place: string | undefined;
  declare action: string | undefined;
  declare readonly source: string | undefined;
  declare readonly method: string | undefined;
  declare readonly url: string | undefined;
  declare readonly status: number | undefined;
  declare readonly backendCode: string | undefined;
  declare readonly help: string | undefined;

  constructor(message: string, facts: ErrorFacts) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = facts.code;
    Object.assign(this, known(facts, placed));
  }
}

export interface AuthErrorFacts extends Omit<ErrorFacts, "code"> {
  /** `error` of the token endpoint (RFC 6749 section 5.2), such as `invalid_grant`. */
  readonly error?: string | undefined;
  readonly errorDescription?: string | undefined;
}

/** Credentials that are missing, refused or cannot be renewed. */
export class AuthError extends MissionError {
  override readonly name: string = "AuthError";
  declare readonly error: string | undefined;
  declare readonly errorDescription: string | undefined;

  constructor(message: string, facts: AuthErrorFacts) {
    super(message, { ...facts, code: "auth" });
    Object.assign(this, known(facts, ["error", "errorDescription"]));
  }
}
