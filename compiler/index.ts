// The library: `import { compile, execute, formatDiagnostics } from "reqon"`.
// Loads nothing heavy at import: the compiler comes with the first call of `compile` or with the first mission to run.
import type { Compilation, CompileOptions } from "./compile.js";
import type { SourceFiles } from "./source.js";

export type { AuthProvider, Tokens, TokenStore } from "../runtime/auth.js";
export { AuthError, type ErrorCode, MissionError } from "../runtime/errors.js";
export type { NextPage, PagingStrategy, ReadPage } from "../runtime/pages.js";
export type { RunResult } from "../runtime/pipeline.js";
export type { Clock, Fetch, MissionEvent } from "../runtime/scope.js";
export type { Store } from "../runtime/stores.js";
export type { Webhooks } from "../runtime/webhook.js";
export { type Inbox, webhookInbox } from "../runtime/webhook-inbox.js";
export type { Compilation, CompileOptions, ModuleFacts, SourceFacts } from "./compile.js";
export type { Diagnostic, Fix, Related, Severity } from "./diagnostics.js";
export { formatDiagnostics } from "./render.js";
export {
  execute,
  type ExecuteOptions,
  fromFile,
  fromPath,
  type SourceCredentials,
  type TextOptions,
} from "./run/execute.js";
export { InvalidMission } from "./run/invalid-mission.js";
export type { SourceFiles, Span } from "./source.js";
export { wanted } from "./wanted.js";

/**
 * Compiles missions to TypeScript modules. Reads and writes nothing: `files` are the texts by path relative to the
 * program's folder, and so are the results; their order changes nothing. A single mission file is a program. Of several, a
 * folder with `mission.vague` is one program with all files below it, and elsewhere each file with a `mission` is one
 * (language.md 2.2); `inputs` says which of them are meant. Files that missions import and OpenAPI documents that they name
 * have to be among `files`; `wanted` says which. A mistake in a mission is a diagnostic, never an exception; there are
 * modules only when no diagnostic is an error.
 */
export async function compile(files: SourceFiles, options?: CompileOptions): Promise<Compilation> {
  const compiler = await import("./compile.js");
  return compiler.compile(files, options);
}
