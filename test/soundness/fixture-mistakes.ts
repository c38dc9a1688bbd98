// The mistakes that a right program can be given, one at a time, such that language.md 5.4 wants each to be reported: where
// types are known by what is written, not by what the compiler says. Must not know the checker.
import type * as ast from "../../compiler/syntax/ast.js";
import { parse } from "../../compiler/syntax/parse.js";
import { walk } from "../../compiler/syntax/walk.js";
import type { Files } from "../support/fixtures.js";

export const mistakeKinds = [
  "a field renamed in its schema",
  "a field left out of the schema of a store",
  "a field of another kind in its schema",
  "a field of another kind in the target of a map",
  "a value of another kind in a map",
  "a field misspelt in a pattern on an answer of a document",
] as const;
export type MistakeKind = (typeof mistakeKinds)[number];

export interface Mistake {
  readonly kind: MistakeKind;
  /** Such as `Order.total`. */
  readonly field: string;
  readonly files: Files;
}

/** A type that no operator takes, nor a function of texts, numbers or dates, and that no other value fits. */
const otherType = "boolean[][]";
/** Types of which `[[true]]` can never become a value. */
const plainType = /^(?:string|number|int|integer|decimal(?:\(\d+\))?|float|boolean|bool|date|datetime)\??$/;

interface Tree {
  readonly path: string;
  readonly text: string;
  readonly file: ast.File;
}

interface Declared {
  readonly tree: Tree;
  readonly schema: string;
  readonly field: ast.FieldType;
}

export function mistakesIn(files: Files): readonly Mistake[] {
  const trees = Object.entries(files).flatMap(([path, text]): readonly Tree[] => {
    const file = /\.(?:vague|reqon)$/.test(path) ? parse(path, text).file : undefined;
    return file ? [{ path, text, file }] : [];
  });
  const declared = trees.flatMap(fieldsIn);
  const places = [
    ...inSchemas(files, trees, declared),
    ...trees.flatMap((tree) => [...inMaps(tree, declared), ...inPatterns(tree)]),
  ];
  return places.map(({ kind, field, tree, place: { start, end }, text }) => ({
    kind,
    field,
    files: { ...files, [tree.path]: tree.text.slice(0, start) + text + tree.text.slice(end) },
  }));
}

/** Where something else is written. */
interface Place {
  readonly kind: MistakeKind;
  readonly field: string;
  readonly tree: Tree;
  readonly place: Range;
  readonly text: string;
}

type Range = Pick<ast.Node["span"], "start" | "end">;

function inSchemas(files: Files, trees: readonly Tree[], declared: readonly Declared[]): readonly Place[] {
  const uses = usesIn(trees);
  return declared.flatMap(({ tree, schema, field: node }) => {
    const { span, name } = node;
    if (!isOnce(files, trees, name.text)) return [];
    const field = `${schema}.${name.text}`;
    const place = (kind: MistakeKind, range: Range, text: string, isOne: boolean): readonly Place[] =>
      isOne ? [{ kind, field, tree, place: range, text }] : [];
    const isRead = uses.read.has(name.text);
    return [
      ...place("a field renamed in its schema", name.span, `${name.text}_x`, isRead),
      ...place("a field left out of the schema of a store", withComma(tree, span), "", isRead && uses.kept.has(schema)),
      ...place(
        "a field of another kind in its schema",
        behindName(tree, node),
        otherType,
        uses.operands.has(name.text),
      ),
      ...place(
        "a field of another kind in the target of a map",
        behindName(tree, node),
        otherType,
        uses.made.has(field),
      ),
    ];
  });
}

/** What stands behind the colon, brackets around it included. */
function behindName({ text }: Tree, { name, span }: ast.FieldType | ast.Property): Range {
  return { start: name.span.end + (/^\s*:\s*/.exec(text.slice(name.span.end))?.[0].length ?? 0), end: span.end };
}

function withComma({ text }: Tree, { start, end }: Range): Range {
  return { start, end: end + (/^\s*,/.exec(text.slice(end))?.[0].length ?? 0) };
}

/** Whether one schema alone can be meant by a field of the name. */
function isOnce(files: Files, trees: readonly Tree[], name: string): boolean {
  let count = 0;
  for (const { file } of trees)
    walk(file, { enter: { FieldType: (each) => void (each.name.text === name ? count++ : undefined) } });
  const isMission = (path: string): boolean => trees.some((each) => each.path === path);
  const documents = Object.entries(files).filter(([path]) => !isMission(path));
  return count === 1 && !documents.some(([, text]) => new RegExp(`\\b${name}\\b`).test(text));
}

function fieldsIn(tree: Tree): readonly Declared[] {
  const found: Declared[] = [];
  walk(tree.file, {
    enter: {
      SchemaDef: ({ name, type }) => {
        for (const field of type.fields) if (field.kind === "FieldType") found.push({ tree, schema: name.text, field });
      },
    },
  });
  return found;
}

