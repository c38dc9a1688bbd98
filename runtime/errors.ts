// The error classes of a mission and their codes.
// Must not know who throws them or how they are shown; no message ever holds a secret.

/**
 * `http` a status outside 2xx · `network` no answer · `timeout` · `rate_limit` and `circuit_open` not sent · `auth` credentials refused or missing · `config` missing
 * names or options · `data` a value of the wrong kind · `match` no arm fits · `validation` · `store` · `abort` the mission's
 * own word · `cancelled` · `mission` a mission with errors · `internal` a bug of ours.
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

/** Every failure of a mission. `message` says what happened; the other fields say where. */
export class MissionError extends Error {
  override readonly name: string = "MissionError";
  readonly code: ErrorCode;
  place: string | undefined;
  action: string | undefined;
  readonly source: string | undefined;
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly status: number | undefined;
  readonly backendCode: string | undefined;
  readonly help: string | undefined;

  constructor(message: string, facts: ErrorFacts) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = facts.code;
    this.place = facts.place;
    this.action = facts.action;
    this.source = facts.source;
    this.method = facts.method;
    this.url = facts.url;
    this.status = facts.status;
    this.backendCode = facts.backendCode;
    this.help = facts.help;
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
  readonly error: string | undefined;
  readonly errorDescription: string | undefined;

  constructor(message: string, facts: AuthErrorFacts) {
    super(message, { ...facts, code: "auth" });
    this.error = facts.error;
    this.errorDescription = facts.errorDescription;
  }
}
