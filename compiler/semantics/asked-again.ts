// What is asked between a choice and where its value goes: there the branches that do not fit may never come.
// Must not know types, nor what the value is.
import { within } from "../source.js";
import type * as ast from "../syntax/ast.js";
import { walk } from "../syntax/walk.js";
import { callForm, type CallNode, elementArgument } from "./element-calls.js";
import type { Bindings, MissionModel, NameBinding, SubjectBinding } from "./model.js";

/** A name, or a field of what has one: `order.by` is `.by` of `order`. */
interface Read {
  readonly root: object | string;
  readonly path: string;
}

interface Test {
  /** A step that others stand behind; or a loop or an expression, which tells something of its parts alone. */
  readonly node: ast.Node;
  readonly reads: readonly Read[];
  /** Its parts are not asked. */
  readonly isWhole: boolean;
}

/** Whether something that a choice depends on is asked again before its value is used, or around that. */
export type AskedAgain = (choice: ast.Node, use: ast.Node) => boolean;

export function askedAgain(mission: MissionModel, bindings: Bindings): AskedAgain {
  let tests: readonly Test[] | undefined;
  return (choice, use) => {
    tests ??= testsOf(mission, bindings);
    const between = tests.filter(({ node }) => isBetween(node, choice, use));
    if (between.length === 0) return false;
    const reads = [choice, use].flatMap((each) => readsIn(bindings, each));
    return between.some((test) => reads.some((read) => test.reads.some((each) => tells(each, read, test.isWhole))));
  };
}

function isBetween(test: ast.Node, { span: choice }: ast.Node, { span: use }: ast.Node): boolean {
  if (test.span.file !== use.file || test.span.start < choice.end || test.span.start > use.start) return false;
  return test.kind === "Match" || test.kind === "Validate" || within(use, test.span);
}

function tells(test: Read, read: Read, isWhole: boolean): boolean {
  if (test.root !== read.root) return false;
  const isWithin = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(`${outer}.`);
  return isWhole ? test.path === read.path : isWithin(test.path, read.path) || isWithin(read.path, test.path);
}

function testsOf(mission: MissionModel, bindings: Bindings): readonly Test[] {
  const found: Test[] = [];
  const add = (node: ast.Node, asked: readonly (ast.Node | undefined)[], isWhole = false): void => {
    const reads = asked.flatMap((each) => (each ? readsIn(bindings, each) : []));
    if (reads.length > 0) found.push({ node, reads, isWhole });
  };
  const addMatch = (node: ast.Match | ast.MatchExpression): void => {
    const conditions = node.arms.map((each) => ("pattern" in each ? each.guard : each.condition));
    add(node, [node.subject], !node.arms.some((each) => "pattern" in each && asksParts(each.pattern)));
    add(node, conditions);
  };
  // Without elements what is made of each never comes.
  const addCall = (node: CallNode): void => {
    const form = callForm(node);
    if (elementArgument(form)) add(node, form.args.slice(0, 1));
  };
  const enter = {
    Match: addMatch,
    MatchExpression: addMatch,
    For: (node: ast.For) => add(node, [node.collection, node.guard]),
    Validate: (node: ast.Validate) => node.assumptions.forEach((each) => add(node, [each.condition])),
    Conditional: (node: ast.Conditional) => add(node, [node.test]),
    Binary: (node: ast.Binary) => add(node, /^(?:and|or|\?\?)$/.test(node.operator) ? [node.left] : []),
    Call: addCall,
    MethodCall: addCall,
    Pipe: addCall,
  };
  for (const { node } of mission.actions.values()) walk(node, { enter });
  return found;
}

/** Whether it looks at the value, and not only for its schema. */
function asksParts({ kind }: ast.Pattern): boolean {
  return kind === "ObjectPattern" || kind === "ListPattern" || kind === "LiteralPattern";
}

/** Also what the variables in it are made of. */
function readsIn(bindings: Bindings, node: ast.Node, seen = new Set<ast.Node>()): readonly Read[] {
  const found: Read[] = [];
  const note = (each: ast.FieldAccess | ast.NameExpression | ast.Subject): void | false => {
    const read = readOf(bindings, each);
    if (!read) return;
    found.push({ root: read.root, path: read.path });
    const { made } = read;
    if (made && !seen.has(made)) found.push(...readsIn(bindings, made, seen.add(made)));
    return false;
  };
  walk(node, { enter: { FieldAccess: note, NameExpression: note, Subject: note } });
  return found;
}

/** `made`: what a `let` has made the variable of. */
function readOf(
  bindings: Bindings,
  node: ast.Expression,
): (Read & { readonly made: ast.Expression | undefined }) | undefined {
  if (node.kind === "FieldAccess") {
    const object = readOf(bindings, node.object);
    return object && { ...object, path: `${object.path}.${node.name.text}` };
  }
  const binding = bindingOf(bindings, node);
  if (!binding) return undefined;
  const made = binding.kind === "variable" && binding.node.kind === "Let" ? binding.node.value : undefined;
  return { root: binding.kind === "builtin" ? binding.name : binding, path: "", made };
}

function bindingOf({ names, subjects }: Bindings, node: ast.Expression): NameBinding | SubjectBinding | undefined {
  if (node.kind === "NameExpression") return names.get(node);
  return node.kind === "Subject" ? subjects.get(node) : undefined;
}
