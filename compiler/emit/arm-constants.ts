// Constants at the start of an arm: for the names that its pattern binds, and for the answer that functions in it read.
// Must not know how an arm is tested, nor what its steps do.
import type * as ast from "../syntax/ast.js";
import { type Code, code, constant, empty } from "./code.js";
import { defined } from "./expressions.js";
import type { FunctionEmitter, Value } from "./function.js";
import { isEnclosed, isReadIn, narrowable } from "./reads.js";

/** A constant for the body of the answer, where functions in the arm read it. */
export function bodyConstant(f: FunctionEmitter, arm: ast.Arm, value: Value): Code {
  if (!isEnclosed(f, arm)) return empty;
  const name = f.names.take("body");
  f.bodies.set(arm, { code: code`${name}`, type: value.type, simple: true });
  return constant(name, value.code);
}

/** A constant for a name that the body reads. */
export function bindingCode(
  f: FunctionEmitter,
  arm: ast.Arm,
  variable: Parameters<FunctionEmitter["variables"]["set"]>[0],
  value: Value,
): Code {
  if (!isReadIn(f, arm.body, variable)) return empty;
  const name = f.names.take(variable.name);
  const isHeaders = value.isHeaders ?? false;
  f.variables.set(variable, { code: code`${name}`, type: value.type, simple: true, isHeaders });
  return constant(name, defined(value), narrowable(f, variable, value.type));
}
