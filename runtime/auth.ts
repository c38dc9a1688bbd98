// Credentials of a source and what each scheme adds to a request: the public types and one constructor per scheme
// (language.md 3.2, 3.3). Must not know how requests are sent, nor who calls it.
import { apiKeyScheme } from "./api-key.js";
import type { JsonObject } from "./json.js";
import { oauth2Scheme } from "./oauth.js";
import { providerScheme } from "./provider.js";
import { basicScheme, bearerScheme, noneScheme } from "./schemes.js";
import type { Clock, Fetch, MissionEvent } from "./scope.js";

/** Text with environment references in it, read when its source is first used. Made by `fromEnv` and `envText`. */
export interface EnvText {
  readonly parts: readonly (string | { readonly env: string; readonly fallback: string | undefined })[];
}

/** A part of the credentials that is no secret, such as a header's name or the token URL. */
export type Setting = string | EnvText | undefined;

/**
 * A secret, or a function that fetches it: called when first needed, once. `undefined` counts as not given, and so does
 * an environment variable that is not set.
 */
export type Secret = Setting | (() => string | undefined | Promise<string | undefined>);

export interface NoCredentials {
  readonly type?: "none" | undefined;
}

export interface BearerCredentials {
  readonly type?: "bearer" | undefined;
  readonly token?: Secret;
}

export interface BasicCredentials {
  readonly type?: "basic" | undefined;
  /** Without `:` (RFC 7617). */
  readonly username?: Secret;
  /** May be empty. */
  readonly password?: Secret;
}

/** The key goes into a header (`X-API-Key` when nothing is said), a query parameter or a cookie. */
export interface ApiKeyCredentials {
  readonly type?: "api_key" | undefined;
  readonly key?: Secret;
  /** Alias of `key`. */
  readonly apiKey?: Secret;
  readonly header?: Setting;
  /** Alias of `header`. */
  readonly apiKeyHeader?: Setting;
  readonly query?: Setting;
  /** Alias of `query`. */
  readonly apiKeyQuery?: Setting;
  readonly cookie?: Setting;
  /** Stands before the key in its header, with a space between. */
  readonly prefix?: Setting;
  /** Sent beside the key, and kept secret like it. */
  readonly additionalHeaders?: Readonly<Record<string, Secret>> | undefined;
}

export interface OAuth2Fields {
  readonly accessToken?: Secret;
  readonly refreshToken?: Secret;
  readonly tokenUrl?: Setting;
  /** Alias of `tokenUrl`. */
  readonly tokenEndpoint?: Setting;
  readonly clientId?: Secret;
  readonly clientSecret?: Secret;
  /** A list, or one text with spaces between. */
  readonly scopes?: readonly string[] | Setting;
  /** When the access token expires: ISO 8601 (UTC when it names no offset), or seconds or milliseconds since the epoch. */
  readonly expiresAt?: number | Setting;
  /** How the client proves itself to the token endpoint (RFC 6749 section 2.3.1); default `basic`. */
  readonly clientAuth?: "basic" | "body" | EnvText | undefined;
  readonly audience?: Setting;
  /** Default: `refresh_token` where there is a refresh token, else `client_credentials`. */
  readonly grant?: "refresh_token" | "client_credentials" | EnvText | undefined;
}

export interface OAuth2Credentials extends OAuth2Fields {
  readonly type?: "oauth2" | undefined;
  /** The same fields as a group; one written outside it goes first. */
  readonly oauth?: OAuth2Fields | undefined;
}

/** Fields of a registered provider: it asks for them by name. */
export interface ProviderCredentials {
  readonly [field: string]: Secret;
}

/**
 * Tokens that replaced the configured ones: `accessToken` of oauth2, `token` of bearer, `key` of api_key. They can be
 * given back as credentials.
 */
export interface Tokens {
  readonly accessToken?: string;
  readonly token?: string;
  readonly key?: string;
  readonly refreshToken?: string;
  /** The one that `refreshToken` replaced: good for one more try at servers with a grace window. */
  readonly previousRefreshToken?: string;
  /** ISO 8601, UTC; absent when unknown. */
  readonly expiresAt?: string;
  /** Seconds between issue and `expiresAt`. */
  readonly expiresIn?: number;
  /** SHA-256 over the configured credentials that these tokens came from: when those change, these are void. */
  readonly basis: string;
}

export interface TokenStore {
  /** The tokens kept for `source`, without waiting for anyone who changes them. Without it `update` is used to read. */
  read?(source: string): Promise<Tokens | undefined>;
  /**
   * Exclusive, across processes, while `change` runs: passes it the tokens kept for `source`, and has durably written
   * what it resolves to before resolving itself. `undefined` leaves them as they are.
   */
  update(
    source: string,
    change: (kept: Tokens | undefined) => Promise<Tokens | undefined>,
  ): Promise<Tokens | undefined>;
}

/** Called with new tokens, and awaited, before any request uses them. */
export type OnTokenRefresh = (source: string, tokens: Tokens) => void | Promise<void>;

