// Actions at random that read answers later, as missions. Must not know what they give.
import { type Action, type Asked, type Ending, numbersOf, type Step } from "./answering.js";

const variables = ["x", "y", "z", "w"] as const;

/** The action as a mission, against the server at `base`. */
export function answeringMission(all: Action, base: string): string {
  const numbers = numbersOf(all);
  const block = (body: readonly Step[], loops: number, indent: string): string =>
    body.map((each) => `${indent}${stepText(each, loops, indent)}\n`).join("");
  const stepText = (each: Step, loops: number, indent: string): string => {
    const at = numbers.get(each) ?? 0;
    const inner = (body: readonly Step[], more: number): string =>
      `{\n${block(body, loops + more, `${indent}  `)}${indent}}`;
    const variable = variables[loops] ?? "v";
    switch (each.kind) {
      case "read": {
        const id = [`"s${at}"`, ...variables.slice(0, loops)].join(" + ");
        return `store { id: ${id}, v: ${readText(each)} } -> seen`;
      }
      case "map":
        return `map { n: ${at} } -> Note { id: "m${at}", text: "made" }`;
      case "for":
        return `for ${variable} in ${JSON.stringify(each.items)}${each.parallel ? " parallel" : ""} ${inner(each.body, 1)}`;
      case "either":
        return `match ${variables[loops - 1] ?? "v"} { "a" -> ${inner(each.first, 0)} _ -> ${inner(each.other, 0)} }`;
      case "again":
      case "get": {
        const arms = each.arms.map(
          ({ asks, body }) => `${patternText(asks)} -> ${typeof body === "string" ? endingText(body) : inner(body, 0)}`,
        );
        const match = arms.length === 0 ? "" : `match response { ${arms.join(", ")} }`;
        return each.kind === "again" ? match : `get "/r${at}"${match && `\n${indent}${match}`}`;
      }
    }
  };
  return [
    "mission M {",
    `  source Api { base: "${base}" }`,
    '  schema Card { kind: "card", id: string, last4: string }',
    '  schema Bank { kind: "bank", id: string, iban: string? }',
    "  schema Note { id: string, text: string }",
    "  schema Memo { id: string, text: string, at: string }",
    '  store seen: memory("seen")',
    "  action Read {",
    "    concurrency: 1",
    `${block(all, 0, "    ")}  }`,
    "  run Read",
    "}",
    "",
  ].join("\n");
}

function readText({ field, way }: Step & { readonly kind: "read" }): string {
  if (way === "lambda") return `[1].map(n => response.${field})`;
  if (way === "match") return 'match response { Card => response.last4, Bank => response.iban, _ => "other" }';
  return `response.${field}`;
}

function patternText(asks: Asked): string {
  const texts = {
    busy: "{ code: 503 }",
    card: "Card",
    bank: "Bank",
    "bank with iban": "Bank where response.iban != null",
    note: "Note",
    memo: "Memo",
    cards: "[Card]",
    one: "[_]",
    done: '"done"',
    string: "string",
    null: "null",
    tagged: '{ kind: "card" }',
    "with text": "{ text: _ }",
    else: "_",
  };
  return texts[asks];
}

function endingText(ending: Ending): string {
  if (ending === "abort") return 'abort "no"';
  return ending === "retry" ? "retry { maxAttempts: 2, delay: 1ms }" : ending;
}
