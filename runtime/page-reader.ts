// Reads pages one by one, each when it is asked for (language.md 6.11 to 6.13).
// Must not know how a kind of paging finds the next page, nor where a page has its rows.
import { MissionError } from "./errors.js";
import type { Reply } from "./http.js";
import { asJson, describe, type Json } from "./json.js";
import { equal } from "./operators.js";
import { problemText } from "./reply.js";
import { type RowFinder, rowFinder } from "./page-rows.js";
import { endingOf } from "./page-until.js";
import type { NextPage, PagedCall, Pages, ReadPage, RowGuard } from "./pages.js";

/** The request of a page, and what the paging parameter holds in it. */
export interface Turn<Value> extends NextPage {
  readonly value: Value;
}

/** One kind of paging. */
export interface Strategy<Value> {
  first(): Turn<Value> | Promise<Turn<Value>>;
  /** Null after the last page. */
  next(page: ReadPage, turn: Turn<Value>): Turn<Value> | null | Promise<Turn<Value> | null>;
  /** Pages are counted, so that without `until` one without rows is the last; else `next` alone decides. */
  readonly isCounted: boolean;
}

type Answer = Extract<Reply, { readonly ok: true }>;

interface Page<Value> extends ReadPage {
  readonly rows: readonly Json[];
  readonly turn: Turn<Value>;
}

/** The pages of one call, in order. */
interface Sequence {
  /** Fetches the next page; a failed one stays the next. Undefined after the last. */
  advance(once: boolean): Promise<Reply | undefined>;
  /** Of the page that was read last. */
  rows(): readonly Json[];
}

/** What has been read of the pages so far. */
interface Reading {
  readonly finder: RowFinder;
  readonly sequence: Sequence;
  /** The rows of the pages that `reply` has read. */
  readonly all: Json[];
  last: Answer | undefined;
  isDone: boolean;
}

/** So many requests are remembered to notice one that comes back. */
const remembered = 10_000;

/** @param guard what every row has to be */
export function openPages<Value, Row>(
  strategy: Strategy<Value>,
  call: PagedCall<Value>,
  guard: RowGuard<Row>,
): Pages<Row> {
  let reading = startReading(strategy, call);
  let advanced = false;

  async function* batches(): AsyncGenerator<readonly Row[], void, undefined> {
    const { advance, rows } = reading.sequence;
    for (let reply = await advance(false); reply !== undefined; reply = await advance(false)) {
      if (!reply.ok) throw reply.error;
      yield rows().map((row) => accepted(call, guard, row));
    }
  }

  async function reply({ once = false }: { readonly once?: boolean } = {}): Promise<Reply> {
    if (reading.isDone) reading = startReading(strategy, call);
    const { sequence, finder, all } = reading;
    for (let hasRead = false; ; hasRead = true) {
      const answer = await sequence.advance(once && !hasRead);
      advanced = answer?.ok === false && hasRead;
      if (answer?.ok === false) return answer;
      if (answer === undefined) {
        reading.isDone = true;
        return wholeAnswer(call, reading.last, finder.whole(all));
      }
      for (const row of sequence.rows()) all.push(row);
      // A page without a body, as some servers end with, is not the one that the rows are put into.
      if (answer.body !== null || reading.last === undefined) reading.last = answer;
    }
  }

  return {
    batches,
    reply,
    async all() {
      const answer = await reply();
      if (answer.ok) return asJson(answer.body);
      throw answer.error;
    },
    get advanced() {
      return advanced;
    },
    [Symbol.asyncIterator]: () => rowsOf(batches()),
  };
}

function startReading<Value>(strategy: Strategy<Value>, call: PagedCall<Value>): Reading {
  const finder = rowFinder(call.options.rows);
  return { finder, sequence: openSequence(strategy, call, finder), all: [], last: undefined, isDone: false };
}

/** One row at a time, without a turn of the event loop for each. */
function rowsOf<Row>(batches: AsyncIterator<readonly Row[]>): AsyncIterator<Row> {
  let rows: Iterator<Row> = [][Symbol.iterator]();

  async function nextBatch(): Promise<IteratorResult<Row>> {
    for (;;) {
      const batch = await batches.next();
      if (batch.done === true) return { done: true, value: undefined };
      rows = batch.value[Symbol.iterator]();
      const row = rows.next();
      if (row.done !== true) return row;
    }
  }

  return {
    next() {
      const row = rows.next();
      return row.done === true ? nextBatch() : Promise.resolve(row);
    },
  };
}

function accepted<Value, Row>(call: PagedCall<Value>, guard: RowGuard<Row>, row: unknown): Row {
  if (guard(row)) return row;
  throw problem(call, `a row of \`pages\` is not what its guard asks for, found ${describe(row)}`);
}

/** What a `match response` sees of pages that were all read: the last answer with the rows of all. */
function wholeAnswer<Value>(call: PagedCall<Value>, last: Answer | undefined, whole: Json): Answer {
  if (last === undefined) throw problem(call, "these pages have been read already");
  const { ok, documented, status, source, request, generation } = last;
  // Where there was nothing but empty answers, nothing is what the document says.
  const body = documented && last.body === null ? null : whole;
  proveWhole(call, body, status);
  return {
    ...{ ok, documented, status, source, request, generation, body },
    get headers() {
      return last.headers;
    },
  };
}

