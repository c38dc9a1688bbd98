// Programs of a size and depth that nobody writes by hand are checked like others: no exception, and an end.
// Must not look at the clock: what grows too fast never comes to its end.
import { compile, formatDiagnostics } from "reqon";
import { expect, it } from "vitest";

const head = `mission Long {
  source Shop { base: "https://shop.example.com" }
  schema Order { id: string, total: number, numbers: number[] }
  store orders: file("orders") of Order
  store out: memory("out")
`;

/** `count` times `make`, each around what came before. */
function nested(count: number, make: (inner: string, at: number) => string, innermost: string): string {
  return Array.from({ length: count }, (_, at) => at).reduce(make, innermost);
}

function repeated(count: number, make: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => make(at)).join("");
}

function storing(value: string): string {
  return `${head}  action Fill { for o in orders { store { id: o.id, value: ${value} } -> out } }\n}\n`;
}

/** Two chains of schemas that are alike, of which each refers to the next one twice. */
function chains(length: number): string {
  const link = (name: string, at: number): string => {
    const next = at + 1 < length ? `${name}${at + 1}` : "string";
    return `  schema ${name}${at} { left: ${next}, right: ${next} }\n`;
  };
  const schemas = repeated(length, (at) => link("From", at) + link("To", at));
  return `${head}${schemas}  store from: file("from") of From0
  store to: file("to") of To0
  action Fill { for each in from { store each -> to { key: 1 } } for o in orders { store o -> out } }
}\n`;
}

/** Values of which each holds the one before, stored with the last of them. */
function values(count: number, first: string, make: (last: string, at: number) => string): string {
  const lets = repeated(count, (at) => `let v${at + 1} = ${make(`v${at}`, at)}\n`);
  return `${head}  action Fill { for o in orders { let v0 = ${first}\n${lets} store { id: o.id, value: v${count} } -> out } }
  action Copy { for each in out { store { id: each.id } -> out } }\n}\n`;
}

/** Written out, the type of the last of 200 such values would have 2^200 parts. */
const growing: Readonly<Record<string, string>> = {
  "a value that holds the one before twice": values(200, "{ a: 1 }", (last) => `{ left: ${last}, right: ${last} }`),
  "a value that has the one before as a field, too": values(
    200,
    "{ a: 1 }",
    (last, at) => `{ ...${last}, f${at}: ${last} }`,
  ),
  "a list that holds the one before twice": values(200, "[1]", (last) => `[${last}, [${last}]]`),
  "a list of pairs of the one before": values(200, "[{ a: 1 }]", (last) => `${last}.map(x => { left: x, right: x })`),
  "one of two values that hold the one before": values(
    200,
    "{ a: 1 }",
    (last, at) => `if o.total > ${at} then { left: ${last} } else { right: ${last} }`,
  ),
  "a chain of 200 values": values(200, "{ a: 1 }", (last) => `{ next: ${last} }`),
};

const programs: Readonly<Record<string, string>> = {
  "a chain of 2,000 schemas": `${head}${repeated(
    2_000,
    (at) => `  schema S${at} { id: string, next: S${(at + 1) % 2_000}?, kind: "k${at}" }\n`,
  )}  action Fill { for o in orders { match o { ${repeated(2_000, (at) => `S${at} -> store o -> out `)} _ -> skip } } }\n}\n`,
  "two chains of 40 schemas that fork": chains(40),
  "a store of 3,000 shapes": `${head}  action Fill { for o in orders { ${repeated(
    3_000,
    (at) => `store { id: o.id, f${at}: ${at} } -> out `,
  )} } }\n  action Copy { for each in out { store { id: each.id } -> out } }\n}\n`,
  // Cubic, it took more than two minutes.
  "a match over 1,000 texts": `${head}  schema Country { code: ${Array.from({ length: 1_000 }, (_, at) => `"c${at}"`).join(" | ")} }
  store countries: file("countries") of Country
  action Name { for each in countries {
    match each.code { ${repeated(1_000, (at) => `"c${at}" -> store { id: ${at}, code: each.code } -> out `)} }
    store { id: match each.code { ${repeated(1_000, (at) => `"c${at}" => ${at}, `)} } } -> out
  } }
  action Fill { for o in orders { store o -> out } }\n}\n`,
  // Cubic, it took half a minute.
  "a match over 300 kinds of records": `${head}${repeated(300, (at) => `  schema K${at} { kind: "k${at}", f${at}: int }\n`)}
  schema Event { id: string, of: ${Array.from({ length: 300 }, (_, at) => `K${at}`).join(" | ")} }
  store events: file("events") of Event
  action Name { for each in events {
    store { id: match each.of { ${repeated(300, (at) => `{ f${at}: x } => x, K${at} => 0, `)} } } -> out
  } }
  action Fill { for o in orders { store o -> out } }\n}\n`,
  // Cubic, it took more than a quarter of a minute.
  "100 ways to one of 16 kinds": `${head}${repeated(16, (at) => `  schema K${at} { kind: "k${at}", f${at}: int }\n`)}
  schema Event { id: string, of: ${Array.from({ length: 16 }, (_, at) => `K${at}`).join(" | ")} }
  store events: file("events") of Event
  action Name { for each in events where ${Array.from({ length: 100 }, (_, at) => `(.of.kind == "k${at % 16}" and .id != "${at}")`).join(" or ")} {
    store { id: each.id } -> out
  } }
  action Fill { for o in orders { store o -> out } }\n}\n`,
  // Looked into branch by branch, it has 2^200 ways.
  "a choice from the one before twice": `${head}  action Fill { for o in orders { let v0 = o.numbers[0]
  ${repeated(200, (at) => `let v${at + 1} = if o.id == "${at}" then v${at} else v${at}\n`)}
  store { id: o.id, total: v200, numbers: [] } -> orders store o -> out } }\n}\n`,
  ...growing,
  "comparisons in comparisons": storing(
    nested(60, (inner) => `((any of o.numbers where item > 1) == (${inner}))`, "true"),
  ),
  "lambdas in lambdas": storing(nested(60, (inner, at) => `o.numbers.reduce((a${at}, b${at}) => ${inner}, 0)`, "1")),
  "conditions in conditions": storing(nested(60, (inner, at) => `(if o.total > ${at} then ${inner} else null)`, "1")),
};

