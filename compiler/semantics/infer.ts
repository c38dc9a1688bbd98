// Gives every expression of a mission its static type, by walking its actions until the stores' record types are stable.
// Must not know how types are emitted; the walk itself is in infer-steps and infer-expressions.
import type * as ast from "../syntax/ast.js";
import type { ArmGroup } from "./arm-groups.js";
import type { AnyArm } from "./coverage.js";
import type { BodyKeeper } from "./enclosed-answers.js";
import type { Environment } from "./env.js";
import type { ResponseFlow } from "./flow.js";
import type { Definition } from "./reaching.js";
import { type Kept, sharedTypes } from "./shared-answers.js";
import type { Share } from "./shares.js";
import type { CarriedPart } from "./carried-parts.js";
import type { FoundField } from "./found-fields.js";
import type { HeldPart, PartPattern } from "./held-parts.js";
import type { Held, Holder } from "./held-subjects.js";
import { askedAnyOf } from "./existence.js";
import { inferMission } from "./infer-steps.js";
import { constantLists } from "./literal-lists.js";
import type { Bindings, MissionModel, SchemaSymbol, StoreSymbol, VariableSymbol } from "./model.js";
import type { PagedRequest } from "./paging.js";
import { recordType, type Written } from "./record-types.js";
import { createReporter, type Reporter } from "./reporter.js";
import {
  anyObject,
  awaited,
  dynamic,
  isAwaited,
  never,
  nullType,
  type ObjectShape,
  same,
  type Type,
  union,
} from "./types.js";
import { type WrittenValues, writtenValues } from "./written-values.js";

/** Types by node, read by rules and emit; complete after `infer`. */
export interface Types {
  readonly types: ReadonlyMap<ast.Expression, Type>;
  readonly variables: ReadonlyMap<VariableSymbol, Type>;
  /** What each pattern is tried on. */
  readonly patterns: ReadonlyMap<ast.Pattern, Type>;
  /**
   * Matches over a field whose arms fit all values of its type: to TypeScript, the object may be nothing behind them. Names of
   * fields that a pattern reads, where conditions have left nothing of the object.
   */
  readonly exhausted: ReadonlySet<ast.Node>;
  /** Arms whose guard never holds, by what their patterns have proven: they are not written. */
  readonly refused: ReadonlySet<ast.Node>;
  /** Arms whose pattern the one test asks for. */
  readonly groups: ReadonlyMap<AnyArm, ArmGroup>;
  /** What arms have found the answers to be that a shared variable keeps. */
  readonly kept: ReadonlyMap<ast.Request | ast.Match, ReadonlyMap<ast.Arm, Kept>>;
  /** Steps behind a match of which only arms that leave can fit. */
  readonly unreached: ReadonlySet<ast.Step>;
  /** Record types by store. */
  readonly stores: ReadonlyMap<StoreSymbol, Type>;
  /** `any of` that is only asked whether there is one (10.5). */
  readonly asked: ReadonlySet<ast.AnyOf>;
  /** Lists whose elements keep their literal types. */
  readonly constants: ReadonlySet<ast.Expression>;
  /** What the elements are that predicates select, where that is less than the list holds. */
  readonly selected: ReadonlyMap<ast.Expression, Type>;
  /** Fields that are read from the constant of a match. */
  readonly heldReads: ReadonlyMap<ast.Expression, Holder>;
  /** What patterns test of a value of unknown shape. */
  readonly heldParts: ReadonlyMap<PartPattern, HeldPart>;
  /** Fields of constants that guards have found more of. */
  readonly foundFields: ReadonlyMap<VariableSymbol, readonly FoundField[]>;
  /** What variables carry behind a match that sends its request again. */
  readonly carried: ReadonlyMap<ast.Match, readonly CarriedPart[]>;
  /** Reads of an answer inside of functions, by who keeps its body in a constant. */
  readonly enclosed: ReadonlyMap<ast.Node, BodyKeeper>;
  /** Shared variables that always hold what is of one type; others hold what is of unknown shape. */
  readonly shares: ReadonlyMap<Share, Type>;
}

