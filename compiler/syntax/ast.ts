// The syntax tree of a mission: a readonly union on `kind`, every node with its span, built once and never changed.
// Must not know how it is parsed, what names mean, or what is made of it.
import type { Span } from "../source.js";

interface Base {
  readonly span: Span;
}

/** A name as written; never resolved here. */
export interface Name extends Base {
  readonly kind: "Name";
  readonly text: string;
}

// ---- Files and definitions (language.md 2)

export interface File extends Base {
  readonly kind: "File";
  readonly path: string;
  readonly members: readonly (Mission | Member)[];
}

export interface Mission extends Base {
  readonly kind: "Mission";
  readonly name: Name;
  readonly members: readonly Member[];
  readonly doc: string | undefined;
}

export type Member =
  | SourceDef
  | StoreDef
  | SchemaDef
  | TransformDef
  | ActionDef
  | FunctionDef
  | ImportDef
  | DatasetDef
  | Pipeline
  | Schedule
  | Option;

/** `import A from "x"` (`all` true) or `import { A, B } from "x"`. */
export interface ImportDef extends Base {
  readonly kind: "ImportDef";
  readonly names: readonly Name[];
  readonly all: boolean;
  readonly from: StringLiteral;
}

export interface SourceDef extends Base {
  readonly kind: "SourceDef";
  readonly name: Name;
  readonly from: StringLiteral | undefined;
  readonly options: Options | undefined;
  readonly doc: string | undefined;
}

/** `store name: type("argument", { options }) of Schema`; `type` is a match expression when the kind is computed. */
export interface StoreDef extends Base {
  readonly kind: "StoreDef";
  readonly name: Name;
  readonly type: Name | MatchExpression;
  readonly argument: StringLiteral | undefined;
  readonly options: ObjectLiteral | undefined;
  readonly of: Name | undefined;
  readonly doc: string | undefined;
}

/** `schema Name from Document.Component { … }`. */
export interface SchemaDef extends Base {
  readonly kind: "SchemaDef";
  readonly name: Name;
  readonly from: { readonly document: Name; readonly component: Name } | undefined;
  readonly type: ObjectType;
  readonly doc: string | undefined;
}

/** One variant without a `schema` for the short form `transform T: Source -> Target { … }`. */
export interface TransformDef extends Base {
  readonly kind: "TransformDef";
  readonly name: Name;
  readonly variants: readonly TransformVariant[];
  readonly doc: string | undefined;
}

export interface TransformVariant extends Base {
  readonly kind: "TransformVariant";
  readonly schema: Name | undefined;
  readonly guard: Expression | undefined;
  readonly target: Name;
  readonly fields: ObjectLiteral;
}

export interface ActionDef extends Base {
  readonly kind: "ActionDef";
  readonly name: Name;
  readonly concurrency: NumberLiteral | undefined;
  readonly steps: readonly Step[];
  readonly doc: string | undefined;
}

export interface FunctionDef extends Base {
  readonly kind: "FunctionDef";
  readonly name: Name;
  readonly parameters: readonly FieldType[];
  readonly result: TypeNode;
  readonly doc: string | undefined;
}

export interface DatasetDef extends Base {
  readonly kind: "DatasetDef";
  readonly name: Name;
  readonly entries: readonly { readonly name: Name; readonly count: NumberLiteral; readonly schema: Name }[];
}

export interface Pipeline extends Base {
  readonly kind: "Pipeline";
  readonly stages: readonly Stage[];
}

/** `A`, or `[A, B]` (`parallel` true), with an optional `if`. */
export interface Stage extends Base {
  readonly kind: "Stage";
  readonly actions: readonly Name[];
  readonly parallel: boolean;
  readonly condition: Expression | undefined;
}

export interface Schedule extends Base {
  readonly kind: "Schedule";
  readonly when:
    | { readonly type: "every"; readonly amount: NumberLiteral | DurationLiteral; readonly unit: Name | undefined }
    | { readonly type: "cron" | "at"; readonly text: StringLiteral };
  readonly options: Options | undefined;
}

/** `{ name: value … }` behind a source, request, step or schedule. */
export interface Options extends Base {
  readonly kind: "Options";
  readonly entries: readonly Option[];
}

