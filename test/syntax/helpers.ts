// What the syntax tests share: parsing with a readable failure, and trees without spans.
import type { File, Mission } from "../../compiler/syntax/ast.js";
import { parse } from "../../compiler/syntax/parse.js";
import { formatDiagnostics } from "../../compiler/render.js";

export const path = "mission.vague";

/** The tree of a text that must parse. */
export function tree(text: string): File {
  const { file, diagnostics } = parse(path, text);
  if (!file) throw new Error(formatDiagnostics(diagnostics, { [path]: text }, { color: false }));
  return file;
}

/** The rendered diagnostics of a text. */
export function errors(text: string): string {
  return formatDiagnostics(parse(path, text).diagnostics, { [path]: text }, { color: false });
}

/** A tree as plain data, without spans and absent parts. */
export function plain(node: unknown): unknown {
  return JSON.parse(JSON.stringify(node, (key, value: unknown) => (key === "span" ? undefined : value)));
}

/** The members of a text without `mission`. */
export function members(text: string): File["members"] {
  return tree(text).members;
}

/** The steps of one action around the text. */
export function steps(text: string): unknown {
  const [action] = members(`action A { ${text} }`);
  if (action?.kind !== "ActionDef") throw new Error("not an action");
  return plain(action.steps);
}

/** One expression, as the value of a `let`. */
export function expression(text: string): unknown {
  const [step] = steps(`let x = ${text}`) as readonly { readonly value: unknown }[];
  return step?.value;
}

export function missionOf(file: File): Mission {
  const [mission] = file.members;
  if (mission?.kind !== "Mission") throw new Error("not a mission");
  return mission;
}
