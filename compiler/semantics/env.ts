// Which environment variables a mission cannot do without (language.md 10.7).
// Must not know how they are read.
import type { Span } from "../source.js";
import type * as ast from "../syntax/ast.js";
import { children } from "../syntax/walk.js";
import { callForm } from "./element-calls.js";
import type { Bindings, MissionModel } from "./model.js";

export interface Environment {
  /** Names whose value is used as it is, in alphabetical order. */
  readonly required: readonly string[];
  /** Where each of them is needed first. */
  readonly places: ReadonlyMap<string, Span>;
  /** Calls and references that are null when the name is not set. */
  readonly optional: ReadonlySet<ast.Node>;
  /** Names that credential fields take, where each stands first: there `env()` is one of several places (3.3). */
  readonly credentials: ReadonlyMap<string, Span>;
}

interface Reader {
  /** Looks for names; `lenient`: what stands here has a meaning when it is null. */
  readonly visit: (node: ast.Node, lenient: boolean) => void;
  readonly places: ReadonlyMap<string, Span>;
  readonly optional: ReadonlySet<ast.Node>;
}

function reader(bindings: Bindings): Reader {
  const places = new Map<string, Span>();
  const require = (name: string, { span }: ast.Node): void => {
    if (!places.has(name)) places.set(name, span);
  };
  const optional = new Set<ast.Node>();

  const visit = (node: ast.Node, lenient: boolean): void => {
    switch (node.kind) {
      case "Call":
      case "MethodCall":
      case "Pipe": {
        const { name, args } = callForm(node);
        const [variable, ...others] = args;
        if (name.text !== "env" || variable?.kind !== "String") break;
        const call = node.kind === "Pipe" ? node.call : node;
        if (lenient || others.length > 0) optional.add(call);
        else require(variable.value, call);
        return;
      }
      case "TemplateEnv":
        if (node.fallback === undefined && !lenient) require(node.name, node);
        else optional.add(node);
        return;
      case "NameExpression": {
        const binding = bindings.names.get(node);
        if (binding?.kind === "env") require(binding.name, node);
        return;
      }
      case "Binary":
        visit(
          node.left,
          isLenient(node.operator) ||
            (lenient && (node.operator === "and" || node.operator === "or" || node.operator === "??")),
        );
        visit(node.right, isComparison(node.operator) || (lenient && !isComparison(node.operator)));
        return;
      case "Unary":
        return visit(node.operand, node.operator === "not" || lenient);
      case "Is":
        return visit(node.value, true);
      case "Conditional":
        visit(node.test, true);
        visit(node.then, lenient);
        return visit(node.else, lenient);
      case "MatchExpression":
      case "Match":
        if (node.subject)
          visit(
            node.subject,
            node.arms.some((arm) => "pattern" in arm && arm.pattern.kind === "Wildcard"),
          );
        for (const arm of [...node.arms, ...(node.kind === "Match" ? (node.catch ?? []) : [])]) {
          if ("guard" in arm && arm.guard) visit(arm.guard, true);
          if ("condition" in arm && arm.condition) visit(arm.condition, true);
          visit("body" in arm ? arm.body : arm.value, "value" in arm && lenient);
        }
        return;
      case "For":
        visit(node.collection, false);
        if (node.guard) visit(node.guard, true);
        return visit(node.body, false);
      case "Assumption":
        return visit(node.condition, true);
      case "Option":
        visit(node.value, node.name.text === "until");
        if (node.options) visit(node.options, false);
        return;
      case "Stage":
        if (node.condition) visit(node.condition, true);
        return;
      case "Template":
        for (const part of node.parts) visit(part, node.parts.length === 1 && lenient);
        return;
      default:
        // Nothing else gives a name that is not set a meaning.
        break;
    }
    for (const child of children(node)) visit(child, false);
  };
  return { visit, places, optional };
}

export function environment(
  mission: MissionModel,
  bindings: Bindings,
  isCredential: (option: ast.Option) => boolean,
): Environment {
  const { visit, places, optional } = reader(bindings);
  const credentials = reader(bindings);
  for (const source of mission.sources.values()) {
    for (const option of source.node?.options?.entries ?? [])
      (isCredential(option) ? credentials : { visit }).visit(option.value, false);
  }
  for (const { node, kinds } of mission.stores.values()) {
    if (node.type.kind !== "Name") visit(node.type, false);
    else for (const { options } of kinds) if (options) visit(options, false);
  }
  for (const action of mission.actions.values()) for (const step of action.node.steps) visit(step, false);
  for (const { variants } of mission.transforms.values()) {
    for (const { guard, fields } of variants) {
      if (guard) visit(guard, true);
      visit(fields, false);
    }
  }
  for (const stage of mission.stages) visit(stage, false);
  return { required: [...places.keys()].sort(), places, optional, credentials: credentials.places };
}

function isComparison(operator: ast.BinaryOperator): boolean {
  return ["==", "!=", "<", "<=", ">", ">=", "in", "contains", "startsWith", "endsWith"].includes(operator);
}

function isLenient(operator: ast.BinaryOperator): boolean {
  return operator === "or" || operator === "??" || isComparison(operator);
}
