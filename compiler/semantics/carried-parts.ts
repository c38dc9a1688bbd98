// Parts of unknown values that each arm of a match has proven by itself: the constants that they are kept in end with the arm, or
// with the loop that sends the request again, so variables carry them to the steps behind (language.md 5.4, 7.5). Must not know
// how arms test.
import type * as ast from "../syntax/ast.js";
import { type FoundField, foundFields } from "./found-fields.js";
import { change, type Holder, inBlock, namesOfAnswers } from "./held-subjects.js";
import type { Inferrer } from "./infer.js";
import { type Facts, withFact } from "./narrow.js";
import { lastName, sharedKey } from "./reference-keys.js";
import { sendsAgain } from "./structure.js";
import { dynamic, isDynamic, type Type, unionOfAll } from "./types.js";

export interface CarriedPart {
  readonly kind: "CarriedPart";
  /** Of the field that it is. */
  readonly name: string;
  /** What it is where any arm has ended that goes on. */
  readonly type: Type;
  /** What keeps it at the end of each of these arms. */
  readonly holders: ReadonlyMap<ast.Node, Holder>;
}

interface Part {
  readonly holder: Holder;
  readonly type: Type;
}

/** An arm that goes on. */
export interface ArmEnd {
  readonly arm: ast.Node;
  /** Parts whose constants the arm has changed, by their keys; undefined where nothing is known of one any more. */
  readonly changed: ReadonlyMap<string, Part | undefined>;
  /** What is known where it ends. */
  readonly facts: Facts;
}

/** `start`: how many constants had been changed where the arm began. */
export function armEnd(infer: Inferrer, match: ast.Match, arm: ast.Node, facts: Facts, start: number): ArmEnd {
  const { held } = infer;
  const changed = new Map<string, Part | undefined>(fieldsOfAnswer(infer, match, facts));
  for (const [key] of held.changes.slice(start)) changed.set(key, undefined);
  for (const key of [...changed.keys()]) {
    const part = partOf(facts, key, held.holders.get(key));
    if (!part) continue;
    const fields = foundFields(facts, key, part.holder, part.type);
    if (fields.some(isOfList)) continue;
    changed.set(key, part);
    for (const [each, field] of fields) changed.set(each, { holder: field, type: field.found });
  }
  return { arm, changed, facts };
}

/** What is found of the fields of an answer that the shared variable keeps, which is of the type of the whole. */
function fieldsOfAnswer(
  { flow, claims }: Inferrer,
  match: ast.Match,
  facts: Facts,
): readonly (readonly [string, Part])[] {
  const request = flow.offered.get(match);
  const type = facts.get("response") ?? dynamic;
  if (!request || !match.subject || claims || !flow.merged.has(request) || isDynamic(type)) return [];
  return foundFields(facts, "response", match.subject, type)
    .filter((each) => !isOfList(each) && !namesOfAnswers.includes(each[1].path[0]?.name ?? ""))
    .map(([key, field]) => [key, { holder: field, type: field.found }]);
}

/** No variable carries an element of a list, nor how many it has. */
function isOfList([, { path }]: readonly [string, FoundField]): boolean {
  return path.some(({ name }) => /^\d+$/.test(name)) || path.at(-1)?.name === "length";
}

function partOf(facts: Facts, key: string, holder: Holder | undefined): Part | undefined {
  const type = facts.get(key) ?? dynamic;
  return holder && !isDynamic(type) && holder.kind !== "FoundField" ? { holder, type } : undefined;
}

/** Walks the arms, which note their ends; behind them, reading such a part is reading its variable. */
export function carryParts(
  infer: Inferrer,
  match: ast.Match,
  walk: (ends: ArmEnd[], start: number | undefined) => Facts | undefined,
): Facts | undefined {
  const ends: ArmEnd[] = [];
  const isLoop = match.arms.some(sendsAgain);
  // What a turn of a loop has changed ends with it.
  const start = isLoop ? infer.held.changes.length : undefined;
  let end = isLoop ? inBlock(infer, () => walk(ends, start)) : walk(ends, start);
  const carried = end ? provenByAll(infer, ends) : [];
  infer.carried.set(
    match,
    carried.map(([, part]) => part),
  );
  for (const [key, part] of carried) {
    for (const behind of new Set([key, sharedKey(infer, key)])) {
      change(infer.held, behind, part);
      end &&= withFact(end, behind, part.type);
    }
  }
  return end;
}

/** What all ends know, where some of them has it in a constant of its own. */
function provenByAll({ held }: Inferrer, ends: readonly ArmEnd[]): readonly (readonly [string, CarriedPart])[] {
  const keys = new Set(ends.flatMap(({ changed }) => [...changed].flatMap(([key, part]) => (part ? [key] : []))));
  return [...keys].flatMap((key) => {
    const parts = ends.flatMap(({ arm, changed, facts }) => {
      const part = changed.has(key) ? changed.get(key) : partOf(facts, key, held.holders.get(key));
      return part ? [{ arm, ...part }] : [];
    });
    if (parts.length < ends.length) return [];
    const type = unionOfAll(parts.map((each) => each.type));
    const holders = new Map(parts.map(({ arm, holder }) => [arm, holder]));
    return [[key, { kind: "CarriedPart", name: lastName(key), type, holders }] as const];
  });
}
