// RQ4001: what the language has and this version does not compile yet.
// Must not know why; a construct leaves this list when it is emitted.
import type * as ast from "../../syntax/ast.js";
import type { Span } from "../../source.js";
import { walk } from "../../syntax/walk.js";
import type { Rule } from "./index.js";

const memberWords: Readonly<Partial<Record<ast.Member["kind"], string>>> = {
  ImportDef: "import",
  FunctionDef: "function",
};

export const unsupported: Rule = ({ mission }, reporter) => {
  const report = (span: Span, what: string): void => reporter.report("RQ4001", span, { what });
  const word = (node: ast.Node, text: string): void =>
    report({ ...node.span, end: node.span.start + text.length }, `\`${text}\``);

  for (const member of mission.unsupported) word(member, memberWords[member.kind] ?? "member");
  for (const action of mission.actions.values()) {
    walk(action.node, {
      enter: {
        Custom: (node) => report(node.name.span, `the step \`${node.name.text}\``),
      },
    });
  }
};
