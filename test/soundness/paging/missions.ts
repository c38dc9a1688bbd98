// The mission that reads generated pages, each request in an action with a store of its own, and the document that describes
// those that are calls. Must not know what comes of it.
import { documentFile, frame } from "../services/missions.js";
import { componentsOf } from "../services/documents.js";
import type { Subject } from "../subjects.js";
import { type JsonObject, schemaText } from "../types.js";
import { write } from "../write.js";
import { positionOf } from "./expected.js";
import type { Paged } from "./plans.js";
import { strategyNameOf } from "./strategies.js";

const words = { yes: "d.yes" };

export const nameOf = (at: number): string => `P${at}`;
export const storeOf = (at: number): string => `rows${at}`;

export function missionOf(subject: Subject, all: readonly Paged[], origin: string): string {
  return frame(
    subject,
    [
      `source Api from "${documentFile}" { validateResponses: true }`,
      `source Plain { base: "${origin}" }`,
      ...all.map(({ schema }) => schemaText(schema)),
      ...all.map(
        ({ use, schema }, at) =>
          `store ${storeOf(at)}: memory("${storeOf(at)}")${use === "store" ? ` of ${schema.name}` : ""}`,
      ),
    ],
    all.map((each, at) => actionOf(each, at)),
    all.map((_, at) => nameOf(at)),
  );
}

function actionOf(plan: Paged, at: number): string {
  const { isCall, failure } = plan;
  const name = nameOf(at);
  const options = [
    `paginate: ${plan.way === "registered" ? `${strategyNameOf(at)}()` : paginateText(plan)}`,
    ...untilText(plan),
    ...(plan.shape === "two lists" ? ["rows: .items"] : []),
    ...(failure === "sent again" ? ["retry: { maxAttempts: 2, initialDelay: 1ms, maxDelay: 1ms }"] : []),
  ];
  return [
    `action ${name} {`,
    'for d in boxes { store { on: d.yes } -> out { key: "before" }',
    `${isCall ? `call Api.${name}` : `get Plain "/${name}"`} { ${options.join(", ")} }`,
    ...useText(plan, at),
    "} }",
  ].join("\n");
}

function paginateText({ way, size, saysSize, isLong }: Paged): string {
  const path = way === "cursor in a row" ? "items[-1].n" : "next";
  if (isLong) {
    const named = way === "link" || way === "next" ? "" : `, param: ${paramOf(way)}`;
    const from = way === "next" || way.startsWith("cursor") ? `, cursorPath: "${path}"` : "";
    return `{ type: ${way.split(" ")[0]}${named}, pageSize: ${size}${from}${saysSize ? ", sizeParam: limit" : ""} }`;
  }
  const sent = saysSize ? ", limit" : "";
  if (way === "link") return "link()";
  if (way === "next") return `next("${path}")`;
  return `${way.split(" ")[0]}(${paramOf(way)}, ${size}${way.startsWith("cursor") ? `, "${path}"` : ""}${sent})`;
}

function paramOf(way: Paged["way"]): string {
  return way === "offset" || way === "page" ? way : "after";
}

const rowsOf = ({ shape }: Paged): string => (shape === "list" ? "response" : "response.items");

function untilText(plan: Paged): readonly string[] {
  switch (plan.until) {
    case "none":
      return [];
    case "short page":
      return [`until: length(${rowsOf(plan)}) < ${plan.size}`];
    case "last":
      return ["until: response.last == true"];
    case "position":
      return [`until: page >= ${positionOf(plan)}`];
  }
}

function useText(plan: Paged, at: number): readonly string[] {
  const { use, isCall, schema } = plan;
  const rows = rowsOf(plan);
  const store = storeOf(at);
  const one = `store { value: ${write(plan.value, words)} } -> ${store} { key: row.n }`;
  // Rows of an answer that nothing checks are of unknown shape.
  const inside = isCall ? one : `match row { ${schema.name} -> ${one}, _ -> abort "no row" }`;
  switch (use) {
    case "loop":
      return [`for row in ${rows} { ${inside} }`];
    case "loop with a condition":
      return [`for row in ${rows} where ${write(plan.condition, words)} { ${inside} }`];
    case "store":
      return [`store ${rows} -> ${store} { key: .n }`];
    case "held":
      return [
        `let all = ${rows}`,
        `store { values: all.map(row => { value: ${write(plan.value, words)} }) } -> ${store} { key: "all" }`,
      ];
    case "matched":
      return [
        "match response {",
        ...(plan.failure === "resumed" ? ["{ code: 503 } -> retry { maxAttempts: 2, delay: 1ms }"] : []),
        '{ error: _ } -> abort "failed"',
        `_ -> { for row in ${rows} { ${inside} } }`,
        "}",
      ];
  }
}

export function documentOf(all: readonly Paged[], subject: Subject, origin: string): JsonObject {
  const dialect = { version: "3.1.0", nulls: "schema", told: "literals" } as const;
  const { components, say } = componentsOf(dialect, [...subject.schemas.all, ...all.map(({ schema }) => schema)]);
  const query = (name: string, type: string): JsonObject => ({ name, in: "query", schema: { type } });
  const operations = all.map((plan, at) => {
    const rows = { type: "array", items: say({ kind: "record", schema: plan.schema }) };
    const place = plan.way === "cursor" || plan.way === "next" ? { next: { type: ["string", "null"] } } : {};
    const notes = plan.shape === "two lists" ? { notes: { type: "array", items: { type: "string" } } } : {};
    const properties = { items: rows, ...place, ...notes, last: { type: "boolean" }, at: { type: "integer" } };
    const page = plan.shape === "list" ? rows : { type: "object", required: ["items", "last"], properties };
    const parameters = [
      query(paramOf(plan.way), plan.way === "cursor" ? "string" : "integer"),
      query("limit", "integer"),
    ];
    const answer = { description: "A page.", content: { "application/json": { schema: page } } };
    return [`/${nameOf(at)}`, { get: { operationId: nameOf(at), parameters, responses: { "200": answer } } }];
  });
  return {
    openapi: "3.1.0",
    info: { title: "Pages", version: "1" },
    servers: [{ url: origin }],
    paths: Object.fromEntries(operations),
    components: { schemas: components },
  };
}
