// The state while one function of a module is emitted: its locals, what it uses of its context, where `response` is.
// Must not know how steps or expressions are written.
import type { BodyKeeper } from "../semantics/enclosed-answers.js";
import type { Definition } from "../semantics/reaching.js";
import type { Carrier } from "./carried-parts.js";
import type { Holder } from "../semantics/held-subjects.js";
import type { Ahead } from "./held-tests.js";
import type { Share } from "../semantics/shares.js";
import type { VariableSymbol } from "../semantics/model.js";
import { nullType, type Type, union } from "../semantics/types.js";
import type * as ast from "../syntax/ast.js";
import type { Code, Identifier } from "./code.js";
import type { SharedTag } from "./member-tests.js";
import type { ModuleEmitter } from "./module.js";
import type { Names } from "./names.js";

/** A TypeScript expression with the type that TypeScript sees in it. */
export interface Value {
  readonly code: Code;
  readonly type: Type;
  /** It may also be `undefined`: a field that may be missing. */
  readonly undefinable?: boolean;
  /** The same before a guard said more of a property: what a function inside sees. */
  readonly declared?: Value;
  /** A chain read out of something of unknown shape; longer chains join it. */
  readonly chain?: { readonly base: Code; readonly path: readonly (string | number | Code)[] };
  /** The answer that this is the body of: `.headers` of it are those of the answer (language.md 6.8). */
  readonly reply?: Code;
  /** Headers of an answer: names are read without regard to case (7.2). `or own`: or a body's field of that name. */
  readonly isHeaders?: boolean | "or own";
  /** TypeScript sees that it is always truthy, or never, and refuses it as a condition. */
  readonly truth?: boolean;
  /** It comes from a field that all objects inherit, which a call reads: TypeScript knows nothing more of it than its type. */
  readonly isOwn?: boolean;
  /** Those of a list that a match looks at one by one. */
  readonly parts?: readonly Value[];
  /** Of a field that only some kinds of records have: the test for those, and the field where it has been found to hold. */
  readonly part?: { readonly test: Code; readonly value: Value };
  /**
   * It may be an empty object in place of a record: `code` is the same where TypeScript need not be told its type, and where
   * the object only stands for null, `present` is what it stands for.
   */
  readonly orEmpty?: { readonly code: Code; readonly present?: Value } | undefined;
  readonly tag?: SharedTag | undefined;
  /** An identifier or a chain of properties: can be written twice. */
  readonly simple?: boolean;
}

/** Its type with null for what may be missing. */
export function emittedType({ type, undefinable }: Value): Type {
  return undefinable ? union(type, nullType) : type;
}

/** What an action finds in its context. */
export const contextMembers = [
  "sources",
  "stores",
  "at",
  "env",
  "optionalEnv",
  "violation",
  "skipped",
  "warn",
  "request",
  "now",
  "clock",
  "signal",
] as const;
export type ContextMember = (typeof contextMembers)[number];

/** How `skip` leaves: the innermost mission loop, or the function. */
export interface Loop {
  readonly label: Identifier;
  labelUsed: boolean;
}

/** Keeps the `response` of several steps, for the reads of one share or more. */
export interface SharedVariable {
  readonly name: Identifier;
  readonly holds: Share["holds"];
  /** What it always holds; undefined where that is not known. */
  readonly type: Type | undefined;
  readonly shares: readonly Share[];
}

export interface FunctionEmitter {
  readonly module: ModuleEmitter;
  readonly names: Names;
  readonly variables: Map<VariableSymbol, Value>;
  /** The constants that matches keep their subjects in. */
  readonly held: Map<Holder, Value>;
  /** Where those stand of what conditions test; undefined where none can. */
  readonly ahead: { current: Ahead | undefined };
  /** The constants in which arms keep what they have found the answer to be. */
  readonly bodies: Map<BodyKeeper, Value>;
  /** Where the response of each step is; a shared variable where several steps set it. */
  readonly responses: Map<Definition, Value>;
  readonly shared: ReadonlyMap<Share, SharedVariable>;
  /** The variables that carry what matches have found. */
  readonly carriers: Map<ast.Match, readonly Carrier[]>;
  /** Such variables of which parallel iterations begin with a copy: to TypeScript those read them. */
  readonly copied: Set<Identifier>;
  /** The variables that parallel iterations declare, as all steps that set them are inside. */
  readonly local: Set<SharedVariable>;
  readonly used: Set<ContextMember | "context">;
  /** Checkpoints of requests with `since`, and paths that are made before their request. */
  readonly syncs: Map<ast.Request, Identifier>;
  readonly paths: Map<ast.Request, Identifier>;
  /** Pages that a loop or `store` takes as they arrive. */
  readonly pages: Map<ast.For | ast.StoreStep, { readonly name: Identifier; readonly row: Type }>;
  /** Undefined: `skip` returns. */
  loop: Loop | undefined;
  /** The loop that a `wait` may start the action again with, and the number of its turn. */
  readonly again?: { readonly label: Identifier; readonly turn: Identifier } | undefined;
  /** Inside the loop of a request that is sent again: `continue` and `break` belong to that loop. */
  sending: boolean;
}

export function contextCode(f: FunctionEmitter, member: ContextMember | "context"): Identifier {
  f.used.add(member);
  return { kind: "identifier", text: member };
}
