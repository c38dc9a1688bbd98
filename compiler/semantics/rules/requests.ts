// RQ4011, RQ4024, RQ4040, RQ5005, RQ5006: bodies and options that a method does not have, sources that are named twice, and
// paths that lead elsewhere (language.md 6.4, 6.5).
// Must not know how requests are sent.
import type * as ast from "../../syntax/ast.js";
import { walk } from "../../syntax/walk.js";
import type { Reporter } from "../reporter.js";
import type { Rule } from "./index.js";

export const requests: Rule = ({ mission }, reporter) => {
  for (const { node } of mission.sources.values())
    if (node?.from) checkValidation(reporter, node.options?.entries ?? []);
  for (const action of mission.actions.values()) {
    walk(action.node, {
      enter: {
        Request: (node) => {
          if (node.method === "GET") checkBody(reporter, node);
          checkOptions(reporter, node);
          checkSource(reporter, node);
          checkPath(reporter, node.path);
        },
      },
    });
  }
};

function checkBody(reporter: Reporter, node: ast.Request): void {
  const body = node.options?.entries.find((each) => each.name.text === "body");
  if (!body) return;
  const isFlat =
    body.value.kind === "Object" &&
    body.value.properties.every(
      (each) => each.kind === "Property" && each.value.kind !== "Object" && each.value.kind !== "List",
    );
  if (isFlat)
    reporter.report(
      "RQ5005",
      body.name.span,
      {},
      { fix: { title: "write `params`", span: body.name.span, text: "params", safe: false } },
    );
  else reporter.report("RQ5006", body.value.span, {});
}

/** Options that only make sense where something is read, and the one that only does where something is written. */
const reading = ["paginate", "since"];
const writing = ["idempotencyKey"];

function checkOptions(reporter: Reporter, { method, options }: ast.Request): void {
  const [unfit, methods] =
    method === "GET"
      ? [writing, "requests that change something, such as `post`"]
      : method === "POST"
        ? [[], ""]
        : [reading, "requests that read, `get` and `post`"];
  for (const { name } of options?.entries ?? []) {
    if (unfit.includes(name.text))
      reporter.report("RQ4040", name.span, { option: name.text, method: method.toLowerCase(), methods });
  }
}

/** How answers are checked says nothing where they are not. */
function checkValidation(reporter: Reporter, entries: readonly ast.Option[]): void {
  const mode = entries.find(({ name }) => name.text === "validationMode");
  if (mode && !entries.some(({ name }) => name.text === "validateResponses"))
    reporter.report("RQ4021", mode.name.span, { option: "validationMode", missing: "validateResponses" });
}

/** One place says where a request goes. */
function checkSource(reporter: Reporter, { source, again, options }: ast.Request): void {
  if (!source) return;
  const related = [{ span: source.span, message: "first said here" }];
  const option = options?.entries.find(({ name }) => name.text === "source");
  if (again) reporter.report("RQ4024", again.span, { option: `from ${again.text}`, other: source.text }, { related });
  if (option) reporter.report("RQ4024", option.name.span, { option: "source", other: source.text }, { related });
}

/** The path with a mark where a value stands; undefined for an expression. */
function literalText(path: ast.Expression): string | undefined {
  if (path.kind === "String") return path.value;
  if (path.kind !== "Template") return undefined;
  return path.parts.map((part) => (part.kind === "TemplateText" ? part.text : "\0")).join("");
}

/** Literal segments `.` and `..`, also percent-encoded, which a server or proxy resolves; `:id`, as routers write it. */
function checkPath(reporter: Reporter, path: ast.Expression): void {
  const text = literalText(path);
  if (text === undefined) return;
  const bare = text.replace(/^https?:\/\/[^/]*/i, "").replace(/[?#].*$/s, "");
  const dots = bare.split("/").find((each) => /^(?:\.|%2e){1,2}$/i.test(each));
  if (dots !== undefined) reporter.report("RQ4011", path.span, { segment: dots });
  const parameter = bare.split("/").find((each) => /^:[A-Za-z_]\w*$/.test(each));
  if (parameter !== undefined) reporter.report("RQ4047", path.span, { segment: parameter });
}
