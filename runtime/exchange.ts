// One request from the action's point of view: attempts, renewed credentials, waits (language.md 3.6, 6.7).
// Must not know how bytes travel or how an answer is read.
import type { Authenticator } from "./auth.js";
import type { Ready, State } from "./connection.js";
import { AuthError, MissionError } from "./errors.js";
import type { RateLimitOptions } from "./gate.js";
import type { Method, NetScope, Reply, RequestOptions, ResponseCheck, ValidationError } from "./http.js";
import type { Json } from "./json.js";
import type { Path } from "./path.js";
import type { Hop } from "./redirect.js";
import { Draft, hopOf, prepare, type Prepared, shownUrl } from "./request.js";
import {
  checked,
  type Circumstances,
  failed,
  type Failure,
  problemText,
  read,
  type Success,
  succeeded,
} from "./reply.js";
import { delayBefore, isRetryable, mayRepeat, retryAfter, retryPolicy, type RetryPolicy } from "./retry.js";
import { cancelled, type Outcome } from "./transport.js";

/** What all attempts of one request share. */
interface Task {
  readonly state: State;
  readonly ready: Ready;
  readonly scope: NetScope;
  readonly place: string | undefined;
  readonly prepared: Prepared;
  readonly timeout: number;
  /** Undefined when the request is sent once. */
  readonly policy: RetryPolicy | undefined;
  readonly limit: RateLimitOptions | undefined;
  /** Undefined when no credentials go along: `auth: none`, or another origin. */
  readonly authenticator: Authenticator | undefined;
}

/** An outcome that stands, and how it came about. */
interface Finished {
  readonly task: Task;
  readonly result: Success | Failure;
  readonly generation: number;
  /** Why credentials could not be renewed after the 401 that is the outcome. */
  readonly refusal: AuthError | undefined;
}

/** What is asked of a source. */
export interface Call {
  readonly state: State;
  readonly scope: NetScope;
  readonly method: Method;
  readonly path: Path;
  readonly options: RequestOptions | undefined;
}

/** The body of a 2xx answer. Throws MissionError for everything else. */
export function fetchValue(call: Call): Promise<Json> {
  return exchange(call, valueOf);
}

/** The answer, failed or not. Throws MissionError: `config` and `data` before anything was sent, `auth`, `cancelled`. */
export function fetchReply(call: Call): Promise<Reply> {
  return exchange(call, replyOf);
}

/** The answer as its check has found it to be. */
export function fetchChecked<R extends Reply>(call: Call, check: ResponseCheck<R>): Promise<R> {
  return exchange(call, (finished) => {
    const reply = replyOf(finished);
    if (check.proves(reply)) return reply;
    throw new MissionError("an answer is not what its own check has found", { code: "internal" });
  });
}

function valueOf(finished: Finished): Json {
  const { result } = finished;
  if (result.ok) return result.value;
  throw failureOf(finished, result).error;
}

function replyOf(finished: Finished): Reply {
  const { result, task } = finished;
  if (result.ok) return succeeded(result, circumstances(finished));
  const reply = failureOf(finished, result);
  task.scope.failed(reply);
  return reply;
}

/**
 * Sends a request, again where its `retry` says so and once more after renewed credentials.
 * @param finish makes the result; an argument, since one more promise a request can be measured
 */
