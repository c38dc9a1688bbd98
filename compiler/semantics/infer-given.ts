// Types of calls of functions that the program passes (language.md 2.5).
// Must not know the functions of the language.
import type { Related } from "../diagnostics.js";
import type * as ast from "../syntax/ast.js";
import { canFit } from "./can-fit.js";
import { describe } from "./describe.js";
import { givenArity, type GivenFunction } from "./given.js";
import { inferExpression } from "./infer-expressions.js";
import type { Inferrer } from "./infer.js";
import type { Facts } from "./narrow.js";
import { requireFit } from "./require-fit.js";
import { errorType, membersOf, shapeOf, type Type } from "./types.js";

export function givenCallType(
  infer: Inferrer,
  called: GivenFunction,
  args: readonly ast.Expression[],
  facts: Facts,
  span: ast.Name["span"],
): Type {
  const { name, parameters, result } = called;
  const stray = args.find((each) => each.kind === "Lambda");
  const types = args.map((each) => (each.kind === "Lambda" ? errorType : inferExpression(infer, each, facts)));
  if (stray) {
    infer.reporter.report("RQ3017", stray.span, { name });
    return result;
  }
  const { least, most } = givenArity(called);
  if (args.length < least || args.length > most) {
    infer.reporter.report(
      "RQ3002",
      span,
      { name, least, most, found: args.length },
      { related: declared(called.node?.name) },
    );
    return result;
  }
  parameters.forEach((parameter, at) => {
    const [arg, found] = [args[at], types[at]];
    if (!arg || !found) return;
    // It is converted as a field of a schema is; of what has parts the part is named that does not fit.
    if (canFit(found, parameter.type, "value") || areAlike(found, parameter.type))
      return requireFit(infer, arg, found, parameter.type, `\`${parameter.name}\` of \`${name}\``);
    const facts = { name, parameter: parameter.name, expected: describe(parameter.type), found: describe(found) };
    infer.reporter.report("RQ3003", arg.span, facts, { related: declared(called.node?.parameters[at]?.name) });
  });
  return result;
}

/** Both are lists, or objects. */
function areAlike(a: Type, b: Type): boolean {
  const hasList = (type: Type): boolean => membersOf(type).some((each) => each.kind === "list");
  const hasObject = (type: Type): boolean => membersOf(type).some((each) => shapeOf(each) !== undefined);
  return (hasList(a) && hasList(b)) || (hasObject(a) && hasObject(b));
}

function declared(name: ast.Name | undefined): readonly Related[] {
  return name ? [{ span: name.span, message: "declared here" }] : [];
}