/** What a scheme needs of its source and of the mission. */
export interface AuthContext {
  readonly source: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly env: (name: string) => string | undefined;
  readonly tokenStore: TokenStore | undefined;
  readonly onTokenRefresh: OnTokenRefresh | undefined;
  readonly emit: (event: MissionEvent) => void;
  readonly warn: (message: string) => void;
  /** Credentials come later: `authorize`, a recovery action, or a header of the source (language.md 3.4). */
  readonly late: boolean;
  /** Whether the token URL may be `http:` off loopback (language.md 3.9). */
  readonly allowHttp: boolean;
}

/** What a scheme may change of a request. */
export interface Outgoing {
  readonly method: string;
  /** The final URL. */
  url: URL;
  /** By lower-case name. A credential header that is already there was written by the mission and is left alone. */
  readonly headers: Map<string, string>;
}

/** The credentials of one source in one opened mission. */
export interface Authenticator {
  /**
   * A sentence for every missing or wrong field, naming source, field and what to do (language.md 3.4). Reads
   * configuration and environment only, sends nothing.
   */
  problems(): readonly string[];
  /**
   * Adds the credentials, refreshing them first where language.md 3.6 says so. Resolves to the generation of the token
   * used; -1 when the request brought its own credential header. Throws AuthError; `cancelled` once `signal` aborts.
   */
  apply(request: Outgoing, signal: AbortSignal): Promise<number>;
  /**
   * A 401 came for a request of `generation`. True: send it again, once. False: the 401 stands, see `advice`.
   * Throws AuthError with the token endpoint's words.
   */
  renew(generation: number, signal: AbortSignal): Promise<boolean>;
  /** Counts up whenever the credentials change. */
  readonly generation: () => number;
  /** What to do about a 401 that stands. */
  advice(): string;
  /** Whether a recovery action's answer holds new credentials for this scheme (language.md 3.7). */
  holdsCredentials(answer: JsonObject): boolean;
  /** Takes them over and persists them. False, with a warning that lists the fields seen, when it holds none. */
  adopt(answer: JsonObject): Promise<boolean>;
  /** `authorize SOURCE { … }`: these fields go before all others for the rest of the run. Throws AuthError. */
  authorize(credentials: Readonly<Record<string, unknown>>): Promise<void>;
  /** Names that carry credentials, headers in lower case: dropped across origins, hidden in URLs and events. */
  readonly carriers: () => { readonly headers: readonly string[]; readonly query: readonly string[] };
  /** Secrets now in use, for redaction. */
  readonly secrets: () => readonly string[];
}

/** What a registered provider may use. */
export interface ProviderContext {
  readonly source: string;
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
  /** A field of the source's credentials, looked up like any other. */
  credential(field: string): Promise<string | undefined>;
}

/** An authentication scheme of the program's own. */
export interface AuthProvider {
  /** Adds what the server asks for. Headers and query keys that it sets are treated as credentials. */
  apply(request: Outgoing, context: ProviderContext): void | Promise<void>;
  /** After a 401: true when the request is worth sending again, once. */
  renew?(context: ProviderContext): boolean | Promise<boolean>;
}

/** A scheme with the places its fields come from. Opening it reads nothing. */
export interface Auth {
  readonly scheme: string;
  open(source: AuthContext): Authenticator;
}

/** `places` of every constructor: in order of precedence, field by field; `REQON_<SOURCE>_<FIELD>` is asked last. */
export function none(...places: readonly (NoCredentials | undefined)[]): Auth {
  return { scheme: "none", open: (source) => noneScheme(source, places) };
}

/** `Authorization: Bearer <token>` (RFC 6750). */
export function bearer(...places: readonly (BearerCredentials | undefined)[]): Auth {
  return { scheme: "bearer", open: (source) => bearerScheme(source, places) };
}

/** `Authorization: Basic base64(utf8(username:password))` (RFC 7617). */
export function basic(...places: readonly (BasicCredentials | undefined)[]): Auth {
  return { scheme: "basic", open: (source) => basicScheme(source, places) };
}

/** A key in a header, a query parameter or a cookie. */
export function apiKey(...places: readonly (ApiKeyCredentials | undefined)[]): Auth {
  return { scheme: "api_key", open: (source) => apiKeyScheme(source, places) };
}

/** `Authorization: Bearer <accessToken>`, renewed at the token endpoint (RFC 6749). */
export function oauth2(...places: readonly (OAuth2Credentials | undefined)[]): Auth {
  return { scheme: "oauth2", open: (source) => oauth2Scheme(source, places) };
}

/** What the program passes under `name`; without it the source cannot be used. */
export function provider(
  name: string,
  implementation: AuthProvider | undefined,
  ...places: readonly (ProviderCredentials | undefined)[]
): Auth {
  return { scheme: name, open: (source) => providerScheme(source, name, implementation, places) };
}

/** `env("NAME")` of a credential, with the value to use when it is not set or empty. */
export function fromEnv(name: string, fallback?: string): EnvText {
  return { parts: [{ env: name, fallback }] };
}

/** A text around environment references: envText`https://${fromEnv("TENANT")}.example.com/token`. */
export function envText(texts: TemplateStringsArray, ...values: readonly EnvText[]): EnvText {
  return { parts: texts.flatMap((text, index) => [text, ...(values[index]?.parts ?? [])]) };
}
