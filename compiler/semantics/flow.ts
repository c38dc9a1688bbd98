// Which step the `response` of each read comes from: the reaching definitions of an action (language.md 6.2).
// Must not know types; a read that two steps reach makes the action keep one shared variable.
import { children } from "../syntax/walk.js";
import type * as ast from "../syntax/ast.js";
import type { Bindings } from "./model.js";
import { armsOfCatch, mayTakeFailure, reachableArms } from "./coverage.js";
import {
  common,
  type Definition,
  endOfIteration,
  isSkipped,
  join,
  type Reaching,
  setInside,
  type State,
} from "./reaching.js";
import { type EnteredArm, type Setter, type Share, bySetter, settersOf, sharesOf } from "./shares.js";
import { walksOfLoops } from "./walked-loops.js";
import { asksForAnswer, goesOn, matchesResponse, matchOf, readsAnswer, sendsAgain } from "./structure.js";

export interface ResponseFlow {
  /** For names and subjects that read `response`, and steps that read it without a word. */
  readonly reads: ReadonlyMap<ast.Node, ReadonlySet<Definition>>;
  /** Reads that several steps reach, or one step of an inner block: they read a shared variable. */
  readonly sharedReads: ReadonlySet<ast.Node>;
  /** Definitions whose value a read takes directly. */
  readonly kept: ReadonlySet<Definition>;
  /** Definitions that set the shared variable. */
  readonly merged: ReadonlySet<Definition>;
  /** Requests whose status or headers a reader of their own asks for (6.8, 7.2). */
  readonly answers: ReadonlySet<Definition>;
  /** Matches that a request's failed response is offered to, with the request (6.8). */
  readonly offered: ReadonlyMap<ast.Match, ast.Request>;
  /** The shared variables of the actions that need any. */
  readonly shares: ReadonlyMap<ast.ActionDef, readonly Share[]>;
  /** The shared variable of each read of one. */
  readonly shareOf: ReadonlyMap<ast.Node, Share>;
  /** The shared variables that each step sets. */
  readonly sharesSetBy: ReadonlyMap<Definition, readonly Share[]>;
  /** Bodies whose end is never reached. */
  readonly endless: ReadonlySet<ast.Node>;
  /** The first step behind one that always leaves. */
  readonly unreached: ReadonlySet<ast.Step>;
  /** Arms at whose end `response` is no longer what it was before the match (7.5). */
  readonly renewed: ReadonlySet<ast.Node>;
  /** Arms that `skip`, or a failed answer, ends the iteration in while `response` is what they have found. */
  readonly skipping: ReadonlySet<ast.Arm>;
  /** Loops with a step that sets the `response` of the next iteration. */
  readonly renewing: ReadonlySet<ast.For>;
}

