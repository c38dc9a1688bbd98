// A value where its type is declared: as it is where it fits, else converted or checked at run time (language.md 5.4).
// Must not know steps.
import { describe } from "../semantics/describe.js";
import { assignable } from "../semantics/assignable.js";
import { isDynamic, mayBeNull, membersOf, shapeOf, type Type, unionOfAll, withoutNull } from "../semantics/types.js";
import { type Code, code, join, runtime } from "./code.js";
import { emittedType, type FunctionEmitter, type Value } from "./function.js";
import { defined } from "./expressions.js";
import { shapeArgument } from "./shapes.js";
import { guardReference } from "./types.js";

/** `where` names the place in messages, such as "`total` of Invoice". */
export function fitted(f: FunctionEmitter, value: Value, wanted: Type, where: string): Code {
  if (isDynamic(wanted)) return defined(value);
  const given = emittedType(value);
  const fits = (type: Type, other: Type): boolean => assignable(type, other) && !hasForeign(type, other);
  if (fits(given, wanted)) return defined(value);
  const isOptional = mayBeNull(wanted);
  const target = withoutNull(wanted);
  const check = scalarCheck(target, isOptional);
  if (check) return code`${runtime(check)}(${value.code}, ${where})`;
  const isSame = !isOptional && fits(withoutNull(given), target) && mayBeNull(given) && !isDynamic(given);
  if (isSame) return code`${runtime("asPresent")}(${value.code}, ${where})`;
  const args = [
    guardReference(f.module, target),
    value.code,
    where,
    target.kind === "never" ? "null" : article(describe(target)),
    ...shapeArgument(f.module, target),
  ];
  return code`${runtime(isOptional ? "optionalType" : "asType")}(${join(args, ", ")})`;
}

/**
 * Whether a literal has a field that another member of the union has as well, of another type. It is of the member that it
 * fits (5.1), which TypeScript does not see.
 */
function hasForeign(given: Type, wanted: Type): boolean {
  const members = membersOf(wanted).flatMap((each) => shapeOf(each) ?? []);
  if (members.length < 2) return false;
  return membersOf(given).some(
    (each) =>
      each.kind === "object" &&
      [...each.fields].some(([name, { type }]) => {
        const known = members.flatMap(({ fields }) => fields.get(name)?.type ?? []);
        return known.length > 0 && !assignable(type, unionOfAll(known));
      }),
  );
}

function scalarCheck(
  type: Type,
  isOptional: boolean,
):
  | "asString"
  | "optionalString"
  | "asNumber"
  | "optionalNumber"
  | "asInt"
  | "optionalInt"
  | "asBoolean"
  | "optionalBoolean"
  | "asDate"
  | "optionalDate"
  | undefined {
  if (membersOf(type).length !== 1) return undefined;
  switch (type.kind) {
    case "string":
      if (type.is === "date") return isOptional ? "optionalDate" : "asDate";
      return isOptional ? "optionalString" : "asString";
    case "number":
      if (type.is === "integer") return isOptional ? "optionalInt" : "asInt";
      return isOptional ? "optionalNumber" : "asNumber";
    case "boolean":
      return isOptional ? "optionalBoolean" : "asBoolean";
    default:
      return undefined;
  }
}

function article(name: string): string {
  if (!/^[A-Za-z]/.test(name) || /^(?:true|false)\b/.test(name)) return name;
  return `${/^[aeiou]/i.test(name) ? "an" : "a"} ${name}`;
}
