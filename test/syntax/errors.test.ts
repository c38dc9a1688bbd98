// Syntax errors as users see them: what was expected, what was found, what to do; one mistake, one error.
import { describe, expect, it } from "vitest";
import { parse } from "../../compiler/syntax/parse.js";
import { errors, path } from "./helpers.js";

const inAction = (text: string): string => `action A {\n  ${text}\n}`;

describe("syntax errors", () => {
  it("several in one file, each by itself", () => {
    expect(
      errors(
        `mission M {\n  acton A { skip }\n  action B {\n    gat "/x"\n    get "/y";\n    let a = [1 2]\n  }\n  schema C { id string }\n}`,
      ),
    ).toMatchInlineSnapshot(`
      "error[RQ1014]: \`acton\` begins no definition and no option
       ┌─ mission.vague:2:3
      2│   acton A { skip }
       │   ^^^^^
       = help: replace with \`action\`

      error[RQ1013]: \`gat\` begins no step
       ┌─ mission.vague:4:5
      4│     gat "/x"
       │     ^^^
       = help: replace with \`get\`

      error[RQ1006]: \`;\` is not part of the language
       ┌─ mission.vague:5:13
      5│     get "/y";
       │             ^
       = help: remove it: steps, members and options need nothing between them, a comma is allowed

      error[RQ1001]: expected \`,\` or \`]\`, found \`2\`
       ┌─ mission.vague:6:16
      6│     let a = [1 2]
       │                ^

      error[RQ1001]: expected \`:\`, found \`string\`
       ┌─ mission.vague:8:17
      8│   schema C { id string }
       │                 ^^^^^^
      "
    `);
  });
  it("a missing colon", () => {
    expect(errors(`source S { auth bearer }`)).toMatchInlineSnapshot(`
      "error[RQ1001]: expected \`:\`, found \`bearer\`
       ┌─ mission.vague:1:17
      1│ source S { auth bearer }
       │                 ^^^^^^
      "
    `);
  });
  it("an unclosed string", () => {
    expect(errors(`source S {\n  base: "https://a.example\n  token: env("T")\n}`)).toMatchInlineSnapshot(`
      "error[RQ1002]: this string is never closed
       ┌─ mission.vague:2:9
      2│   base: "https://a.example
       │         ^^^^^^^^^^^^^^^^^^ expected \`"\` behind the text
      "
    `);
    expect(errors(`store s: file("a`)).toMatchInlineSnapshot(`
      "error[RQ1002]: this string is never closed
       ┌─ mission.vague:1:15
      1│ store s: file("a
       │               ^^ expected \`"\` behind the text
      "
    `);
  });
  it("an unclosed comment", () => {
    expect(errors(`source S { }\n/* and so on`)).toMatchInlineSnapshot(`
      "error[RQ1003]: this comment is never closed
       ┌─ mission.vague:2:1
      2│ /* and so on
       │ ^^
       = help: end it with \`*/\`
      "
    `);
  });
  it("an unclosed brace, by indentation", () => {
    expect(errors(`mission M {\n  action A {\n    for x in xs {\n      skip\n  }\n  action B { skip }\n}`))
      .toMatchInlineSnapshot(`
      "error[RQ1004]: this \`{\` is never closed: expected \`}\` before the \`}\` of line 5
       ┌─ mission.vague:3:17
      3│     for x in xs {
       │                 ^
      5│   }
       │   - \`}\` is missing before this
      "
    `);
  });
  it("an unclosed parenthesis, without consequences", () => {
    expect(errors(inAction(`let a = f(1, 2\n  skip`))).toMatchInlineSnapshot(`
      "error[RQ1004]: this \`(\` is never closed: expected \`)\` before the \`}\` of line 4
       ┌─ mission.vague:2:12
      2│   let a = f(1, 2
       │            ^
      4│ }
       │ - \`)\` is missing before this
      "
    `);
  });
  it("a brace too many", () => {
    expect(errors(`action A { skip } }\n`)).toMatchInlineSnapshot(`
      "error[RQ1005]: \`}\` closes nothing
       ┌─ mission.vague:1:19
      1│ action A { skip } }
       │                   ^
       = help: remove it, or look above for a \`}\` too many
      "
    `);
  });
  it("bad escapes, numbers and signs", () => {
    expect(errors(inAction(`let a = "😀\\q" + 12abc + 1__0 @ 2`))).toMatchInlineSnapshot(`
      "error[RQ1007]: \`\\q\` is no escape sequence
       ┌─ mission.vague:2:14
      2│   let a = "😀\\q" + 12abc + 1__0 @ 2
       │              ^^
       = help: known are \\n \\r \\t \\\\ \\" \\' \\$ \\{ \\uXXXX and \\u{X}; a backslash itself is \\\\

      error[RQ1008]: \`12abc\` is neither a number nor a duration
       ┌─ mission.vague:2:20
      2│   let a = "😀\\q" + 12abc + 1__0 @ 2
       │                    ^^^^^
       = help: numbers are written \`12\`, \`3.14\` or \`1_000\`, durations \`500ms\`, \`30s\`, \`5m\`, \`2h\` or \`7d\`

      error[RQ1008]: \`1__0\` is neither a number nor a duration
       ┌─ mission.vague:2:28
      2│   let a = "😀\\q" + 12abc + 1__0 @ 2
       │                            ^^^^
       = help: numbers are written \`12\`, \`3.14\` or \`1_000\`, durations \`500ms\`, \`30s\`, \`5m\`, \`2h\` or \`7d\`

      error[RQ1009]: \`@\` is not part of the language
       ┌─ mission.vague:2:33
      2│   let a = "😀\\q" + 12abc + 1__0 @ 2
       │                                 ^
      "
    `);
  });
  it("operators of other languages", () => {
    expect(errors(inAction(`let a = b && c || d === e`))).toMatchInlineSnapshot(`
      "error[RQ1009]: \`&&\` is not part of the language
       ┌─ mission.vague:2:13
      2│   let a = b && c || d === e
       │             ^^
       = help: replace with \`and\`

      error[RQ1009]: \`||\` is not part of the language
       ┌─ mission.vague:2:18
      2│   let a = b && c || d === e
       │                  ^^
       = help: replace with \`or\`

      error[RQ1009]: \`===\` is not part of the language
       ┌─ mission.vague:2:23
      2│   let a = b && c || d === e
       │                       ^^^
       = help: replace with \`==\`
      "
    `);
  });
  it("chained comparisons", () => {
    expect(errors(inAction(`let a = 1 < b < 3 let c = (1 < b) == true`))).toMatchInlineSnapshot(`
      "error[RQ1011]: comparisons do not chain: \`<\` follows another comparison
       ┌─ mission.vague:2:17
      2│   let a = 1 < b < 3 let c = (1 < b) == true
       │                 ^
       = help: join them with \`and\`, or put one of them in parentheses
      "
    `);
  });
  it("the wrong arrow", () => {
    expect(errors(inAction(`match x { { a: 1 } => skip }`))).toMatchInlineSnapshot(`
      "error[RQ1001]: expected \`->\`, found \`=>\`
       ┌─ mission.vague:2:22
      2│   match x { { a: 1 } => skip }
       │                      ^^
       = help: arms that hold steps have \`->\`, arms that hold values \`=>\`
      "
    `);
    expect(errors(inAction(`let y = match x { _ -> 1 }`))).toMatchInlineSnapshot(`
      "error[RQ1001]: expected \`=>\`, found \`->\`
       ┌─ mission.vague:2:23
      2│   let y = match x { _ -> 1 }
       │                       ^^
       = help: arms that hold values have \`=>\`, arms that hold steps \`->\`
      "
    `);
  });
  it("steps and definitions in the wrong place", () => {
    expect(errors(`mission M {\n  get "/x"\n}`)).toMatchInlineSnapshot(`
      "error[RQ1014]: \`get\` begins no definition and no option
       ┌─ mission.vague:2:3
      2│   get "/x"
       │   ^^^
       = help: steps stand in an \`action\`
      "
    `);
    expect(errors(inAction(`source S { }`))).toMatchInlineSnapshot(`
      "error[RQ1013]: \`source\` begins no step
       ┌─ mission.vague:2:3
      2│   source S { }
       │   ^^^^^^
       = help: definitions stand beside actions, not in them
      "
    `);
    expect(errors(inAction(`if a then skip`))).toMatchInlineSnapshot(`
      "error[RQ1013]: \`if\` begins no step
       ┌─ mission.vague:2:3
      2│   if a then skip
       │   ^^
       = help: steps are chosen by \`match\`: \`match { condition -> { … } _ -> { … } }\`
      "
    `);
  });
  it("assignments, calls and lambdas that are none", () => {
    expect(errors(inAction(`a = 1\n  send(a)\n  let f = x => x`))).toMatchInlineSnapshot(`
      "error[RQ1013]: \`a\` begins no step
       ┌─ mission.vague:2:3
      2│   a = 1
       │   ^
       = help: write \`let a = …\`

      error[RQ1013]: \`send\` begins no step
       ┌─ mission.vague:3:3
      3│   send(a)
       │   ^^^^
       = help: a call is no step: write \`let result = send(…)\`

      error[RQ1001]: expected a step or \`}\`, found \`=>\`
       ┌─ mission.vague:4:13
      4│   let f = x => x
       │             ^^
       = help: a function such as \`x => …\` stands only among the arguments of a call
      "
    `);
  });
  it("an if without else", () => {
    expect(errors(inAction(`let a = if b then c`))).toMatchInlineSnapshot(`
      "error[RQ1001]: expected \`else\`, found \`}\`
       ┌─ mission.vague:3:1
      3│ }
       │ ^
       = help: \`if\` makes a value here: \`if condition then a else b\`; \`match\` chooses steps
      "
    `);
  });
  it("extra commas", () => {
    expect(errors(inAction(`let a = [1,, 2, ] let b = f(, 1)`))).toMatchInlineSnapshot(`
      "error[RQ1012]: nothing stands before this comma
       ┌─ mission.vague:2:14
      2│   let a = [1,, 2, ] let b = f(, 1)
       │              ^
       = help: remove it

      error[RQ1012]: nothing stands before this comma
       ┌─ mission.vague:2:31
      2│   let a = [1,, 2, ] let b = f(, 1)
       │                               ^
       = help: remove it
      "
    `);
  });
  it("the braces of a path", () => {
    expect(errors(inAction('get "/a/{}/{b c}/${id}/{d"'))).toMatchInlineSnapshot(`
      "error[RQ1015]: there is no expression between these braces
       ┌─ mission.vague:2:11
      2│   get "/a/{}/{b c}/\${id}/{d"
       │           ^^
       = help: write \`\\{\` for a brace that is part of the path

      error[RQ1001]: expected \`}\` behind the expression, found \`c\`
       ┌─ mission.vague:2:17
      2│   get "/a/{}/{b c}/\${id}/{d"
       │                 ^

      error[RQ1015]: \`\${id}\` is no environment reference: such a name has capitals, digits and \`_\` only
       ┌─ mission.vague:2:20
      2│   get "/a/{}/{b c}/\${id}/{d"
       │                    ^^^^^
       = help: write \`{…}\` for a value of the mission

      error[RQ1015]: this \`{\` in the path is never closed
       ┌─ mission.vague:2:26
      2│   get "/a/{}/{b c}/\${id}/{d"
       │                          ^^
       = help: write \`\\{\` for a brace that is part of the path
      "
    `);
  });
  it("a file that ends too early", () => {
    expect(errors(`action`)).toMatchInlineSnapshot(`
      "error[RQ1001]: expected a name, found the end of the file
       ┌─ mission.vague:1:7
      1│ action
       │       ^
       = help: the file ends too early
      "
    `);
  });
  it("too deep nesting", () => {
    const deep = inAction(`let a = ${"(".repeat(300)}1${")".repeat(300)}`);
    expect(parse(path, deep).diagnostics).toMatchObject([{ code: "RQ1010" }]);
  });
});