/** The state of one walk. */
export interface Inferrer {
  readonly mission: MissionModel;
  readonly bindings: Bindings;
  readonly flow: ResponseFlow;
  readonly environment: Environment;
  readonly paged: ReadonlyMap<ast.Request, PagedRequest>;
  /** Those whose rows a step takes page by page, by that step. */
  readonly takers: ReadonlyMap<ast.Step, ast.Request>;
  reporter: Reporter;
  readonly types: Map<ast.Expression, Type>;
  readonly patterns: Map<ast.Pattern, Type>;
  readonly exhausted: Set<ast.Node>;
  readonly refused: Set<ast.Node>;
  readonly groups: Map<AnyArm, ArmGroup>;
  /** Comparisons and tests of types that never hold. */
  readonly unmet: Set<ast.Expression>;
  readonly unreached: Set<ast.Step>;
  /** Arms that never fit, by the types of what is matched, and steps that are never reached. */
  readonly unwritten: Set<ast.Arm | ast.Step>;
  readonly variables: Map<VariableSymbol, Type>;
  readonly keys: Map<VariableSymbol, string>;
  /** References that a variable only stands for, as a subject does: a test of one is a test of the other. Undefined: of none. */
  readonly places: Map<VariableSymbol, string | undefined>;
  /** The types of references before anything is said of them, as in TypeScript: of a field, by what its object is there. */
  readonly declared: Map<string, Type>;
  readonly responses: Map<Definition, Type>;
  /** What the steps walked so far store. */
  readonly written: Map<StoreSymbol, Written[]>;
  /** Inside a loop over a store of which nothing is known yet, or an arm for its one record: it adds nothing (5.4). */
  idle: boolean;
  /** In an expression that needs a record of such a store: it gives nothing. */
  waits: boolean;
  /** What such loops would store into. */
  readonly postponed: Set<StoreSymbol>;
  /** What maps gave targets that no schema declares. */
  readonly mapped: Map<SchemaSymbol, ObjectShape>;
  /** No walk before this one has found what maps give. */
  readonly isFirst: boolean;
  /** Whether answers have the types that documents claim, or only those that are proven when they come. */
  readonly trusting: boolean;
  /** Whether documents say something of answers, and are trusted. */
  readonly claims: boolean;
  /** Inside `assume` and guards, where a comparison that never holds is a warning. */
  soft: boolean;
  /** Inside a `reduce` whose own type is being looked for: inner ones are looked at once. */
  readonly gathering?: true;
  /** The expression is only asked whether it holds. */
  condition: boolean;
  readonly storeType: (store: StoreSymbol) => Type;
  readonly responseType: (read: ast.Node) => Type;
  readonly asked: Set<ast.AnyOf>;
  readonly constants: ReadonlySet<ast.Expression>;
  readonly writtenValues: WrittenValues;
  readonly selected: Map<ast.Expression, Type>;
  readonly held: Held;
  readonly heldReads: Map<ast.Expression, Holder>;
  readonly heldParts: Map<PartPattern, HeldPart>;
  /** Names that patterns give such parts. */
  readonly heldNames: Map<VariableSymbol, Holder>;
  readonly foundFields: Map<VariableSymbol, readonly FoundField[]>;
  readonly carried: Map<ast.Match, readonly CarriedPart[]>;
  /** Who keeps the answer that is read at this point. */
  arm: BodyKeeper | undefined;
  readonly enclosed: Map<ast.Node, BodyKeeper>;
  readonly kept: Map<ast.Request | ast.Match, Map<ast.Arm, Kept>>;
}

/** Changes after which a store that feeds itself, through others too, keeps what was found before, so that it comes to an end. */
const changesAnew = 5;

/** Changes after which a store's records are taken as dynamic: each holds the ones before. */
const mostChanges = 12;

/** Stores that are each made from another take a round each; of more than these the rest is dynamic. */
const mostRounds = 64;

export function infer(
  mission: MissionModel,
  bindings: Bindings,
  flow: ResponseFlow,
  environment: Environment,
  paged: Inferrer["paged"],
  reporter: Reporter,
  trusting: boolean,
): Types {
  for (const schema of mission.schemas.values()) if (!schema.node) schema.type.shape = anyObject;
  let known: Found = { stores: new Map(), shares: new Map() };
  const changes = { stores: new Map<StoreSymbol, number>(), shares: new Map<Share, number>() };
  for (let round = 1; ; round++) {
    const walk = inferrer(mission, bindings, flow, environment, paged, createReporter(), known, trusting, round === 1);
    inferMission(walk);
    const isCircular = (store: StoreSymbol): boolean => (changes.stores.get(store) ?? 0) >= changesAnew;
    const stores = recordTypes(walk, new Map([...known.stores].filter(([store]) => isCircular(store))));
    const most = round < mostRounds ? mostChanges : 0;
    const found: Found = {
      stores: settled(stores, known.stores, never, changes.stores, most),
      shares: settled(sharedTypes(walk), known.shares, dynamic, changes.shares, most),
    };
    const isMapped = takeShapes(walk);
    const stable = isMapped && isSame(found.stores, known.stores, never) && isSame(found.shares, known.shares, dynamic);
    known = found;
    if (!stable && round <= mostRounds) continue;
    // What only loops over nothing would store, and what is made of it.
    const empty = [...known.stores].filter(([, type]) => isAwaited(type));
    known = { ...known, stores: new Map([...known.stores, ...empty.map(([store]) => [store, dynamic] as const)]) };
    if (empty.length === 0 || round > mostRounds) break;
    for (const [store] of empty) changes.stores.set(store, mostChanges);
  }
  const final = inferrer(mission, bindings, flow, environment, paged, reporter, known, trusting);
  inferMission(final);
  takeShapes(final);
  return { ...final, ...known };
}

