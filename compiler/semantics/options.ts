// The options that sources, requests, steps and missions know, one line each (language.md 2.4, 3.2, 3.8, 6.5, 6.7, 6.19).
// Must not know where an option is written or what is made of it.

import type * as ast from "../syntax/ast.js";
import { isConstant } from "./constants.js";

/**
 * `value` any expression · `condition` true, false or an expression that says which · `texts` a list of texts · `time` milliseconds · `count` a whole number · `switch` true or false · `words` one of some bare
 * words or strings · `word` any bare word or string · `name` the name of a source · `group` further options ·
 * `alias` the name that the option is written out with · `record` an object of expressions · `paging` what `paginate`, `until`, `rows` and `since` say (paging.ts, sync.ts) · `setting` a bare word, a string, true or false · `age` a number of days, or a duration.
 */
export type OptionSpec =
  | {
      readonly kind:
        "value" | "condition" | "texts" | "switch" | "word" | "setting" | "name" | "record" | "paging" | "age";
    }
  | { readonly kind: "count"; readonly alias?: string }
  | { readonly kind: "time"; readonly warnBelowSecond: boolean }
  /** How often a failed run is tried again, or the options of a `retry`. */
  | { readonly kind: "retries"; readonly options: OptionTable }
  | {
      readonly kind: "credential";
      readonly secret: boolean;
      readonly auth: readonly string[];
      /** What it may be, where that is no matter of the service. */
      readonly words?: readonly string[];
    }
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "group"; readonly options: OptionTable };

export type OptionTable = Readonly<Record<string, OptionSpec>>;

const value: OptionSpec = { kind: "value" };
const count: OptionSpec = { kind: "count" };
const onOff: OptionSpec = { kind: "switch" };
const time: OptionSpec = { kind: "time", warnBelowSecond: false };
const longTime: OptionSpec = { kind: "time", warnBelowSecond: true };
const secret = (...auth: string[]): OptionSpec => ({ kind: "credential", secret: true, auth });
const plain = (...auth: string[]): OptionSpec & { kind: "credential" } => ({ kind: "credential", secret: false, auth });

export const retryOptions: OptionTable = {
  maxAttempts: count,
  backoff: { kind: "words", words: ["exponential", "linear", "constant"] },
  initialDelay: time,
  maxDelay: time,
  delay: time,
  maxWait: longTime,
};

export const rateLimitOptions: OptionTable = {
  requestsPerMinute: count,
  fallbackRpm: { kind: "count", alias: "requestsPerMinute" },
  strategy: { kind: "words", words: ["pause", "throttle", "fail"] },
  maxWait: longTime,
  adaptive: onOff,
};

const circuitBreakerOptions: OptionTable = {
  failureThreshold: count,
  resetTimeout: longTime,
  successThreshold: count,
  failureWindow: longTime,
};

const oauthFields: OptionTable = {
  accessToken: secret("oauth2"),
  refreshToken: secret("oauth2"),
  tokenUrl: plain("oauth2"),
  tokenEndpoint: plain("oauth2"),
  clientId: plain("oauth2"),
  clientSecret: secret("oauth2"),
  scopes: plain("oauth2"),
  expiresAt: plain("oauth2"),
  clientAuth: { kind: "words", words: ["basic", "body"] },
  audience: plain("oauth2"),
  grant: { ...plain("oauth2"), words: ["refresh_token", "client_credentials"] },
};

/** Credential fields of all schemes, with the aliases of 3.2. */
export const credentialOptions: OptionTable = {
  token: secret("bearer"),
  username: plain("basic"),
  password: secret("basic"),
  key: secret("api_key"),
  apiKey: secret("api_key"),
  header: plain("api_key"),
  apiKeyHeader: plain("api_key"),
  query: plain("api_key"),
  apiKeyQuery: plain("api_key"),
  cookie: plain("api_key"),
  prefix: plain("api_key"),
  additionalHeaders: { kind: "record" },
  ...oauthFields,
  oauth: { kind: "group", options: oauthFields },
};

export const sourceOptions: OptionTable = {
  auth: { kind: "word" },
  base: value,
  ...credentialOptions,
  headers: { kind: "record" },
  timeout: longTime,
  retry: { kind: "group", options: retryOptions },
  maxResponseBytes: count,
  allowHttp: onOff,
  allowOrigins: { kind: "texts" },
  rateLimit: { kind: "group", options: rateLimitOptions },
  circuitBreaker: { kind: "group", options: circuitBreakerOptions },
  validateResponses: { kind: "condition" },
  validationMode: { kind: "words", words: ["strict", "warn"] },
  specAuth: { kind: "setting" },
};

export const requestOptions: OptionTable = {
  params: { kind: "record" },
  query: { kind: "record" },
  body: value,
  headers: { kind: "record" },
  timeout: longTime,
  retry: { kind: "group", options: retryOptions },
  source: { kind: "name" },
  idempotencyKey: value,
  rateLimit: { kind: "group", options: rateLimitOptions },
  paginate: { kind: "paging" },
  until: { kind: "paging" },
  rows: { kind: "paging" },
  maxPages: count,
  since: { kind: "paging" },
  sinceParam: { kind: "paging" },
  sinceFormat: { kind: "paging" },
  syncKey: value,
};

export const storeStepOptions: OptionTable = { key: value, upsert: onOff, partial: onOff };
/** `name`: what the rule of waits looks at. */
export const waitOptions: OptionTable = {
  path: value,
  timeout: longTime,
  expectedEvents: { kind: "name" },
  eventFilter: { kind: "name" },
  storage: { kind: "name" },
  retryOnTimeout: { kind: "name" },
};
export const queueOptions: OptionTable = { item: value, key: value };

export const missionOptions: OptionTable = {
  parallelMode: { kind: "words", words: ["settle", "fail-fast", "continue"] },
  maxConcurrency: count,
  timeout: longTime,
  timezone: { kind: "word" },
  skipIfRunning: onOff,
  runImmediately: onOff,
  jitter: time,
  retryOnFailure: { kind: "retries", options: retryOptions },
  retry: { kind: "group", options: { maxRetries: count, delaySeconds: count } },
  stateRetention: { kind: "age" },
  enableState: onOff,
  stateStore: { kind: "word" },
};

/** A bare word or text; `fail-fast` is a word too. Undefined for anything else. */
export function wordOf(value: ast.Expression): string | undefined {
  if (value.kind === "NameExpression") return value.name;
  if (value.kind === "String") return value.value;
  if (value.kind !== "Binary" || value.operator !== "-") return undefined;
  const { left, right } = value;
  if (left.kind === "String" || right.kind !== "NameExpression" || right.span.start !== left.span.end + 1)
    return undefined;
  const before = wordOf(left);
  return before === undefined ? undefined : `${before}-${right.name}`;
}

/** Anything that is not a literal of the wrong kind may turn out right; `"${NAME}"` is `env("NAME")` (1.4). */
export function isComputed(value: ast.Expression): boolean {
  if (value.kind === "Template") return value.parts.length === 1 && value.parts[0]?.kind === "TemplateEnv";
  return value.kind !== "Boolean" && !isConstant(value);
}

/** The option of that name; names such as `constructor` are no options. */
export function optionSpec(table: OptionTable, name: string): OptionSpec | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Whether a source's option says how its OpenAPI document is used, which is over before anything is sent. */
export function isDocumentOption(name: string): boolean {
  return name === "validateResponses" || name === "validationMode" || name === "specAuth";
}

/** Whether a source's option is a credential field (3.2). */
export function isCredentialOption(name: string): boolean {
  return optionSpec(credentialOptions, name) !== undefined;
}
