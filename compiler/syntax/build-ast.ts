// Files, missions and definitions (language.md 2 to 5, 8, 9): one function per rule of the grammar.
// Must not know what a definition means, or whether its options exist.
import type * as ast from "./ast.js";
import { type Build, doc, name, optionalName, present, span } from "./building.js";
import { buildOptional, buildValue } from "./build-expressions.js";
import { buildDuration, buildNumber, buildPlainString } from "./build-literals.js";
import { buildMatchExpression, buildObject } from "./build-operands.js";
import { buildStep } from "./build-steps.js";
import { buildObjectType, buildType } from "./build-types.js";
import * as cst from "./generated/ReqonParser.js";

export function buildFile(context: cst.FileContext, build: Build): ast.File {
  const { path, text } = build.lexed;
  const members: (ast.Mission | ast.Member)[] = [];
  for (const child of context.children) {
    if (child instanceof cst.MissionContext) members.push(buildMission(child, build));
    else if (child instanceof cst.MemberContext) members.push(present(build.members.get(child)));
  }
  return { kind: "File", span: { file: path, start: 0, end: text.length }, path, members };
}

function buildMission(context: cst.MissionContext, build: Build): ast.Mission {
  const members = context.member().map((each) => present(build.members.get(each)));
  return {
    kind: "Mission",
    span: span(context, build),
    name: name(context._id, build),
    members,
    doc: doc(context, build),
  };
}

/** Builds a member that has just been read; `buildFile` puts it in its place. */
export function buildMember(context: cst.MemberContext, build: Build): ast.Member {
  const member = context.children[0];
  if (member instanceof cst.SourceDefContext) return buildSource(member, build);
  if (member instanceof cst.StoreDefContext) return buildStoreDef(member, build);
  if (member instanceof cst.SchemaDefContext) return buildSchema(member, build);
  if (member instanceof cst.TransformDefContext) return buildTransform(member, build);
  if (member instanceof cst.ActionDefContext) return buildAction(member, build);
  if (member instanceof cst.FunctionDefContext) return buildFunction(member, build);
  if (member instanceof cst.ImportDefContext) return buildImport(member, build);
  if (member instanceof cst.DatasetDefContext) return buildDataset(member, build);
  if (member instanceof cst.PipelineContext) return buildPipeline(member, build);
  if (member instanceof cst.ScheduleContext) return buildSchedule(member, build);
  if (member instanceof cst.OptionContext) return buildOption(member, build);
  throw new Error("a member begins in a way that the grammar does not have");
}

export function buildOptions(context: cst.OptionsContext, build: Build): ast.Options {
  return {
    kind: "Options",
    span: span(context, build),
    entries: context.option().map((each) => buildOption(each, build)),
  };
}

function optionalOptions(context: cst.OptionsContext | null, build: Build): ast.Options | undefined {
  return context ? buildOptions(context, build) : undefined;
}

function buildOption(context: cst.OptionContext, build: Build): ast.Option {
  return {
    kind: "Option",
    span: span(context, build),
    name: name(context._key, build),
    value: buildValue(context.value(), build),
    unit: optionalName(context.UNIT()?.symbol, build),
    options: optionalOptions(context.options(), build),
  };
}

function buildSource(context: cst.SourceDefContext, build: Build): ast.SourceDef {
  const from = context.STRING();
  return {
    kind: "SourceDef",
    span: span(context, build),
    name: name(context._id, build),
    from: from ? buildPlainString(from.symbol, build) : undefined,
    options: optionalOptions(context.options(), build),
    doc: doc(context, build),
  };
}

function buildStoreDef(context: cst.StoreDefContext, build: Build): ast.StoreDef {
  const common = { span: span(context, build), name: name(context._id, build), doc: doc(context, build) };
  const match = context.matchExpr();
  if (match) {
    const type = buildMatchExpression(match, build);
    return { kind: "StoreDef", ...common, type, argument: undefined, options: undefined, of: undefined };
  }
  const type = present(context.storeType());
  const argument = type.STRING();
  const options = type.object();
  return {
    kind: "StoreDef",
    ...common,
    type: name(type._id, build),
    argument: argument ? buildPlainString(argument.symbol, build) : undefined,
    options: options ? buildObject(options, build) : undefined,
    of: optionalName(type._of_, build),
  };
}

