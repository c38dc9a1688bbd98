// Runs missions one after another: signals, progress, events, output, summary and exit code.
// Must not know how a mission runs or what it needs.
import { resolve } from "node:path";
import { MissionError } from "../../runtime/errors.js";
import type { RunResult } from "../../runtime/pipeline.js";
import type { MissionEvent } from "../../runtime/scope.js";
import type { ModuleOptions, Stores } from "../run/program.js";
import type { LoadedMission } from "./configuration.js";
import type { Console } from "./console.js";
import { exitCode } from "./failure.js";
import { showProgress } from "./progress.js";
import type { ReqonValues } from "./reqon-command.js";
import { codeOf, resultFacts, summarize, summarizeErrors, toLine } from "./summary.js";

export interface RunOutput {
  /** Its signal is that of the options. */
  readonly canceller: AbortController;
  readonly values: ReqonValues;
  readonly console: Console;
}

/** Resolves to the exit code: the greatest of all missions, or that of the signal that ended them. */
export async function runMissions(
  loaded: readonly LoadedMission[],
  options: ModuleOptions,
  output: RunOutput,
): Promise<number> {
  const { canceller, values, console } = output;
  if (values.output !== undefined) {
    const { prepareOutput } = await import("./run-output.js");
    await prepareOutput(resolve(console.folder, values.output), values.output);
  }
  const received = listenForSignals(canceller);
  const results: RunResult<Stores>[] = [];
  for (const { module } of loaded) {
    if (canceller.signal.aborted) break;
    results.push(await runOne(module.run, options, output));
  }
  if (values.output !== undefined) {
    const finished = results.map(({ mission, stores }) => ({ mission, stores }));
    const { writeStores } = await import("./run-output.js");
    const written = await writeStores(resolve(console.folder, values.output), finished);
    if (!values.quiet)
      console.err(`wrote ${written.length === 1 ? written.join() : `${written.length} files to ${values.output}`}\n`);
  }
  const signal = received.stop();
  if (signal !== undefined) return signal === "SIGINT" ? exitCode.interrupted : exitCode.terminated;
  return Math.max(...results.map(codeOf));
}

/** `name`: of a mission that may run beside others; its events say so, and no line is redrawn. */
export async function runOne(
  run: LoadedMission["module"]["run"],
  options: ModuleOptions,
  output: RunOutput,
  name?: string,
): Promise<RunResult<Stores>> {
  const { values, console } = output;
  const progress = showProgress({
    print: console.err,
    interactive: console.interactive && name === undefined,
    columns: console.columns,
    verbose: values.verbose,
  });
  const onEvent = (event: MissionEvent): void => {
    if (values.json) console.out(toLine(name === undefined ? event : { mission: name, ...event }));
    if (!values.quiet && (!values.json || values.verbose)) progress.listen(event);
  };
  const result = await run({ ...options, onEvent });
  progress.stop();
  if (values.json) console.out(toLine(resultFacts(result)));
  console.err(values.quiet ? summarizeErrors(result) : summarize(result));
  return result;
}

interface Signals {
  /** Stops listening; the signal that came, if one did. */
  stop(): NodeJS.Signals | undefined;
}

/** The first signal cancels requests and waits, so that the run ends in order; a second one ends the process at once. */
function listenForSignals(canceller: AbortController): Signals {
  let received: NodeJS.Signals | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (received !== undefined) process.exit(signal === "SIGINT" ? exitCode.interrupted : exitCode.terminated);
    received = signal;
    canceller.abort(new MissionError(`cancelled by ${signal}`, { code: "cancelled" }));
  };
  const names = ["SIGINT", "SIGTERM"] as const;
  for (const name of names) process.on(name, onSignal);
  return {
    stop() {
      for (const name of names) process.off(name, onSignal);
      return received;
    },
  };
}
