// What `paginate` says (language.md 6.10), and what is wrong with it.
// Must not know where it stands; a rule reports the problems (rules/paging).
import type { Span } from "../source.js";
import type * as ast from "../syntax/ast.js";
import { wordOf } from "./options.js";
import { rootOf, type Steps, stepsOfExpression, stepsOfText } from "./page-path.js";

export const pagingKinds = ["offset", "page", "cursor", "link", "next"] as const;
export type PagingKind = (typeof pagingKinds)[number];

/** `kind` is `registered` for a name that the program passes a strategy for. */
export interface Paging {
  readonly kind: PagingKind | "registered";
  readonly name: ast.Name;
  /** Empty where the kind has none. */
  readonly param: string;
  readonly size: ast.Expression | undefined;
  readonly sizeParam: string | undefined;
  /** Where the cursor or the next URL is. */
  readonly next: Path | undefined;
}

export interface Path {
  readonly steps: Steps;
  readonly node: ast.Expression;
}

export type PagingProblem =
  | {
      readonly code: "RQ3002";
      readonly span: Span;
      readonly name: string;
      readonly least: number;
      readonly most: number;
      readonly found: number;
    }
  | { readonly code: "RQ4009"; readonly span: Span; readonly option: string; readonly expected: string }
  | { readonly code: "RQ4022"; readonly span: Span; readonly path: string | undefined }
  | { readonly code: "RQ4023"; readonly name: ast.Name }
  | { readonly code: "RQ2011"; readonly name: ast.Name };

/** The parameters of the object form that does not name its own. */
const names: Readonly<Record<PagingKind, string>> = {
  offset: "offset",
  page: "page",
  cursor: "cursor",
  link: "",
  next: "",
};

export function readPaging(value: ast.Expression): {
  readonly paging: Paging | undefined;
  readonly problems: readonly PagingProblem[];
} {
  const problems: PagingProblem[] = [];
  const read =
    value.kind === "Call"
      ? readCall(value, problems)
      : value.kind === "Object"
        ? readObject(value, problems)
        : undefined;
  if (value.kind !== "Call" && value.kind !== "Object")
    problems.push({
      code: "RQ4009",
      span: value.span,
      option: "paginate",
      expected: "a way of paging, such as `page(page, 100)`",
    });
  return { paging: problems.length === 0 ? read : undefined, problems };
}

function isKind(name: string): name is PagingKind {
  return pagingKinds.some((each) => each === name);
}

const arities: Readonly<Record<PagingKind, readonly [least: number, most: number]>> = {
  offset: [2, 3],
  page: [2, 3],
  cursor: [2, 4],
  link: [0, 2],
  next: [1, 3],
};

/** `cursor(after, 100, "next", limit)` and the like; `name()` is registered. */
function readCall(node: ast.Call, problems: PagingProblem[]): Paging | undefined {
  const { callee: name, args } = node;
  const kind = name.text;
  const none = { name, param: "", size: undefined, sizeParam: undefined, next: undefined };
  if (!isKind(kind)) {
    if (args.length > 0) problems.push({ code: "RQ4023", name });
    return { ...none, kind: "registered" };
  }
  const [first, second, ...others] = args;
  if (kind === "cursor" && first && args.length === 1 && wordOf(first) === undefined)
    return { ...none, kind, param: names.cursor, next: readPath(first, problems) };
  const [least, most] = arities[kind];
  if (args.length < least || args.length > most) {
    problems.push({ code: "RQ3002", span: node.span, name: kind, least, most, found: args.length });
    return undefined;
  }
  if (kind === "link") return { ...none, kind, size: first, sizeParam: readWord(second, "sizeParam", problems) };
  if (kind === "next")
    return {
      ...none,
      kind,
      next: readPath(first, problems),
      size: second,
      sizeParam: readWord(others[0], "sizeParam", problems),
    };
  const param = readWord(first, "param", problems) ?? "";
  if (kind !== "cursor")
    return { ...none, kind, param, size: second, sizeParam: readWord(others[0], "sizeParam", problems) };
  if (second && args.length === 2 && rootOf(second)) return { ...none, kind, param, next: readPath(second, problems) };
  const [path, sizeParam] = others;
  return {
    ...{ name, kind, param, size: second, sizeParam: readWord(sizeParam, "sizeParam", problems) },
    next: path && readPath(path, problems),
  };
}

/** `{ type: cursor, param: after, pageSize: 100, cursorPath: "next", sizeParam: limit }`. */
function readObject(node: ast.ObjectLiteral, problems: PagingProblem[]): Paging | undefined {
  const properties = new Map<string, ast.Expression>();
  for (const each of node.properties) {
    if (each.kind === "Spread")
      problems.push({ code: "RQ4009", span: each.span, option: "paginate", expected: "written out" });
    else if (!pagingOptions.includes(each.name.text)) problems.push({ code: "RQ2011", name: each.name });
    else properties.set(each.name.text, each.value);
  }
  const type = properties.get("type");
  const kind = type && wordOf(type);
  if (kind === undefined || !isKind(kind)) {
    const expected = `one of ${pagingKinds.map((each) => `\`${each}\``).join(", ")}`;
    problems.push({ code: "RQ4009", span: type?.span ?? node.span, option: "type", expected });
    return undefined;
  }
  const path = properties.get("cursorPath");
  if (kind === "next" && path === undefined)
    problems.push({
      code: "RQ4009",
      span: node.span,
      option: "cursorPath",
      expected: "given: where a page has the next URL",
    });
  return {
    ...{ kind, name: { kind: "Name", text: kind, span: type?.span ?? node.span } },
    param: readWord(properties.get("param"), "param", problems) ?? names[kind],
    size: properties.get("pageSize"),
    sizeParam: readWord(properties.get("sizeParam"), "sizeParam", problems),
    next: path && readPath(path, problems),
  };
}

export const pagingOptions: readonly string[] = ["type", "param", "pageSize", "cursorPath", "sizeParam"];

function readWord(node: ast.Expression | undefined, option: string, problems: PagingProblem[]): string | undefined {
  const word = node && wordOf(node);
  if (node && (word === undefined || word === ""))
    problems.push({
      code: "RQ4009",
      span: node.span,
      option,
      expected: "the name of a parameter, as a word or a text",
    });
  return word;
}

function readPath(node: ast.Expression | undefined, problems: PagingProblem[]): Path | undefined {
  const steps = node?.kind === "String" ? stepsOfText(node.value) : node && stepsOfExpression(node);
  if (node && steps !== undefined && steps.length > 0) return { steps, node };
  if (node) problems.push({ code: "RQ4022", span: node.span, path: node.kind === "String" ? node.value : undefined });
  return undefined;
}
