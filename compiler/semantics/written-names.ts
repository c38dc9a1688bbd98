// The names that `pick` and `omit` are given: a list that is written out is the same as its names one by one (language.md 10.6).
// Must not know what the functions give.
import type * as ast from "../syntax/ast.js";

const functionsOfNames: ReadonlySet<string> = new Set(["pick", "omit"]);

/** The arguments, with the names of lists that are written out in their place. */
export function withWrittenNames(name: string, args: readonly ast.Expression[]): readonly ast.Expression[] {
  if (!functionsOfNames.has(name)) return args;
  return args.flatMap((each, at) => (at > 0 && each.kind === "List" ? (textsOf(each) ?? [each]) : [each]));
}

/** The items, if each is a text. */
function textsOf({ items }: ast.ListLiteral): readonly ast.Expression[] | undefined {
  const texts = items.flatMap((each) => (each.kind === "String" ? [each] : []));
  return texts.length === items.length ? texts : undefined;
}
