// What is looked for among literals that are written out: `x in ["a", "b"]`, in all its notations (language.md 10, 10.6).
// Must not know types, nor how the test is emitted.
import type * as ast from "../syntax/ast.js";
import { callForm, type CallNode } from "./element-calls.js";
import type { Bindings } from "./model.js";

export type LiteralValue = ast.LiteralPattern["values"][number];

export function isNotNull(value: LiteralValue): value is Exclude<LiteralValue, null> {
  return value !== null;
}

/** A test whether a variable, the subject or a field is one of the values. */
export interface Membership {
  readonly item: ast.Expression;
  readonly values: readonly LiteralValue[];
}

/** Longer lists are looked through by a helper, which says nothing to TypeScript. */
const mostValues = 64;

export function membershipOf(bindings: Pick<Bindings, "names">, node: ast.Expression): Membership | undefined {
  const { item, collection } = partsOf(node) ?? {};
  if (!item || !collection || !isReference(item)) return undefined;
  const values = writtenLiterals(bindings, collection);
  return values && { item, values };
}

/** The values of a list of literals, or of a variable that is one. */
export function writtenLiterals(
  bindings: Pick<Bindings, "names">,
  node: ast.Expression,
): readonly LiteralValue[] | undefined {
  const list = node.kind === "NameExpression" ? constantOf(bindings, node) : node;
  if (list?.kind !== "List" || list.items.length === 0 || list.items.length > mostValues) return undefined;
  const values = list.items.map(literalOf);
  return values.every((each) => each !== undefined) ? [...new Set(values)] : undefined;
}

interface Parts {
  readonly item?: ast.Expression | undefined;
  readonly collection?: ast.Expression | undefined;
}

function partsOf(node: ast.Expression): Parts | undefined {
  switch (node.kind) {
    case "Binary":
      if (node.operator === "in") return { item: node.left, collection: node.right };
      return node.operator === "contains" ? { item: node.right, collection: node.left } : undefined;
    case "Call":
    case "MethodCall":
    case "Pipe":
      return partsOfCall(node);
    default:
      return undefined;
  }
}

function partsOfCall(node: CallNode): Parts | undefined {
  const { name, args } = callForm(node);
  const [collection, item] = args;
  return args.length === 2 && (name.text === "includes" || name.text === "contains") ? { item, collection } : undefined;
}

function isReference({ kind }: ast.Expression): boolean {
  return kind === "NameExpression" || kind === "Subject" || kind === "FieldAccess" || kind === "Index";
}

/** `let` never changes what it names (6.3). */
function constantOf({ names }: Pick<Bindings, "names">, node: ast.NameExpression): ast.Expression | undefined {
  const binding = names.get(node);
  return binding?.kind === "variable" && binding.node.kind === "Let" ? binding.node.value : undefined;
}

function literalOf(node: ast.Expression | ast.Spread): LiteralValue | undefined {
  switch (node.kind) {
    case "String":
    case "Number":
    case "Boolean":
      return node.value;
    case "Null":
      return null;
    case "Unary":
      return node.operator === "-" && node.operand.kind === "Number" ? -node.operand.value : undefined;
    default:
      return undefined;
  }
}
