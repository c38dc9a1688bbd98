// RQ2011, RQ2012, RQ4001, RQ4008, RQ4009, RQ4042: options that do not exist, and values that no option of that name takes.
// Must not know what options do.
import type * as ast from "../../syntax/ast.js";
import { walk } from "../../syntax/walk.js";
import { clashesIn } from "../clashes.js";
import {
  isComputed,
  missionOptions,
  type OptionSpec,
  optionSpec,
  type OptionTable,
  queueOptions,
  requestOptions,
  retryOptions,
  sourceOptions,
  storeStepOptions,
  waitOptions,
  wordOf,
} from "../options.js";
import type { Reporter } from "../reporter.js";
import { ageOf } from "../schedule.js";
import { candidates, reportUnknown } from "../unknown.js";
import type { Rule } from "./index.js";

export const optionsOfMission: Rule = ({ mission }, reporter) => {
  checkEntries(reporter, mission.options, missionOptions, "a mission", true);
  for (const source of mission.sources.values())
    checkEntries(reporter, source.node?.options?.entries ?? [], sourceOptions, "a source", true);
  for (const action of mission.actions.values()) {
    if (action.node.concurrency) checkCount(reporter, "concurrency", action.node.concurrency);
    walk(action.node, {
      enter: {
        For: (node) => void (node.checkpoint && checkCount(reporter, "checkpoint every", node.checkpoint)),
        Request: (node) => checkEntries(reporter, node.options?.entries ?? [], requestOptions, "a request"),
        StoreStep: (node) => checkEntries(reporter, node.options?.entries ?? [], storeStepOptions, "`store`"),
        Wait: (node) => checkEntries(reporter, node.options.entries, waitOptions, "`wait`"),
        Queue: (node) => checkEntries(reporter, node.options?.entries ?? [], queueOptions, "`queue`"),
        Retry: (node) => checkEntries(reporter, node.options?.entries ?? [], retryOptions, "`retry`"),
      },
    });
  }
};

interface Entry {
  readonly name: ast.Name;
  readonly value: ast.Expression;
  readonly unit?: ast.Name | undefined;
}

/** The same for the properties of an object. */
export function checkProperties(reporter: Reporter, object: ast.ObjectLiteral, table: OptionTable, of: string): void {
  const properties = object.properties.flatMap((each) => (each.kind === "Property" ? [each] : []));
  checkEntries(reporter, properties, table, of);
}

/** `isFixed`: times and numbers are known before anything runs, so they are written out. */
function checkEntries(
  reporter: Reporter,
  entries: readonly Entry[],
  table: OptionTable,
  of: string,
  isFixed = false,
): void {
  const seen = new Map<string, ast.Name>();
  for (const entry of entries) {
    const spec = optionSpec(table, entry.name.text);
    const name = spec?.kind === "count" ? (spec.alias ?? entry.name.text) : entry.name.text;
    const first = seen.get(name);
    if (first)
      reporter.report(
        "RQ2001",
        entry.name.span,
        { kind: "option", name: entry.name.text },
        { related: [{ span: first.span, message: "first given here" }] },
      );
    seen.set(name, entry.name);
    if (spec) checkValue(reporter, entry, spec, isFixed);
    else reportUnknown(reporter, "option", entry.name, candidates(Object.keys(table)), of);
  }
  for (const { option, beside, other, help } of clashesIn(entries, table)) {
    const related = [{ span: beside.span, message: "beside this one" }];
    reporter.report("RQ4042", option.span, { option: option.text, other }, { help, related });
  }
}

