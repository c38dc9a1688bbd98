// What names mean in `until` and `rows`: the page, the paging parameter, `hasMore` (language.md 6.1, 6.11).
// Must not know types, nor how pages are read.
import type * as ast from "../syntax/ast.js";
import { bindExpression } from "./bind-expressions.js";
import type { Binder } from "./bind.js";
import type { PageNames, VariableSymbol } from "./model.js";
import { optionOf } from "./paging.js";
import { readPaging } from "./read-paging.js";
import { openScope, type Scope } from "./scope.js";

export function bindPaging(binder: Binder, step: ast.Request, scope: Scope): void {
  const paginate = optionOf(step, "paginate");
  const { paging } = paginate ? readPaging(paginate.value) : { paging: undefined };
  if (paging?.size) bindExpression(binder, paging.size, scope);
  for (const name of ["until", "rows"]) {
    const option = optionOf(step, name);
    if (option) bindOverPage(binder, option, name === "until" ? paging?.param : undefined, scope);
  }
}

/** Inside, `response` and a leading dot are the page; these names hide any other. */
function bindOverPage(binder: Binder, option: ast.Option, param: string | undefined, scope: Scope): void {
  const symbol = (name: string): VariableSymbol => ({
    kind: "variable",
    name,
    origin: "page",
    node: option,
    from: undefined,
  });
  const isName = param !== undefined && /^[A-Za-z_]\w*$/.test(param);
  const names: PageNames = {
    page: symbol("response"),
    value: isName ? symbol(param) : undefined,
    hasMore: symbol("hasMore"),
  };
  const inner = openScope(scope, names.page);
  const named = option.name.text === "until" ? [names.value, names.hasMore, names.page] : [names.page];
  for (const each of named) if (each) inner.variables.set(each.name, each);
  binder.bindings.pages.set(option, names);
  // A path that is text is read, not evaluated.
  if (option.name.text === "until" || option.value.kind !== "String") bindExpression(binder, option.value, inner);
}
