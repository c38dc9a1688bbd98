// Names of patterns that were most likely meant as a text: nothing reads them, and the value may be the text (language.md 7.1).
// Must not know what is reported.
import type { Details } from "../diagnostics.js";
import type * as ast from "../syntax/ast.js";
import type { Types } from "./infer.js";
import type { Bindings } from "./model.js";
import { quoted } from "./declared.js";
import { nearest } from "../suggest.js";
import { overlaps } from "./overlaps.js";
import { dynamic, isDynamic, literal, membersOf, nullType, type Type } from "./types.js";

/** What to write in place of the pattern: the text that the name is, or `true`, `false` or `null` misspelt. */
export function meantText(
  { patterns }: Pick<Types, "patterns">,
  bindings: Pick<Bindings, "patterns" | "names">,
  pattern: ast.Pattern,
): Details | undefined {
  const variable = pattern.kind === "NamePattern" ? bindings.patterns.get(pattern) : undefined;
  if (variable?.kind !== "variable") return undefined;
  const { name } = variable;
  const type = patterns.get(pattern) ?? dynamic;
  const values = membersOf(type);
  const word = values.length > 1 || type.kind === "boolean" ? nearest(name, wordsOf(type)) : undefined;
  if (word !== undefined && ![...bindings.names.values()].includes(variable))
    return {
      help: `\`${name}\` is a name here, which any value gets: write \`${word}\` if that is meant`,
      fix: { title: `replace with \`${word}\``, span: pattern.span, text: word, safe: false },
    };
  const isText = values.some((each) => each.kind === "literal" && each.value === name);
  // Where nothing else is left it takes the same as the text.
  if (!isText || values.length === 1 || [...bindings.names.values()].includes(variable)) return undefined;
  const text = quoted(name);
  return {
    help: `\`${name}\` is a name here, which any value gets: write \`${text}\` if the text is meant`,
    fix: { title: `replace with \`${text}\``, span: pattern.span, text, safe: false },
  };
}

/** Values of the type that are words. */
function wordsOf(type: Type): readonly string[] {
  if (isDynamic(type)) return [];
  return ["true", "false", "null"].filter((word) =>
    overlaps(type, word === "null" ? nullType : literal(word === "true")),
  );
}