function checkValue(reporter: Reporter, { name, value, unit }: Entry, spec: OptionSpec, isFixed: boolean): void {
  const wrong = (expected: string): void => reporter.report("RQ4009", value.span, { option: name.text, expected });
  if (unit && spec.kind !== "age")
    return wrong(
      spec.kind === "time" ? "a duration such as `5m`, without a word for the unit" : "a value without a unit",
    );
  switch (spec.kind) {
    case "age":
      return ageOf(value, unit) === undefined ? wrong("a number of days, as in `7 days`") : undefined;
    case "switch":
      return value.kind === "Boolean" ? undefined : wrong("`true` or `false`");
    case "condition":
      return value.kind === "Boolean" || isComputed(value) ? undefined : wrong("`true`, `false` or an expression");
    case "count":
      return isCount(value, isFixed) ? undefined : wrong("a whole number, 1 or more");
    case "time":
      return checkTime(reporter, name, value, spec.warnBelowSecond, isFixed);
    case "word":
      return wordOf(value) === undefined ? wrong("a word") : undefined;
    case "setting":
      return wordOf(value) === undefined && value.kind !== "Boolean" ? wrong("a name, `true` or `false`") : undefined;
    case "words":
      return checkWord(reporter, name, value, spec.words);
    case "record":
      return value.kind === "Object" || isComputed(value) ? undefined : wrong("an object, as in `{ name: value }`");
    case "group":
      if (value.kind !== "Object") return wrong("an object, as in `{ name: value }`");
      return checkEntries(
        reporter,
        value.properties.flatMap((each) => (each.kind === "Property" ? [each] : [])),
        spec.options,
        `\`${name.text}\``,
        isFixed,
      );
    case "retries":
      if (value.kind === "Object") return checkValue(reporter, { name, value }, { ...spec, kind: "group" }, isFixed);
      return isCount(value, true) ? undefined : wrong("a whole number, 1 or more, or options of `retry`");
    case "credential":
      return isCredential(value) ? undefined : wrong('a text or `env("NAME")`');
    case "texts":
      return value.kind === "List" && value.items.every((each) => each.kind === "String")
        ? undefined
        : wrong("a list of texts");
    case "value":
    case "name":
    case "paging": // rules/paging, rules/sync
      return;
  }
}

/** What is no option, but counts like one. */
export function checkCount(reporter: Reporter, option: string, value: ast.Expression): void {
  if (!isCount(value)) reporter.report("RQ4009", value.span, { option, expected: "a whole number, 1 or more" });
}

/** Whether it may be a whole number, 1 or more. */
function isCount(value: ast.Expression, isFixed = false): boolean {
  if (value.kind === "Number") return Number.isInteger(value.value) && value.value >= 1;
  return !isFixed && isComputed(value);
}

function checkTime(
  reporter: Reporter,
  name: ast.Name,
  value: ast.Expression,
  warnBelowSecond: boolean,
  isFixed: boolean,
): void {
  if (value.kind === "Number" && warnBelowSecond && value.value > 0 && value.value < 1000)
    reporter.report("RQ4008", value.span, { option: name.text, value: value.value });
  if (value.kind !== "Number" && value.kind !== "Duration" && (isFixed || !isComputed(value)))
    reporter.report("RQ4009", value.span, {
      option: name.text,
      expected: "a time, such as `30s` or a number of milliseconds",
    });
}

function checkWord(reporter: Reporter, name: ast.Name, value: ast.Expression, words: readonly string[]): void {
  const text = wordOf(value);
  if (text === undefined)
    reporter.report("RQ4009", value.span, {
      option: name.text,
      expected: `one of ${words.map((each) => `\`${each}\``).join(", ")}`,
    });
  else if (!words.includes(text))
    reportUnknown(reporter, "value", { text, span: value.span }, candidates(words), name.text);
}

/** Text, `env()` with or without a default, or a list of texts: what can be told without running anything. */
function isCredential(value: ast.Expression): boolean {
  switch (value.kind) {
    case "String":
    case "Template":
      return true;
    case "Call":
      return value.callee.text === "env";
    case "Binary":
      return (
        (value.operator === "or" || value.operator === "??") &&
        isCredential(value.left) &&
        value.left.kind === "Call" &&
        value.right.kind === "String"
      );
    case "List":
      return value.items.every((each) => each.kind !== "Spread" && isCredential(each));
    case "NameExpression":
      return true; // a bare word, as in `grant: client_credentials`
    default:
      return false;
  }
}