async function exchange<T>(call: Call, finish: (finished: Finished) => T): Promise<T> {
  const { scope } = call;
  const place = scope.place();
  try {
    if (scope.signal.aborted) throw cancelled(scope.signal);
    const task = taskOf(call, place);
    scope.sent(task.prepared.facts);
    const since = call.options?.since;
    since?.sending();
    let mayRenew = task.authenticator !== undefined;
    for (let attempt = 1; ;) {
      const draft = needsDraft(task) ? new Draft(task.prepared) : undefined;
      const generation = draft === undefined ? 0 : await addCredentials(task, draft);
      const outcome = await attemptOnce(task, hopOf(task.prepared, draft), attempt);
      let refusal: AuthError | undefined;
      if (mayRenew && task.authenticator !== undefined && isOwn401(outcome)) {
        mayRenew = false;
        const renewed = await renew(task.authenticator, generation, scope.signal);
        if (renewed === true) continue;
        if (renewed !== false) refusal = renewed;
      }
      const delay = waitAfter(task, outcome, attempt);
      if (delay === undefined) {
        const result = checked(read(outcome, largeNumberWarner(task)), call.options?.check);
        if (result.validationErrors !== undefined && call.options?.check?.strict === false)
          warnOfProblems(task, result.validationErrors);
        if (since !== undefined && result.ok) {
          since.answered(result.value, undefined, result.headers.get("date"));
          since.done();
        }
        return finish({ task, result, generation, refusal });
      }
      await pause(task, outcome, delay);
      attempt += 1;
    }
  } catch (error) {
    if (error instanceof MissionError) {
      error.place ??= place;
      error.action ??= scope.action;
    }
    throw error;
  }
}

function taskOf({ state, scope, method, path, options }: Call, place: string | undefined): Task {
  const ready = state.ready();
  const { definition } = state;
  const prepared = prepare(state, ready, method, path, options, place);
  const vouched = options?.retry !== undefined || prepared.headers.values.has("idempotency-key");
  return {
    state,
    ready,
    scope,
    place,
    prepared,
    timeout: options?.timeout ?? ready.timeout,
    policy:
      options?.once !== true && mayRepeat(method, vouched) ? retryPolicy(definition.retry, options?.retry) : undefined,
    limit: options?.rateLimit,
    authenticator: prepared.own && definition.auth.scheme !== "none" ? state.authenticator() : undefined,
  };
}

function needsDraft({ authenticator, state }: Task): boolean {
  return authenticator !== undefined || state.shared.requestInterceptor !== undefined;
}

/** The generation of the credentials that were added; 0 where none go along. */
async function addCredentials({ state, scope, prepared, authenticator }: Task, draft: Draft): Promise<number> {
  const { requestInterceptor } = state.shared;
  if (requestInterceptor !== undefined) {
    await requestInterceptor(draft, state.name);
    requireSameOrigin(state.name, prepared.url, draft.href());
  }
  const generation = authenticator === undefined ? 0 : await authenticator.apply(draft, scope.signal);
  if (scope.signal.aborted) throw cancelled(scope.signal);
  return generation;
}

/** Only the source's own origin has seen its credentials. */
function isOwn401(outcome: Outcome): boolean {
  return outcome.kind === "answer" && outcome.status === 401 && outcome.hop.own;
}

/** An interceptor must not carry the credentials of a source elsewhere. */
function requireSameOrigin(source: string, before: string, after: string): void {
  if (before === after || new URL(before).origin === new URL(after).origin) return;
  throw new MissionError("requestInterceptor changed the origin of a request; only its path and query may change", {
    code: "config",
    source,
  });
}

/** True: send again. An AuthError says why the 401 stands. */
async function renew(
  authenticator: Authenticator,
  generation: number,
  signal: AbortSignal,
): Promise<boolean | AuthError> {
  try {
    return await authenticator.renew(generation, signal);
  } catch (error) {
    if (error instanceof AuthError) return error;
    throw error;
  }
}

/** Milliseconds before the next attempt; undefined when the outcome stands. */
function waitAfter({ policy, scope }: Task, outcome: Outcome, attempt: number): number | undefined {
  // What a limit or a breaker has kept back is not retried.
  if (policy === undefined || isKeptBack(outcome)) return undefined;
  if (!isRetryable(outcome.kind === "none" ? 0 : outcome.status)) return undefined;
  const { clock } = scope;
  const serverWait = outcome.kind === "none" ? undefined : retryAfter(outcome.headers.get("retry-after"), clock.now());
  return delayBefore(policy, attempt, serverWait, clock.random());
}

