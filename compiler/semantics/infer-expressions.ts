// The static type of every expression, and the mistakes that types show (language.md 5.4, 10).
// Must not know steps, nor how an expression is emitted.
import type * as ast from "../syntax/ast.js";
import { eitherOf, mayBeStructure } from "./alternatives.js";
import { inferApart } from "./awaited.js";
import { bounded } from "./bounded.js";
import { unionOf } from "./list-elements.js";
import { sureAttempt } from "./structure.js";
import { callForm, elementFunction, readsSubject } from "./element-calls.js";
import { checkCall } from "./check-calls.js";
import { arity, functionEntry, functionNames, signatureHelp } from "./functions.js";
import { literalShape } from "./functions/shapes.js";
import { apply, parameterAt } from "./functions/signature.js";
import { anyOfType, collectionCall, filterType } from "./infer-collections.js";
import { inferCondition } from "./infer-choices.js";
import { foreignFunctions, foreignOperations } from "./foreign-words.js";
import type { Inferrer } from "./infer.js";
import { inferBinary, inferIs } from "./infer-operators.js";
import { fieldAccess, indexType, nameType, subjectType } from "./infer-reads.js";
import { factOfAnswer } from "./enclosed-answers.js";
import { matchType } from "./infer-match-values.js";
import { type Facts, inClosure, narrowBy } from "./narrow.js";
import { isOtherName, isResponseKey, keyOfObject, referenceKey } from "./reference-keys.js";
import { constantTruth } from "./constants.js";
import { describe } from "./describe.js";
import { givenCallType } from "./infer-given.js";
import { givenFunction } from "./given.js";
import { createReporter } from "./reporter.js";
import { knownOf } from "./intersect.js";
import { overlaps } from "./overlaps.js";
import {
  awaited,
  boolean,
  duration,
  dynamic,
  errorType,
  isAwaited,
  isDynamic,
  list,
  literal,
  membersOf,
  never,
  nullType,
  number,
  shapeOf,
  string,
  type Type,
  union,
  widen,
  withoutNull,
} from "./types.js";
import { inFrame } from "./held-tests.js";
import { noteHeld } from "./held-subjects.js";
import { candidates, reportUnknown } from "./unknown.js";
import { withWrittenNames } from "./written-names.js";

export function inferExpression(infer: Inferrer, node: ast.Expression, facts: Facts): Type {
  const { waits } = infer;
  infer.waits = false;
  const type = knownType(infer, node, facts);
  infer.waits ||= type.kind === "never" && isAwaited(type);
  const found = infer.waits ? awaited : type;
  infer.waits ||= waits;
  return found;
}

function knownType(infer: Inferrer, node: ast.Expression, facts: Facts): Type {
  const type = typeOf(infer, node, facts);
  infer.types.set(node, type);
  const key = referenceKey(infer, node) ?? "";
  if (key !== "" && !isOtherName(infer, node)) infer.declared.set(key, type);
  const fact = key === "response" ? factOfAnswer(infer, node, facts) : facts.get(key);
  noteHeld(infer, node, key, fact, type);
  noteExhausted(infer, node, key, facts);
  // An arm may be about an answer that is none of those that the response is otherwise (6.8); a constant is what was found of it.
  const isOwn = isResponseKey(key) || infer.heldReads.has(node);
  const narrowed = fact && (isOwn || fact.kind === "error" ? fact : knownOf(fact, type));
  if (narrowed) infer.types.set(node, narrowed);
  // Where no value is left nothing can be wrong with it.
  return narrowed?.kind === "never" ? (isAwaited(type) ? awaited : dynamic) : (narrowed ?? type);
}

function noteExhausted({ exhausted }: Inferrer, node: ast.Expression, key: string, facts: Facts): void {
  if (node.kind !== "NameExpression") return;
  const object = keyOfObject(key);
  if (object !== undefined && facts.get(object)?.kind === "never") exhausted.add(node);
  else exhausted.delete(node);
}

function typeOf(infer: Inferrer, node: ast.Expression, facts: Facts): Type {
  switch (node.kind) {
    case "String":
      return literal(node.value);
    case "Template":
      for (const part of node.parts) if (part.kind === "Interpolation") inferExpression(infer, part.value, facts);
      return string;
    case "Number":
      return literal(node.value);
    case "Duration":
      return duration;
    case "Boolean":
      return literal(node.value);
    case "Null":
      return nullType;
    case "NameExpression":
      return nameType(infer, node);
    case "Subject":
      return subjectType(infer, node);
    case "FieldAccess":
      return fieldAccess(infer, node, facts);
    case "Index":
      return indexType(infer, node, facts);
    case "Call": {
      if (elementFunction(node.callee.text)) return collectionCall(infer, node, facts);
      const type = callType(infer, node.callee, node.args, facts, node.span);
      // Where an unset name is null (10.7).
      return infer.environment.optional.has(node) && node.args.length === 1 ? union(type, nullType) : type;
    }
    case "MethodCall":
      if (elementFunction(node.name.text)) return collectionCall(infer, node, facts);
      return callType(infer, node.name, [node.object, ...node.args], facts, node.span);
    case "Unary": {
      if (node.operator === "not") {
        inferCondition(infer, node.operand, facts, false);
        return boolean;
      }
      const operand = inferExpression(infer, node.operand, facts);
      if (mayBeStructure(operand) || !overlaps(operand, number))
        infer.reporter.report("RQ3008", node.operand.span, {
          operator: "-",
          expected: "a number",
          found: describe(operand),
        });
      if (operand.kind === "number" && operand.is === "duration") return duration;
      return operand.kind === "literal" && typeof operand.value === "number" ? literal(-operand.value) : number;
    }
    case "Binary":
      return inferBinary(infer, node, facts);
    case "Is":
      return inferIs(infer, node, facts);
    case "Conditional": {
      inferCondition(infer, node.test, facts, false);
      const truth = constantTruth(node.test);
      const branch = (each: ast.Expression, holds: boolean): Type => {
        const walk = (): Type => inferApart(infer, each, narrowBy(infer, node.test, holds, facts));
        // What is not written keeps nothing.
        return truth === !holds ? inFrame(infer, undefined, walk) : walk();
      };
      const [then, otherwise] = [branch(node.then, true), branch(node.else, false)];
      return truth === undefined ? eitherOf(then, otherwise) : truth ? then : otherwise;
    }
    case "Try":
      return eitherOf(
        ...node.attempts.map((each) => withoutNull(inferApart(infer, each, inClosure(infer, facts)))),
        sureAttempt(node) ? never : nullType,
      );
    case "MatchExpression":
      return matchType(infer, node, facts);
    case "Object":
      return objectType(infer, node, facts);
    case "List":
      return list(bounded(unionOf(node.items.map((each) => itemType(infer, each, facts)))));
    case "Pipe": {
      const { name, args } = callForm(node);
      return elementFunction(name.text)
        ? collectionCall(infer, node, facts)
        : callType(infer, name, args, facts, node.call.span);
    }
    case "Filter":
      return filterType(infer, node, facts);
    case "AnyOf":
      return anyOfType(infer, node, facts);
    case "Lambda":
      infer.reporter.report("RQ3017", node.span, { name: "" });
      return errorType;
  }
}

