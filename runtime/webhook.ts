// `wait` steps: their address, and the events that an inbox has or gets for them (language.md 6.21).
// Must not know HTTP servers; the program brings the inbox and says under which address the world reaches it.
import { childController } from "./clock.js";
import { MissionError } from "./errors.js";
import type { Reply } from "./http.js";
import { asJson, isObject, type Json, type JsonObject } from "./json.js";
import { inside, type Mission, type Need } from "./mission.js";
import { remembered } from "./reply.js";
import { delayBefore, retryPolicy, type RetryOptions } from "./retry.js";
import { cancelled } from "./transport.js";
import { type Inbox, pathKey, type Subscription } from "./webhook-inbox.js";

/** What a program passes as `webhooks`. */
export interface Webhooks {
  /** Where the inbox is reached from outside, such as `https://hooks.example.com`; paths of waits are put behind it. */
  readonly url: string;
  /** From `webhookInbox()`; several missions may share one. */
  readonly inbox: Inbox;
}

export interface WaitOptions {
  /** Milliseconds. Default 5 min; 0 takes what has come already. */
  readonly timeout?: number | undefined;
  /** Events to wait for. Default 1. */
  readonly count?: number | undefined;
  /** Events count whose `type`, else `event`, is one of these. */
  readonly types?: readonly string[] | undefined;
  readonly filter?: ((event: Json) => unknown) | undefined;
  /** Called with the events before the wait ends. */
  readonly store?: ((events: readonly Json[]) => Promise<void>) | undefined;
  /** A time-out gives null and is no failure. */
  readonly optional?: boolean | undefined;
}

const fiveMinutes = 300_000;

interface WebhookNeed extends Need {
  readonly webhooks: Webhooks | undefined;
}

/** For the definition of a mission: `paths` are registered when a run starts. */
export function webhooks(given: Webhooks | undefined, paths: readonly string[]): WebhookNeed {
  return {
    webhooks: given,
    start() {
      const problem = problemOf(given);
      if (problem !== undefined) return [problem];
      for (const path of paths) given?.inbox.register(path, true);
      return [];
    },
  };
}

function problemOf(given: Webhooks | undefined): string | undefined {
  if (given === undefined)
    return "the mission waits for webhooks: pass `webhooks: { url, inbox: webhookInbox() }`, or run it with `reqon --webhook`";
  if (!URL.canParse(given.url) || !/^https?:$/.test(new URL(given.url).protocol))
    return `\`webhooks.url\` must be the http or https URL under which the inbox is reached, found \`${given.url}\``;
  return undefined;
}

function webhooksOf<SourceName extends string, Stores>(context: Mission<SourceName, Stores>): Webhooks {
  const need = context[inside].definition.needs?.["webhooks"];
  const given = need !== undefined && isWebhookNeed(need) ? need.webhooks : undefined;
  const problem = problemOf(given);
  if (given === undefined || problem !== undefined) throw new MissionError(problem ?? "", { code: "config" });
  return given;
}

function isWebhookNeed(need: Need): need is WebhookNeed {
  return "webhooks" in need;
}

/** The address of a wait; what is sent there from now on is kept for it. */
export function webhookUrl<SourceName extends string, Stores>(
  context: Mission<SourceName, Stores>,
  path: string,
): string {
  const { url, inbox } = webhooksOf(context);
  inbox.register(path, false);
  return addressOf(url, path);
}

function addressOf(url: string, path: string): string {
  return `${url.replace(/\/+$/, "")}${pathKey(path)}`;
}

/** The event, or the list of them where more than one is expected. Throws `timeout`. */
export async function received<SourceName extends string, Stores>(
  context: Mission<SourceName, Stores>,
  path: string,
  options: WaitOptions = {},
): Promise<Json> {
  const reply = await receive(context, path, options);
  if (!reply.ok) throw reply.error;
  return asJson(reply.body);
}

/** Like `received`, but a time-out is a failed response that `match response` sees. */
export async function receive<SourceName extends string, Stores>(
  context: Mission<SourceName, Stores>,
  path: string,
  options: WaitOptions = {},
): Promise<Reply> {
  const { url, inbox } = webhooksOf(context);
  const { count = 1, timeout = fiveMinutes } = options;
  const { view } = context[inside];
  const facts = {
    headers: {},
    source: "webhook",
    request: { method: "POST", url: addressOf(url, path), headers: {}, body: null } as const,
    generation: -1,
  };
  const refusedBefore = inbox.refused();
  const { events, subscription } = await gather(context, inbox, path, options);
  const came = { ...facts, ok: true, documented: false, status: 200 } as const;
  const refused = inbox.refused() - refusedBefore;
  if (refused > 0)
    view.warn(`the webhook inbox was full: ${refused} ${refused === 1 ? "event was" : "events were"} refused`);
  try {
    if (events.length >= count) {
      await options.store?.(events);
      subscription.keep();
      return { ...came, body: count === 1 ? events[0] : events };
    }
    if (timeout === 0 || options.optional === true) return { ...came, body: null };
    const reply = timedOut(context, facts, events.length, { count, timeout });
    view.failed(reply);
    return reply;
  } finally {
    // What was taken in vain is not lost: the action may start again, or another wait may want it.
    subscription.close();
  }
}

