// Where webhooks arrive: an HTTP handler, and what has come but no wait has taken yet (language.md 6.21).
// Must not know missions: it works for many of them, and for many runs, at once.
import { readBody } from "./body.js";
import { decodeBody } from "./decode.js";
import { isList, isObject, type Json, type JsonObject } from "./json.js";
import { nodeListener, type NodeListener } from "./webhook-node.js";

export interface InboxOptions {
  /** Largest body in bytes. Default 1 MiB. */
  readonly maxBodyBytes?: number | undefined;
  /** Events kept for waits to come, of all paths together; what comes then is refused with 503. Default 1000. */
  readonly maxEvents?: number | undefined;
  /** Bytes of the bodies of those. Default 64 MiB. */
  readonly maxKeptBytes?: number | undefined;
  /** Hears what an operator should know, such as that the inbox has become full. Default: nothing does; a run says so in its warnings. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** An inbox lives as long as its program; missions register the paths of their waits with it. */
export interface Inbox {
  /** Answers 202, or 400 no JSON object, 404 no such path, 405 not POST, 413 too large, 503 full. Never rejects. */
  readonly handle: (request: Request) => Promise<Response>;
  /** The same for `node:http`: `createServer(inbox.listener)`, or a route of Express. */
  readonly listener: NodeListener;
  /** Events for `path` are kept from now on. `isLasting`: also after the waits for it have ended. */
  readonly register: (path: string, isLasting: boolean) => void;
  /** A wait that sees what comes to `path`. `wake` is called at each event. */
  readonly open: (path: string, wake: () => void) => Subscription;
  /** Events that were refused so far, because the inbox was full. */
  readonly refused: () => number;
}

export interface Subscription {
  /** The oldest kept event that this subscription has not looked at yet. */
  readonly next: () => Json | undefined;
  /** Removes the event looked at last; false when another wait has taken it meanwhile. */
  readonly take: () => boolean;
  /** What was taken is done with. */
  readonly keep: () => void;
  /** Ends the wait. What was taken and not kept is offered to other waits, where it was. */
  readonly close: () => void;
}

interface Entry {
  readonly number: number;
  /** Its part of the body that it came in. */
  readonly bytes: number;
  readonly event: JsonObject;
}

interface Box {
  isLasting: boolean;
  /** In the order they came. */
  readonly entries: Entry[];
  readonly wakers: Set<() => void>;
}

/** Paths of waits that never came to run, such as those of a request that failed. */
const mostIdlePaths = 10_000;
/** Deeper JSON is no event: it would exhaust the stack of whatever walks through it. */
const mostNested = 200;

export function webhookInbox(options: InboxOptions = {}): Inbox {
  const { maxBodyBytes = 1_048_576, maxEvents = 1_000, maxKeptBytes = 67_108_864, onWarning } = options;
  const boxes = new Map<string, Box>();
  const kept = { events: 0, bytes: 0 };
  let isFull = false;
  let count = 0;
  let refused = 0;

  function register(path: string, isLasting: boolean): Box {
    const key = pathKey(path);
    const known = boxes.get(key);
    if (known !== undefined) {
      known.isLasting ||= isLasting;
      return known;
    }
    if (boxes.size >= mostIdlePaths) forgetIdle(boxes);
    const box: Box = { isLasting, entries: [], wakers: new Set() };
    boxes.set(key, box);
    return box;
  }

  function accept(box: Box, events: readonly JsonObject[], length: number): Answer {
    if (events.length > maxEvents) return [413, `the body holds more than ${maxEvents} events`];
    if (kept.events + events.length > maxEvents || kept.bytes + length > maxKeptBytes) return refuse(events.length);
    isFull = false;
    const bytes = length / events.length;
    for (const event of events) keepEntry(box, { number: ++count, bytes, event });
    for (const wake of [...box.wakers]) wake();
    return [202, ""];
  }

  function refuse(events: number): Answer {
    refused += events;
    // Once, however many senders go on trying.
    if (!isFull) onWarning?.(`the webhook inbox is full: no wait has taken ${kept.events} events; others are refused`);
    isFull = true;
    return [503, "too many events wait to be taken; send it again later"];
  }

  function keepEntry(box: Box, entry: Entry): void {
    box.entries.push(entry);
    kept.events++;
    kept.bytes += entry.bytes;
  }

  function open(path: string, wake: () => void): Subscription {
    const box = register(path, false);
    const taken: Entry[] = [];
    let current: Entry | undefined;
    box.wakers.add(wake);
    return {
      next() {
        const seen = current?.number ?? 0;
        const found = box.entries.find((each) => each.number > seen);
        if (found !== undefined) current = found;
        return found?.event;
      },
      take() {
        const at = current === undefined ? -1 : box.entries.indexOf(current);
        if (current === undefined || at < 0) return false;
        taken.push(current);
        box.entries.splice(at, 1);
        kept.events--;
        kept.bytes -= current.bytes;
        return true;
      },
      keep: () => void taken.splice(0),
      close() {
        box.wakers.delete(wake);
        for (const entry of taken.splice(0)) keepEntry(box, entry);
        box.entries.sort((a, b) => a.number - b.number);
        const isIdle = box.wakers.size === 0 && box.entries.length === 0;
        if (isIdle && !box.isLasting) boxes.delete(pathKey(path));
      },
    };
  }

  async function answer(request: Request): Promise<Answer> {
    const box = boxOf(boxes, request.url);
    if (box === undefined) return [404, "no mission waits here"];
    if (request.method !== "POST") return [405, "only POST is taken"];
    const bytes = await bytesOf(request, maxBodyBytes);
    if (bytes === undefined) return [413, `the body is larger than ${maxBodyBytes} bytes`];
    const events = eventsOf(bytes);
    return events === undefined ? [400, "the body is no JSON object"] : accept(box, events, bytes.length);
  }

  async function handle(request: Request): Promise<Response> {
    // Whatever a sender does, such as breaking off, is no failure of the program.
    const [status, text] = await answer(request).catch((): Answer => [400, "the body could not be read"]);
    const headers = { "content-type": "text/plain", ...(status === 405 ? { allow: "POST" } : {}) };
    return new Response(text === "" ? null : `${text}\n`, { status, headers });
  }

  return {
    handle,
    listener: nodeListener(handle, maxBodyBytes),
    register: (path, isLasting) => void register(path, isLasting),
    open,
    refused: () => refused,
  };
}

type Answer = readonly [status: number, text: string];

/** The path as it stands in the URL of a request. */
export function pathKey(path: string): string {
  return new URL(path.startsWith("/") ? path : `/${path}`, "http://inbox").pathname;
}

/** A proxy may or may not have taken the first parts of the public address away: the longest path that ends so. */
function boxOf(boxes: ReadonlyMap<string, Box>, url: string): Box | undefined {
  const { pathname } = new URL(url);
  for (let at = 0; at >= 0 && at < pathname.length; at = pathname.indexOf("/", at + 1)) {
    const box = boxes.get(pathname.slice(at));
    if (box !== undefined) return box;
  }
  return undefined;
}

/** Drops the oldest path that nothing waits at and nothing has come to. */
function forgetIdle(boxes: Map<string, Box>): void {
  for (const [path, { isLasting, entries, wakers }] of boxes) {
    if (!isLasting && entries.length === 0 && wakers.size === 0) return void boxes.delete(path);
  }
}

/** Undefined when it is longer than `most`; nothing behind that is read. */
function bytesOf(request: Request, most: number): Promise<Uint8Array | undefined> {
  if (Number(request.headers.get("content-length") ?? 0) > most) return Promise.resolve(undefined);
  return readBody(request.body, most);
}

/** An object is an event, a list of objects are as many. */
function eventsOf(bytes: Uint8Array): readonly JsonObject[] | undefined {
  if (isTooDeep(bytes)) return undefined;
  const decoded = decodeBody(bytes, "application/json", () => undefined);
  if (!decoded.ok) return undefined;
  const events = isList(decoded.value) ? decoded.value : [decoded.value];
  return events.length > 0 && events.every(isObject) ? events : undefined;
}

/** Whether brackets outside of texts nest too deep; told before anything is parsed. */
function isTooDeep(bytes: Uint8Array): boolean {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (isText) {
      if (byte === 0x5c) at++;
      else if (byte === 0x22) isText = false;
    } else if (byte === 0x22) isText = true;
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > mostNested) return true;
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return false;
}
