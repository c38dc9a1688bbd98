// RQ4017: an arm of `catch` that takes no failure, since it is plain and ends in no directive (language.md 7.4, 7.6).
// Must not know what can fail.
import { walk } from "../../syntax/walk.js";
import { endsInDirective } from "../structure.js";
import type { Rule } from "./index.js";

export const catches: Rule = ({ mission, bindings }, reporter) => {
  for (const action of mission.actions.values()) {
    walk(action.node, {
      enter: {
        Match: (node) => {
          for (const { pattern, guard, body } of node.catch ?? []) {
            const isName = pattern.kind === "NamePattern" && bindings.patterns.get(pattern)?.kind === "variable";
            if (guard || !(pattern.kind === "Wildcard" || isName) || endsInDirective(body)) continue;
            const help =
              "a plain `_` or name takes a failure only when it ends in abort, skip, queue or jump; `{ error: _ } ->` takes it for anything else";
            reporter.report("RQ4017", pattern.span, { type: "failure" }, { help });
          }
        },
      },
    });
  }
};
