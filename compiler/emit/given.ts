// Functions and steps that the program passes: their interfaces, what the definition needs, and the calls (language.md 2.5, 6.20).
// Must not know where they come from.
import { customSteps, givenFunction, neededFunctions } from "../semantics/given.js";
import type { MissionModel } from "../semantics/model.js";
import { dynamic, isDynamic, shape, type Type, union, widen } from "../semantics/types.js";
import type * as ast from "../syntax/ast.js";
import { type Code, code, docComment, empty, type Identifier, join, key, runtime } from "./code.js";
import { fitted } from "./conversions.js";
import { defined, emitExpression } from "./expressions.js";
import { typedCode } from "./typed-literals.js";
import { emittedType, contextCode, type FunctionEmitter, type Value } from "./function.js";
import type { ModuleEmitter } from "./module.js";
import { type Names, parameterName } from "./names.js";
import { typeCode } from "./types.js";

/** What the module calls them, and for each step the options that the mission gives it. */
export interface GivenNames {
  readonly functions: Identifier;
  readonly functionsType: Identifier;
  readonly steps: Identifier;
  readonly stepsType: Identifier;
  readonly stepOptions: Map<string, Type>;
}

export function givenNames(mission: MissionModel, names: Names): GivenNames {
  const hasFunctions = mission.functions.size > 0 || mission.givenFunctions.size > 0;
  const hasSteps = customSteps(mission).size > 0;
  const take = (wanted: string, isNeeded: boolean): Identifier =>
    isNeeded ? names.take(wanted) : { kind: "identifier", text: wanted };
  return {
    functionsType: take("Functions", hasFunctions),
    functions: take("functions", hasFunctions),
    stepsType: take("Steps", hasSteps),
    steps: take("steps", hasSteps),
    stepOptions: new Map(),
  };
}

/** The call of a function of the program; undefined for any other name. The result is what the declaration says. */
export function givenCall(f: FunctionEmitter, name: string, args: readonly ast.Expression[]): Value | undefined {
  const { mission, given } = f.module;
  const called = givenFunction(mission, name);
  if (!called) return undefined;
  const values = called.parameters.length === 0 ? args.map((each) => defined(emitExpression(f, each))) : [];
  const declared = called.parameters.map(({ name: parameter, type }, at) => {
    const arg = args[at];
    return arg ? typedCode(f, arg, type, `${name}.${parameter}`, `\`${parameter}\` of \`${name}\``) : code`null`;
  });
  const list = [contextCode(f, "context"), code`${name}`, ...declared, ...values];
  const result: Value = { code: code`(await ${given.functions}.call(${join(list, ", ")}))`, type: dynamic };
  return { code: fitted(f, result, called.result, `the result of \`${name}\``), type: called.result };
}

export function customStatement(f: FunctionEmitter, step: ast.Custom): Code {
  const { given } = f.module;
  const fields = step.options.entries.map((each) => {
    const value = emitExpression(f, each.value);
    const type = emittedType(value);
    return { name: each.name.text, code: code`${key(each.name.text, "literal")}: ${defined(value)}`, type };
  });
  const name = step.name.text;
  const options = shape(fields.map((each) => [each.name, { type: widen(each.type), optional: false }] as const));
  const known = given.stepOptions.get(name);
  given.stepOptions.set(name, known ? union(known, options) : options);
  const object = code`{ ${join(
    fields.map((each) => each.code),
    ", ",
  )} }`;
  return code`await ${given.steps}.call(${contextCode(f, "context")}, ${name}, ${object}, ${contextCode(f, "signal")});\n`;
}

/** Both interfaces with the constants that call what they hold. */
export function givenDeclarations(module: ModuleEmitter): readonly Code[] {
  const { functions, functionsType, steps, stepsType, stepOptions } = module.given;
  const needed = neededFunctions(module.mission);
  return [
    ...(needed.length === 0
      ? []
      : [
          code`${docComment("Functions that the program passes; each may give its result later.")}export interface ${functionsType} {\n${join(
            needed.map((each) => functionMember(module, each)),
            "\n",
          )}\n}`,
          code`const ${functions} = ${runtime("fromProgram")}<${functionsType}>(${"function"}, [${join(
            needed.map((each) => code`${each.name}`),
            ", ",
          )}]);`,
        ]),
    ...(stepOptions.size === 0
      ? []
      : [
          code`${docComment("Steps that the program passes. `signal` aborts when the run is cancelled.")}export interface ${stepsType} {\n${join(
            [...stepOptions].map(
              ([name, type]) =>
                code`readonly ${key(name, "type")}: (options: ${typeCode(module, type)}, signal: AbortSignal) => unknown;`,
            ),
            "\n",
          )}\n}`,
          code`const ${steps} = ${runtime("fromProgram")}<${stepsType}>(${"step"}, [${join(
            [...stepOptions.keys()].map((each) => code`${each}`),
            ", ",
          )}]);`,
        ]),
  ];
}

function functionMember(module: ModuleEmitter, each: ReturnType<typeof neededFunctions>[number]): Code {
  const { name, node, parameters, result } = each;
  if (!node) return code`readonly ${key(name, "type")}: (...args: readonly unknown[]) => unknown;`;
  const list = parameters.map(
    ({ name: parameter, type }) => code`${parameterName(parameter)}: ${typeCode(module, type)}`,
  );
  const type = typeCode(module, result);
  const doc = node.doc === undefined ? empty : docComment(node.doc);
  return code`${doc}readonly ${key(name, "type")}: (${join(list, ", ")}) => ${isDynamic(result) ? type : code`${type} | Promise<${type}>`};`;
}

export function givenOptions(module: ModuleEmitter): readonly Code[] {
  return [
    ...(neededFunctions(module.mission).length === 0
      ? []
      : [
          code`${docComment("What the functions of the mission do.")}readonly functions: ${module.given.functionsType};`,
        ]),
    ...(module.given.stepOptions.size === 0
      ? []
      : [code`${docComment("What the mission's own steps do.")}readonly steps: ${module.given.stepsType};`]),
  ];
}

export function givenNeeds(module: ModuleEmitter): readonly Code[] {
  const { functions, steps, stepOptions } = module.given;
  return [
    ...(neededFunctions(module.mission).length === 0 ? [] : [code`functions: ${functions}.need(options.functions)`]),
    ...(stepOptions.size === 0 ? [] : [code`steps: ${steps}.need(options.steps)`]),
  ];
}
