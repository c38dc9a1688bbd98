// Every production of the language, with and without commas, and the trees of the forms that are easy to get wrong.
import { describe, expect, it } from "vitest";
import { expression, members, missionOf, plain, steps, tree } from "./helpers.js";

const name = (text: string): object => ({ kind: "Name", text });
const variable = (text: string): object => ({ kind: "NameExpression", name: text });
const kinds = (nodes: unknown): string[] => (nodes as readonly { readonly kind: string }[]).map((node) => node.kind);

/** Both forms must give the same tree. */
function sameWithoutCommas(text: string): void {
  expect(plain(tree(text.replaceAll(";", " ")).members)).toEqual(plain(tree(text.replaceAll(";", ",")).members));
}

describe("files and definitions", () => {
  it("reads every member, in a mission and outside", () => {
    const text = `
      import A from "openapi.yaml" import { B, C, } from "./x"
      source S source T from "spec.yaml" { auth: bearer }
      store a: memory store b: file("b") of B store c: sql("c", { schema: "x" }) store d: match env("E") { _ => memory }
      schema X { id: string } schema Y from A.Y { ...X "a b": int }
      transform T { (A) where .x -> B { a: 1 } (_) -> B { } } transform U: A -> B { } transform V -> B { }
      action F { concurrency: 3, skip } action G { concurrency: 3 } action H { }
      function f(a: int, b: string?): array<string> dataset d { a: 5 of X b: 6 of Y }
      run F if length(a) > 0 then [G, H] schedule: every 5 minutes { timezone: "UTC" }
      stateRetention: 7 days timeout: 30s retryOnFailure: 3 since: lastSync("k") { param: a }`;
    const outside = members(text);
    expect(kinds(outside).filter((kind) => kind === "Option")).toHaveLength(4);
    expect(plain(missionOf(tree(`mission M {${text}}`)).members)).toEqual(plain(outside));
  });

  it("keeps documentation that stands directly above", () => {
    const text = `/// One.\n///  Two.\nmission M {\n  /// gone\n\n  source S { } /// not of T\n  schema T {\n    /// id\n    id: int\n  }\n}`;
    expect(plain(missionOf(tree(text)))).toMatchObject({
      doc: "One.\n Two.",
      members: [{ kind: "SourceDef" }, { kind: "SchemaDef", type: { fields: [{ name: name("id"), doc: "id" }] } }],
    });
    expect(JSON.stringify(plain(tree(text)))).not.toMatch(/gone|not of T/);
  });

  it.each(["every 5 minutes", "every 2h", 'cron "0 * * * *"', 'at "09:30"', "every 60000"])(
    "reads schedule: %s",
    (when) => {
      expect(members(`schedule: ${when} { skipIfRunning: true } timeout: 5m`)).toMatchObject([
        { kind: "Schedule" },
        { kind: "Option" },
      ]);
    },
  );

  it("does not take the next option for a unit", () => {
    expect(members("maxConcurrency: 5 days: 6 timeout: 7 days")).toMatchObject([
      {},
      { value: { value: 6 } },
      { unit: name("days") },
    ]);
  });

  it("accepts a byte-order mark, CRLF and all three comments", () => {
    expect(members("\uFEFF# a\r\nsource S { // b\r\n auth: none /* c\r\n */ }\r\n")).toHaveLength(1);
  });

  it("needs no commas between members, options, fields, arms and constraints", () => {
    sameWithoutCommas(`mission M { source S { auth: bearer; base: "x"; } store s: memory("s"); schema A { a: int; b: string? ; };
      action F { get "/x" { params: { a: 1; b: [1, 2,]; }; timeout: 5s; }; validate r { assume .a "x"; assume .b; };
      match response { { a: 1 } -> skip; [A] -> { skip; skip; }; "x" | "y" -> abort "z"; B where .c -> retry { delay: 1s };
      { d } -> map x -> T { e: 1 }; [p, q] -> abort x; _ -> continue; }; let m = match x { 1 => 2; _ => 3; }; };
      run F; timeout: 5; }`);
  });
});

