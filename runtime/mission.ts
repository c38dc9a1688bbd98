// An opened mission: the context its actions work with, and what a program may pass when it opens one.
// Must not know stages or results (pipeline.ts), nor how a source sends (http.ts) or authenticates (auth.ts).
import type { OnTokenRefresh, TokenStore } from "./auth.js";
import { systemClock } from "./clock.js";
import { MissionError } from "./errors.js";
import {
  type Connection,
  type Method,
  openConnection,
  type Reply,
  type RequestOptions,
  type Shared,
  type Source,
  type SourceDefinition,
} from "./http.js";
import { isList, isObject, type Json, type JsonObject } from "./json.js";
import type { Path } from "./path.js";
import type { CheckpointStore, Clock, Counts, Fetch, MissionEvent, Warning } from "./scope.js";
import { isStore, storesFor } from "./store-view.js";
import { isManaged, managed } from "./stores.js";
import { emptyCounts, openView, type View, type ViewFacts } from "./view.js";

/** What an action works with: the mission as that action sees it. */
export interface Mission<SourceName extends string, Stores> {
  readonly sources: Readonly<Record<SourceName, Source>>;
  readonly stores: Stores;
  /** Marks the mission line that runs now: errors, warnings and events name it. Throws once the run is cancelled. */
  readonly at: (line: number, file?: string) => void;
  /** `env("NAME")`: throws `config` when it is not set. */
  readonly env: (name: string) => string;
  /** `env("NAME")` where an unset name is null (language.md 10.7). */
  readonly optionalEnv: (name: string) => string | null;
  /** Records a failed `assume` that has no `or`. */
  readonly violation: (text: string, value: unknown) => void;
  /** A failed answer that only a plain `_ -> skip` took: the run goes on and is no success (language.md 7.4). */
  readonly skipped: (reply: Reply) => void;
  readonly warn: (message: string) => void;
  /** The last request of the action, without credentials; null before the first. */
  readonly request: () => Json;
  /** The time as an ISO date-time in UTC. */
  readonly now: () => string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** What the runtime keeps to itself. */
  readonly [inside]: Inside<SourceName, Stores>;
}

export const inside: unique symbol = Symbol("inside");

export interface MissionOptions {
  /** Default: the platform's. */
  readonly fetch?: Fetch | undefined;
  /** Cancels everything at once. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that a run may take. */
  readonly timeout?: number | undefined;
  /** Failed assumptions fail the run. */
  readonly strict?: boolean | undefined;
  readonly onTokenRefresh?: OnTokenRefresh | undefined;
  readonly tokenStore?: TokenStore | undefined;
  readonly clock?: Clock | undefined;
  /** In place of the process's environment. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly onEvent?: ((event: MissionEvent) => void) | undefined;
  /** Sees each attempt before its credentials are added, and may change its headers and URL. */
  readonly requestInterceptor?: Shared["requestInterceptor"];
  /** Loops with `checkpoint every` go on where the last run left them. */
  readonly resume?: boolean | undefined;
  /** Where `since: lastSync` keeps its checkpoints. Default: a file in `dataDir`. */
  readonly checkpoints?: CheckpointStore | undefined;
  /** Where `file` stores live. Default `.reqon` in the working directory. */
  readonly dataDir?: string | undefined;
}

export interface Definition<SourceName extends string, Stores> {
  readonly name: string;
  /** Relative to the program's folder. */
  readonly file: string;
  /** Names that the mission reads with `env()` and cannot do without (language.md 10.7). */
  readonly env: readonly string[];
  readonly sources: Readonly<Record<SourceName, SourceDefinition>>;
  readonly stores: Stores;
  /** The store that keeps checkpoints (language.md 2.4). */
  readonly stateStore?: string | undefined;
  /**
   * What is kept for the next run, checkpoints and positions: false for nothing; `retention` in milliseconds after which
   * it is forgotten. Default: all of it, for ever.
   */
  readonly state?: false | { readonly retention: number };
  /** What a run needs besides, by kind. */
  readonly needs?: Readonly<Record<string, Need>>;
}

/** Something that the program has to bring along. */
export interface Need {
  /** Called when a run starts; gives what is missing, and what to do about it. */
  readonly start: () => readonly string[];
}

/** Whether what was kept at `time`, in milliseconds since the epoch, is forgotten. */
export function isForgotten({ state }: Pick<Definition<string, unknown>, "state">, time: number, now: number): boolean {
  return state === false || (state !== undefined && now - time > state.retention);
}

/** The mission behind its views. */
export interface Inside<SourceName extends string, Stores> {
  readonly definition: Definition<SourceName, Stores>;
  readonly options: MissionOptions;
  readonly clock: Clock;
  readonly emit: (event: MissionEvent) => void;
  readonly env: (name: string) => string | undefined;
  readonly connections: ReadonlyMap<string, Connection>;
  /** Warnings that belong to no action. */
  readonly warnings: Warning[];
  /** Recovery actions that run now, by the source whose credentials they renew. */
  readonly recoveries: Map<string, Recovery>;
  readonly view: View;
  /** The same mission seen by someone else. `observe` hears the 2xx answers of `post` and `put`. */
  readonly fork: (changes: Partial<ViewFacts>, observe?: (answer: JsonObject) => void) => Mission<SourceName, Stores>;
}

interface Recovery {
  readonly action: unknown;
  readonly finished: Promise<void>;
}

declare const process: { readonly env: Readonly<Record<string, string | undefined>> } | undefined;

/** What cannot be cancelled: at every step, asking an AbortSignal would cost more than the step. */
const running: ViewFacts["stop"] = { aborted: false };