function callType(
  infer: Inferrer,
  name: ast.Name,
  args: readonly ast.Expression[],
  facts: Facts,
  span: ast.Name["span"],
): Type {
  const entry = functionEntry(name.text);
  const ofProgram = givenFunction(infer.mission, name.text);
  // One with the name of a function of the language has been reported.
  if (ofProgram) return givenCallType(infer, ofProgram, args, facts, span);
  if (!entry) {
    reportFunction(infer, name, args, facts);
    return errorType;
  }
  const types = args.map((each) =>
    each.kind === "Lambda" ? stray(infer, name, each) : inferExpression(infer, each, facts),
  );
  if (args.some((each) => each.kind === "Lambda")) return errorType;
  const { least, most } = arity(entry);
  if (args.length < least || args.length > most) {
    const facts = { name: name.text, least, most, found: args.length };
    infer.reporter.report("RQ3002", span, facts, signatureHelp(entry.entry));
    return errorType;
  }
  args.forEach((arg, at) => {
    const parameter = parameterAt(entry.parameters, at);
    const expected = parameter ? apply(parameter.type, new Map()) : dynamic;
    const found = types[at] ?? dynamic;
    if (parameter && !overlaps(withoutNull(found), expected) && found.kind !== "null") {
      const facts = {
        name: name.text,
        parameter: parameter.name,
        expected: describe(expected),
        found: describe(found),
      };
      infer.reporter.report("RQ3003", arg.span, facts, signatureHelp(entry.entry));
    }
  });
  checkCall(infer, entry, args, types);
  const given = withWrittenNames(name.text, args);
  return entry.result(given.map((each) => types[args.indexOf(each)] ?? infer.types.get(each) ?? dynamic));
}

/** A function that is not there. What its element arguments mean nobody knows. */
function reportFunction(infer: Inferrer, name: ast.Name, args: readonly ast.Expression[], facts: Facts): void {
  const silent: Inferrer = { ...infer, reporter: createReporter() };
  args.forEach((each, at) => {
    const isForElements = at > 0 && readsSubject(each);
    if (each.kind !== "Lambda") inferExpression(isForElements ? silent : infer, each, facts);
  });
  const known = candidates([...functionNames, ...infer.mission.functions.keys(), ...infer.mission.givenFunctions]);
  const word = name.text.toLowerCase();
  const help = foreignOperations.get(word);
  if (help === undefined)
    return reportUnknown(infer.reporter, "function", name, known, undefined, foreignFunctions.get(word));
  infer.reporter.report("RQ2008", name.span, { name: name.text, known: [...known.keys()], of: "" }, { help });
}

/** A lambda for a parameter that takes none. */
function stray(infer: Inferrer, name: ast.Name, node: ast.Lambda): Type {
  infer.reporter.report("RQ3017", node.span, { name: name.text });
  return errorType;
}

function itemType(infer: Inferrer, node: ast.Expression | ast.Spread, facts: Facts): Type {
  if (node.kind !== "Spread") return inferExpression(infer, node, facts);
  const type = inferExpression(infer, node.value, facts);
  return isDynamic(type)
    ? dynamic
    : union(
        ...membersOf(type).map((each) =>
          each.kind === "list" ? each.element : each.kind === "null" ? never : dynamic,
        ),
      );
}

/** The shape of an object literal; spreading what is not known makes it open. */
export function objectType(infer: Inferrer, node: ast.ObjectLiteral, facts: Facts): Type {
  const members = node.properties.map((each) => {
    const type = inferExpression(infer, each.value, facts);
    if (each.kind === "Property") return { name: each.name.text, type: widen(type) };
    checkSpread(infer, each.value, type);
    return { name: undefined, type };
  });
  return literalShape(members);
}

/** RQ3007: what has no fields. */
export function checkSpread(infer: Inferrer, node: ast.Expression, type: Type): void {
  const members = membersOf(withoutNull(type));
  if (members.length === 0 || members.some((each) => isDynamic(each) || shapeOf(each))) return;
  const facts = { where: "what `...` spreads", expected: "an object", found: describe(type) };
  infer.reporter.report("RQ3007", node.span, { ...facts, inWords: true });
}
