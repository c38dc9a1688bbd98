// The kinds that a store may be of, as its declaration writes them: one, or those that a `match` or `if` chooses from.
// Must not know which kinds there are, nor what is made of them.
import type { Span } from "../source.js";
import type * as ast from "../syntax/ast.js";

/** `kind("name", { options })`. */
export interface StoreKind {
  readonly type: { readonly text: string; readonly span: Span };
  /** The store's own name where it is left out. */
  readonly argument: string;
  /** Of the argument, else of the kind. */
  readonly argumentSpan: Span;
  readonly options: ast.ObjectLiteral | undefined;
}

/** What an expression chooses from: the results of a `match` or `if`, at any depth. */
export function choices(node: ast.Expression): readonly ast.Expression[] {
  if (node.kind === "MatchExpression") return node.arms.flatMap((arm) => choices(arm.value));
  return node.kind === "Conditional" ? [...choices(node.then), ...choices(node.else)] : [node];
}

/** The kind that a result is, such as `memory("orders")` or a bare `memory`; undefined where it is none. */
export function kindOfResult(node: ast.Expression, store: string): StoreKind | undefined {
  if (node.kind === "NameExpression") {
    const type = { text: node.name, span: node.span };
    return { type, argument: store, argumentSpan: node.span, options: undefined };
  }
  if (node.kind !== "Call" || node.args.length > 2) return undefined;
  const [argument, options] = node.args;
  if (argument !== undefined && argument.kind !== "String") return undefined;
  if (options !== undefined && options.kind !== "Object") return undefined;
  return {
    type: node.callee,
    argument: argument?.value ?? store,
    argumentSpan: (argument ?? node.callee).span,
    options,
  };
}

/** All kinds of a declaration, in the order written; results that are none are left out. */
export function kindsOf({ name, type, argument, options }: ast.StoreDef): readonly StoreKind[] {
  if (type.kind === "Name")
    return [{ type, argument: argument?.value ?? name.text, argumentSpan: (argument ?? name).span, options }];
  return choices(type).flatMap((each) => kindOfResult(each, name.text) ?? []);
}