/** Each page is as its document says: with the rows of all, the last one must be, too, or nothing would be proven of it. */
function proveWhole<Value>(call: PagedCall<Value>, body: Json, status: number): void {
  const { check } = call.options;
  const problems = check?.strict === true ? check.problems(body, status) : [];
  if (problems.length === 0) return;
  const message = `the rows of all pages together are not what its document says of one: ${problemText(problems)}`;
  throw problem(call, message, "a `for` or `store` right behind the request takes them page by page");
}

function openSequence<Value>(strategy: Strategy<Value>, call: PagedCall<Value>, finder: RowFinder): Sequence {
  const { options, scope } = call;
  const asked = new Map<string, number>();
  const isLast = endingOf(options, strategy.isCounted);
  /** Undefined before the first, null after the last. */
  let turn: Turn<Value> | null | undefined;
  let page: Page<Value> | undefined;
  let path = call.path;

  async function advance(once: boolean): Promise<Reply | undefined> {
    if (turn === undefined) turn = await strategy.first();
    else if (page !== undefined && page.turn === turn) {
      turn = await turnAfter(page);
      const unfound = turn === null ? finder.unfound() : undefined;
      if (unfound !== undefined) scope.warn(`source \`${call.source}\`: ${unfound}`);
    }
    if (turn === null) {
      options.since?.done();
      return undefined;
    }
    const target = turn.url === undefined ? path : call.follow(path, turn.url);
    if (page === undefined) options.since?.sending();
    const reply = await call.send(target, requestOptions(call, turn, once));
    if (!reply.ok) return reply;
    if (turn.url !== undefined) path = target;
    page = await readPage(turn, reply);
    return reply;
  }

  async function readPage(current: Turn<Value>, reply: Answer): Promise<Page<Value>> {
    const body = asJson(reply.body);
    const number = (page?.number ?? 0) + 1;
    const rows = await inPlace(call, () => finder.rows(body));
    const isRepeated = page !== undefined && (rows.length > 0 || strategy.isCounted) && equal(body, page.body);
    if (isRepeated) {
      const help = "does the server know the parameter of `paginate`? `until:` says which page is the last";
      throw problem(call, `page ${number} is equal to the page before it`, strategy.isCounted ? help : undefined);
    }
    const read = { number, body, rows, headers: reply.headers, request: current };
    await inPlace(call, () => options.since?.answered(body, rows, reply.headers["date"]));
    scope.counts.pages += 1;
    scope.counts.rowsIn += rows.length;
    scope.emit({
      ...{ type: "page", action: scope.action, place: scope.place(), source: call.source },
      ...{ number, rows: rows.length, rowsIn: scope.counts.rowsIn },
    });
    return { ...read, turn: current };
  }

  /** Null: `page` was the last one. Decided when its rows are used up, since `until` may look at what they left. */
  async function turnAfter(read: Page<Value>): Promise<Turn<Value> | null> {
    const { rows, number, turn: current } = read;
    const next = await inPlace(call, () => strategy.next(read, current));
    const hasMore = strategy.isCounted ? rows.length > 0 : next !== null;
    if (await inPlace(call, () => isLast(read, current.value, hasMore))) return null;
    const { until, maxPages } = options;
    if (next === null || (until === undefined && !hasMore)) return null;
    if (maxPages !== undefined && number >= maxPages) {
      throw problem(call, `there are more pages than \`maxPages\`, which is ${maxPages}`);
    }
    remember(current, number);
    const earlier = asked.get(identityOf(next));
    if (earlier === undefined) return next;
    throw problem(call, `page ${number} leads back to page ${earlier}: the same cursor came twice`);
  }

  function remember(current: Turn<Value>, number: number): void {
    asked.set(identityOf(current), number);
    const [oldest] = asked.keys();
    if (asked.size > remembered && oldest !== undefined) asked.delete(oldest);
  }

  return { advance, rows: () => page?.rows ?? [] };
}

function identityOf({ url, params }: NextPage): string {
  return url ?? JSON.stringify(params ?? {});
}

/** A URL of the server's says everything that the parameters of the first request said. */
function requestOptions<Value>(
  { options }: PagedCall<Value>,
  turn: Turn<Value>,
  once: boolean,
): PagedCall<Value>["options"] {
  const params = turn.url === undefined ? { ...options.params, ...turn.params } : undefined;
  return { ...options, params, once, since: undefined };
}

/** What goes wrong in `work` is told of the line that asked for the pages. */
async function inPlace<Value, T>({ scope }: PagedCall<Value>, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MissionError) error.place ??= scope.place();
    throw error;
  }
}

function problem<Value>({ scope, source }: PagedCall<Value>, message: string, help?: string): MissionError {
  const facts = { code: "data", source, action: scope.action, place: scope.place(), help } as const;
  return new MissionError(`source \`${source}\`: ${message}`, facts);
}