/** What a walk has found, and the next one begins with. */
interface Found {
  /** Record types. */
  readonly stores: ReadonlyMap<StoreSymbol, Type>;
  /** Types of shared variables. */
  readonly shares: ReadonlyMap<Share, Type>;
}

function isSame<K>(found: ReadonlyMap<K, Type>, known: ReadonlyMap<K, Type>, start: Type): boolean {
  return [...found.keys(), ...known.keys()].every((key) => same(found.get(key) ?? start, known.get(key) ?? start));
}

/** What has not changed too often; `most`: how often each may. */
function settled<K>(
  found: ReadonlyMap<K, Type>,
  known: ReadonlyMap<K, Type>,
  start: Type,
  changes: Map<K, number>,
  most: number,
): ReadonlyMap<K, Type> {
  const typeOf = (key: K, type: Type): Type => {
    if (same(type, known.get(key) ?? start)) return type;
    const count = (changes.get(key) ?? 0) + 1;
    changes.set(key, count);
    return count < most ? type : dynamic;
  };
  return new Map([...found].map(([key, type]) => [key, typeOf(key, type)]));
}

/** Gives undeclared targets the shapes that the walk has found; whether those are the ones it began with. */
function takeShapes({ mapped }: Inferrer): boolean {
  let isStable = true;
  for (const [{ type }, found] of mapped) {
    isStable &&= same(found, type.shape);
    type.shape = found;
  }
  return isStable;
}

/** Of stores that only loops over nothing would store into, nothing is known yet. */
function recordTypes(
  { mission, written, postponed }: Inferrer,
  before: ReadonlyMap<StoreSymbol, Type>,
): Map<StoreSymbol, Type> {
  const typeOf = (store: StoreSymbol): Type => {
    const isUnknown = store.of === undefined && postponed.has(store) && !written.has(store);
    return isUnknown ? awaited : recordType(store, written.get(store), before.get(store));
  };
  return new Map([...mission.stores.values()].map((store) => [store, typeOf(store)]));
}

function inferrer(
  mission: MissionModel,
  bindings: Bindings,
  flow: ResponseFlow,
  environment: Environment,
  paged: Inferrer["paged"],
  reporter: Reporter,
  { stores, shares }: Found,
  trusting: boolean,
  isFirst = false,
): Inferrer {
  const responses = new Map<Definition, Type>([["start", nullType]]);
  const claims = trusting && mission.documents.operations.size > 0;
  return {
    mission,
    bindings,
    flow,
    environment,
    paged,
    takers: new Map([...paged].flatMap(([request, { taker }]) => (taker ? [[taker, request] as const] : []))),
    reporter,
    responses,
    types: new Map(),
    patterns: new Map(),
    exhausted: new Set(),
    groups: new Map(),
    refused: new Set(),
    unmet: new Set(),
    unreached: new Set(),
    unwritten: new Set(),
    variables: new Map(),
    keys: new Map(),
    places: new Map(),
    declared: new Map(),
    written: new Map(),
    idle: false,
    waits: false,
    postponed: new Set(),
    mapped: new Map(),
    isFirst,
    trusting,
    claims,
    soft: false,
    condition: false,
    storeType: (store) => stores.get(store) ?? awaited,
    responseType(read) {
      const share = flow.shareOf.get(read);
      const shared = share && shares.get(share);
      if (shared) return shared;
      const found = [...(flow.reads.get(read) ?? [])].map((each) => responses.get(each) ?? dynamic);
      const isRecord = (share?.holds ?? "records") === "records";
      return isRecord || claims ? union(...found) : dynamic;
    },
    asked: askedAnyOf(mission),
    constants: constantLists(mission, bindings),
    writtenValues: writtenValues(mission, bindings),
    selected: new Map(),
    held: { holders: new Map(), changes: [], lost: [], frame: undefined },
    heldReads: new Map(),
    heldParts: new Map(),
    heldNames: new Map(),
    foundFields: new Map(),
    carried: new Map(),
    arm: undefined,
    enclosed: new Map(),
    kept: new Map(),
  };
}