function buildSchema(context: cst.SchemaDefContext, build: Build): ast.SchemaDef {
  const from = context._document
    ? { document: name(context._document, build), component: name(context._component, build) }
    : undefined;
  const type = buildObjectType(context.objectType(), build);
  return {
    kind: "SchemaDef",
    span: span(context, build),
    name: name(context._id, build),
    from,
    type,
    doc: doc(context, build),
  };
}

function buildTransform(context: cst.TransformDefContext, build: Build): ast.TransformDef {
  const fields = context.object();
  const variants: readonly ast.TransformVariant[] = fields
    ? [
        {
          kind: "TransformVariant",
          span: span(fields, build),
          schema: optionalName(context._from_, build),
          guard: undefined,
          target: name(context._target, build),
          fields: buildObject(fields, build),
        },
      ]
    : context.variant().map((each) => buildVariant(each, build));
  return {
    kind: "TransformDef",
    span: span(context, build),
    name: name(context._id, build),
    variants,
    doc: doc(context, build),
  };
}

function buildVariant(context: cst.VariantContext, build: Build): ast.TransformVariant {
  return {
    kind: "TransformVariant",
    span: span(context, build),
    schema: name(context._schema, build),
    guard: buildOptional(context.expr(), build),
    target: name(context._target, build),
    fields: buildObject(context.object(), build),
  };
}

function buildAction(context: cst.ActionDefContext, build: Build): ast.ActionDef {
  const concurrency = context.NUMBER();
  return {
    kind: "ActionDef",
    span: span(context, build),
    name: name(context._id, build),
    concurrency: concurrency ? buildNumber(concurrency.symbol, build) : undefined,
    steps: context.step().map((each) => buildStep(each, build)),
    doc: doc(context, build),
  };
}

function buildFunction(context: cst.FunctionDefContext, build: Build): ast.FunctionDef {
  const parameters = context.parameter().map((each) => buildParameter(each, build));
  const result = buildType(context.type(), build);
  return {
    kind: "FunctionDef",
    span: span(context, build),
    name: name(context._id, build),
    parameters,
    result,
    doc: doc(context, build),
  };
}

function buildParameter(context: cst.ParameterContext, build: Build): ast.FieldType {
  const type = buildType(context.type(), build);
  return {
    kind: "FieldType",
    span: span(context, build),
    name: name(context._id, build),
    type,
    doc: doc(context, build),
  };
}

function buildImport(context: cst.ImportDefContext, build: Build): ast.ImportDef {
  const names = context.NAME().map((each) => name(each.symbol, build));
  const from = buildPlainString(context.STRING().symbol, build);
  return { kind: "ImportDef", span: span(context, build), names, all: context.LBRACE() === null, from };
}

function buildDataset(context: cst.DatasetDefContext, build: Build): ast.DatasetDef {
  const entries = context.datasetEntry().map((each) => ({
    name: name(each._id, build),
    count: buildNumber(each.NUMBER().symbol, build),
    schema: name(each._schema, build),
  }));
  return { kind: "DatasetDef", span: span(context, build), name: name(context._id, build), entries };
}

function buildPipeline(context: cst.PipelineContext, build: Build): ast.Pipeline {
  return {
    kind: "Pipeline",
    span: span(context, build),
    stages: context.stage().map((each) => buildStage(each, build)),
  };
}

function buildStage(context: cst.StageContext, build: Build): ast.Stage {
  return {
    kind: "Stage",
    span: span(context, build),
    actions: context.NAME().map((each) => name(each.symbol, build)),
    parallel: context.LBRACKET() !== null,
    condition: buildOptional(context.expr(), build),
  };
}

function buildSchedule(context: cst.ScheduleContext, build: Build): ast.Schedule {
  const options = optionalOptions(context.options(), build);
  return { kind: "Schedule", span: span(context, build), when: buildTime(context, build), options };
}

function buildTime(context: cst.ScheduleContext, build: Build): ast.Schedule["when"] {
  const string = context.STRING();
  if (string) return { type: context.CRON() ? "cron" : "at", text: buildPlainString(string.symbol, build) };
  const duration = context.DURATION();
  if (duration) return { type: "every", amount: buildDuration(duration.symbol, build), unit: undefined };
  const amount = buildNumber(present(context.NUMBER()).symbol, build);
  return { type: "every", amount, unit: optionalName(context.UNIT()?.symbol, build) };
}