function isKeptBack(outcome: Outcome): boolean {
  return outcome.reason === "rate_limit" || outcome.reason === "circuit_open";
}

async function pause(task: Task, outcome: Outcome, delay: number): Promise<void> {
  const { scope } = task;
  announce(task, outcome.kind === "none" ? outcome.reason : String(outcome.status), delay);
  try {
    await scope.clock.sleep(delay, scope.signal);
  } catch (error) {
    throw scope.signal.aborted ? cancelled(scope.signal) : error;
  }
}

function announce({ scope, state, place, prepared }: Task, reason: string, delay: number): void {
  const { method, url } = prepared.facts;
  scope.counts.retries += 1;
  scope.emit({ type: "retry", action: scope.action, place, source: state.name, method, url, reason, delay });
}

function attemptOnce(task: Task, hop: Hop, attempt: number): Promise<Outcome> {
  const { state, scope, limit } = task;
  if (state.gate === undefined) return sendOnce(task, hop, attempt);
  const { clock, signal } = scope;
  const passage = {
    source: state.name,
    clock,
    signal,
    limit,
    send: () => sendOnce(task, hop, attempt),
    resending: (delay: number) => announce(task, "429", delay),
  };
  return state.gate.pass(passage).catch((error: unknown) => {
    throw signal.aborted && !(error instanceof MissionError) ? cancelled(signal) : error;
  });
}

function sendOnce({ state, ready, scope, place, timeout }: Task, hop: Hop, attempt: number): Promise<Outcome> {
  const { action, clock, counts, signal } = scope;
  const source = state.name;
  let started = 0;
  return state.transport.attempt({
    hop,
    timeout,
    maxResponseBytes: ready.maxResponseBytes,
    cancel: signal,
    sending(to) {
      started = clock.now();
      counts.requests += 1;
      scope.emit({ type: "request", action, place, source, method: to.method, url: shownUrl(state, to.url), attempt });
    },
    answered({ method, url }, status) {
      const milliseconds = clock.now() - started;
      const shown = shownUrl(state, url);
      scope.emit({ type: "response", action, place, source, method, url: shown, status, milliseconds });
    },
    sensitive: () => ({
      queryKeys: state.authenticator().carriers().query,
      secrets: state.authenticator().secrets(),
    }),
  });
}

/** Once for each place in a mission and in answers. */
function warnOfProblems({ state, scope, place, prepared }: Task, problems: readonly ValidationError[]): void {
  const key = `check ${place ?? ""} ${problems[0]?.path ?? ""}`;
  if (state.warned.has(key)) return;
  state.warned.add(key);
  const { method, url } = prepared.facts;
  const text = `${method} ${url} answered what its document does not allow: ${problemText(problems)}`;
  scope.warn(`source \`${state.name}\`: ${text}`);
}

/** Warns once per field of a source. */
function largeNumberWarner({ state, scope }: Task): (path: string) => void {
  return (path) => {
    const key = `number ${path}`;
    if (state.warned.has(key)) return;
    state.warned.add(key);
    scope.warn(`source \`${state.name}\`: \`${path}\` holds whole numbers beyond ±(2^53−1); they are kept as text`);
  };
}

function circumstances({ task: { state, scope, place, prepared }, generation }: Finished): Circumstances {
  return { source: state.name, action: scope.action, place, request: prepared.facts, generation };
}

function failureOf(finished: Finished, failure: Failure): Reply & { readonly ok: false } {
  const { state, scope } = finished.task;
  return failed(failure, {
    ...circumstances(finished),
    refusal: finished.refusal,
    now: scope.clock.now(),
    shownUrl: (url) => shownUrl(state, url),
    secrets: state.authenticator().secrets(),
    advice: () => state.authenticator().advice(),
  });
}