/** Touches nothing: no request, no file and no environment before an action or a client needs it. */
export function openMission<SourceName extends string, Stores>(
  definition: Definition<SourceName, Stores>,
  options: MissionOptions,
): Mission<SourceName, Stores> {
  const core = openCore(definition, options);
  attachStores(definition.stores, options);
  const signal = options.signal ?? new AbortController().signal;
  return viewed(core, {
    action: undefined,
    signal,
    stop: options.signal ?? running,
    counts: emptyCounts(),
    recovering: false,
    notes: undefined,
    run: undefined,
    line: { file: definition.file, number: 0 },
  });
}

/** Tells the stores of the runtime that a run begins. */
export function attachStores(stores: unknown, options: MissionOptions): void {
  const env = (name: string): string | undefined => variable(options.env, name);
  for (const store of Object.values(stores ?? {})) {
    if (isStore(store) && isManaged(store)) store[managed].attach(options.dataDir, env);
  }
}

type Core<SourceName extends string, Stores> = Omit<Inside<SourceName, Stores>, "view" | "fork">;

function openCore<SourceName extends string, Stores>(
  definition: Definition<SourceName, Stores>,
  options: MissionOptions,
): Core<SourceName, Stores> {
  const clock = options.clock ?? systemClock;
  const warnings: Warning[] = [];
  const emit = safeEmitter(options.onEvent, warnings);
  const env = (name: string): string | undefined => variable(options.env, name);
  const connections = new Map<string, Connection>();
  const shared: Shared = {
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    clock,
    env,
    tokenStore: options.tokenStore,
    onTokenRefresh: options.onTokenRefresh,
    requestInterceptor: options.requestInterceptor,
    emit,
    warn(message) {
      const warning = { message, action: undefined, place: undefined };
      warnings.push(warning);
      emit({ type: "warning", ...warning });
    },
    origins: () => [...connections.values()].flatMap((connection) => connection.origin() ?? []),
  };
  for (const [name, source] of Object.entries<SourceDefinition>(definition.sources)) {
    connections.set(name, openConnection(name, source, shared));
  }
  return { definition, options, clock, emit, env, connections, warnings, recoveries: new Map() };
}

function variable(given: MissionOptions["env"], name: string): string | undefined {
  const environment = given ?? (typeof process === "undefined" ? {} : process.env);
  return Object.hasOwn(environment, name) ? environment[name] : undefined;
}

/** A listener that throws must not change what the mission does: it is reported once and not called again. */
function safeEmitter(onEvent: MissionOptions["onEvent"], warnings: Warning[]): (event: MissionEvent) => void {
  let listener = onEvent;
  return (event) => {
    try {
      listener?.(event);
    } catch {
      listener = undefined;
      const message = "onEvent threw; it gets no more events";
      warnings.push({ message, action: undefined, place: undefined });
    }
  };
}

function viewed<SourceName extends string, Stores>(
  core: Core<SourceName, Stores>,
  facts: ViewFacts,
  observe?: (answer: JsonObject) => void,
): Mission<SourceName, Stores> {
  const { definition, env } = core;
  const view = openView({ file: definition.file, clock: core.clock, emit: core.emit }, facts);
  const clients = [...core.connections].map(([name, connection]) => [
    name,
    observed(connection.client(view), view.counts, observe),
  ]);
  return {
    // One client for each source of the definition: a record over its names, which a mapping cannot express.
    sources: Object.fromEntries(clients) as Record<SourceName, Source>,
    stores: storesFor(definition.stores, view),
    at: view.at,
    env(name) {
      const value = env(name);
      if (value === undefined) throw unsetVariables([name]);
      return value;
    },
    optionalEnv: (name) => env(name) ?? null,
    violation: view.violation,
    skipped: view.skipped,
    warn: view.warn,
    request: view.request,
    now: () => new Date(core.clock.now()).toISOString(),
    clock: core.clock,
    signal: view.signal,
    [inside]: {
      ...core,
      view,
      fork: (changes, observer = observe) => viewed(core, { ...facts, line: view.line(), ...changes }, observer),
    },
  };
}

/** The one error for all environment variables that are missing. */
export function unsetVariables(names: readonly string[]): MissionError {
  const are = names.length === 1 ? "environment variable NAME is not set" : "environment variables NAME are not set";
  return new MissionError(are.replace("NAME", names.join(", ")), {
    code: "config",
    help: "set it in the environment or in `.env`, or give the mission a default with `??`",
  });
}

/** `source` with the rows of its answers counted. */
function observed(source: Source, counts: Counts, observe: ((answer: JsonObject) => void) | undefined): Source {
  const answer = <Body>(body: Body): Body => {
    if (isObject(body)) observe?.(body);
    return body;
  };
  const read = <Body>(body: Body): Body => {
    counts.rowsIn += rowsIn(body);
    return body;
  };
  return {
    get: async (path, options) => read(await source.get(path, options)),
    post: async (path, options) => answer(await source.post(path, options)),
    put: async (path, options) => answer(await source.put(path, options)),
    patch: (path, options) => source.patch(path, options),
    delete: (path, options) => source.delete(path, options),
    send: async (method: Method, path: Path, options?: RequestOptions): Promise<Reply> => {
      const reply = await source.send(method, path, options);
      if (reply.ok && method === "GET") read(reply.body);
      if (reply.ok && (method === "POST" || method === "PUT")) answer(reply.body);
      return reply;
    },
    pages: source.pages,
    authorize: (credentials) => source.authorize(credentials),
  };
}

/** Records that an answer brought: the elements of a list, or of the only list in an object; any other object is one. */
function rowsIn(body: unknown): number {
  if (isList(body)) return body.length;
  if (!isObject(body)) return 0;
  const lists = Object.values(body).filter(isList);
  return lists.length === 1 ? (lists[0]?.length ?? 0) : 1;
}
