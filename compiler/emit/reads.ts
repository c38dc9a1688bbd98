// Who reads a variable of the mission, or an answer.
// Must not know how a reading is written.
import type { BodyKeeper } from "../semantics/enclosed-answers.js";
import type { Holder } from "../semantics/held-subjects.js";
import type { Types } from "../semantics/infer.js";
import type { ResponseFlow } from "../semantics/flow.js";
import type { Bindings, VariableSymbol } from "../semantics/model.js";
import { dynamic, isDynamic, type Type } from "../semantics/types.js";
import { within } from "../source.js";
import type * as ast from "../syntax/ast.js";
import { type Code, code } from "./code.js";
import type { FunctionEmitter } from "./function.js";

/** Nodes by what they read. */
type Readers = ReadonlyMap<unknown, readonly ast.Node[]>;

// Made once for all names of a mission: a search through all of them for each variable would be quadratic.
const readersOfVariables = memoized((bindings: Bindings) =>
  [bindings.names, bindings.subjects].flatMap((table) =>
    [...table].flatMap(([node, binding]): [unknown, ast.Node][] =>
      binding.kind === "variable" && binding.from
        ? [
            [binding, node],
            [binding.from, node],
          ]
        : [[binding, node]],
    ),
  ),
);

const readersOfAnswers = memoized(({ reads, sharedReads }: ResponseFlow) =>
  [...reads].flatMap(([node, definitions]) =>
    sharedReads.has(node) ? [] : [...definitions].map((each): [unknown, ast.Node] => [each, node]),
  ),
);

const readersOfHolders = memoized((heldReads: Types["heldReads"]) =>
  [...heldReads].flatMap(([node, holder]) => sourcesOf(holder).map((each): [unknown, ast.Node] => [each, node])),
);

/** A constant, and those that it is made of where it is read. */
function sourcesOf(holder: Holder, known = new Set<Holder>()): readonly Holder[] {
  if (known.has(holder)) return [];
  known.add(holder);
  if (holder.kind === "CarriedPart")
    return [holder, ...[...holder.holders.values()].flatMap((each) => sourcesOf(each, known))];
  const whole = holder.kind === "FoundField" && holder.of.kind !== "variable" ? holder.of : undefined;
  return [holder, ...(whole ? sourcesOf(whole, known) : [])];
}

const readersOfKeepers = memoized((enclosed: Types["enclosed"]) =>
  [...enclosed].map(([node, keeper]): [unknown, ast.Node] => [keeper, node]),
);

/** `list` gives what is read with its reader. */
function memoized<T extends object>(
  list: (table: T) => readonly (readonly [unknown, ast.Node])[],
): (table: T) => Readers {
  const known = new WeakMap<T, Readers>();
  return (table) => {
    const found = known.get(table);
    if (found) return found;
    const readers = new Map<unknown, ast.Node[]>();
    for (const [read, node] of list(table)) {
      const nodes = readers.get(read);
      if (nodes) nodes.push(node);
      else readers.set(read, [node]);
    }
    known.set(table, readers);
    return readers;
  };
}

/** Whether anything reads the variable, or one that was made from it. */
export function isRead({ module }: FunctionEmitter, variable: object | undefined): boolean {
  return variable !== undefined && readersOfVariables(module.bindings).has(variable);
}

/** Whether the constant is read that a match keeps its subject in, or a part of it. */
export function isHeldRead(f: FunctionEmitter, holder: Holder): boolean {
  return readersOfHolder(f, holder).length > 0;
}

const wholesOfHeld = memoized((heldReads: Types["heldReads"]) =>
  [...heldReads].flatMap(([node]): [unknown, ast.Node][] => {
    const whole = wholeOf(node);
    return whole === node ? [] : [[whole, node]];
  }),
);

function wholeOf(node: ast.Expression): ast.Expression {
  return node.kind === "FieldAccess" || node.kind === "Index" ? wholeOf(node.object) : node;
}

export function readersOfHolder({ module }: FunctionEmitter, holder: Holder): readonly ast.Node[] {
  return readersOfHolders(module.types.heldReads).get(holder) ?? [];
}

/** What functions read of the answer that it keeps the body of. */
export function enclosedReads({ module }: FunctionEmitter, keeper: BodyKeeper): readonly ast.Node[] {
  return readersOfKeepers(module.types.enclosed).get(keeper) ?? [];
}

/** Whether something in the body reads the variable itself, and not a field that another constant keeps. */
export function isReadIn({ module }: FunctionEmitter, { span }: ast.Node, variable: object): boolean {
  const nodes = readersOfVariables(module.bindings).get(variable) ?? [];
  const ofFields = wholesOfHeld(module.types.heldReads);
  return nodes.some((node) => within(node.span, span) && !ofFields.has(node));
}

/** Whether all that reads the variable in the body knows what it is: a guard before it has found that. */
export function isKnownIn({ module }: FunctionEmitter, { span }: ast.Node, variable: object): boolean {
  const nodes = (readersOfVariables(module.bindings).get(variable) ?? []).filter((node) => within(node.span, span));
  return nodes.every((node) => isExpression(node) && !isDynamic(module.types.types.get(node) ?? dynamic));
}

/** Whether the answer of `request` is read by more than `subject`, what the match behind it is over. */
export function isAnswerReadBeside(
  { module }: FunctionEmitter,
  request: ast.Request | ast.Wait,
  subject: ast.Node | undefined,
): boolean {
  return (readersOfAnswers(module.flow).get(request) ?? []).some((node) => node !== subject);
}

/** Whether a guard proves a type of the variable somewhere: TypeScript narrows `unknown` to exactly that type. */
function isNarrowed({ module }: FunctionEmitter, variable: VariableSymbol): boolean {
  const { types } = module.types;
  const nodes = readersOfVariables(module.bindings).get(variable) ?? [];
  return nodes.some((node) => isExpression(node) && !isDynamic(types.get(node) ?? dynamic));
}

/**
 * The annotation of a constant of unknown shape that is narrowed: a union such as Json would keep parts of itself. And of one
 * that says whether something is so: by its name, TypeScript would take it for the test itself, and know more of what it
 * asks than is known here.
 */
export function narrowable(f: FunctionEmitter, variable: VariableSymbol | undefined, type: Type): Code | undefined {
  if (variable && type.kind === "boolean") return code`boolean`;
  // What an empty list may hold TypeScript asks for, but where it can see each use.
  if (variable && type.kind === "list" && type.element.kind === "never") return code`readonly never[]`;
  return variable && isDynamic(type) && isNarrowed(f, variable) ? code`unknown` : undefined;
}

/** The same for the answer of a request. */
export function isAnswerNarrowed({ module }: FunctionEmitter, request: ast.Request | ast.Wait): boolean {
  const { types } = module.types;
  const nodes = readersOfAnswers(module.flow).get(request) ?? [];
  return nodes.some((node) => isExpression(node) && !isDynamic(types.get(node) ?? dynamic));
}

function isExpression(node: ast.Node): node is ast.NameExpression | ast.Subject {
  return node.kind === "NameExpression" || node.kind === "Subject";
}
