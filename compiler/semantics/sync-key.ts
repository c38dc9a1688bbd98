// The part of a checkpoint's key that the path of a request is, where it is literal (language.md 6.14).
// Must not know sources.
import type * as ast from "../syntax/ast.js";

/** `/orders` of `"/orders?page=1"`; undefined where the path is only known when the request is made. */
export function pathText(path: ast.Expression): string | undefined {
  if (path.kind !== "String") return undefined;
  const text = path.value.replace(/[?#].*$/s, "");
  return /^(?:\/|https?:\/\/)/i.test(text) ? text : `/${text}`;
}
