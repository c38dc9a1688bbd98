// Steps of a generated mission over what is known, and what is known behind them. Must not know the mission around them.
import { armBody, conditionsStep, matchStep, outer } from "./arms.js";
import { refusedStep } from "./catches.js";
import { parallelStep } from "./closures.js";
import { listSteps } from "./list-steps.js";
import { constant, expression } from "./expressions.js";
import { busy, envelope, envelopes } from "./envelopes.js";
import { alias, assignable, joined, type Known, named, references, type Reference, unnamed } from "./known.js";
import { testedParts } from "./tested.js";
import { condition, type Making, written } from "./tests.js";
import { list, mayBeNull, membersOf, nullable, record, type Schema, type Type, withoutNull } from "../types.js";

/** What the steps of an action may use. */
export interface Surroundings {
  readonly making: Making;
  /** Stores of records of a schema, by name. */
  readonly typed: ReadonlyMap<string, Schema>;
  /** Memory stores without a schema, with what every record of them has. */
  readonly inferred: ReadonlyMap<string, Schema>;
  readonly schemas: readonly Schema[];
  /** Transforms, by name: from one schema to another. */
  readonly transforms: ReadonlyMap<string, readonly [from: Schema, to: Schema]>;
}

/** The steps, and what is known at their end: undefined where it is never reached. */
export interface Steps {
  readonly lines: readonly string[];
  readonly end: Known | undefined;
}

export const indent = (lines: readonly string[]): readonly string[] => lines.map((each) => `  ${each}`);

export function steps(around: Surroundings, known: Known, depth: number): Steps {
  const lines: string[] = [];
  let at: Known | undefined = known;
  for (let count = around.making.decide.below(3) + 1; count > 0 && at; count--) {
    const made: Steps = step(around, at, depth);
    lines.push(...made.lines);
    at = made.end;
  }
  return { lines, end: at };
}

function step(around: Surroundings, known: Known, depth: number): Steps {
  const { decide } = around.making;
  const simple: readonly [() => Steps, ...(() => Steps)[]] = [
    () => storeInferred(around, known),
    () => letStep(around, known),
    () => listSteps(around, known),
    () => storeTyped(around, known),
    () => mapStep(around, known),
    () => lookUp(around, known),
    () => applyStep(around, known),
    () => queueStep(around, known),
    () => deleteStep(around, known),
  ];
  if (depth === 0) return decide.pick(simple)();
  return decide.pick([
    ...simple,
    () => matchStep(around, known, depth),
    () => matchStep(around, known, depth),
    () => matchStep(around, known, depth),
    () => conditionsStep(around, known, depth),
    () => loop(around, known, depth),
    () => loop(around, known, depth),
    () => parallelStep(around, known, depth),
    () => validateStep(around, known, depth),
    () => request(around, known, depth),
    () => refusedStep(around, known, depth),
    () => ofSchema(around, known, (schema) => envelope(around, known, schema, depth)),
    () => ofSchema(around, known, (schema) => envelopes(around, known, schema, depth)),
    () => ofSchema(around, known, (schema) => testedParts(around, known, schema, depth)),
  ])();
}

function ofSchema(around: Surroundings, known: Known, make: (schema: Schema) => Steps): Steps {
  const schema = pickFrom(around, around.schemas);
  return schema ? make(schema) : { lines: [], end: known };
}

export function pickReference(
  { making }: Surroundings,
  known: Known,
  test: (type: Type) => boolean,
): Reference | undefined {
  const [first, ...others] = references(known).filter((each) => test(each.type));
  return first && making.decide.pick([first, ...others]);
}

function pickFrom<T>({ making }: Surroundings, from: Iterable<T>): T | undefined {
  const [first, ...others] = from;
  return first === undefined ? undefined : making.decide.pick([first, ...others]);
}

