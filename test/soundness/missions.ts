// A mission that stores what expressions give, in each of the readings in which they must give the same.
// Must not know what they should give.
import type { Expression } from "./expression.js";
import type { Subject } from "./subjects.js";
import { schemaText } from "./types.js";
import { write } from "./write.js";

const flag = 'flags["on"].on';

/** How the data comes to be `d`, and what says yes. */
export const readings = {
  "values of known types": { before: "for d in boxes {", after: "}", yes: "d.yes" },
  "values of unknown shape": { before: 'get "/data" let d = response', after: "", yes: "d.yes" },
  "known types, reading a store": { before: "for d in boxes {", after: "}", yes: flag },
  "unknown shape, reading a store": { before: 'get "/data" let d = response', after: "", yes: flag },
} as const;
export type Reading = keyof typeof readings;
export const readingNames = Object.keys(readings) as Reading[];

export interface Mission {
  readonly text: string;
  /** The line of each expression, from 1. */
  readonly lines: readonly number[];
}

/** `failing`: those that must end their action stand in one of their own. */
export function missionOf(
  { schemas, schema }: Subject,
  expressions: readonly Expression[],
  failing: ReadonlySet<number>,
  reading: Reading,
  base: string,
): Mission {
  const { before, after, yes } = readings[reading];
  const lines = [
    "mission Soundness {",
    `source Api { base: "${base}" }`,
    ...schemas.all.map(schemaText),
    schemaText({ ...schema, fields: [...schema.fields, { name: "yes", type: { kind: "boolean" } }] }),
    'store boxes: memory("boxes") of Data',
    'store flags: memory("flags")',
    'store out: memory("out")',
    "action Fill {",
    'store { on: true } -> flags { key: "on" }',
    'get "/data"',
    'match response { Data -> store response -> boxes { key: "d" } }',
    "}",
  ];
  const places: number[] = [];
  const step = (at: number): void => {
    const expression = expressions[at];
    if (!expression) return;
    places[at] = lines.push(`store { value: ${write(expression, { yes })} } -> out { key: ${at} }`);
  };
  lines.push("action Give {", before);
  for (const at of expressions.keys()) if (!failing.has(at)) step(at);
  // A name that nothing reads is a warning.
  const readsData = "store { value: d.yes } -> out";
  lines.push(readsData, after, "}");
  for (const at of failing) {
    lines.push(`action Fail${at} {`, before, readsData);
    step(at);
    lines.push(after, "}");
  }
  const stage = ["Give", ...[...failing].map((at) => `Fail${at}`)].join(", ");
  lines.push(`run Fill then [${stage}]`, "}");
  return { text: lines.join("\n"), lines: places };
}
