// No word is reserved (language.md 1.6): each soft keyword as every kind of name.
import { describe, expect, it } from "vitest";
import { ReqonLexer } from "../../compiler/syntax/generated/ReqonLexer.js";
import { members, plain, steps, tree } from "./helpers.js";

const keywords = ReqonLexer.literalNames.flatMap((literal, type) =>
  literal !== null && type >= ReqonLexer.GET ? [literal.slice(1, -1)] : [],
);
const inherited = ["toString", "constructor", "__proto__", "hasOwnProperty", "page", "key", "type"];
const words = [...keywords, ...inherited];
/** As the first word of an operand these mean themselves. */
const operandWords = new Set(["if", "match", "not", "try", "true", "false", "null"]);

const name = (text: string): object => ({ kind: "Name", text });

describe.each(words)("the word %s", (word) => {
  it("names every kind of definition", () => {
    const mission = tree(`mission ${word} {
      source ${word} { auth: none }
      store ${word}: memory("${word}") of ${word}
      schema ${word} { ${word}: ${word}[]? "${word}": int }
      transform ${word}: ${word} -> ${word} { ${word}: 1 }
      action ${word} { skip }
      run ${word} then [${word}, ${word}]
    }`);
    const [found] = mission.members;
    expect(plain(found)).toMatchObject({
      name: name(word),
      members: [
        { kind: "SourceDef", name: name(word) },
        { kind: "StoreDef", name: name(word), of: name(word) },
        { kind: "SchemaDef", name: name(word), type: { fields: [{ name: name(word) }, { name: name(word) }] } },
        { kind: "TransformDef", name: name(word), variants: [{ target: name(word) }] },
        { kind: "ActionDef", name: name(word) },
        { kind: "Pipeline", stages: [{ actions: [name(word)] }, { actions: [name(word), name(word)] }] },
      ],
    });
  });

  it("is a field, a key and a binding", () => {
    const field = { kind: "FieldAccess", object: { kind: "Subject" }, name: name(word) };
    expect(steps(`let ${word} = .${word} let y = a.${word}.${word}`)).toMatchObject([
      { name: name(word), value: field },
      { value: { object: { object: { name: "a" }, name: name(word) }, name: name(word) } },
    ]);
    expect(steps(`let o = { ${word}: 1, "${word}": 2 ${word}: 3 }`)).toMatchObject([
      { value: { properties: [{ name: name(word) }, { name: name(word) }, { name: name(word) }] } },
    ]);
    expect(steps(`match r { { ${word}, a: ${word} } -> skip { ${word}: b } -> continue }`)).toMatchObject([
      { arms: [{ pattern: { fields: [{ name: name(word) }, {}] } }, { pattern: { fields: [{ name: name(word) }] } }] },
    ]);
  });

  it("is an option, with and without commas", () => {
    expect(steps(`get "/x" { ${word}: a ${word}: "b", ${word}: 5 ${word}: .${word} }`)).toMatchObject([
      {
        options: { entries: [{ name: name(word) }, { name: name(word) }, { name: name(word) }, { name: name(word) }] },
      },
    ]);
    if (word === "schedule") return;
    expect(members(`${word}: a ${word}: 7`)).toMatchObject([{ kind: "Option" }, { kind: "Option" }]);
  });

  it("names what steps refer to", () => {
    const text = `store x -> ${word} queue ${word} clear ${word} delete ${word}[1] jump ${word} then retry run ${word}
      apply ${word} to x as ${word} call ${word}.${word} authorize ${word} { } for ${word} in xs { }`;
    expect(steps(text)).toMatchObject([
      { kind: "StoreStep", store: name(word) },
      { kind: "Queue", store: name(word) },
      { kind: "Clear", store: name(word) },
      { kind: "Remove", store: name(word) },
      { kind: "Jump", action: name(word), then: "retry" },
      { kind: "Run", action: name(word) },
      { kind: "Apply", transform: name(word), as: name(word) },
      { kind: "OperationCall", source: name(word), operation: name(word) },
      { kind: "Authorize", source: name(word) },
      { kind: "For", item: name(word) },
    ]);
    expect(steps(`get ${word} "/x" get "/y" from ${word} map x -> ${word} { a: 1 }`)).toMatchObject([
      { kind: "Request", source: name(word) },
      { kind: "Request", source: name(word) },
      { kind: "MapStep", target: name(word) },
    ]);
  });

  it.skipIf(operandWords.has(word))("is a variable that can be read", () => {
    const variable = { kind: "NameExpression", name: word };
    expect(steps(`let y = ${word} let z = 1 + ${word} let w = f(${word}, [${word}])`)).toMatchObject([
      { value: variable },
      { value: { right: variable } },
      { value: { args: [variable, { items: [variable] }] } },
    ]);
    expect(steps(`for x in ${word} where ${word} { } store ${word} -> s map ${word} -> T`)).toMatchObject([
      { collection: variable, guard: variable },
      { value: variable },
      { source: variable },
    ]);
  });
});