function storeInferred(around: Surroundings, known: Known): Steps {
  const found = pickFrom(around, around.inferred);
  if (!found) return { lines: [], end: known };
  const [name, { fields }] = found;
  const values = fields.map((each) => `${each.name}: ${expression(around.making, known, each.type, 2)}`);
  const isPlain = around.making.decide.below(2) === 1;
  const at = isPlain ? plainKey(around, unnamed(known, ""), true) : key(around, known);
  return { lines: [`store { ${values.join(", ")} } -> ${name} { key: ${at} }`], end: known };
}

/** A key is a text that is not null; the subject in it is the record that is stored. */
function key({ making }: Surroundings, known: Known): string {
  const text = expression(making, unnamed(known, ""), { kind: "string" }, 1);
  return `"k${making.decide.fresh()}" + ${text}`;
}

/** A key that is a value as it is: one that may be null is an error. */
function plainKey(around: Surroundings, known: Known, isKey = false): string {
  const { decide, mutations } = around.making;
  // Most keys are a field that is a text or a number, whichever.
  const plain = references(known).filter(({ text, type }) => text.includes(".") && isPlainKind(type));
  const [first, ...others] = decide.oneIn(3) ? [] : plain;
  const found = first ? decide.pick([first, ...others]) : pickReference(around, known, isKeyType);
  const right = found?.text ?? `"k${decide.fresh()}"`;
  const wrong = references(known).find(({ type }) => mayBeNull(type) && assignable(withoutNull(type), keyType));
  return wrong && isKey ? mutations.write("a key that may be null", right, wrong.text) : right;
}

const keyType: Type = { kind: "union", members: [{ kind: "string" }, { kind: "number" }] };

const isKeyType = (type: Type): boolean => assignable(type, keyType);
const isPlainKind = ({ kind }: Type): boolean => kind === "string" || kind === "number" || kind === "int";

function letStep(around: Surroundings, known: Known): Steps {
  const found = pickReference(around, known, () => true);
  if (!found) return { lines: [], end: known };
  const name = `v${around.making.decide.fresh()}`;
  const value = written(around.making, found);
  const plain = withoutNull(found.type);
  const isEmptied = around.making.decide.oneIn(2);
  if (isEmptied && plain.kind === "list")
    return { lines: [`let ${name} = ${value} ?? []`], end: named(known, name, name, plain) };
  if (isEmptied && plain.kind === "record" && mayBeNull(found.type))
    return fieldOfEmpty(around, known, `let ${name} = ${value} ?? {}`, name, plain.schema);
  return { lines: [`let ${name} = ${value}`], end: named(known, name, name, found.type) };
}

/** A field of a record in whose place an empty object stands: null where it does. */
function fieldOfEmpty(around: Surroundings, known: Known, line: string, object: string, schema: Schema): Steps {
  const { decide, mutations } = around.making;
  const field = pickFrom(around, schema.fields);
  if (!field) return { lines: [], end: known };
  const name = `v${decide.fresh()}`;
  const read = mutations.write("a field misspelt", `${object}.${field.name}`, `${object}.${field.name}x`);
  return { lines: [line, `let ${name} = ${read}`], end: named(known, name, name, nullable(field.type)) };
}

function storeTyped(around: Surroundings, known: Known): Steps {
  const found = pickFrom(around, around.typed);
  if (!found) return { lines: [], end: known };
  const [name, schema] = found;
  if (around.making.decide.oneIn(3)) return { lines: [storeSomeFields(around, known, name, schema)], end: known };
  const value =
    pickReference(around, known, (type) => assignable(type, record(schema)))?.text ?? constant(record(schema));
  const mode = around.making.decide.pick(["", "", ", upsert: true", ", partial: true"]);
  return { lines: [`store ${value} -> ${name} { key: ${key(around, known)}${mode} }`], end: known };
}

