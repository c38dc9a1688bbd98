// Actions at random that read `response` wherever several steps may have set it.
// Must not know the compiler, nor what such an action gives.
import fc from "fast-check";

/**
 * What a server says: bodies of four schemas, of which one is another with one more field, lists, texts, and what no arm asks
 * for; of two failures one has the fields of a schema.
 */
const kinds = [
  "card",
  "bank",
  "note",
  "memo",
  "cards",
  "done",
  "other",
  "null",
  "busy",
  "odd",
  "refused",
  "failed",
] as const;
export type Kind = (typeof kinds)[number];

export const schemas = ["card", "bank with iban", "bank", "note", "memo"] as const;
const asked = [...schemas, "cards", "one", "done", "string", "null", "tagged", "with text"] as const;
export type Asked = (typeof asked)[number] | "busy" | "else";
export type Ending = "continue" | "skip" | "abort" | "retry";

export interface Arm {
  readonly asks: Asked;
  readonly body: Ending | readonly Step[];
}

const fields = ["id", "id", "kind", "last4", "iban", "text", "at"] as const;
export type Field = (typeof fields)[number] | "nope";

export type Step =
  | { readonly kind: "get"; readonly answers: readonly Kind[]; readonly arms: readonly Arm[] }
  | { readonly kind: "read"; readonly field: Field; readonly way: "plain" | "lambda" | "match" }
  | { readonly kind: "map" }
  /** A match over what is `response` already. */
  | { readonly kind: "again"; readonly arms: readonly Arm[] }
  | {
      readonly kind: "for";
      readonly parallel: boolean;
      readonly items: readonly string[];
      readonly body: readonly Step[];
    }
  | { readonly kind: "either"; readonly first: readonly Step[]; readonly other: readonly Step[] };

export type Action = readonly Step[];

export function action(): fc.Arbitrary<Action> {
  return steps(3, 0, 5);
}

/** The action without matches over what is `response` already. */
export function withoutMatches(all: Action): Action {
  return mapped(all, (each) => (each.kind === "again" ? [] : [each]));
}

/** An action whose reads are of a field that no answer has. */
export function withoutFields(all: Action): Action {
  return mapped(all, (each) => [each.kind === "read" ? { ...each, field: "nope" } : each]);
}

function mapped(all: Action, change: (each: Step) => readonly Step[]): Action {
  const inner = (body: readonly Step[]): readonly Step[] => mapped(body, change);
  return all.flatMap(change).map((each): Step => {
    switch (each.kind) {
      case "for":
        return { ...each, body: inner(each.body) };
      case "either":
        return { ...each, first: inner(each.first), other: inner(each.other) };
      case "again":
      case "get":
        return {
          ...each,
          arms: each.arms.map((arm) => (typeof arm.body === "string" ? arm : { ...arm, body: inner(arm.body) })),
        };
      default:
        return each;
    }
  });
}

function steps(depth: number, loops: number, most: number): fc.Arbitrary<readonly Step[]> {
  return fc
    .array(step(depth, loops), { minLength: 1, maxLength: most })
    .map((all) => all.filter((each, at) => !(each.kind === "again" && isSentAlone(all[at - 1]))));
}

/** A request without arms: those of a match behind it are its own. */
function isSentAlone(each: Step | undefined): boolean {
  return each?.kind === "get" && each.arms.length === 0;
}

function step(depth: number, loops: number): fc.Arbitrary<Step> {
  const read = fc.record({
    kind: fc.constant("read" as const),
    field: fc.constantFrom(...fields),
    way: fc.constantFrom("plain" as const, "plain" as const, "lambda" as const, "match" as const),
  });
  const leaf = [
    { weight: 5, arbitrary: read },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("map" as const) }) },
  ];
  if (depth === 0) return fc.oneof(...leaf, { weight: 5, arbitrary: get(0, loops) });
  const loop = fc.record({
    kind: fc.constant("for" as const),
    parallel: fc.constantFrom(false, false, true),
    items: fc.constantFrom(["a", "b"], ["a", "b"], ["a"]),
    body: steps(depth - 1, loops + 1, 4),
  });
  const either = fc.record({
    kind: fc.constant("either" as const),
    first: steps(depth - 1, loops, 3),
    other: steps(depth - 1, loops, 2),
  });
  return fc.oneof(
    ...leaf,
    { weight: 5, arbitrary: get(depth - 1, loops) },
    { weight: 2, arbitrary: again(depth - 1, loops) },
    { weight: 2, arbitrary: loop },
    ...(loops > 0 ? [{ weight: 2, arbitrary: either }] : []),
  );
}