/** What becomes of fields in a program, by their names. */
interface Uses {
  readonly read: Set<string>;
  /** Those whose value an operator takes, or a function of texts or numbers. */
  readonly operands: Set<string>;
  /** Those that a `map` gives a literal, as `Schema.field`. */
  readonly made: Set<string>;
  /** Schemas of stores. */
  readonly kept: Set<string>;
}

const operators: ReadonlySet<string> = new Set(["-", "*", "/", "%", "<", ">", "<=", ">="]);
const functions: ReadonlySet<string> = new Set(
  "uppercase lowercase capitalize trim slugify round floor ceil abs year month addDays".split(" "),
);

function usesIn(trees: readonly Tree[]): Uses {
  const uses: Uses = { read: new Set(), operands: new Set(), made: new Set(), kept: new Set() };
  const operand = (each: ast.Expression | undefined): void => {
    if (each?.kind === "FieldAccess") uses.operands.add(each.name.text);
  };
  for (const { file } of trees) {
    walk(file, {
      enter: {
        FieldAccess: ({ name }) => void uses.read.add(name.text),
        PatternField: ({ name }) => void uses.read.add(name.text),
        StoreDef: ({ of }) => void (of && uses.kept.add(of.text)),
        Binary: ({ operator, left, right }) => {
          if (operators.has(operator)) [left, right].forEach(operand);
        },
        Call: ({ callee, args }) => {
          if (functions.has(callee.text)) operand(args[0]);
        },
      },
    });
    for (const [target, { name, value }] of mappedIn(file))
      if (value.kind === "String" || value.kind === "Number" || value.kind === "Boolean")
        uses.made.add(`${target}.${name.text}`);
  }
  return uses;
}

/** What maps and transforms write, each with the name of their target. */
function mappedIn(file: ast.File): readonly (readonly [target: string, ast.Property])[] {
  const found: (readonly [string, ast.Property])[] = [];
  const add = ({ target, fields }: ast.MapStep | ast.TransformVariant): void => {
    for (const each of fields?.properties ?? []) if (each.kind === "Property") found.push([target.text, each]);
  };
  walk(file, { enter: { MapStep: add, TransformVariant: add } });
  return found;
}

function inMaps(tree: Tree, declared: readonly Declared[]): readonly Place[] {
  return mappedIn(tree.file).flatMap(([target, property]) => {
    const { name } = property;
    const types = declared.filter(({ schema, field }) => schema === target && field.name.text === name.text);
    const isPlain = types.some((each) => {
      const { start, end } = behindName(each.tree, each.field);
      return plainType.test(each.tree.text.slice(start, end));
    });
    const field = `${target}.${name.text}`;
    return isPlain
      ? [{ kind: "a value of another kind in a map", field, tree, place: behindName(tree, property), text: "[[true]]" }]
      : [];
  });
}

/**
 * A failed response may have any field (language.md 6.8); an answer of a status that is none has those of the document,
 * and so has what stands deeper.
 */
function inPatterns(tree: Tree): readonly Place[] {
  const found: Place[] = [];
  const add = (node: ast.Name, text: string): void =>
    void found.push({
      kind: "a field misspelt in a pattern on an answer of a document",
      field: node.text,
      tree,
      place: node.span,
      text,
    });
  const fields = (pattern: ast.Pattern | undefined, isTyped: boolean): void => {
    if (pattern?.kind === "ListPattern") for (const each of pattern.elements) fields(each, isTyped);
    if (pattern?.kind !== "ObjectPattern") return;
    for (const { name, pattern: inner } of pattern.fields) {
      if (isTyped) add(name, inner ? `${name.text}_x` : `${name.text}_x: ${name.text}`);
      fields(inner, name.text !== "validationErrors" && name.text !== "headers");
    }
  };
  for (const pattern of patternsOfAnswers(tree.file)) {
    const { answered, body } = split(pattern);
    fields(body, answered);
  }
  return found;
}

/** The pattern without the fields that are of the answer itself, and whether it names a status that is no failure. */
function split(pattern: ast.ObjectPattern): { readonly answered: boolean; readonly body: ast.ObjectPattern } {
  const isOfAnswer = ({ name }: ast.PatternField): boolean =>
    ["status", "code", "headers", "validationErrors"].includes(name.text);
  const answered = pattern.fields.some(
    ({ name, pattern: value }) =>
      (name.text === "status" || name.text === "code") &&
      value?.kind === "LiteralPattern" &&
      value.values.every((each) => typeof each === "number" && each >= 200 && each < 300),
  );
  return { answered, body: { ...pattern, fields: pattern.fields.filter((each) => !isOfAnswer(each)) } };
}

/** Those of the match right behind a `call`. */
function patternsOfAnswers(file: ast.File): readonly ast.ObjectPattern[] {
  const found: ast.ObjectPattern[] = [];
  const look = ({ steps }: ast.ActionDef | ast.Block): void =>
    steps.forEach((step, at) => {
      if (step.kind !== "Match" || steps[at - 1]?.kind !== "OperationCall") return;
      for (const arm of step.arms)
        if (arm.kind === "Arm" && arm.pattern.kind === "ObjectPattern") found.push(arm.pattern);
    });
  walk(file, { enter: { ActionDef: look, Block: look } });
  return found;
}
