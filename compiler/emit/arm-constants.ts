// Constants at the start of an arm: for the names that its pattern binds, and for the answer that functions in it read.
// Must not know how an arm is tested, nor what its steps do.
import type { BodyKeeper } from "../semantics/enclosed-answers.js";
import type { VariableSymbol } from "../semantics/model.js";
import { isDynamic } from "../semantics/types.js";
import { within } from "../source.js";
import type * as ast from "../syntax/ast.js";
import { type Code, code, constant, empty } from "./code.js";
import { defined, responsePlace } from "./expressions.js";
import type { FunctionEmitter, Value } from "./function.js";
import { foundValue } from "./members.js";
import { enclosedReads, isKnownIn, isReadIn, narrowable, readersOfHolder } from "./reads.js";

/** A constant for the body of the answer, where functions in the arm read it. */
export function bodyConstant(f: FunctionEmitter, keeper: BodyKeeper, value: Value): Code {
  if (enclosedReads(f, keeper).length === 0) return empty;
  const name = f.names.take("body");
  f.bodies.set(keeper, { code: code`${name}`, type: value.type, simple: true });
  return constant(name, value.code);
}

/** The same behind a step that has found what the answer is. */
export function bodyBehind(f: FunctionEmitter, step: ast.Match | ast.Validate): Code {
  const [read] = enclosedReads(f, step);
  return read ? bodyConstant(f, step, responsePlace(f, read)) : empty;
}

/** A constant for a name that the body reads. */
export function bindingCode(f: FunctionEmitter, arm: ast.Arm, variable: VariableSymbol, value: Value): Code {
  const fields = fieldCodes(f, arm, variable, value);
  if (!isReadIn(f, arm.body, variable)) return fields;
  // It is kept in a constant of this name already.
  if (value.code.parts.length === 1 && value.code.parts[0] === variable.name) return fields;
  const name = f.names.take(variable.name);
  const isHeaders = value.isHeaders ?? false;
  f.variables.set(variable, { code: code`${name}`, type: value.type, simple: true, isHeaders });
  const isFound = isDynamic(value.type) && isKnownIn(f, arm.body, variable);
  const own = constant(name, defined(value), isFound ? undefined : narrowable(f, variable, value.type));
  return code`${own}${fields}`;
}

/** Constants for the fields that the guard has found more of. */
function fieldCodes(f: FunctionEmitter, arm: ast.Arm, variable: VariableSymbol, value: Value): Code {
  const fields = f.module.types.foundFields.get(variable) ?? [];
  return code`${fields.map((field) => {
    if (!readersOfHolder(f, field).some((each) => within(each.span, arm.body.span))) return empty;
    const name = f.names.take(field.path.at(-1)?.name ?? variable.name);
    const found = foundValue(f, value, field);
    f.held.set(field, {
      code: code`${name}`,
      type: field.found,
      simple: true,
      undefinable: found.undefinable ?? false,
    });
    return constant(name, found.code);
  })}`;
}
