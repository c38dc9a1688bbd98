// What is read from a store of which nothing is known yet adds nothing to what is stored: not what is unknown, either, which
// would stay in the store for good (language.md 5.4). Must not know steps, nor how a store is read.
import { inferExpression } from "./infer-expressions.js";
import type { Inferrer } from "./infer.js";
import type { Facts } from "./narrow.js";
import type * as ast from "../syntax/ast.js";
import { list, nullType, type Type, union } from "./types.js";

/** An expression that is one of several ways, or a function of its own: what is around it does not wait for it. */
export function inferApart(infer: Inferrer, node: ast.Expression, facts: Facts): Type {
  const { waits } = infer;
  const type = inferExpression(infer, node, facts);
  infer.waits = waits;
  return type;
}

/** The type as a record keeps it: null that was read stays null. */
export function kept(type: Type): Type {
  switch (type.kind) {
    case "null":
      return nullType;
    case "list":
      return list(kept(type.element));
    case "object":
      return {
        ...type,
        fields: new Map([...type.fields].map(([name, field]) => [name, { ...field, type: kept(field.type) }])),
      };
    case "union":
      return union(...type.members.map(kept));
    default:
      return type;
  }
}
