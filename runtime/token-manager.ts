// The tokens of one source now in use: loads the kept ones, renews them once for all who wait, persists before use
// (language.md 3.6, 3.7). Must not know which scheme sends them, nor how new ones are asked for.
import type { AuthContext, Tokens } from "./auth.js";
import { onAbort } from "./clock.js";
import { AuthError, MissionError } from "./errors.js";
import type { TokenAnswer } from "./token-endpoint.js";
import { type Grant, grantedTokens, isDue, isValid, ofBasis, type TokenField } from "./tokens.js";

export interface TokenManagerOptions {
  readonly context: AuthContext;
  readonly field: TokenField;
  /** The tokens that the credentials give, with their basis. */
  readonly configured: () => Promise<Tokens>;
  /** Left out by schemes whose tokens cannot be renewed. */
  readonly renewal?: {
    /** Whether there is something to get new tokens with. */
    readonly canRenew: (known: Tokens) => boolean;
    /** Asks for new tokens. Never throws for what the server or the network did. */
    readonly request: (known: Tokens) => Promise<TokenAnswer>;
  };
}

export interface TokenManager {
  /** The token to send now, renewed first if it is missing or nearly expired. */
  current(signal: AbortSignal): Promise<{ readonly token: string | undefined; readonly generation: number }>;
  /** Whether another token than that of `generation` is in use now, after renewing it if it was the current one. */
  renew(generation: number, signal: AbortSignal): Promise<boolean>;
  /** Takes over and persists tokens that the mission got by itself. */
  replace(grant: Grant): Promise<void>;
  /** Forgets the tokens: the credentials they came from have changed. */
  reset(): Promise<void>;
  readonly generation: () => number;
  readonly hasRefreshToken: () => boolean;
  readonly secrets: () => readonly string[];
}

/**
 * `renewed`: new tokens were granted. `changed`: others are in use, from the store or the mission. `unchanged`: nothing
 * to renew with. `refused`, `failed`: as the token endpoint said; the tokens are as they were.
 */
type Outcome = { readonly kind: "renewed" | "changed" | "unchanged" } | Exclude<TokenAnswer, { kind: "granted" }>;

/** New tokens to persist, if any, and how they came. */
interface Change {
  readonly outcome: Outcome;
  readonly next?: Tokens;
}

/** Milliseconds without another try after the token endpoint failed, while the token is still good. */
const pauseAfterFailure = 5_000;

