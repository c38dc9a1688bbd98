// `transform` as a typed function of the module, and `apply` as its call (language.md 6.17).
// Must not know other steps.
import { sourceType, variantType } from "../semantics/infer-transforms.js";
import { assignable } from "../semantics/assignable.js";
import { mayRefuse } from "../semantics/tested-parts.js";
import { dynamic, isDynamic, type Type } from "../semantics/types.js";
import type * as ast from "../syntax/ast.js";
import { awaits, type Code, code, constant, docComment, empty, join, runtime } from "./code.js";
import { fitted } from "./conversions.js";
import { conditionCode, emitExpression } from "./expressions.js";
import { contextCode, type FunctionEmitter } from "./function.js";
import { keepAhead } from "./held-tests.js";
import type { ModuleEmitter } from "./module.js";
import { lowerCamel } from "./names.js";
import { isRecordRead, recordCode } from "./record-steps.js";
import { shareValue } from "./shared.js";
import { contextParameter, mark } from "./steps.js";
import { typeCode, typeTest } from "./types.js";
import { withoutUnused } from "./unused.js";

export function transformFunction(
  module: ModuleEmitter,
  transform: ast.TransformDef,
  makeEmitter: () => FunctionEmitter,
): Code {
  const name = module.names.take(lowerCamel(transform.name.text));
  const f = makeEmitter();
  const record = f.names.take("record");
  const target = targetOf(module, transform);
  const taken = isTyped(module, transform) ? sourceType(module, transform) : dynamic;
  const variants = transform.variants.map((each) => {
    const inner: FunctionEmitter = { ...f, names: f.names.inner(), variables: new Map() };
    const wanted = variantType(module, each);
    const subject = module.bindings.subjectOf.get(each);
    const isKnown = wanted === undefined || (!isDynamic(taken) && assignable(taken, wanted));
    const test = isKnown ? undefined : typeTest(module, wanted, code`${record}`);
    const source = { code: code`${record}`, type: wanted ?? taken, simple: true };
    if (subject) inner.variables.set(subject, source);
    const testedIn = keepAhead(f, new Map(subject ? [[subject, { ...source, type: taken }]] : []));
    const tests = [...(test ? [test] : []), ...(each.guard ? [conditionCode(inner, each.guard)] : [])];
    const body = code`return ${recordCode(inner, each.fields, each.target, source, target, "transform")};\n`;
    return { ahead: testedIn(code`${tests}${body}`), tests, body };
  });
  const last = variants.at(-1);
  const branches = variants.map(({ ahead, tests, body }) =>
    tests.length === 0 ? code`${ahead}${body}` : code`${ahead}if (${join(tests, " && ")}) {\n${body}}\n`,
  );
  const fallThrough =
    last && last.tests.length === 0
      ? empty
      : code`return ${runtime("noVariant")}(${transform.name.text}, ${record});\n`;
  const body = withoutUnused(code`${branches}${fallThrough}`);
  const isAsync = awaits(body);
  const needsContext = f.used.size > 0;
  module.transforms.set(transform.name.text, { name, takes: taken, isAsync, needsContext });
  const { code: parameter, statement } = contextParameter(f);
  const context = needsContext ? [code`${parameter}: Context`] : [];
  const isUsed = body.parts.includes(record.text);
  const parameters = join([...context, code`${isUsed ? empty : code`_`}${record}: ${typeCode(module, taken)}`], ", ");
  const result = isAsync ? code`Promise<${typeCode(module, target)}>` : typeCode(module, target);
  const title = `transform ${transform.name.text}`;
  const doc = docComment(transform.doc === undefined ? title : `${transform.doc}\n\n${title}`);
  return code`${doc}export ${isAsync ? code`async ` : empty}function ${name}(${parameters}): ${result} {\n${needsContext ? statement : empty}${body}}`;
}

function targetOf(module: ModuleEmitter, { variants: [first] }: ast.TransformDef): Type {
  const symbol = first && module.bindings.targets.get(first);
  return symbol ? { kind: "schema", schema: symbol.type } : dynamic;
}

/** Whether every `apply` passes what some variant takes, as far as types tell: then TypeScript checks it, and no test is needed. */
function isTyped(module: ModuleEmitter, transform: ast.TransformDef): boolean {
  const wanted = sourceType(module, transform);
  const calls = [...module.bindings.transforms].filter(([, each]) => each === transform);
  // Where a variant may refuse what TypeScript takes for all it tests, records are of unknown shape until they have been tested.
  const tested = transform.variants.map((each) => variantType(module, each) ?? dynamic);
  return (
    !isDynamic(wanted) &&
    !tested.some((each) => mayRefuse(wanted, each)) &&
    calls.length > 0 &&
    calls.every(([{ value }]) => {
      const given = module.types.types.get(value) ?? dynamic;
      return !isDynamic(given) && assignable(given, wanted);
    })
  );
}

export function applyStatement(f: FunctionEmitter, step: ast.Apply): Code {
  const { module } = f;
  const head = mark(f, step);
  const transform = module.bindings.transforms.get(step);
  const names = module.transforms.get(step.transform.text);
  if (!transform || !names) throw new Error("an unknown transform has been reported");
  const context = names.needsContext ? [contextCode(f, "context")] : [];
  const given = emitExpression(f, step.value);
  const value = fitted(f, given, names.takes, `the record of \`apply ${step.transform.text}\``);
  const call = code`${names.isAsync ? code`await ` : empty}${names.name}(${join([...context, value], ", ")})`;
  const wanted = step.as?.text ?? lowerCamel(transform.variants[0]?.target.text ?? "record");
  const name = f.names.take(wanted);
  const shared = step.as === undefined ? shareValue(f, step, code`${name}`) : empty;
  if (shared === empty && !isRecordRead(f, step)) return code`${head}${call};\n`;
  const made = { code: code`${name}`, type: targetOf(module, transform), simple: true };
  if (step.as === undefined) f.responses.set(step, made);
  for (const variable of [module.bindings.variables.get(step), module.bindings.results.get(step)])
    if (variable) f.variables.set(variable, made);
  return code`${head}${constant(name, call)}${shared}`;
}