/** `name: value`, `name: value { … }` or `name: 7 days` (`unit`). */
export interface Option extends Base {
  readonly kind: "Option";
  readonly name: Name;
  readonly value: Expression;
  readonly unit: Name | undefined;
  readonly options: Options | undefined;
}

// ---- Types (language.md 5)

export type TypeNode = NamedType | LiteralType | ListType | OptionalType | UnionType | ObjectType;

/** A built-in or schema name; `scale` is the number of `decimal(2)`. */
export interface NamedType extends Base {
  readonly kind: "NamedType";
  readonly name: Name;
  readonly scale: number | undefined;
}

export interface LiteralType extends Base {
  readonly kind: "LiteralType";
  readonly value: string | number;
}

export interface ListType extends Base {
  readonly kind: "ListType";
  readonly element: TypeNode;
}

export interface OptionalType extends Base {
  readonly kind: "OptionalType";
  readonly type: TypeNode;
}

export interface UnionType extends Base {
  readonly kind: "UnionType";
  readonly types: readonly TypeNode[];
}

export interface ObjectType extends Base {
  readonly kind: "ObjectType";
  readonly fields: readonly (FieldType | TypeSpread)[];
}

export interface FieldType extends Base {
  readonly kind: "FieldType";
  readonly name: Name;
  readonly type: TypeNode;
  readonly doc: string | undefined;
}

/** `...Schema` among the fields of a schema. */
export interface TypeSpread extends Base {
  readonly kind: "TypeSpread";
  readonly name: Name;
}

// ---- Steps (language.md 6 and 7)

export type Step =
  | Request
  | OperationCall
  | For
  | MapStep
  | Apply
  | Validate
  | StoreStep
  | Remove
  | Clear
  | Match
  | Let
  | Wait
  | Run
  | Authorize
  | Custom
  | Directive;

