// The mission that calls the operations of a generated service, each in an action of its own, and keeps which arm took the
// answer. Must not know what is answered.
import type { Expression } from "../expression.js";
import { isList, isRecord } from "../json.js";
import type { Subject } from "../subjects.js";
import { boolean, type Json, schemaText } from "../types.js";
import { write } from "../write.js";
import { type Arm, bound, type Call, type Form, type Mode } from "./arms.js";

export const documentFile = "service.json";
const words = { yes: "d.yes" };

export interface Checking {
  readonly mode: Mode;
  /** Schemas are written out, or taken from the document. */
  readonly schemas: "own" | "imported";
}

const options: Readonly<Record<Mode, string>> = {
  strict: " { validateResponses: true }",
  warn: " { validateResponses: true, validationMode: warn }",
  unchecked: "",
};

export function missionOf(subject: Subject, calls: readonly Call[], { mode, schemas }: Checking): string {
  return frame(
    subject,
    [`source Api from "${documentFile}"${options[mode]}`],
    [...calls.map(actionOf), ...(calls.some(({ form }) => form === "jump then retry") ? [renewing] : [])],
    calls.map((_, at) => nameOf(at)),
    schemas === "imported",
  );
}

/** What there is around actions that run side by side: the data of the subject is in `boxes`, for their `d`. */
export function frame(
  { schemas, schema }: Subject,
  members: readonly string[],
  actions: readonly string[],
  names: readonly string[],
  isImported = false,
): string {
  const all = [...schemas.all, { ...schema, fields: [...schema.fields, { name: "yes", type: boolean }] }];
  return [
    ...(isImported ? [`import Types from "${documentFile}"`] : []),
    "mission Service {",
    ...members,
    ...all.map((each) =>
      isImported && each.name !== schema.name ? `schema ${each.name} from Types.${each.name} { }` : schemaText(each),
    ),
    'store boxes: memory("boxes") of Data',
    'store out: memory("out")',
    'action Fill { get "/data" match response { Data -> store response -> boxes { key: "d" } } }',
    ...actions,
    `run Fill then [${names.join(", ")}]`,
    "}",
  ].join("\n");
}

export const nameOf = (at: number): string => `A${at}`;

const renewing = 'action Renew { get "/data" }';

/** What stands before the call, first among its arms, and behind the match. */
const around: Readonly<Record<Form, readonly [string, string, string]>> = {
  plain: ["", "", ""],
  retry: ["", "{ code: 599 } -> retry { maxAttempts: 2, delay: 1 }", ""],
  "jump then retry": ["", "{ code: 599 } -> jump Renew then retry", ""],
  block: ["match { d.yes -> {", "", '} _ -> abort "no" }'],
  catch: ["", "", 'catch { { code: "none" } -> continue }'],
};

function actionOf({ operation, given, body, arms, form }: Call, at: number): string {
  const params = [...given].map(([name, value]) => `${name.includes("-") ? `"${name}"` : name}: ${text(value)}`);
  const options = [
    ...(params.length > 0 ? [`params: { ${params.join(", ")} }`] : []),
    ...(body === undefined ? [] : [`body: ${text(body)}`]),
  ];
  const [before, first, behind] = around[form];
  return [
    `action ${nameOf(at)} {`,
    // A name that nothing reads is a warning.
    'for d in boxes { store { on: d.yes } -> out { key: "before" }',
    before,
    `call Api.${operation.name}${options.length > 0 ? ` { ${options.join(", ")} }` : ""}`,
    "match response {",
    first,
    ...arms.map((each, arm) => armText(each, `{ arm: ${arm}, value: ${write(each.value, words)} }`, at)),
    "}",
    behind,
    // A step that is never reached is a warning.
    ...(arms.some(mayGoOn) ? [`store { response: response } -> out { key: "after ${nameOf(at)}" }`] : []),
    "} }",
  ].join("\n");
}

/** A failure that an arm takes ends the action. */
function mayGoOn({ head, status, skips }: Arm): boolean {
  return !skips && (head === "any" || (status !== undefined && status < 300));
}

function armText(arm: Arm, record: string, at: number): string {
  const store = `store ${record} -> out { key: "${nameOf(at)}" }`;
  const guard = arm.guard ? ` where ${write(arm.guard, words)}` : "";
  return `${patternText(arm)}${guard} -> ${arm.skips ? `{ ${store} skip }` : store}`;
}

function patternText({ head, status, word, field }: Arm): string {
  switch (head) {
    case "status":
      return `{ ${word}: ${status}${field === undefined ? "" : `, ${field}: ${bound}`} }`;
    case "any":
      return "_";
    default:
      return `{ ${head}: _ }`;
  }
}

function text(value: Json): string {
  return write(literal(value), words);
}

function literal(value: Json): Expression {
  if (isList(value)) return { kind: "list", items: value.map(literal), style: 0 };
  if (!isRecord(value)) return { kind: "literal", value, style: 0 };
  const members = Object.entries(value).map(([name, each]) => ({ name, value: literal(each) }));
  return { kind: "object", members, style: 0 };
}
