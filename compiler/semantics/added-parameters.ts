// The query parameters that `paginate` and `since` send beside those of `params` (language.md 6.9).
// Must not know documents.
import type * as ast from "../syntax/ast.js";
import { wordOf } from "./options.js";
import { readPaging } from "./read-paging.js";

export function addedParameters(options: readonly ast.Option[]): readonly string[] {
  return options.flatMap(({ name, value }) => {
    if (name.text === "sinceParam") return wordOf(value) ?? [];
    if (name.text !== "paginate") return [];
    const { paging } = readPaging(value);
    return [paging?.param ?? "", paging?.sizeParam ?? ""].filter((each) => each !== "");
  });
}