/** Statements between braces: the body of a loop, an arm, `or`. */
export interface Block extends Base {
  readonly kind: "Block";
  readonly steps: readonly Step[];
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** `source` as in `get S "/x"` or `get "/x" from S`; strings inside `path` may be templates with `{expr}`. */
export interface Request extends Base {
  readonly kind: "Request";
  readonly method: Method;
  readonly source: Name | undefined;
  /** A second name: `get Shop "/orders" from Other`. */
  readonly again: Name | undefined;
  readonly path: Expression;
  readonly options: Options | undefined;
}

/** `call S.operation` or `call S."any id"`. */
export interface OperationCall extends Base {
  readonly kind: "OperationCall";
  readonly source: Name;
  readonly operation: Name;
  readonly options: Options | undefined;
}

export interface For extends Base {
  readonly kind: "For";
  readonly item: Name;
  readonly collection: Expression;
  readonly guard: Expression | undefined;
  readonly parallel: boolean;
  readonly checkpoint: NumberLiteral | undefined;
  readonly body: Block;
}

/** `fields` is undefined for `map x -> T` without an object. */
export interface MapStep extends Base {
  readonly kind: "MapStep";
  readonly source: Expression;
  readonly target: Name;
  readonly fields: ObjectLiteral | undefined;
}

export interface Apply extends Base {
  readonly kind: "Apply";
  readonly transform: Name;
  readonly value: Expression;
  readonly as: Name | undefined;
}

/** `target` is undefined where the mission leaves it out (the response). */
export interface Validate extends Base {
  readonly kind: "Validate";
  readonly target: Expression | undefined;
  readonly assumptions: readonly Assumption[];
  readonly otherwise: Block | Directive | undefined;
}

export interface Assumption extends Base {
  readonly kind: "Assumption";
  readonly condition: Expression;
  readonly message: StringLiteral | undefined;
}

export interface StoreStep extends Base {
  readonly kind: "StoreStep";
  readonly each: boolean;
  readonly value: Expression;
  readonly store: Name;
  readonly options: Options | undefined;
}

export interface Remove extends Base {
  readonly kind: "Remove";
  readonly store: Name;
  readonly key: Expression;
}

export interface Clear extends Base {
  readonly kind: "Clear";
  readonly store: Name;
}

/** A match step; arms of a match without `subject` have a `condition` (undefined for `_`) in place of a pattern. */
export interface Match extends Base {
  readonly kind: "Match";
  readonly subject: Expression | undefined;
  readonly arms: readonly (Arm | ConditionArm)[];
  readonly catch: readonly Arm[] | undefined;
}

export interface Arm extends Base {
  readonly kind: "Arm";
  readonly pattern: Pattern;
  readonly guard: Expression | undefined;
  readonly body: Block | Step;
}

export interface ConditionArm extends Base {
  readonly kind: "ConditionArm";
  readonly condition: Expression | undefined;
  readonly body: Block | Step;
}

export interface Let extends Base {
  readonly kind: "Let";
  readonly name: Name;
  readonly value: Expression;
}

export interface Wait extends Base {
  readonly kind: "Wait";
  readonly options: Options;
}

/** `run A` as a step. */
export interface Run extends Base {
  readonly kind: "Run";
  readonly action: Name;
}

export interface Authorize extends Base {
  readonly kind: "Authorize";
  readonly source: Name;
  readonly credentials: ObjectLiteral;
}

/** `name { … }`: a step that the program registers. */
export interface Custom extends Base {
  readonly kind: "Custom";
  readonly name: Name;
  readonly options: Options;
}

export type Directive = Continue | Skip | Abort | Retry | Queue | Jump;

export interface Continue extends Base {
  readonly kind: "Continue";
}

export interface Skip extends Base {
  readonly kind: "Skip";
}

export interface Abort extends Base {
  readonly kind: "Abort";
  readonly message: Expression | undefined;
}

export interface Retry extends Base {
  readonly kind: "Retry";
  readonly options: Options | undefined;
}

export interface Queue extends Base {
  readonly kind: "Queue";
  readonly store: Name;
  readonly options: Options | undefined;
}

export interface Jump extends Base {
  readonly kind: "Jump";
  readonly action: Name;
  readonly then: "retry" | "continue";
}

// ---- Patterns (language.md 7)

export type Pattern = Wildcard | NamePattern | LiteralPattern | ObjectPattern | ListPattern;

/** `_`. */
export interface Wildcard extends Base {
  readonly kind: "Wildcard";
}

/** A name (a test or a binding, bind decides) or a dotted name (a comparison). */
export interface NamePattern extends Base {
  readonly kind: "NamePattern";
  readonly path: readonly [Name, ...Name[]];
}

/** Alternatives `"a" | "b"`, or one literal. */
export interface LiteralPattern extends Base {
  readonly kind: "LiteralPattern";
  readonly values: readonly (string | number | boolean | null)[];
}

export interface ObjectPattern extends Base {
  readonly kind: "ObjectPattern";
  readonly fields: readonly PatternField[];
}

/** `name: pattern`, or `name` alone, which binds. */
export interface PatternField extends Base {
  readonly kind: "PatternField";
  readonly name: Name;
  readonly pattern: Pattern | undefined;
}

export interface ListPattern extends Base {
  readonly kind: "ListPattern";
  readonly elements: readonly Pattern[];
}

// ---- Expressions (language.md 10)

export type Expression =
  | StringLiteral
  | Template
  | NumberLiteral
  | DurationLiteral
  | BooleanLiteral
  | NullLiteral
  | NameExpression
  | Subject
  | FieldAccess
  | MethodCall
  | Index
  | Call
  | Unary
  | Binary
  | Is
  | Conditional
  | Pipe
  | Filter
  | AnyOf
  | Try
  | MatchExpression
  | ObjectLiteral
  | ListLiteral
  | Lambda;

export interface StringLiteral extends Base {
  readonly kind: "String";
  readonly value: string;
}

/** A string with `${NAME}` references or, in a request path, `{expr}` parts. Texts are unescaped. */
export interface Template extends Base {
  readonly kind: "Template";
  readonly parts: readonly (TemplateText | TemplateEnv | Interpolation)[];
}

export interface TemplateText extends Base {
  readonly kind: "TemplateText";
  readonly text: string;
}

/** `${NAME}` or `${NAME:-fallback}`. */
export interface TemplateEnv extends Base {
  readonly kind: "TemplateEnv";
  readonly name: string;
  readonly fallback: string | undefined;
}

/** `{expr}` in a request path. */
export interface Interpolation extends Base {
  readonly kind: "Interpolation";
  readonly value: Expression;
}

export interface NumberLiteral extends Base {
  readonly kind: "Number";
  readonly value: number;
}

/** `30s`: milliseconds. */
export interface DurationLiteral extends Base {
  readonly kind: "Duration";
  readonly milliseconds: number;
}

export interface BooleanLiteral extends Base {
  readonly kind: "Boolean";
  readonly value: boolean;
}

export interface NullLiteral extends Base {
  readonly kind: "Null";
}

export interface NameExpression extends Base {
  readonly kind: "NameExpression";
  readonly name: string;
}

/** What a leading `.` refers to: `.id` is a FieldAccess on the Subject. */
export interface Subject extends Base {
  readonly kind: "Subject";
}

/** `object.name`. */
export interface FieldAccess extends Base {
  readonly kind: "FieldAccess";
  readonly object: Expression;
  readonly name: Name;
}

export interface MethodCall extends Base {
  readonly kind: "MethodCall";
  readonly object: Expression;
  readonly name: Name;
  readonly args: readonly Expression[];
}

export interface Index extends Base {
  readonly kind: "Index";
  readonly object: Expression;
  readonly index: Expression;
}

export interface Call extends Base {
  readonly kind: "Call";
  readonly callee: Name;
  readonly args: readonly Expression[];
}

export interface Unary extends Base {
  readonly kind: "Unary";
  readonly operator: "-" | "not";
  readonly operand: Expression;
}

export type BinaryOperator =
  | "??"
  | "or"
  | "and"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "in"
  | "contains"
  | "startsWith"
  | "endsWith"
  | ".."
  | "+"
  | "-"
  | "*"
  | "/"
  | "%";

export interface Binary extends Base {
  readonly kind: "Binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Is extends Base {
  readonly kind: "Is";
  readonly value: Expression;
  readonly type: TypeNode;
}

/** `c ? a : b` and `if c then a else b`. */
export interface Conditional extends Base {
  readonly kind: "Conditional";
  readonly test: Expression;
  readonly then: Expression;
  readonly else: Expression;
}

/** `value | call(…)`. */
export interface Pipe extends Base {
  readonly kind: "Pipe";
  readonly value: Expression;
  readonly call: Call;
}

/** `collection where predicate`. */
export interface Filter extends Base {
  readonly kind: "Filter";
  readonly collection: Expression;
  readonly predicate: Expression;
}

export interface AnyOf extends Base {
  readonly kind: "AnyOf";
  readonly collection: Expression;
  readonly predicate: Expression | undefined;
}

export interface Try extends Base {
  readonly kind: "Try";
  readonly attempts: readonly Expression[];
}

export interface MatchExpression extends Base {
  readonly kind: "MatchExpression";
  readonly subject: Expression | undefined;
  readonly arms: readonly (ValueArm | ConditionValueArm)[];
}

export interface ValueArm extends Base {
  readonly kind: "ValueArm";
  readonly pattern: Pattern;
  readonly guard: Expression | undefined;
  readonly value: Expression;
}

export interface ConditionValueArm extends Base {
  readonly kind: "ConditionValueArm";
  readonly condition: Expression | undefined;
  readonly value: Expression;
}

export interface ObjectLiteral extends Base {
  readonly kind: "Object";
  readonly properties: readonly (Property | Spread)[];
}

export interface Property extends Base {
  readonly kind: "Property";
  readonly name: Name;
  readonly value: Expression;
}

export interface Spread extends Base {
  readonly kind: "Spread";
  readonly value: Expression;
}

export interface ListLiteral extends Base {
  readonly kind: "List";
  readonly items: readonly (Expression | Spread)[];
}

/** Only as an argument. */
export interface Lambda extends Base {
  readonly kind: "Lambda";
  readonly parameters: readonly Name[];
  readonly body: Expression;
}

export type Node =
  | File
  | Mission
  | Member
  | TransformVariant
  | Stage
  | Options
  | TypeNode
  | FieldType
  | TypeSpread
  | Step
  | Block
  | Assumption
  | Arm
  | ConditionArm
  | Pattern
  | PatternField
  | Expression
  | TemplateText
  | TemplateEnv
  | Interpolation
  | ValueArm
  | ConditionValueArm
  | Property
  | Spread
  | Name;