describe("types", () => {
  it("reads every form", () => {
    const [schema] = members(
      'schema A { a: int[]? b: array<string>[] c: "x" | 3 | null d: { e: (A | B)[] } f: decimal(2)? g: array h: decimal }',
    );
    expect(plain(schema)).toMatchObject({
      type: {
        fields: [
          { type: { kind: "OptionalType", type: { kind: "ListType", element: { name: name("int") } } } },
          { type: { kind: "ListType", element: { kind: "ListType", element: { name: name("string") } } } },
          { type: { kind: "UnionType", types: [{ value: "x" }, { value: 3 }, { name: name("null") }] } },
          { type: { kind: "ObjectType", fields: [{ type: { kind: "ListType", element: { kind: "UnionType" } } }] } },
          { type: { kind: "OptionalType", type: { name: name("decimal"), scale: 2 } } },
          { type: { kind: "NamedType", name: name("array") } },
          { type: { kind: "NamedType", name: name("decimal") } },
        ],
      },
    });
  });

  it("reads a ? behind `is` as the ternary", () => {
    expect(expression("x is A[] ? 1 : 2")).toMatchObject({
      kind: "Conditional",
      test: { kind: "Is", type: { kind: "ListType" } },
    });
    expect(expression("x is (A | B) and y")).toMatchObject({
      operator: "and",
      left: { kind: "Is", type: { kind: "UnionType" } },
    });
  });
});

describe("steps", () => {
  it.each([
    ['get "/x"', undefined],
    ['GET S "/x" + id', "S"],
    ['delete S concat("/x/", id)', "S"],
    ['patch "/x" from S { body: a }', "S"],
    ["post .links.next", undefined],
    ["put urls[0]", undefined],
  ])("reads the request %s", (text, source) => {
    const [request, ...rest] = steps(`${text} skip`) as readonly Record<string, unknown>[];
    expect(request).toMatchObject({ kind: "Request", ...(source && { source: name(source) }) });
    expect(kinds(rest)).toEqual(["Skip"]);
  });

  it("keeps steps apart without commas", () => {
    const text = `get path store response -> s { key: .id } each: store each xs -> s store each -> s`.replace(
      "each: ",
      "",
    );
    expect(steps(text)).toMatchObject(
      [
        { kind: "Request", path: variable("path") },
        { kind: "StoreStep", each: undefined, options: {} },
        { kind: "StoreStep", each: true, value: variable("xs") },
        { kind: "StoreStep", each: false, value: variable("each") },
      ].map(({ each, ...step }) => (each === undefined ? step : { ...step, each })),
    );
  });

  it("reads every other step", () => {
    const text = `call S.op { params: { } } call S."any id" for x in xs where .a parallel checkpoint every 100 { } map x -> T
      map { a: 1 } -> T { } apply T to x apply T to x as v validate { assume a } validate x { assume .a "m" } or skip
      validate { a: 1 } { assume .a } or { skip } store xs where .a -> s delete s[1] clear s match x { } catch { _ -> skip }
      match { a -> skip } let y = 1 wait { path: "/x" } run A authorize S { token: t } custom { a: 1 } continue abort abort "x"
      retry retry { delay: 1s } queue s queue s { item: x } jump A jump A then continue jump A then retry skip`;
    const expected = `OperationCall OperationCall For MapStep MapStep Apply Apply Validate Validate Validate StoreStep Remove Clear
      Match Match Let Wait Run Authorize Custom Continue Abort Abort Retry Retry Queue Queue Jump Jump Jump Skip`;
    expect(kinds(steps(text))).toEqual(expected.split(/\s+/));
  });

  it("takes a word that begins a step for that step, not for the message of abort", () => {
    expect(kinds(steps('abort get "/x" abort custom { } abort match x { _ => 1 }'))).toEqual([
      "Abort",
      "Request",
      "Abort",
      "Custom",
      "Abort",
    ]);
  });
});

