// Variables in scope at one point of an action, and what a leading `.` refers to there (language.md 6.1).
// Must not know steps or expressions; bind opens and fills scopes.
import type { SubjectBinding, VariableSymbol } from "./model.js";

export interface Scope {
  readonly parent: Scope | undefined;
  readonly variables: Map<string, VariableSymbol>;
  /** Inside this scope: a variable whose name now means a mapped record (6.16). */
  readonly rebound: Map<VariableSymbol, VariableSymbol>;
  readonly subject: SubjectBinding | undefined;
  /** What `item` means in an element argument. */
  readonly item?: VariableSymbol;
  /** Whether stores and the built-ins of an action can be read here. */
  readonly inAction: boolean;
}

export function openScope(
  parent: Scope | undefined,
  subject?: SubjectBinding,
  inAction = parent?.inAction ?? true,
): Scope {
  return { parent, variables: new Map(), rebound: new Map(), subject, inAction };
}

/** The scope of an element argument: `.field` and `item` are the element. */
export function openElementScope(parent: Scope, element: VariableSymbol): Scope {
  return { ...openScope(parent, element), item: element };
}

export function itemOf(scope: Scope): VariableSymbol | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) if (at.item) return at.item;
  return undefined;
}

/** The variable as this scope sees it: the record it was mapped to, if it was. */
function current(scope: Scope | undefined, variable: VariableSymbol): VariableSymbol {
  for (let at = scope; at; at = at.parent) {
    const mapped = at.rebound.get(variable);
    if (mapped) return current(scope, mapped);
  }
  return variable;
}

export function lookUp(scope: Scope, name: string): VariableSymbol | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const found = at.variables.get(name);
    if (found) return current(scope, found);
  }
  return undefined;
}

export function subjectOf(scope: Scope): SubjectBinding {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    if (at.subject) return at.subject.kind === "variable" ? current(scope, at.subject) : at.subject;
  }
  return { kind: "builtin", name: "response" };
}

export function variableNames(scope: Scope): readonly string[] {
  const names: string[] = [];
  for (let at: Scope | undefined = scope; at; at = at.parent) names.push(...at.variables.keys());
  return names;
}
