// A source made ready: base, headers, limits and authenticator, checked once, before the first request.
// Must not know single requests.
import { type Base, isExposed, originOf, readBase } from "./address.js";
import type { Authenticator } from "./auth.js";
import { addHeaders } from "./encode.js";
import { MissionError } from "./errors.js";
import { type Gate, gateOf } from "./gate.js";
import type { Environment, Shared, SourceDefinition } from "./http.js";
import type { JsonObject } from "./json.js";
import { looksSecret } from "./redact.js";
import { openTransport, type Transport } from "./transport.js";

/** What every request of a source needs. */
export interface Ready {
  readonly base: Base;
  readonly timeout: number;
  readonly maxResponseBytes: number;
  /** Headers of a request to the source's own origin. */
  headers(): HeaderSet;
  /** Whether a URL from data may have this origin. */
  allowed(origin: string): boolean;
}

export interface State {
  readonly name: string;
  readonly definition: SourceDefinition;
  readonly shared: Shared;
  readonly transport: Transport;
  /** Undefined where every attempt goes out at once. */
  readonly gate: Gate | undefined;
  /** Warnings that were given and are not to be repeated. */
  readonly warned: Set<string>;
  authenticator(): Authenticator;
  problems(): readonly string[];
  origin(): string | undefined;
  /** Throws MissionError `config` with all problems. */
  ready(): Ready;
}

const DEFAULT_TIMEOUT = 30_000;
const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;

const DEFAULT_HEADERS: readonly (readonly [string, string])[] = [
  ["accept", "application/json, */*;q=0.5"],
  ["user-agent", "reqon"],
];

/** The headers of a request in the three shapes that are needed; no credentials of a scheme are in it. */
export interface HeaderSet {
  /** By lower-case name. */
  readonly values: ReadonlyMap<string, string>;
  /** The same for the transport. */
  readonly record: Readonly<Record<string, string>>;
  /** The same without what is or looks secret. */
  readonly shown: JsonObject;
}

/** @param carriers names of headers that carry credentials */
export function headerSet(values: ReadonlyMap<string, string>, carriers: readonly string[]): HeaderSet {
  const shown = [...values].filter(([name]) => !carriers.includes(name) && !looksSecret(name));
  return { values, record: Object.freeze(Object.fromEntries(values)), shown: Object.fromEntries(shown) };
}

/** Of a request to another origin, unless it sets its own. */
export const foreignHeaders: HeaderSet = headerSet(new Map<string, string>(DEFAULT_HEADERS), []);

export function openState(name: string, definition: SourceDefinition, shared: Shared): State {
  let authenticator: Authenticator | undefined;
  let base: Base | { readonly problem: string } | undefined;
  let ready: Ready | undefined;

  const state: State = {
    name,
    definition,
    shared,
    transport: openTransport(shared.fetch),
    gate: gateOf(definition.rateLimit, definition.circuitBreaker),
    warned: new Set(),
    authenticator: () => (authenticator ??= openAuthenticator(name, definition, shared)),
    problems: () => [
      ...settingProblems(name, definition, currentBase(), environmentOf(shared)),
      ...state.authenticator().problems(),
    ],
    origin: () => {
      const known = currentBase();
      return "problem" in known ? undefined : known.origin;
    },
    ready: () => {
      if (ready !== undefined) return ready;
      const problems = state.problems();
      const known = currentBase();
      if (problems.length > 0 || "problem" in known)
        throw new MissionError(problems.join("\n"), { code: "config", source: name });
      return (ready = makeReady(known, state));
    },
  };
  return state;

  function currentBase(): Base | { readonly problem: string } {
    return (base ??= baseOf(definition.base, environmentOf(shared)));
  }
}

function openAuthenticator(name: string, { auth, late, allowHttp }: SourceDefinition, shared: Shared): Authenticator {
  const { fetch, clock, env, tokenStore, onTokenRefresh, emit, warn } = shared;
  const context = { source: name, fetch, clock, env, tokenStore, onTokenRefresh, emit, warn };
  return auth.open({ ...context, late: late ?? false, allowHttp: allowHttp ?? false });
}

/** `env()` of the expressions of a source. */
function environmentOf({ env }: Shared): Environment {
  return {
    env(name) {
      const value = env(name);
      if (value !== undefined) return value;
      throw new MissionError(`environment variable ${name} is not set`, { code: "config" });
    },
    optionalEnv: (name) => env(name) ?? null,
  };
}

function baseOf(base: SourceDefinition["base"], environment: Environment): Base | { readonly problem: string } {
  try {
    const text = typeof base === "function" ? base(environment) : base;
    return text == null || text === ""
      ? { problem: "it has no base; give it one in the mission or as an option" }
      : readBase(text);
  } catch (error) {
    return { problem: `its base cannot be worked out: ${messageOf(error)}` };
  }
}

/** Everything wrong with the options of a source, one sentence each. */
function settingProblems(
  name: string,
  definition: SourceDefinition,
  base: Base | { readonly problem: string },
  environment: Environment,
): readonly string[] {
  const problems: string[] = [];
  if ("problem" in base) {
    problems.push(base.problem);
  } else if (definition.auth.scheme !== "none" && definition.allowHttp !== true && isExposed(base)) {
    problems.push(`it would send credentials over http to ${base.origin}; use https, or set allowHttp: true`);
  }
  for (const origin of definition.allowOrigins ?? []) {
    if (originOf(origin) === undefined) problems.push(`its allowOrigins holds something that is no URL with an origin`);
  }
  for (const option of ["timeout", "maxResponseBytes"] as const) {
    const value = definition[option];
    if (value !== undefined && !(value >= 0)) problems.push(`its ${option} is not a number from 0 up`);
  }
  for (const [strategy, given] of Object.entries<unknown>(definition.paging ?? {})) {
    if (given === undefined) problems.push(`no paging strategy \`${strategy}\` was passed`);
  }
  try {
    addHeaders(new Map(), headerValues(definition, environment));
  } catch (error) {
    problems.push(`its headers cannot be sent: ${messageOf(error)}`);
  }
  return problems.map((problem) => `source \`${name}\`: ${problem}`);
}

/** The text of an error of ours; any other may quote what must not be shown. */
function messageOf(error: unknown): string {
  return error instanceof MissionError ? error.message : "an expression failed";
}

function headerValues({ headers }: SourceDefinition, environment: Environment): Readonly<Record<string, unknown>> {
  return typeof headers === "function" ? headers(environment) : (headers ?? {});
}

function makeReady(base: Base, { definition, shared, authenticator }: State): Ready {
  const allowOrigins = new Set((definition.allowOrigins ?? []).map(originOf));
  const evaluated = (): HeaderSet => {
    const values = new Map<string, string>(DEFAULT_HEADERS);
    addHeaders(values, headerValues(definition, environmentOf(shared)));
    return headerSet(values, authenticator().carriers().headers);
  };
  const fixed = typeof definition.headers === "function" ? undefined : evaluated();
  return {
    base,
    timeout: definition.timeout ?? DEFAULT_TIMEOUT,
    maxResponseBytes: definition.maxResponseBytes ?? DEFAULT_MAX_BYTES,
    headers: () => fixed ?? evaluated(),
    allowed: (origin) => allowOrigins.has(origin) || (shared.origins?.().includes(origin) ?? false),
  };
}