describe("arms", () => {
  const arms = (text: string): unknown =>
    (steps(`match x { ${text} }`) as readonly { readonly arms: unknown }[])[0]?.arms;

  it.each([
    "-> store a -> s { id } ->",
    "-> map a -> T { id } ->",
    "-> let y = a [p, q] ->",
    "-> let y = a is A [] ->",
    "-> retry { id } ->",
    "-> queue s { id } ->",
    "-> abort { id } ->",
    "-> abort a { id } where id ->",
    "-> get a [p] ->",
    "-> apply T to a [p] where p ->",
    "-> validate a { } or queue s { id } ->",
  ])("begin with a bracket without a comma: %s", (text) => {
    expect(arms(`_ ${text} skip`)).toHaveLength(2);
  });

  it.each([
    "-> store a[0] -> s",
    "-> map a[0] -> T { b: 1 }",
    "-> store { a: 1 } -> s",
    "-> for y in a[0] where y { }",
    "-> map match a { _ => b } -> T",
    "where a[0] -> skip",
    "-> store (a[0] where .b) -> s",
  ])("do not begin where an arrow is still to come: %s", (text) => {
    expect(arms(`_ ${text}`)).toHaveLength(1);
  });

  it("read every pattern", () => {
    expect(
      arms('_ -> skip a -> skip A.b -> skip "x" | -1 | null -> skip { a: 1, b } -> skip [] -> skip [A, _] -> skip'),
    ).toMatchObject([
      { pattern: { kind: "Wildcard" } },
      { pattern: { kind: "NamePattern", path: [name("a")] } },
      { pattern: { path: [name("A"), name("b")] } },
      { pattern: { kind: "LiteralPattern", values: ["x", -1, null] } },
      { pattern: { kind: "ObjectPattern", fields: [{ pattern: { values: [1] } }, { name: name("b") }] } },
      { pattern: { kind: "ListPattern", elements: [] } },
      { pattern: { elements: [{ kind: "NamePattern" }, { kind: "Wildcard" }] } },
    ]);
  });

  it("without a subject hold conditions", () => {
    expect(
      steps("match { .a > 1 -> skip .b -> skip f(x) -> { } _ where c -> skip, (d) -> skip _ -> skip }"),
    ).toMatchObject([
      {
        arms: [
          { condition: { operator: ">" } },
          {},
          { condition: { kind: "Call" } },
          { condition: variable("c") },
          {},
          {},
        ],
      },
    ]);
    expect(expression("match { a => 1 _ => 2 }")).toMatchObject({
      arms: [{ condition: variable("a") }, { value: { value: 2 } }],
    });
  });
});