/** Of the first record, which is there from the start: what it lacks it would lack for good. */
function storeSomeFields({ making }: Surroundings, known: Known, store: string, { fields }: Schema): string {
  const { decide } = making;
  const inside = unnamed(known, "");
  const given = fields.filter(() => decide.below(2) === 1);
  const values = (given.length > 0 ? given : fields.slice(0, 1)).map(
    (each) => `${each.name}: ${expression(making, inside, each.type, 1)}`,
  );
  const mode = decide.pick(["upsert: true", "partial: true", "partial: true, upsert: false"]);
  return `store { ${values.join(", ")} } -> ${store} { key: "k0", ${mode} }`;
}

/** `x` and the response are the new record afterwards. */
function mapStep(around: Surroundings, known: Known): Steps {
  const target = pickFrom(around, around.schemas);
  const [source] = references(known).filter((each) => !each.text.includes(".") && each.type.kind === "record");
  if (!target || !source) return { lines: [], end: known };
  const inside = alias(known, "", source.place);
  const given = target.fields.filter((each) => !mayBeNull(each.type) || around.making.decide.below(2) === 0);
  const fields = given.map((each) => {
    const { mutations } = around.making;
    const right = expression(around.making, inside, each.type, 1);
    const value = mutations.write("a value of the wrong kind in a map", right, wrongFor(each.type));
    const field = `${each.name}: ${value}`;
    // Without any field the new record is a copy.
    const isNeeded = !mayBeNull(each.type) && given.length > 1;
    return isNeeded ? mutations.write("a field left out of a map", field, "") : field;
  });
  const place = `m${around.making.decide.fresh()}`;
  const others = [...known.names].filter(([, at]) => at === source.place).map(([text]) => text);
  const store = [...around.typed].find(([, schema]) => schema === target)?.[0];
  const kept = store === undefined ? [] : [`store ${source.text} -> ${store} { key: "${place}" }`];
  const end = named(unnamed(known, ...others, "response"), "response", place, record(target));
  return {
    lines: [`map ${source.text} -> ${target.name} { ${fields.filter((each) => each !== "").join(", ")} }`, ...kept],
    end,
  };
}

/** A value that can never be made one of the type. */
function wrongFor(type: Type): string {
  return membersOf(type).some((each) => each.kind === "list") ? "true" : "[[true]]";
}

function lookUp(around: Surroundings, known: Known): Steps {
  const found = pickFrom(around, around.typed);
  if (!found) return { lines: [], end: known };
  const name = `v${around.making.decide.fresh()}`;
  const type: Type = { kind: "union", members: [record(found[1]), { kind: "null" }] };
  return { lines: [`let ${name} = ${found[0]}[${plainKey(around, known)}]`], end: named(known, name, name, type) };
}

function applyStep(around: Surroundings, known: Known): Steps {
  const found = pickFrom(around, around.transforms);
  if (!found) return { lines: [], end: known };
  const [name, [from, to]] = found;
  const value = pickReference(around, known, (type) => assignable(type, record(from)));
  if (!value) return { lines: [], end: known };
  const result = `v${around.making.decide.fresh()}`;
  return { lines: [`apply ${name} to ${value.text} as ${result}`], end: named(known, result, result, record(to)) };
}

function queueStep(around: Surroundings, known: Known): Steps {
  const found = pickFrom(around, around.inferred);
  if (!found) return { lines: [], end: known };
  const [name, schema] = found;
  const values = schema.fields.map((each) => `${each.name}: ${expression(around.making, known, each.type, 1)}`);
  return {
    lines: [`queue ${name} { item: { ${values.join(", ")} }, key: "q${around.making.decide.fresh()}" }`],
    end: known,
  };
}

function deleteStep(around: Surroundings, known: Known): Steps {
  const found = pickFrom(around, around.inferred);
  return { lines: found ? [`delete ${found[0]}[${plainKey(around, known)}]`] : [], end: known };
}

