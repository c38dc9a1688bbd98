// What the program gives a mission: declared functions, those that `execute` was given, and steps (language.md 2.5, 6.20).
// Must not know how they are called.
import type * as ast from "../syntax/ast.js";
import { walk } from "../syntax/walk.js";
import type { MissionModel } from "./model.js";
import { resolveType } from "./schemas.js";
import { dynamic, mayBeNull, type Type } from "./types.js";

export interface GivenParameter {
  readonly name: string;
  readonly type: Type;
}

export interface GivenFunction {
  readonly name: string;
  /** Undefined for one that was given without a declaration: it takes anything. */
  readonly node: ast.FunctionDef | undefined;
  readonly parameters: readonly GivenParameter[];
  readonly result: Type;
}

export function givenFunction(mission: MissionModel, name: string): GivenFunction | undefined {
  const node = mission.functions.get(name);
  if (node) {
    const parameters = node.parameters.map((each) => ({ name: each.name.text, type: resolveType(each.type, mission) }));
    return { name, node, parameters, result: resolveType(node.result, mission) };
  }
  return mission.givenFunctions.has(name) ? { name, node: undefined, parameters: [], result: dynamic } : undefined;
}

/** The fewest and most arguments: parameters at the end that may be null may be left out. */
export function givenArity({ node, parameters }: GivenFunction): { readonly least: number; readonly most: number } {
  if (!node) return { least: 0, most: Number.POSITIVE_INFINITY };
  const least = parameters.reduce((count, { type }, at) => (mayBeNull(type) ? count : at + 1), 0);
  return { least, most: parameters.length };
}

/** Steps of the program by name, each with where it stands first. */
export function customSteps(mission: MissionModel): ReadonlyMap<string, ast.Custom> {
  const found = new Map<string, ast.Custom>();
  for (const { node } of mission.actions.values())
    walk(node, {
      enter: {
        Custom: (step) => {
          if (!found.has(step.name.text)) found.set(step.name.text, step);
        },
      },
    });
  return found;
}

/** Functions that the mission declares or calls, in the order in which they come. */
export function neededFunctions(mission: MissionModel): readonly GivenFunction[] {
  const names = new Set(mission.functions.keys());
  const note = (name: string): void => void (mission.givenFunctions.has(name) && names.add(name));
  const enter = {
    Call: ({ callee }: ast.Call) => note(callee.text),
    MethodCall: ({ name }: ast.MethodCall) => note(name.text),
  };
  for (const { node } of mission.actions.values()) walk(node, { enter });
  for (const transform of mission.transforms.values()) walk(transform, { enter });
  for (const stage of mission.stages) walk(stage, { enter });
  return [...names].flatMap((each) => givenFunction(mission, each) ?? []);
}
