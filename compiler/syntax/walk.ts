// Which properties of each node hold its children, checked by the type system, and the one way to visit a tree.
// Must not know what a visitor looks for.
import type { Node } from "./ast.js";

export type NodeOf<K extends Node["kind"]> = Extract<Node, { readonly kind: K }>;

type HoldsNodes<V> = V extends Node
  ? true
  : V extends readonly (infer E)[]
    ? HoldsNodes<E>
    : V extends object
      ? HoldsNodes<V[keyof V]>
      : false;

/** Properties of a node that hold nodes, lists of them, or small records of them. */
type ChildKey<N> = {
  [K in Exclude<keyof N, "kind" | "span">]-?: true extends HoldsNodes<N[K]> ? K : never;
}[Exclude<keyof N, "kind" | "span">];

/** The children of every kind of node, in the order of the text. */
export const childKeys = {
  File: ["members"],
  Mission: ["name", "members"],
  ImportDef: ["names", "from"],
  SourceDef: ["name", "from", "options"],
  StoreDef: ["name", "type", "argument", "options", "of"],
  SchemaDef: ["name", "from", "type"],
  TransformDef: ["name", "variants"],
  TransformVariant: ["schema", "guard", "target", "fields"],
  ActionDef: ["name", "concurrency", "steps"],
  FunctionDef: ["name", "parameters", "result"],
  DatasetDef: ["name", "entries"],
  Pipeline: ["stages"],
  Stage: ["actions", "condition"],
  Schedule: ["when", "options"],
  Options: ["entries"],
  Option: ["name", "value", "unit", "options"],
  NamedType: ["name"],
  LiteralType: [],
  ListType: ["element"],
  OptionalType: ["type"],
  UnionType: ["types"],
  ObjectType: ["fields"],
  FieldType: ["name", "type"],
  TypeSpread: ["name"],
  Block: ["steps"],
  Request: ["source", "path", "again", "options"],
  OperationCall: ["source", "operation", "options"],
  For: ["item", "collection", "guard", "checkpoint", "body"],
  MapStep: ["source", "target", "fields"],
  Apply: ["transform", "value", "as"],
  Validate: ["target", "assumptions", "otherwise"],
  Assumption: ["condition", "message"],
  StoreStep: ["value", "store", "options"],
  Remove: ["store", "key"],
  Clear: ["store"],
  Match: ["subject", "arms", "catch"],
  Arm: ["pattern", "guard", "body"],
  ConditionArm: ["condition", "body"],
  Let: ["name", "value"],
  Wait: ["options"],
  Run: ["action"],
  Authorize: ["source", "credentials"],
  Custom: ["name", "options"],
  Continue: [],
  Skip: [],
  Abort: ["message"],
  Retry: ["options"],
  Queue: ["store", "options"],
  Jump: ["action"],
  Wildcard: [],
  NamePattern: ["path"],
  LiteralPattern: [],
  ObjectPattern: ["fields"],
  PatternField: ["name", "pattern"],
  ListPattern: ["elements"],
  String: [],
  Template: ["parts"],
  TemplateText: [],
  TemplateEnv: [],
  Interpolation: ["value"],
  Number: [],
  Duration: [],
  Boolean: [],
  Null: [],
  NameExpression: [],
  Subject: [],
  FieldAccess: ["object", "name"],
  MethodCall: ["object", "name", "args"],
  Index: ["object", "index"],
  Call: ["callee", "args"],
  Unary: ["operand"],
  Binary: ["left", "right"],
  Is: ["value", "type"],
  Conditional: ["test", "then", "else"],
  Pipe: ["value", "call"],
  Filter: ["collection", "predicate"],
  AnyOf: ["collection", "predicate"],
  Try: ["attempts"],
  MatchExpression: ["subject", "arms"],
  ValueArm: ["pattern", "guard", "value"],
  ConditionValueArm: ["condition", "value"],
  Object: ["properties"],
  Property: ["name", "value"],
  Spread: ["value"],
  List: ["items"],
  Lambda: ["parameters", "body"],
  Name: [],
} as const satisfies { readonly [K in Node["kind"]]: readonly ChildKey<NodeOf<K>>[] };

type Forgotten = {
  [K in Node["kind"]]: Exclude<ChildKey<NodeOf<K>>, (typeof childKeys)[K][number]>;
}[Node["kind"]];
/** Does not compile when a key is missing above. */
const keysOf: [Forgotten] extends [never] ? Readonly<Record<Node["kind"], readonly string[]>> : never = childKeys;

/** What to do at the kinds that matter; `enter` may return false to leave a node's children out. */
export interface Visitor {
  readonly enter?: { readonly [K in Node["kind"]]?: (node: NodeOf<K>) => void | false };
  readonly leave?: { readonly [K in Node["kind"]]?: (node: NodeOf<K>) => void };
}

/** Visits the node and everything below it, parents before and after their children, in the order of the text. */
export function walk(node: Node, visitor: Visitor): void {
  const enter = visitor.enter?.[node.kind] as ((node: Node) => void | false) | undefined;
  if (enter?.(node) !== false) for (const child of children(node)) walk(child, visitor);
  const leave = visitor.leave?.[node.kind] as ((node: Node) => void) | undefined;
  leave?.(node);
}

/** The nodes directly below a node. */
export function children(node: Node): readonly Node[] {
  const found: Node[] = [];
  for (const key of keysOf[node.kind]) collect((node as unknown as Readonly<Record<string, unknown>>)[key], found);
  return found;
}

function collect(value: unknown, into: Node[]): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) for (const each of value) collect(each, into);
  else if (isNode(value)) into.push(value);
  else for (const each of Object.values(value)) collect(each, into);
}

function isNode(value: object): value is Node {
  return "kind" in value && "span" in value;
}
