// Whole missions at random that are well typed, the same without the types of their stores, and the data they run on.
// Must not know the compiler.
import fc from "fast-check";
import { decisions } from "./decisions.js";
import { constant, expression, plainTypes } from "./expressions.js";
import { mutations } from "./mutations.js";
import { alias, type Known, named, nothing } from "./known.js";
import { type Schemas, schemas } from "../schemas.js";
import { type Steps, steps, type Surroundings } from "./steps.js";
import { condition, type Making } from "./tests.js";
import { type Json, record, type Schema, schemaText } from "../types.js";
import { recordOf } from "../values.js";

/** What a mission is made of. */
export interface Plan {
  readonly schemas: Schemas;
  readonly data: Readonly<Record<string, readonly Json[]>>;
  readonly numbers: readonly number[];
}

export interface Mission {
  readonly typed: string;
  /** Its stores hold records of unknown shape. */
  readonly untyped: string;
}

export function plans(): fc.Arbitrary<Plan> {
  return schemas().chain((all) =>
    fc.record({
      schemas: fc.constant(all),
      data: fc.record(
        Object.fromEntries(
          all.all.map((each) => [each.name, fc.array(recordOf(each), { minLength: 1, maxLength: 3 })] as const),
        ),
      ),
      numbers: fc.array(fc.nat(10_000), { minLength: 20, maxLength: 240 }),
    }),
  );
}

/** `careless`: asks for what can no longer be, too. */
export function missionOf(plan: Plan, base: string, careless = false, mistakes = mutations()): Mission {
  const decide = decisions(plan.numbers);
  const { all } = plan.schemas;
  const typed = new Map(all.map((each) => [`all${each.name}`, each] as const));
  const making = { decide, mutations: mistakes, careless, stores: typed };
  const transforms = new Map<string, readonly [Schema, Schema]>();
  const [firstSchema] = all;
  if (firstSchema) transforms.set("T1", [decide.pick([firstSchema, ...all]), decide.pick([firstSchema, ...all])]);
  const around: Surroundings = {
    making,
    typed,
    inferred: new Map(
      ["out1", "out2"].map((name) => [name, { name: `of ${name}`, fields: inferredFields(decide.below(3) + 1, name) }]),
    ),
    schemas: all,
    transforms,
  };
  const actions: string[] = [];
  const count = decide.below(2) + 1;
  for (let at = 1; at <= count; at++) {
    const { lines } = body(around);
    actions.push(
      `  action A${at} {\n${lines
        .flatMap((each) => each.split("\n"))
        .map((each) => `    ${each}\n`)
        .join("")}  }\n`,
    );
  }
  const transformTexts = [...transforms].map((each) => transformText(making, ...each));
  return whole(plan, base, around, actions, transformTexts);
}

/** With one result for all, or with another where a guard holds. */
function transformText(making: Making, name: string, [from, to]: readonly [Schema, Schema]): string {
  const inside = named(nothing, "", "t", record(from));
  const alone = { ...making, stores: new Map() };
  const result = (known: Known): string =>
    `${to.name} { ${to.fields.map((each) => `${each.name}: ${expression(alone, known, each.type, 2)}`).join(", ")} }`;
  const guard = making.decide.below(2) === 1 ? condition(alone, inside, 2) : undefined;
  if (!guard) return `  transform ${name}: ${from.name} -> ${result(inside)}\n`;
  const variants = [
    `(${from.name}) where ${guard.text} -> ${result(guard.holds)}`,
    `(${from.name}) -> ${result(guard.fails)}`,
  ];
  return `  transform ${name} { ${variants.join(" ")} }\n`;
}

/** Most actions are about the records of a store: of their fields there is something to find out. */
function body(around: Surroundings): Steps {
  const { decide } = around.making;
  const [first, ...others] = around.typed;
  if (!first || decide.below(4) === 0) return steps(around, nothing, 3);
  const [store, schema] = decide.pick([first, ...others]);
  const item = `i${decide.fresh()}`;
  const inner = steps(around, alias(named(nothing, item, item, record(schema)), "", item), 3);
  return { lines: [`for ${item} in ${store} {`, ...inner.lines.map((each) => `  ${each}`), "}"], end: nothing };
}

function inferredFields(count: number, store: string): Schema["fields"] {
  const types = plainTypes().slice(0, 4);
  return types.slice(0, count + (store === "out1" ? 1 : 0)).map((type, at) => ({ name: `f${at + 1}`, type }));
}

function whole(
  { schemas: { all } }: Plan,
  base: string,
  around: Surroundings,
  actions: readonly string[],
  transforms: readonly string[],
): Mission {
  const body = actions.join("");
  const used = body.includes("apply T1 ") ? transforms.join("") : "";
  const isNamed = (name: string, text: string): boolean => new RegExp(`\\b${name}\\b`).test(text);
  const stores = [...around.typed].filter(([name]) => isNamed(name, body));
  const others = [...around.inferred.keys()].filter((name) => isNamed(name, body));
  const shown: Schema[] = [];
  for (const each of all.toReversed()) {
    const text = [body, used, ...stores.map(([, schema]) => schema.name), ...shown.map(schemaText)].join(" ");
    if (isNamed(each.name, text)) shown.unshift(each);
  }
  const fill = stores.map(
    ([name, schema]) =>
      `    get "/all/${schema.name}"\n    for x in response { store x.value -> ${name} { key: x.key } }\n`,
  );
  // A store that nothing is stored in holds records of unknown shape.
  for (const [name, shape] of around.inferred)
    if (others.includes(name)) fill.push(`    store ${constant(record(shape))} -> ${name} { key: "first" }\n`);
  const names = actions.map((_, at) => `A${at + 1}`);
  const run = [...(fill.length > 0 ? ["Fill"] : []), ...names].join(" then ");
  const [condition] = stores.map(([name]) => ` if length(${name}) > 0`);
  const text = (isTyped: boolean): string =>
    [
      "mission M {\n",
      `  source Api { base: "${base}" }\n`,
      ...shown.map((each) => `  ${schemaText(each)}\n`),
      ...stores.map(([name, schema]) => `  store ${name}: memory("${name}")${isTyped ? ` of ${schema.name}` : ""}\n`),
      ...others.map((name) => `  store ${name}: memory("${name}")\n`),
      used,
      ...(fill.length > 0 ? [`  action Fill {\n${fill.join("")}  }\n`] : []),
      ...(body.includes("jump Note")
        ? [`  store notes: memory("notes")\n  action Note { store { n: 1 } -> notes { key: "n" } }\n`]
        : []),
      ...(body.includes("-> caught ") ? ['  store caught: memory("caught")\n'] : []),
      body,
      `  run ${run}${condition ?? ""}\n`,
      "}\n",
    ].join("");
  return { typed: text(true), untyped: text(false) };
}

/** What the server of a mission answers. */
export function answerTo({ data }: Pick<Plan, "data">, path: string): Json {
  const [, first = "", second] = path.split("/");
  if (first === "data") return { content: answerTo({ data }, path.slice("/data".length)) };
  if (first === "all") return (data[second ?? ""] ?? []).map((value, at) => ({ key: `k${at}`, value }));
  return second === undefined ? (data[first] ?? []) : (data[first]?.[Number(second)] ?? null);
}
