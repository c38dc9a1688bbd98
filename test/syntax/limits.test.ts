// Any text gives a tree or diagnostics with spans inside it: deep nesting, damaged missions, arbitrary strings.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Node } from "../../compiler/syntax/ast.js";
import { parse } from "../../compiler/syntax/parse.js";
import { children, walk } from "../../compiler/syntax/walk.js";
import { expression, path, tree } from "./helpers.js";

const mission = `/// Doc.
mission M { source S { auth: bearer, base: "https://x/\${A:-b}" } store s: file("s") of A
  schema A { id: string, b: ("x" | 3)[]?, c: array<A> }
  transform T { (A) where .x -> B { a: 1 }, (_) -> C { ...x } }
  action F { concurrency: 5 get "/a/{b}/{c.d(e)}" { retry: { maxAttempts: 3 } params: { a: [1, 2, ...x] } }
    match response { { code: 404 } -> skip [A] -> store response -> s { key: .id } _ -> abort "😀" } catch { _ -> retry }
    validate x { assume .a > 1 "no" } or { skip } let q = any of xs where .a == 1
    let r = if a then b else c ? d : e | map(x => x + 1, (a, b) => a) let t = try { a, b } ?? -1..5 delete s[a] }
  run F then [F, F] if x schedule: every 5 minutes { timezone: "UTC" } stateRetention: 7 days }`;

function check(text: string): void {
  const { file, diagnostics } = parse(path, text);
  const spans = diagnostics.flatMap((each) => [each.span, ...each.related.map((related) => related.span)]);
  for (const span of spans) {
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    expect(span.end).toBeLessThanOrEqual(text.length);
  }
  expect(file === undefined).toBe(diagnostics.length > 0);
  if (file) checkSpans(file);
}

function checkSpans(node: Node): void {
  for (const child of children(node)) {
    expect(child.span.start).toBeGreaterThanOrEqual(node.span.start);
    expect(child.span.end).toBeLessThanOrEqual(node.span.end);
    checkSpans(child);
  }
}

describe("nesting", () => {
  const nested: readonly (readonly [open: string, close: string])[] = [
    ["(", ")"],
    ["[", "]"],
    ["{ a: ", "}"],
    ["f(", ")"],
    ["f(x => ", ")"],
    ["a[", "]"],
    ["try { ", "}"],
    ["match a { _ => ", "}"],
    ["match ", "{ }"],
    ["if ", " then a else b"],
    ["a ? ", " : b"],
    ["- ", ""],
    ["not ", ""],
    ["if a then b else ", ""],
    ["a ? b : ", ""],
    ["any of ", ""],
    ["1 + ", ""],
    ["a where ", ""],
  ];

  it.each(nested)("by %s … %s is fine below the limit and an error far above it", (open, close) => {
    const text = (count: number): string => `${open.repeat(count)}1${close.repeat(count)}`;
    expect(() => expression(text(120))).not.toThrow();
    for (const count of [1000, 10_000]) {
      const { file, diagnostics } = parse(path, `action A { let x = ${text(count)} }`);
      expect(file).toBeUndefined();
      expect(diagnostics.map(({ code }) => code)).toEqual(["RQ1010"]);
    }
  });

  it.each([
    ["steps", "action A { ", "match { _ -> { ", "skip", " } }", " }"],
    ["types", "schema A { a: ", "{ a: ", "int", "}", " }"],
    ["types", "schema A { a: ", "", "int", "[]", " }"],
    ["patterns", "action A { match x { ", "[", "1", "]", " -> skip } }"],
  ])("of %s has the same limit", (_, before, open, middle, close, after) => {
    const text = (count: number): string => before + open.repeat(count) + middle + close.repeat(count) + after;
    expect(parse(path, text(100)).diagnostics).toEqual([]);
    expect(parse(path, text(20_000)).diagnostics.map(({ code }) => code)).toEqual(["RQ1010"]);
  });
});

describe("any text", () => {
  it("is read without an exception", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 120 }), check), { numRuns: 200 });
    fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 120 }), check), { numRuns: 200 });
  });

  it("that was a mission before it was damaged is read without an exception", () => {
    const pieces = mission.match(/"[^"]*"|\w+|\s+|./gsu) ?? [];
    const edit = fc.tuple(fc.nat(pieces.length - 1), fc.constantFrom("", ...new Set(pieces)));
    const damaged = fc.array(edit, { minLength: 1, maxLength: 3 }).map((edits) => {
      const copy = [...pieces];
      for (const [at, piece] of edits) copy[at] = piece;
      return copy.join("");
    });
    fc.assert(fc.property(damaged, check), { numRuns: 250 });
    check(mission);
  });

  it("with lone surrogates or control characters has diagnostics inside it", () => {
    for (const text of ["\ud800", 'let "\udfff', "a\0b", "source \ud83d S { }", "\u2028"]) check(text);
  });
});

describe("spans", () => {
  it("count UTF-16 units behind an emoji", () => {
    const text = `/* 😀😀 */ source 😀 S { }`;
    const [found] = parse(path, text).diagnostics;
    expect(text.slice(found?.span.start, found?.span.end)).toBe("😀");
  });

  it("of every node hold its text", () => {
    const texts: string[] = [];
    const note = (node: Node): void => void texts.push(mission.slice(node.span.start, node.span.end));
    walk(tree(mission), {
      enter: { Index: note, MatchExpression: note, AnyOf: note, Lambda: note, Request: note, Option: note },
    });
    expect(texts).toContain("any of xs where .a == 1");
    expect(texts).toContain("stateRetention: 7 days");
    expect(texts).toContain("(a, b) => a");
    expect(texts).toContain('base: "https://x/${A:-b}"');
  });
});

describe("walk", () => {
  it("enters before children, leaves after them, and can leave children out", () => {
    const seen: string[] = [];
    walk(tree("action A { let x = [1, f(2)] let y = 3 }"), {
      enter: {
        List: () => void seen.push("["),
        Number: ({ value }) => void seen.push(String(value)),
        Call: () => false,
      },
      leave: { List: () => void seen.push("]"), Call: () => void seen.push("f") },
    });
    expect(seen).toEqual(["[", "1", "f", "]", "3"]);
  });
});