describe("expressions", () => {
  it.each([
    ["a + b * c", "a + (b * c)"],
    ["a - b - c", "(a - b) - c"],
    ["a ?? b or c and not d == e", "a ?? (b or (c and (not (d == e))))"],
    ["-a.b[0] + c", "(-(a.b[0])) + c"],
    ["a == b ? c : d ? e : f", "(a == b) ? c : (d ? e : f)"],
    ["a .. b + 1", "a .. (b + 1)"],
    ["a or b | f(c)", "(a or b) | f(c)"],
    ["1 + if a then b else c + d ? e : f", "1 + (if a then b else ((c + d) ? e : f))"],
    ["if a then b else c where d", "(if a then b else c) where d"],
    ["any of a where b == c and d", "any of a where ((b == c) and d)"],
    ["x + any of any of a where b where c", "x + (any of (any of a where b) where c)"],
    ["a where b where c", "(a where b) where c"],
    ["not a is B or c", "(not (a is B)) or c"],
    ["!a.b == c", "(!(a.b)) == c"],
  ])("%s is %s", (text, explicit) => {
    expect(expression(text)).toEqual(expression(explicit));
  });

  it("reads operands", () => {
    expect(expression("[1_000, 3.14, 30s, 1.5h, 'x', true, false, null, ...a]")).toMatchObject({
      items: [
        { value: 1000 },
        { value: 3.14 },
        { kind: "Duration", milliseconds: 30_000 },
        { milliseconds: 5_400_000 },
        { kind: "String", value: "x" },
        { value: true },
        { value: false },
        { kind: "Null" },
        { kind: "Spread" },
      ],
    });
    expect(expression("f(x => x + 1, (a, b) => a, .c.d(e),)")).toMatchObject({
      args: [{ parameters: [name("x")] }, { parameters: [name("a"), name("b")] }, { kind: "MethodCall" }],
    });
    expect(expression("c ? true : null")).toMatchObject({ then: { kind: "Boolean" }, else: { kind: "Null" } });
    expect(expression('try { a, b } | map({ ...c, "d e": 1, f: (g where h) })')).toMatchObject({
      kind: "Pipe",
      value: { kind: "Try" },
    });
  });

  it("leaves a `where` to the nearest that takes it", () => {
    expect(steps("for x in any of a where b where c { } for y in (d where e) where f { }")).toMatchObject([
      { collection: { kind: "AnyOf", predicate: variable("b") }, guard: variable("c") },
      { collection: { kind: "Filter" }, guard: variable("f") },
    ]);
  });
});

describe("strings", () => {
  it("have escapes and environment references", () => {
    expect(expression(String.raw`"a\n\t\\\"\'\$\{\u0041\u{1F600}"`)).toEqual({
      kind: "String",
      value: "a\n\t\\\"'${A😀",
    });
    expect(expression('"a${B}c${D_1:-e}{f}"')).toEqual({
      kind: "Template",
      parts: [
        { kind: "TemplateText", text: "a" },
        { kind: "TemplateEnv", name: "B" },
        { kind: "TemplateText", text: "c" },
        { kind: "TemplateEnv", name: "D_1", fallback: "e" },
        { kind: "TemplateText", text: "{f}" },
      ],
    });
    expect(expression(String.raw`"\${B}"`)).toEqual({ kind: "String", value: "${B}" });
  });

  it("interpolate in request paths, and only there", () => {
    const text = String.raw`"/x/{a.b}/${"${C}"}/{f({ d: \"e\" })}\{g}"`;
    const template = {
      kind: "Template",
      parts: [
        { kind: "TemplateText", text: "/x/" },
        { kind: "Interpolation", value: { kind: "FieldAccess" } },
        { kind: "TemplateText", text: "/" },
        { kind: "TemplateEnv", name: "C" },
        { kind: "TemplateText", text: "/" },
        { kind: "Interpolation", value: { kind: "Call", args: [{ properties: [{ value: { value: "e" } }] }] } },
        { kind: "TemplateText", text: "{g}" },
      ],
    };
    const inPath = `get ${text} get S ${text} + x get concat(${text}) get (c ? ${text} : "y") get match x { _ => ${text} }`;
    expect(steps(`${inPath} get "/y" { params: { a: "{b}" } }`)).toMatchObject([
      { path: template },
      { path: { left: template } },
      { path: { args: [template] } },
      { path: { then: template } },
      { path: { arms: [{ value: template }] } },
      { options: { entries: [{ value: { properties: [{ value: { kind: "String", value: "{b}" } }] } }] } },
    ]);
  });

  it("give interpolated expressions their place in the file", () => {
    const text = 'action A { get "😀/{ b.c }/x" }';
    const [action] = tree(text).members;
    const [step] = action?.kind === "ActionDef" ? action.steps : [];
    const parts = step?.kind === "Request" && step.path.kind === "Template" ? step.path.parts : [];
    const written = parts.flatMap((part) => (part.kind === "Interpolation" ? [part.span, part.value.span] : []));
    expect(written.map(({ start, end }) => text.slice(start, end))).toEqual(["{ b.c }", "b.c"]);
  });
});
