// Tests of which members of a union a value is, as TypeScript follows them.
// Must not know which members a test is for.
import type { LiteralValue } from "../semantics/membership.js";
import type { MemberTest } from "../semantics/member-tests.js";
import { type Code, code, join, member, runtime } from "./code.js";
import type { ModuleEmitter } from "./module.js";
import { typeCode } from "./types.js";

/** TypeScript follows a few thousand tests of one value at most, and a reader not that many. */
const maxEqualities = 16;

/** A field that tells kinds of records apart, some of them by several values: TypeScript sees them only in a test of the record. */
export interface SharedTag {
  readonly object: Code;
  readonly name: string;
  /** The values of each of those kinds. */
  readonly kinds: readonly (readonly Literal[])[];
}

type Literal = Exclude<LiteralValue, null>;

/** Tests of which one holds where `value` is one of `literals`; a single one where they are many. */
export function equalities(value: Code, literals: readonly Literal[], tag?: SharedTag): readonly Code[] {
  const whole = new Set(tag?.kinds.filter((kind) => kind.every((each) => literals.includes(each))).flat());
  if (tag && whole.size > 0) {
    const others = literals.filter((each) => !whole.has(each));
    return [hasTag(tag.object, tag.name, [...whole]), ...equalities(value, others)];
  }
  return literals.length > maxEqualities
    ? [code`${runtime("isOneOf")}(${value}, [${join(literals, ", ")}])`]
    : literals.map((each) => code`${value} === ${each}`);
}

function hasTag(object: Code, name: string, values: readonly Literal[]): Code {
  return code`${runtime("hasTag")}(${object}, ${name}, [${join(values, ", ")}])`;
}

/** `value` is an object where anything but the first asks it for a field. */
export function memberTests(module: ModuleEmitter, value: Code, tests: readonly MemberTest[]): readonly Code[] {
  return tests.map((test) => {
    switch (test.kind) {
      case "object":
        return code`typeof ${value} === "object"`;
      case "record":
        return code`${test.name} in ${value}`;
      case "has":
        return test.among
          ? code`${runtime("hasField")}<${typeCode(module, test.among)}, ${test.name}>(${value}, ${test.name})`
          : code`${test.name} in ${value}`;
      case "tag": {
        if (test.isSeveral) return hasTag(value, test.name, test.values);
        const tests = equalities(code`${value}${member(test.name)}`, test.values);
        return tests.length > 1 ? code`(${join(tests, " || ")})` : code`${tests}`;
      }
    }
  });
}
