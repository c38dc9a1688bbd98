// What `since` and the options beside it say (language.md 6.14), read once from the tree.
// Must not know types, nor how checkpoints are kept; a rule reports what is wrong (rules/sync).
import type { Span } from "../source.js";
import type * as ast from "../syntax/ast.js";
import { walk } from "../syntax/walk.js";
import type { Bindings, MissionModel } from "./model.js";
import { wordOf } from "./options.js";
import { type Steps, stepsFromPage, stepsOfText } from "./page-path.js";
import { optionOf } from "./paging.js";

export type SinceFormat = "iso" | "date-only" | "unix" | "unix-ms";

/** The names of the formats, in lower case. */
const formats: ReadonlyMap<string, SinceFormat> = new Map([
  ["iso", "iso"],
  ["date-only", "date-only"],
  ["yyyy-mm-dd", "date-only"],
  ["unix", "unix"],
  ["timestamp", "unix"],
  ["unix-ms", "unix-ms"],
  ["epoch", "unix-ms"],
]);

export const formatNames: readonly string[] = [
  "iso",
  "date-only",
  "YYYY-MM-DD",
  "unix",
  "timestamp",
  "unix-ms",
  "epoch",
];
/** The parameter of a `since` that names none (6.14). */
export const sinceParameter = "modified_since";

export const sinceOptions: readonly string[] = ["param", "format", "updateFrom"];

export interface SyncedRequest {
  /** What is sent; `lastSync` for the checkpoint itself, undefined where no `since` sends anything. */
  readonly value: ast.Expression | "lastSync" | undefined;
  readonly param: string;
  readonly format: SinceFormat;
  /** Whether a checkpoint is read and committed: `since: lastSync`, or `lastSync` in some option. */
  readonly isTracked: boolean;
  /** Undefined: the path of the request. */
  readonly key: ast.Expression | undefined;
  readonly updateFrom: Steps | undefined;
}

export type SyncProblem =
  | { readonly code: "RQ2011"; readonly name: ast.Name }
  | { readonly code: "RQ2012"; readonly span: Span; readonly option: string; readonly word: string }
  | { readonly code: "RQ3002"; readonly span: Span; readonly found: number }
  | { readonly code: "RQ4009"; readonly span: Span; readonly option: string; readonly expected: string }
  | { readonly code: "RQ4021"; readonly span: Span; readonly option: string; readonly missing: string }
  | { readonly code: "RQ4022"; readonly span: Span; readonly path: string | undefined }
  | {
      readonly code: "RQ4024";
      readonly span: Span;
      readonly option: string;
      readonly other: string;
      readonly first: Span;
    };

/** Requests with `since`, or with `lastSync` among their options. */
export function syncedRequests(mission: MissionModel, bindings: Bindings): ReadonlyMap<ast.Request, SyncedRequest> {
  const found = new Map<ast.Request, SyncedRequest>();
  for (const action of mission.actions.values())
    walk(action.node, {
      enter: {
        Request: (step) => {
          const { synced } = readSync(step, bindings);
          if (synced) found.set(step, synced);
        },
      },
    });
  return found;
}

/** Whether the value is `lastSync` or `lastSync("key")`. */
function isLastSync(node: ast.Expression, bindings: Bindings): boolean {
  if (node.kind === "Call") return node.callee.text === "lastSync";
  const binding = node.kind === "NameExpression" ? bindings.names.get(node) : undefined;
  return binding?.kind === "variable" && binding.origin === "sync";
}

export function readSync(
  step: ast.Request,
  bindings: Bindings,
): { readonly synced: SyncedRequest | undefined; readonly problems: readonly SyncProblem[] } {
  const problems: SyncProblem[] = [];
  const since = optionOf(step, "since");
  const readsLastSync = bindings.lastSyncs.get(step)?.isRead ?? false;
  const isItself = since !== undefined && isLastSync(since.value, bindings);
  const isTracked = isItself || readsLastSync;
  const inner = new Map((since?.options?.entries ?? []).map((each) => [each.name.text, each]));
  for (const each of inner.values())
    if (!sinceOptions.includes(each.name.text)) problems.push({ code: "RQ2011", name: each.name });
  const param = oneOf(inner.get("param"), optionOf(step, "sinceParam"), problems);
  const format = oneOf(inner.get("format"), optionOf(step, "sinceFormat"), problems);
  const updateFrom = inner.get("updateFrom");
  const keyOption = optionOf(step, "syncKey");
  const [argument, ...others] = since?.value.kind === "Call" && isItself ? since.value.args : [];
  if (since && others.length > 0) problems.push({ code: "RQ3002", span: since.value.span, found: others.length + 1 });
  if (argument && keyOption) problems.push(twice(keyOption, "lastSync", argument.span));
  for (const option of since ? [] : ["sinceParam", "sinceFormat"].flatMap((each) => optionOf(step, each) ?? []))
    problems.push({ code: "RQ4021", span: option.name.span, option: option.name.text, missing: "since" });
  for (const option of isTracked ? [] : [keyOption, updateFrom])
    if (option)
      problems.push({ code: "RQ4021", span: option.name.span, option: option.name.text, missing: "since: lastSync" });
  if (!since && !isTracked) return { synced: undefined, problems };
  const synced: SyncedRequest = {
    value: since && (isItself ? "lastSync" : since.value),
    param: (param && readParam(param, problems)) ?? sinceParameter,
    format: (format && readFormat(format, problems)) ?? "iso",
    isTracked,
    key: argument ?? keyOption?.value,
    updateFrom: updateFrom && readPath(updateFrom, problems),
  };
  return { synced: problems.length === 0 ? synced : undefined, problems };
}

/** One thing is said in one place. */
function oneOf(
  inside: ast.Option | undefined,
  beside: ast.Option | undefined,
  problems: SyncProblem[],
): ast.Option | undefined {
  if (inside && beside) problems.push(twice(beside, inside.name.text, inside.name.span));
  return inside ?? beside;
}

function twice({ name }: ast.Option, other: string, first: Span): SyncProblem {
  return { code: "RQ4024", span: name.span, option: name.text, other, first };
}

function readParam({ name, value }: ast.Option, problems: SyncProblem[]): string | undefined {
  const word = wordOf(value);
  if (word === undefined || word === "")
    problems.push({ code: "RQ4009", span: value.span, option: name.text, expected: "the name of a parameter" });
  return word;
}

function readFormat({ name, value }: ast.Option, problems: SyncProblem[]): SinceFormat | undefined {
  const word = wordOf(value);
  const format = word === undefined ? undefined : formats.get(word.toLowerCase());
  if (word === undefined) {
    const expected = `one of ${formatNames.map((each) => `\`${each}\``).join(", ")}`;
    problems.push({ code: "RQ4009", span: value.span, option: name.text, expected });
  } else if (format === undefined) problems.push({ code: "RQ2012", span: value.span, option: name.text, word });
  return format;
}

function readPath({ value }: ast.Option, problems: SyncProblem[]): Steps | undefined {
  const text = wordOf(value);
  const steps = text === undefined ? stepsFromPage(value) : stepsOfText(text);
  if (steps === undefined || steps.length === 0) problems.push({ code: "RQ4022", span: value.span, path: text });
  return steps;
}