function loop(around: Surroundings, known: Known, depth: number): Steps {
  const { decide } = around.making;
  const records = [...around.typed, ...around.inferred].map(([name, schema]) => ({
    text: name,
    element: record(schema),
  }));
  const lists = references(known).flatMap(({ text, type }) =>
    type.kind === "list" ? [{ text, element: type.element }] : [],
  );
  const found = pickFrom(around, [...lists, ...records]);
  if (!found) return { lines: [], end: known };
  const item = `i${decide.fresh()}`;
  const before = unnamed(known, "response");
  const inside = alias(named(before, item, item, found.element), "", item);
  const guard = decide.below(2) === 1 ? condition(around.making, inside, 2) : undefined;
  const body = steps(around, guard?.holds ?? inside, depth - 1);
  // What iterations do at once has no order: such missions are not run.
  const isParallel = around.making.careless && decide.oneIn(3);
  const head = `for ${item} in ${found.text}${guard ? ` where ${guard.text}` : ""}${isParallel ? " parallel" : ""} {`;
  return { lines: [head, ...indent(body.lines), "}"], end: before };
}

function validateStep(around: Surroundings, known: Known, depth: number): Steps {
  const target = pickReference(around, known, (type) => type.kind === "record");
  const test = target && condition(around.making, alias(known, "", target.place), 1);
  if (!target || !test) return { lines: [], end: known };
  const body = armBody(around, test.fails, depth - 1);
  const [first = "continue", ...others] = body.lines;
  const end = body.end ? joined(test.holds, body.end) : test.holds;
  return { lines: [`validate ${target.text} { assume ${test.text} } or ${first}`, ...others], end: outer(known, end) };
}

const armsOfFailures: readonly [string, ...string[]] = [
  '{ error: _ } -> abort "failed"',
  "{ code: 500 } -> retry { maxAttempts: 2 }",
  "{ status: 404 } -> jump Note then continue",
];

const armsOfBusy: readonly [string, ...string[]] = [
  "{ error: _ } -> skip",
  "{ code: 503 } -> retry { maxAttempts: 3, delay: 1ms }",
  "{ code: 409 | 503 } -> jump Note then retry",
  "{ status: 503 } -> jump Note then continue",
];

/** A request whose answer is matched: a list, or one record. */
function request(around: Surroundings, known: Known, depth: number): Steps {
  const { decide } = around.making;
  const schema = pickFrom(around, around.schemas);
  if (!schema) return { lines: [], end: known };
  const isOne = decide.below(2) === 1;
  const place = `r${decide.fresh()}`;
  const type = isOne ? record(schema) : list(record(schema));
  const inside = named(unnamed(known, ""), "response", place, type);
  const isBusy = decide.oneIn(3);
  const failed = decide.pick(isBusy ? armsOfBusy : armsOfFailures);
  const guard = isOne && decide.below(3) === 2 ? condition(around.making, inside, 1) : undefined;
  const body = armBody(around, isOne ? alias(guard?.holds ?? inside, "", place) : (guard?.holds ?? inside), depth - 1);
  const path = `${isBusy ? busy : ""}/${schema.name}${isOne ? "/0" : ""}`;
  const lines = [
    `${failed},`,
    ...`${isOne ? schema.name : `[${schema.name}]`}${guard ? ` where ${guard.text}` : ""} -> ${body.lines.join("\n")}`.split(
      "\n",
    ),
    ...(guard ? ["_ -> continue"] : ['_ -> abort "unexpected"']),
  ];
  const caught = decide.below(4) === 3 ? ["} catch {", "  { code: 409 } -> skip"] : [];
  const isLeft = guard !== undefined || failed.includes("continue");
  const end = body.end || isLeft ? unnamed(known, "response") : undefined;
  // What more is known inside the arm is not known of the answer behind it.
  const isKept = body.end?.names.get("response") === place && !isLeft && caught.length === 0;
  return {
    lines: [`get "${path}"`, "match response {", ...indent(lines), ...caught, "}"],
    end: end && isKept ? named(end, "response", `r${decide.fresh()}`, type) : end,
  };
}
