// Tests of which members of a union a value is, as TypeScript follows them.
// Must not know which members a test is for.
import type { LiteralValue } from "../semantics/membership.js";
import type { MemberTest } from "../semantics/member-tests.js";
import { type Code, code, join, member, runtime } from "./code.js";

/** TypeScript follows a few thousand tests of one value at most, and a reader not that many. */
const maxEqualities = 16;

/** Tests of which one holds where `value` is one of `literals`; a single one where they are many. */
export function equalities(value: Code, literals: readonly Exclude<LiteralValue, null>[]): readonly Code[] {
  return literals.length > maxEqualities
    ? [code`${runtime("isOneOf")}(${value}, [${join(literals, ", ")}])`]
    : literals.map((each) => code`${value} === ${each}`);
}

/** `value` is an object where anything but the first asks it for a field. */
export function memberTests(value: Code, tests: readonly MemberTest[]): readonly Code[] {
  return tests.map((test) => {
    switch (test.kind) {
      case "object":
        return code`typeof ${value} === "object"`;
      case "record":
      case "has":
        return code`${test.name} in ${value}`;
      case "tag": {
        const tests = equalities(code`${value}${member(test.name)}`, test.values);
        return tests.length > 1 ? code`(${join(tests, " || ")})` : code`${tests}`;
      }
    }
  });
}
