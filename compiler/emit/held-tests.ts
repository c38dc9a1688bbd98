// Constants in front of a step, or at the start of a function, for parts of unknown values that its conditions ask for a type:
// TypeScript sees what is found of them (language.md 5.4). Must not know how a test is written.
import { fieldRead } from "../semantics/field-reads.js";
import type { VariableSymbol } from "../semantics/model.js";
import { recordRead } from "../semantics/reference-keys.js";
import { dynamic } from "../semantics/types.js";
import type * as ast from "../syntax/ast.js";
import { type Code, code, constant, empty, type Identifier, mentions } from "./code.js";
import { answerPlace, emitExpression } from "./expressions.js";
import type { FunctionEmitter, Value } from "./function.js";
import { memberValue } from "./members.js";
import type { Names } from "./names.js";

/** Where such constants are declared. */
export interface Ahead {
  readonly names: Names;
  readonly constants: { readonly name: Identifier; readonly declaration: Code }[];
  /** What less is known of there than behind the test that they stand in front of. */
  readonly untested: ReadonlyMap<VariableSymbol, Value>;
}

/** From here on they are kept; the result gives those that stand in front of what has been emitted, and read there. */
export function keepAhead(f: FunctionEmitter, untested: Ahead["untested"] = new Map()): (rest: Code) => Code {
  const around = f.ahead.current;
  const ahead: Ahead = { names: f.names, constants: [], untested };
  f.ahead.current = ahead;
  return (rest) => {
    f.ahead.current = around;
    const isRead = (name: Identifier, behind: Code): boolean => mentions(rest, name) || mentions(behind, name);
    return ahead.constants.reduceRight(
      (behind, { name, declaration }) => (isRead(name, behind) ? code`${declaration}${behind}` : behind),
      empty,
    );
  };
}

/** Keeps what an `is` tests, where it is the first to do so. */
export function keepTested(f: FunctionEmitter, node: ast.Expression): void {
  const { current: ahead } = f.ahead;
  if (!ahead || f.module.types.heldReads.get(node) !== node || f.held.has(node)) return;
  const { code: read, chain } = valueAhead(f, node);
  const field = chain?.path.at(-1);
  if (typeof field !== "string") return;
  const name = ahead.names.take(field, f.names);
  f.held.set(node, { code: code`${name}`, type: dynamic, simple: true });
  ahead.constants.push({ name, declaration: constant(name, read, code`unknown`) });
}

/** In front of the condition, what that finds out is not known. */
function valueAhead(f: FunctionEmitter, node: ast.Expression): Value {
  const { bindings } = f.module;
  const read = fieldRead(bindings, node);
  if (read) return memberValue(f, valueAhead(f, recordRead(f.module, read.object, read.name.text)), read.name.text);
  if (node.kind !== "NameExpression" && node.kind !== "Subject") return emitExpression(f, node);
  const binding = node.kind === "NameExpression" ? bindings.names.get(node) : bindings.subjects.get(node);
  if (binding?.kind !== "variable") return answerPlace(f, node);
  return f.ahead.current?.untested.get(binding) ?? f.variables.get(binding) ?? answerPlace(f, node);
}