export function manageTokens(options: TokenManagerOptions): TokenManager {
  const { context, field, renewal } = options;
  const { source, clock } = context;
  let tokens: Tokens | undefined;
  /** Those before them: an answer may still echo one. */
  let former: Tokens | undefined;
  let generation = 0;
  let loading: Promise<Tokens> | undefined;
  /** The change under way. There is one at a time, and every request waits for it. */
  let changing: Promise<Outcome> | undefined;
  /** `tokens` are newer than what is persisted: no request may use them yet. */
  let unsaved = false;
  let pausedUntil = 0;
  /** The server's last word on a refresh token: it is not asked again with the same one. */
  let refusal: { readonly refreshToken: string; readonly answer: Outcome } | undefined;

  function use(next: Tokens): void {
    former = tokens;
    tokens = next;
    generation += 1;
  }

  /** Reads the tokens from the credentials and the token store, the first time. */
  async function load(): Promise<Tokens> {
    if (tokens !== undefined) return tokens;
    loading ??= readTokens().finally(() => {
      loading = undefined;
    });
    return loading;
  }

  async function readTokens(): Promise<Tokens> {
    let found = await options.configured();
    if (mayChange(found)) found = ofBasis(await keptTokens(), found.basis) ?? found;
    use(found);
    return found;
  }

  /** What the store holds; waits for a lock only where the store knows no other way to read. */
  async function keptTokens(): Promise<Tokens | undefined> {
    const { tokenStore } = context;
    let found: Tokens | undefined;
    const note = async (kept: Tokens | undefined): Promise<undefined> => {
      found = kept;
      return undefined;
    };
    if (tokenStore?.read === undefined) await exclusive(note);
    else await guarded(async () => note(await tokenStore.read?.(source)));
    return found;
  }

  /** Whether newer tokens may be kept: the store of a source whose token stays as configured is never touched. */
  function mayChange(known: Tokens): boolean {
    return context.late || renewal?.canRenew(known) === true;
  }

  /** Runs `work` while no other process changes this source's tokens. */
  async function exclusive(work: (kept: Tokens | undefined) => Promise<Tokens | undefined>): Promise<void> {
    if (context.tokenStore === undefined) {
      await work(undefined);
      return;
    }
    const { tokenStore } = context;
    await guarded(() => tokenStore.update(source, work));
  }

  async function guarded(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      if (cause instanceof MissionError) throw cause;
      throw new AuthError(`source \`${source}\`: the token store could not be read or written`, { source, cause });
    }
  }

  /** Takes new tokens over and persists them; they are kept, and tried again, when that fails. */
  async function save(obtain: (latest: Tokens) => Promise<Change>): Promise<Outcome> {
    const before = await load();
    const saved: { outcome: Outcome; failure: AuthError | undefined } = { outcome: unchanged, failure: undefined };
    await exclusive(async (kept) => {
      const change = await obtain(ofBasis(kept, before.basis) ?? before);
      saved.outcome = change.outcome;
      if (change.next === undefined) return undefined;
      use(change.next);
      unsaved = true;
      saved.failure = await tellProgram(change.next);
      return change.next;
    });
    if (saved.failure !== undefined) throw saved.failure;
    unsaved = false;
    return saved.outcome;
  }

  async function tellProgram(next: Tokens): Promise<AuthError | undefined> {
    try {
      await context.onTokenRefresh?.(source, next);
      return undefined;
    } catch (cause) {
      const message = "onTokenRefresh failed, so the new tokens are not used yet; the next request calls it again";
      return new AuthError(`source \`${source}\`: ${message}`, { source, cause });
    }
  }

  async function renewNow(): Promise<Outcome> {
    const own = await load();
    if (unsaved) return save(async () => ({ outcome: { kind: "changed" }, next: own }));
    if (!mayChange(own)) return unchanged;
    const outcome = await save(async (latest) => {
      const isAnother = latest[field] !== undefined && latest[field] !== own[field];
      if (isAnother && !isDue(latest, field, clock.now())) {
        use(latest);
        return { outcome: { kind: "changed" } };
      }
      return renewal?.canRenew(latest) === true ? ask(latest, renewal.request) : { outcome: unchanged };
    });
    if (outcome.kind === "renewed") context.emit({ type: "token", source, reason: "refreshed" });
    return outcome;
  }

  async function ask(known: Tokens, request: (known: Tokens) => Promise<TokenAnswer>): Promise<Change> {
    const { refreshToken, previousRefreshToken } = known;
    if (refusal !== undefined && refusal.refreshToken === refreshToken) {
      return { outcome: refusal.answer };
    }
    const askedAt = clock.now();
    const answer = await request(known);
    if (answer.kind === "granted") return renewed(known, answer.grant, askedAt);
    if (answer.kind === "failed") {
      pausedUntil = clock.now() + Math.max(pauseAfterFailure, answer.retryAfter);
    } else if (answer.isLoginLost && refreshToken !== undefined) {
      refusal = { refreshToken, answer };
      if (previousRefreshToken !== undefined) {
        // For servers with a grace window: one more try with the token that this one replaced.
        const before = { ...known, refreshToken: previousRefreshToken };
        const second = await request(before);
        if (second.kind === "granted") return renewed(before, second.grant, askedAt);
      }
    }
    return { outcome: answer };
  }

  function renewed(known: Tokens, grant: Grant, askedAt: number): Change {
    return { outcome: { kind: "renewed" }, next: grantedTokens(known, field, grant, askedAt) };
  }

  /** Waits for the change under way, or starts `work`; whoever comes meanwhile waits for it too. */
  function change(work: () => Promise<Outcome>): Promise<Outcome> {
    if (changing !== undefined) return changing;
    changing = work().finally(() => {
      changing = undefined;
    });
    // Everyone who waits may have been cancelled.
    changing.catch(() => undefined);
    return changing;
  }

  async function current(signal: AbortSignal): Promise<{ token: string | undefined; generation: number }> {
    for (let tried = false; ; tried = true) {
      await waitFor(load(), signal);
      // Read only now: a change may have ended while this request waited for its turn.
      if (tokens === undefined) continue;
      const known = tokens;
      const now = clock.now();
      const isPaused = now < pausedUntil && isValid(known, field, now);
      const isWanted = !tried && !isPaused && isDue(known, field, now) && renewal?.canRenew(known) === true;
      if (changing === undefined && !unsaved && !isWanted) return { token: known[field], generation };
      const isFirst = changing === undefined;
      const outcome = await waitFor(change(renewNow), signal);
      if (outcome.kind === "refused") throw ownError(outcome.error);
      if (outcome.kind === "failed" && !isValid(known, field, clock.now())) throw ownError(outcome.error);
      if (outcome.kind === "failed" && isFirst) {
        context.warn(`${outcome.error.message}; the access token is still valid and stays in use`);
      }
    }
  }

  async function renew(of: number, signal: AbortSignal): Promise<boolean> {
    await waitFor(load(), signal);
    if (of !== generation && changing === undefined && !unsaved) return true;
    const outcome = await waitFor(change(renewNow), signal);
    if (of !== generation) return true;
    if (outcome.kind === "refused" || outcome.kind === "failed") throw ownError(outcome.error);
    return false;
  }

  async function settle(): Promise<void> {
    while (changing !== undefined || loading !== undefined) await Promise.allSettled([changing, loading]);
  }

  async function replace(grant: Grant): Promise<void> {
    await settle();
    await change(() =>
      save(async (latest) => ({
        outcome: { kind: "changed" },
        next: grantedTokens(latest, field, grant, clock.now()),
      })),
    );
  }

  async function reset(): Promise<void> {
    await settle();
    former = tokens;
    [tokens, refusal, unsaved] = [undefined, undefined, false];
    generation += 1;
  }

  return {
    current,
    renew,
    replace,
    reset,
    generation: () => generation,
    hasRefreshToken: () => tokens?.refreshToken !== undefined,
    secrets: () =>
      [tokens, former]
        .flatMap((some) => [some?.[field], some?.refreshToken, some?.previousRefreshToken])
        .filter((secret) => secret !== undefined),
  };
}

const unchanged: Outcome = { kind: "unchanged" };

/** Resolves as `work` does, but rejects at once when `signal` aborts; `work` itself goes on for the others. */
export function waitFor<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(new MissionError("cancelled while waiting for credentials", { code: "cancelled", cause: signal.reason }));
    };
    const fail = (error: unknown): void => reject(error instanceof AuthError ? ownError(error) : error);
    work.then(resolve, fail).finally(onAbort(signal, stop));
    if (signal.aborted) stop();
  });
}

/** A copy of an error that many requests share: each writes its own place into it. */
function ownError(error: AuthError): AuthError {
  return new AuthError(error.message, { ...error, cause: error.cause });
}