function get(depth: number, loops: number): fc.Arbitrary<Step> {
  const arms = fc
    .tuple(
      fc.boolean(),
      typedArms(depth, loops),
      fc.option(ofArm(depth, loops, "abort", "abort", "skip", "skip", "continue"), { freq: 4 }),
    )
    .map(([isSentAgain, all, rest]) => [
      ...(isSentAgain ? [arm("busy", "retry")] : []),
      ...all,
      ...(rest === null ? [] : [arm("else", rest)]),
    ]);
  // What is asked for comes more often than what is not.
  return fc.oneof({ weight: 9, arbitrary: arms }, fc.constant<readonly Arm[]>([])).chain((made) => {
    const wanted = kinds.filter((each) => made.some(({ asks }) => asks !== "else" && takenBy[asks].includes(each)));
    const kind = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom<Kind>(...wanted, "card") },
      fc.constantFrom(...kinds),
    );
    const answers = fc.array(kind, { minLength: 1, maxLength: 3 });
    return answers.map((all): Step => ({ kind: "get", answers: all, arms: made }));
  });
}

function again(depth: number, loops: number): fc.Arbitrary<Step> {
  return fc
    .tuple(typedArms(depth, loops), ofArm(depth, loops, "continue", "skip"))
    .map(([all, rest]): Step => ({ kind: "again", arms: [...all, arm("else", rest)] }));
}

function typedArms(depth: number, loops: number): fc.Arbitrary<readonly Arm[]> {
  const body = ofArm(depth, loops, "continue", "continue", "continue", "skip");
  const typed = fc
    .shuffledSubarray<(typeof asked)[number]>([...asked], { minLength: 1, maxLength: 3 })
    .filter(isReached);
  return typed.chain((all) => fc.tuple(...all.map((each) => body.map((of) => arm(each, of)))));
}

function ofArm(depth: number, loops: number, ...endings: readonly Ending[]): fc.Arbitrary<Arm["body"]> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...endings) },
    ...(depth > 0 ? [{ weight: 2, arbitrary: steps(depth - 1, loops, 2) }] : []),
  );
}

function arm(asks: Asked, body: Arm["body"]): Arm {
  return { asks, body };
}

const takenBy: Readonly<Record<Exclude<Asked, "else">, readonly Kind[]>> = {
  card: ["card"],
  "bank with iban": ["bank"],
  bank: ["bank"],
  note: ["note", "memo", "refused"],
  memo: ["memo"],
  cards: ["cards"],
  one: ["cards"],
  done: ["done"],
  string: ["done", "other"],
  null: ["null"],
  tagged: ["card"],
  "with text": ["note", "memo", "refused"],
  busy: ["busy"],
};

/** Arms that take all that others ask for. */
const wider: readonly (readonly [Asked, Asked])[] = [
  ["bank", "bank with iban"],
  ["string", "done"],
  ["with text", "note"],
  ["with text", "memo"],
  ["note", "memo"],
];

/** Whether no arm asks for what one above it has taken. */
function isReached(all: readonly Asked[]): boolean {
  return wider.every(([wide, each]) => !all.includes(wide) || all.indexOf(each) < all.indexOf(wide));
}

/** The steps with their numbers, by which paths and records are called. */
export function numbersOf(all: Action): ReadonlyMap<Step, number> {
  const found = new Map<Step, number>();
  const visit = (each: Step): void => {
    found.set(each, found.size + 1);
    for (const inner of partsOf(each)) inner.forEach(visit);
  };
  all.forEach(visit);
  return found;
}

function partsOf(each: Step): readonly (readonly Step[])[] {
  if (each.kind === "for") return [each.body];
  if (each.kind === "either") return [each.first, each.other];
  return each.kind === "get" || each.kind === "again"
    ? each.arms.flatMap(({ body }) => (typeof body === "string" ? [] : [body]))
    : [];
}