function timedOut<SourceName extends string, Stores>(
  context: Mission<SourceName, Stores>,
  facts: Pick<Reply, "headers" | "source" | "request" | "generation">,
  came: number,
  { count, timeout }: { readonly count: number; readonly timeout: number },
): Reply & { readonly ok: false } {
  const { view } = context[inside];
  const of = count === 1 ? "no event came" : `${came} of ${count} events came`;
  const message = `${of} to ${facts.request.url} within ${timeout} ms`;
  const { action } = view;
  const error = new MissionError(message, { code: "timeout", action, place: view.place(), url: facts.request.url });
  const body: JsonObject = { error: "timeout", code: 0, status: 0, message, received: came };
  const failure = { ok: false, documented: false, status: 0, reason: "timeout" } as const;
  return remembered({ ...facts, ...failure, body, synthetic: Object.keys(body), error });
}

interface Gathered {
  readonly events: readonly Json[];
  readonly subscription: Subscription;
}

/** Takes events until there are enough or the time is over. Throws `cancelled`. */
async function gather<SourceName extends string, Stores>(
  context: Mission<SourceName, Stores>,
  inbox: Inbox,
  path: string,
  options: WaitOptions,
): Promise<Gathered> {
  const { count = 1, timeout = fiveMinutes } = options;
  const { clock, view } = context[inside];
  const events: Json[] = [];
  const over = childController(view.signal);
  let wake = (): void => undefined;
  const time: { isOver: boolean; timer?: Promise<void> } = { isOver: false };
  const end = (): void => {
    time.isOver = true;
    wake();
  };
  const subscription = inbox.open(path, () => wake());
  try {
    for (;;) {
      // Set up before looking, so that nothing that comes meanwhile is missed.
      const change = new Promise<void>((resolve) => (wake = resolve));
      await collect(context, subscription, options, events, count);
      if (view.signal.aborted) throw cancelled(view.signal);
      if (events.length >= count || time.isOver || timeout <= 0) return { events, subscription };
      time.timer ??= clock.sleep(timeout, over.signal).then(end, end);
      await change;
    }
  } catch (error) {
    subscription.close();
    throw error;
  } finally {
    over.abort(undefined);
    over.release();
  }
}

/** Takes what counts of the events that came. One that the filter cannot be asked about does not count. */
async function collect<SourceName extends string, Stores>(
  context: Mission<SourceName, Stores>,
  subscription: Subscription,
  { types, filter }: WaitOptions,
  events: Json[],
  count: number,
): Promise<void> {
  while (events.length < count) {
    const event = subscription.next();
    if (event === undefined) return;
    if (types !== undefined && !types.includes(typeOf(event))) continue;
    if ((await holds(context, filter, event)) && subscription.take()) events.push(event);
  }
}

async function holds<SourceName extends string, Stores>(
  context: Mission<SourceName, Stores>,
  filter: WaitOptions["filter"],
  event: Json,
): Promise<boolean> {
  if (filter === undefined) return true;
  try {
    return Boolean(await filter(event));
  } catch (error) {
    // Anyone can send an event: a strange one must not end the run.
    if (!(error instanceof MissionError)) throw error;
    context.warn(`an event does not count, since \`eventFilter\` failed on it: ${error.message}`);
    return false;
  }
}

function typeOf(event: Json): string {
  if (!isObject(event)) return "";
  const name = (["type", "event"] as const).find((each) => Object.hasOwn(event, each));
  const value = name === undefined ? undefined : event[name];
  return typeof value === "string" ? value : "";
}

/**
 * Whether the action starts again after `turn` turns (from 1): the wait timed out, and `options` allow another turn.
 * Waits as they say before it resolves.
 */
export async function startsAgain<SourceName extends string, Stores>(
  context: Mission<SourceName, Stores>,
  reply: Reply,
  turn: number,
  options: RetryOptions = {},
): Promise<boolean> {
  if (reply.ok) return false;
  const { clock, view } = context[inside];
  const policy = retryPolicy(undefined, options);
  const delay = policy && delayBefore(policy, turn, undefined, clock.random());
  if (delay === undefined) return false;
  const { action } = view;
  const { method, url } = reply.request;
  view.forget(reply);
  view.counts.retries++;
  view.emit({
    type: "retry",
    action,
    place: view.place(),
    source: reply.source,
    method,
    url,
    reason: "timeout",
    delay,
  });
  await clock.sleep(delay, view.signal);
  return true;
}