const tooLong = 60_000;

it.each(Object.entries(programs))("%s", { timeout: tooLong }, async (_name, text) => {
  const files = { "long.vague": text };
  const { diagnostics, modules } = await compile(files, { emit: false });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  expect(formatDiagnostics(errors, files, { color: false })).toBe("");
  expect(modules).toHaveLength(1);
});

it.each(Object.entries(growing))("%s has a module of a few pages", { timeout: tooLong }, async (_name, text) => {
  const { files } = await compile({ "long.vague": text }, { runtime: "package" });
  const [module, ...others] = Object.values(files);
  expect(others).toEqual([]);
  expect(module).toMatch(/v200/);
  expect(module?.length).toBeLessThan(100_000);
});

/** Answers of one action, each of which a read behind may find. */
function mixed(count: number, schema: (at: number) => string): string {
  const schemas = repeated(count, (at) => `  schema Job${at} { id: string, n${at}: number }\n`);
  const steps = repeated(
    count,
    (
      at,
    ) => `match o.total { ${at} -> { get "/${at}" match response { ${schema(at)} -> continue, _ -> abort "no" } } _ -> continue }
      store { id: response.id } -> out { key: "${at}" }\n`,
  );
  return `${head}${schemas}  action Fill { for o in orders { ${steps} } }\n}\n`;
}

// A variable for each read, which all steps before it set, made the module grow with the square of them, and their names.
it.each([
  { kind: "one type", schema: () => "Order" },
  { kind: "types of their own", schema: (at: number) => `Job${at}` },
])(
  "answers of $kind that are mixed up have a module as long as they are many",
  { timeout: tooLong },
  async ({ schema }) => {
    const sizes = await Promise.all(
      [40, 80].map(async (count) => {
        const { files } = await compile({ "long.vague": mixed(count, schema) }, { runtime: "package" });
        return files["long.ts"]?.length ?? 0;
      }),
    );
    const [few = 0, many = 0] = sizes;
    expect(few).toBeGreaterThan(0);
    expect(many / few).toBeLessThan(2.5);
  },
);

// Quadratic with a large factor, it took more than two minutes.
it("2,500 arms for the answers of one status", { timeout: tooLong }, async () => {
  const answer = {
    description: "It",
    content: { "application/json": { schema: { $ref: "#/components/schemas/Order" } } },
  };
  const order = { type: "object", required: ["id"], properties: { id: { type: "string" } } };
  const document = {
    openapi: "3.0.3",
    info: { title: "Shop", version: "1" },
    paths: { "/order": { get: { operationId: "getOrder", responses: { "200": answer } } } },
    components: { schemas: { Order: order } },
  };
  const text = `mission Long {
  source Shop from "./shop.json" { base: "https://shop.example.com", validateResponses: true }
  store out: memory("out")
  action Fill {
    call Shop.getOrder
    match response { ${repeated(2_500, (at) => `{ status: 200, id: "o${at}" } -> store { id: ${at} } -> out `)} _ -> skip }
  }
}\n`;
  const files = { "long.vague": text, "shop.json": JSON.stringify(document) };
  const { diagnostics, modules } = await compile(files, { emit: false });
  expect(formatDiagnostics(diagnostics, files, { color: false })).toBe("");
  expect(modules).toHaveLength(1);
});

// As 3,000 comparisons its guard is more than TypeScript follows.
it("a schema of 3,000 texts has a module that TypeScript takes", { timeout: tooLong }, async () => {
  const codes = Array.from({ length: 3_000 }, (_, at) => `"c${at}"`);
  const text = `${head}  schema Country { id: string, code: ${codes.join(" | ")} }
  store countries: file("countries") of Country
  action Fill { for o in orders { match o { Order -> store { id: o.id, code: "c1" } -> countries } } }
  action Copy { for each in countries { match each.code { ${codes.slice(100).join(" | ")} -> store each -> out, _ -> skip } } }
}\n`;
  const { diagnostics } = await compile({ "long.vague": text });
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
});
