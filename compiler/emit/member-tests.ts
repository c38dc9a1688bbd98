// Tests of which members of a union a value is, as TypeScript follows them.
// Must not know which members a test is for.
import type { MemberTest } from "../semantics/member-tests.js";
import { type Code, code, join, member } from "./code.js";

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
        const values = test.values.map((each) => code`${value}${member(test.name)} === ${each}`);
        return values.length > 1 ? code`(${join(values, " || ")})` : code`${values}`;
      }
    }
  });
}