export function responseFlow(actions: Iterable<ast.ActionDef>, bindings: Bindings): ResponseFlow {
  const reads = new Map<ast.Node, Set<Definition>>();
  const endless = new Set<ast.Node>();
  const offered = new Map<ast.Match, ast.Request>();
  /** Reads that ask for more than the body. */
  const asking = new Set<ast.Node>();
  /** Reads in a parallel loop, whose iterations are functions of their own. */
  const nested = new Set<ast.Node>();
  let parallel = 0;
  /** Of the action that is looked at. */
  let found: ast.Node[] = [];
  const unreached = new Set<ast.Step>();
  /** Definitions whose block has been left. */
  const escaped = new Set<Reaching>();
  const sharedReads = new Set<ast.Node>();
  const renewed = new Set<ast.Node>();
  const renewing = new Set<ast.For>();
  /** The loops around what is looked at. */
  let loops: readonly ast.For[] = [];
  /** Arms of answers around what is looked at, and from which on they are in its own loop. */
  let around: readonly EnteredArm[] = [];
  let ownFrom = 0;
  const enclosing = new Map<ast.Node, readonly EnteredArm[]>();
  const skipping = new Set<ast.Arm>();
  /** What `skip` and failed answers end the iterations of the loop with. */
  let skipped: State;
  const ended = endOfIteration();
  const reaching = new Map<ast.Node, Set<Reaching>>();

  const read = (node: ast.Node, state: State): void => {
    const known = reads.get(node) ?? new Set();
    const all = reaching.get(node) ?? new Set();
    if (!reads.has(node)) found.push(node);
    if (parallel > 0) nested.add(node);
    for (const each of state ?? []) {
      known.add(isSkipped(each) ? each.of : each);
      all.add(each);
      if (escaped.has(each)) sharedReads.add(node);
    }
    reads.set(node, known);
    reaching.set(node, all);
    enclosing.set(node, around);
    if (known.size > 1) sharedReads.add(node);
  };

  const define = (node: Exclude<Definition, "start">): State => {
    escaped.delete(node);
    for (const each of loops) renewing.add(each);
    return new Set([node]);
  };

  const onceFor = walksOfLoops(escaped);

  const leave = (entry: State, end: State): State => {
    for (const each of end ?? []) if (!entry?.has(each)) escaped.add(each);
    return end;
  };

  const scan = (node: ast.Node | undefined, state: State): void => {
    if (!node || bindings.addresses.has(node)) return;
    if (readsAnswer(node)) asking.add(answerOwner(node.object, bindings));
    if (node.kind === "MatchExpression" && node.subject && asksForAnswer(node)) asking.add(node.subject);
    if (node.kind === "NameExpression" || node.kind === "Subject") {
      const binding = node.kind === "Subject" ? bindings.subjects.get(node) : bindings.names.get(node);
      if (binding?.kind === "builtin" && binding.name === "response") read(node, state);
      return;
    }
    if (node.kind === "NamePattern") scan(bindings.comparisons.get(node), state);
    for (const child of children(node)) scan(child, state);
  };

  /** Reads in what is never reached see the steps beside them, none of which reaches a place that is. */
  const aside = (look: () => void): void => {
    const outer = { skipped, found, loops };
    [found, loops] = [[], []];
    look();
    ({ skipped, found, loops } = outer);
  };

  const steps = (list: readonly ast.Step[], state: State): State => {
    let at = state;
    for (const [index, each] of list.entries()) {
      if (at === undefined && state !== undefined) {
        unreached.add(each);
        aside(() => void steps(list.slice(index), undefined));
        return undefined;
      }
      const before = list[index - 1];
      if (before?.kind === "Request" && matchesResponse(each)) offered.set(each, before);
      at = step(each, at);
      // A request that is sent again has its answer in a block of its own.
      if (before?.kind === "Request" && matchOf(before, each)?.arms.some(sendsAgain) && at?.has(before))
        escaped.add(before);
    }
    return at;
  };

  const body = (node: ast.Block | ast.Step, state: State): State => {
    const end = node.kind === "Block" ? steps(node.steps, state) : step(node, state);
    if (end === undefined && state !== undefined) endless.add(node);
    return leave(state, end);
  };

  /** Where a failed answer is still `response` at the end of an arm, it ends the iteration (7.5). */
  const endWith = (arm: ast.Arm, answers: State): void => {
    if (answers) skipping.add(arm);
    skipped = join(skipped, ended(answers));
  };

  /** In an arm that tells what the answer of `definition` is. */
  const armOf = (arm: ast.Arm | ast.ConditionArm, definition: Setter | undefined, state: State): State => {
    const outer = around;
    if (arm.kind === "ConditionArm") scan(arm.condition, state);
    else {
      if (definition) around = [...around, { arm, definition }];
      scan(arm.pattern, state);
      scan(arm.guard, state);
    }
    const after = body(arm.body, state);
    // Where only some ways through it set `response` anew, its end asks which one it was.
    const kept = [...(after ?? [])].filter((each) => state?.has(each)).length;
    if (kept === 0) renewed.add(arm);
    else if (after !== undefined && kept < after.size) read(arm, after);
    around = outer;
    return after;
  };

  const arms = (node: ast.Match, state: State): State => {
    let end: State;
    const definition = offered.get(node);
    if (node.subject && asksForAnswer(node)) asking.add(node.subject);
    for (const arm of reachableArms(bindings, node.arms, matchesResponse(node))) {
      const after = armOf(arm, definition, state);
      end = join(end, after);
      if (matchesResponse(node) && arm.kind === "Arm" && !goesOn(arm) && mayTakeFailure(bindings, arm))
        endWith(arm, common(state, after));
    }
    return node.catch ? join(end, leave(state, caught(node, node.catch))) : end;
  };

  const caught = (node: ast.Match, arms: readonly ast.Arm[]): State => {
    const failure = define(node);
    const behind = (arm: ast.Arm): State => {
      const after = armOf(arm, node, failure);
      return goesOn(arm) ? after : behindFailure(node, arm, after);
    };
    const taking = armsOfCatch(bindings, arms);
    for (const arm of arms) if (!taking.includes(arm)) aside(() => void behind(arm));
    return taking.map(behind).reduce(join, undefined);
  };

  /** Where `response` is still the failure at the end of an arm, the iteration ends (7.5). */
  const behindFailure = (node: ast.Match, arm: ast.Arm, after: State): State => {
    if (!after?.has(node)) return after;
    endWith(arm, new Set([node]));
    const others = [...after].filter((each) => each !== node);
    if (others.length > 0) return new Set(others);
    endless.add(arm.body);
    return undefined;
  };

  const step = (node: ast.Step, state: State): State => {
    switch (node.kind) {
      case "Request":
        scan(node.path, state);
        scan(node.options, state);
        return define(node);
      case "Wait":
        scan(node.options, state);
        return define(node);
      case "MapStep":
        scan(node.source, state);
        scan(node.fields, state);
        return define(node);
      case "Apply":
        scan(node.value, state);
        return node.as ? state : define(node);
      case "For": {
        scan(node.collection, state);
        const loop = (entry: State): State =>
          onceFor(node, entry, () => {
            scan(node.guard, entry);
            const outer = { skipped, loops, ownFrom };
            [skipped, loops, ownFrom] = [undefined, node.parallel ? [] : [...loops, node], around.length];
            const end = steps(node.body.steps, entry);
            const all = leave(entry, join(end, setInside(node, skipped)));
            ({ skipped, loops, ownFrom } = outer);
            return all;
          });
        if (!node.parallel) return join(state, loop(join(state, loop(state))));
        parallel++;
        loop(state);
        parallel--;
        return state;
      }
      case "Validate":
        if (node.target) scan(node.target, state);
        else read(node, state);
        for (const each of node.assumptions) scan(each.condition, state);
        return node.otherwise ? join(state, body(node.otherwise, state)) : state;
      case "Match":
        scan(node.subject, state);
        return arms(node, state);
      case "Skip":
        for (const { arm, definition } of around.slice(ownFrom)) if (state?.has(definition)) skipping.add(arm);
        skipped = join(skipped, ended(state));
        return undefined;
      case "Abort":
      case "Retry":
        scan(node, state);
        return undefined;
      case "Jump":
        return node.then === "retry" ? undefined : state;
      case "Queue":
        scan(node.options, state);
        return state;
      default:
        scan(node, state);
        return state;
    }
  };

  const shares = new Map<ast.ActionDef, readonly Share[]>();
  for (const action of actions) {
    found = [];
    steps(action.steps, new Set<Definition>(["start"]));
    const shared = found.filter((each) => sharedReads.has(each));
    const all = sharesOf(
      shared.map((node) => ({
        node,
        reaching: reaching.get(node) ?? new Set(),
        around: enclosing.get(node) ?? [],
        asks: asking.has(node),
        isNested: nested.has(node),
      })),
    );
    shares.set(action, all);
  }
  return {
    reads,
    sharedReads,
    endless,
    offered,
    shares,
    ...bySetter([...shares.values()].flat()),
    ...settersOf(reads, sharedReads, asking),
    unreached,
    renewed,
    skipping,
    renewing,
  };
}

/** Whether no step has set `response` where it is read, on any way there. */
export function readsNothing({ reads }: ResponseFlow, node: ast.Node): boolean {
  const definitions = reads.get(node);
  return definitions?.size === 1 && definitions.has("start");
}

/** The read whose answer is meant: in an arm of `match response` the subject is the response of the match. */
function answerOwner(object: ast.Expression, bindings: Bindings): ast.Node {
  const subject = object.kind === "Subject" ? bindings.subjects.get(object) : undefined;
  const match = subject?.kind === "variable" && subject.node.kind === "Match" ? subject.node : undefined;
  return match && matchesResponse(match) ? match.subject : object;
}
