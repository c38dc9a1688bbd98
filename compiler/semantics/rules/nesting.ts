// RQ1010: lists and objects that lie too deep in each other, as types, patterns and values (language.md 10).
// Must not know what they are for, nor how deep the parser goes.
import type { Node } from "../../syntax/ast.js";
import { walk } from "../../syntax/walk.js";
import { maximumNesting } from "../bounded.js";
import type { Rule } from "./index.js";

export const nesting: Rule = ({ mission }, reporter) => {
  let depth = 0;
  const enter = ({ span }: Node): false | undefined => {
    if (++depth <= maximumNesting) return undefined;
    reporter.report("RQ1010", span, { limit: maximumNesting, of: "data" });
    return false;
  };
  const leave = (): void => void depth--;
  const visitor = {
    enter: { List: enter, Object: enter, ListType: enter, ObjectType: enter, ListPattern: enter, ObjectPattern: enter },
    leave: { List: leave, Object: leave, ListType: leave, ObjectType: leave, ListPattern: leave, ObjectPattern: leave },
  };
  const { sources, stores, schemas, transforms, actions, functions, stages } = mission;
  const symbols = [sources, stores, schemas, actions].flatMap((each) => [...each.values()]);
  for (const { node } of symbols) if (node) walk(node, visitor);
  for (const each of [...transforms.values(), ...functions.values(), ...stages]) walk(each, visitor);
};
