// Runs a mission stage by stage and says what came of it (language.md 8).
// Must not know what an action does, nor how a store or a source works.
import { type ChildController, childController, longestTimer } from "./clock.js";
import { AuthError, MissionError } from "./errors.js";
import { attachStores, inside, type Mission, unsetVariables } from "./mission.js";
import type { Counts, Handled, RunHooks, Warning } from "./scope.js";
import { closeStores, openStores, storeProblems } from "./store-life.js";
import { cancelled } from "./transport.js";
import { emptyCounts, emptyNotes, located, settleNotes, type Violation } from "./view.js";

export type Action<SourceName extends string, Stores> = (context: Mission<SourceName, Stores>) => Promise<void>;
/** Actions by name: several run side by side. */
export type Actions<SourceName extends string, Stores> = Readonly<Record<string, Action<SourceName, Stores>>>;

/** A stage with `if`, made by `when`. */
export interface ConditionalStage<SourceName extends string, Stores> {
  readonly [condition]: (context: Mission<SourceName, Stores>) => unknown;
  readonly actions: Actions<SourceName, Stores>;
}
export type Stage<SourceName extends string, Stores> =
  Actions<SourceName, Stores> | ConditionalStage<SourceName, Stores>;

const condition: unique symbol = Symbol("condition");

export interface PipelineOptions {
  /**
   * What a failure in a stage of several actions does: `settle` (default) lets the others end and then fails the run,
   * `fail-fast` cancels them, `continue` goes on to the next stage. The run is no success in any case.
   */
  readonly parallelMode?: "settle" | "fail-fast" | "continue" | undefined;
  /** Actions of a stage at once. */
  readonly maxConcurrency?: number | undefined;
  /** Milliseconds that the run may take; a timeout among the options of the mission goes first. */
  readonly timeout?: number | undefined;
}

/** How much one action did. */
export type ActionReport = Readonly<Counts>;

interface RunFacts<Stores> {
  readonly mission: string;
  readonly stores: Stores;
  /** Milliseconds. */
  readonly duration: number;
  /** By action, in the order they began. */
  readonly actions: Readonly<Record<string, ActionReport>>;
  readonly actionsRun: readonly string[];
  /** Failed answers that an arm took. */
  readonly handled: readonly Handled[];
  /** Failed assumptions without `or`; each is a warning too. */
  readonly violations: readonly Violation[];
  readonly warnings: readonly Warning[];
}
export type RunResult<Stores> = RunFacts<Stores> &
  (
    | { readonly success: true; readonly errors: readonly [] }
    | { readonly success: false; readonly errors: readonly [MissionError, ...MissionError[]] }
  );

/** `… if condition`: the stage runs when `test` gives a truthy value. */
export function when<SourceName extends string, Stores>(
  test: (context: Mission<SourceName, Stores>) => unknown,
  actions: Actions<SourceName, Stores>,
): ConditionalStage<SourceName, Stores> {
  return { [condition]: test, actions };
}

/** A run under way, and what it has gathered so far. */
interface Course<SourceName extends string, Stores> {
  readonly mission: Mission<SourceName, Stores>;
  readonly options: PipelineOptions;
  readonly signal: AbortSignal;
  readonly errors: MissionError[];
  readonly counts: Map<string, Counts>;
  readonly actionsRun: string[];
  readonly handled: Handled[];
  readonly violations: Violation[];
  readonly warnings: Warning[];
  readonly run: RunHooks;
}

/**
 * Stages run one after another, the actions of one stage side by side. Everything that is missing is reported together
 * before the first request. Never rejects: a failure is in the result.
 */
export async function runPipeline<SourceName extends string, Stores>(
  mission: Mission<SourceName, Stores>,
  stages: readonly Stage<SourceName, Stores>[],
  options: PipelineOptions = {},
): Promise<RunResult<Stores>> {
  const { definition, options: given, clock, emit, warnings: general } = mission[inside];
  const started = clock.now();
  const warningsBefore = general.length;
  const controller = childController(mission.signal);
  const stopTimer = startTimer(controller, given.timeout ?? options.timeout);
  const course = startCourse(mission, options, controller.signal);
  const { errors } = course;
  emit({ type: "run-start", mission: definition.name });
  attachStores(definition.stores, given);
  try {
    errors.push(...missing(mission));
    if (errors.length === 0) await unlessStopped(controller.signal, openAndRun(course, stages));
  } catch (error) {
    errors.push(located(error, undefined, undefined));
  }
  stopTimer();
  controller.release();
  // A cancelled run says so once, whatever its actions were doing.
  if (controller.signal.aborted) errors.push(cancelled(controller.signal));
  for (const error of await closeStores(definition.stores)) errors.push(located(error, undefined, undefined));
  if (given.strict === true) errors.push(...strictErrors(course.violations));
  if (errors.length === 0 && course.run.onSuccess.length > 0) errors.push(...(await succeed(course)));
  const duration = clock.now() - started;
  const facts: RunFacts<Stores> = {
    mission: definition.name,
    stores: definition.stores,
    duration,
    actions: Object.fromEntries([...course.counts].map(([name, counts]) => [name, { ...counts }])),
    actionsRun: [...course.actionsRun],
    handled: [...course.handled],
    violations: [...course.violations],
    warnings: [...general.slice(warningsBefore), ...course.warnings],
  };
  const [first, ...others] = errors;
  emit({ type: "run-end", mission: definition.name, success: first === undefined, milliseconds: duration });
  if (first === undefined) return { ...facts, success: true, errors: [] };
  return { ...facts, success: false, errors: [first, ...others] };
}

function startCourse<SourceName extends string, Stores>(
  mission: Mission<SourceName, Stores>,
  options: PipelineOptions,
  signal: AbortSignal,
): Course<SourceName, Stores> {
  const notes = { errors: [], counts: new Map(), actionsRun: [], handled: [], violations: [], warnings: [] };
  return { mission, options, signal, ...notes, run: { onSuccess: [] } };
}

/** Aborts `controller` after `milliseconds`; the returned function stops the timer. */
function startTimer(controller: ChildController, milliseconds: number | undefined): () => void {
  if (milliseconds === undefined || milliseconds <= 0) return () => undefined;
  const message = `the run took longer than its timeout of ${milliseconds} ms`;
  const stop = (): void => controller.abort(new MissionError(message, { code: "timeout" }));
  const timer = setTimeout(stop, Math.min(milliseconds, longestTimer));
  return () => clearTimeout(timer);
}

/** Names that are not set and what sources lack: everything at once, so that one look mends it all. */
function missing<SourceName extends string, Stores>(mission: Mission<SourceName, Stores>): MissionError[] {
  const { definition, connections, env } = mission[inside];
  const unset = definition.env.filter((name) => env(name) === undefined);
  const isSaid = (problem: string): boolean =>
    unset.some((each) => problem.endsWith(`environment variable ${each} is not set`));
  const errors = unset.length === 0 ? [] : [unsetVariables(unset)];
  for (const need of Object.values(definition.needs ?? {}))
    errors.push(...need.start().map((problem) => new MissionError(problem, { code: "config" })));
  for (const { name, authenticator, problems } of connections.values()) {
    const ofCredentials = new Set(authenticator.problems());
    for (const problem of problems()) {
      // Said above, for all names together.
      if (isSaid(problem)) continue;
      const facts = { source: name };
      errors.push(
        ofCredentials.has(problem)
          ? new AuthError(problem, facts)
          : new MissionError(problem, { ...facts, code: "config" }),
      );
    }
  }
  for (const { problem } of storeProblems(definition.stores)) {
    if (!isSaid(problem)) errors.push(new MissionError(problem, { code: "config" }));
  }
  return errors;
}

/** Waits for `work` until `signal` aborts, and then no longer than what has heard of it needs to end. */
function unlessStopped(signal: AbortSignal, work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    work.then(resolve, reject);
    const stop = (): void => void setTimeout(resolve, 0);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

/** A store out of reach is found before the first request. */
async function openAndRun<SourceName extends string, Stores>(
  course: Course<SourceName, Stores>,
  stages: readonly Stage<SourceName, Stores>[],
): Promise<void> {
  await openStores(course.mission[inside].definition.stores);
  await runStages(course, stages);
}

async function runStages<SourceName extends string, Stores>(
  course: Course<SourceName, Stores>,
  stages: readonly Stage<SourceName, Stores>[],
): Promise<void> {
  for (const stage of stages) {
    if (course.signal.aborted) return;
    const actions = await actionsOf(course, stage);
    const isParallel = Object.keys(actions).length > 1;
    const failures = await runStage(course, actions);
    if (failures > 0 && !(isParallel && course.options.parallelMode === "continue")) return;
  }
}

/** The actions of a stage; none when its condition does not hold. */
async function actionsOf<SourceName extends string, Stores>(
  course: Course<SourceName, Stores>,
  stage: Stage<SourceName, Stores>,
): Promise<Actions<SourceName, Stores>> {
  if (!isConditional(stage)) return stage;
  const notes = emptyNotes();
  const context = course.mission[inside].fork({ signal: course.signal, stop: course.signal, notes, run: course.run });
  try {
    return (await stage[condition](context)) ? stage.actions : {};
  } catch (error) {
    throw located(error, undefined, context[inside].view.place());
  } finally {
    course.warnings.push(...notes.warnings);
  }
}

function isConditional<SourceName extends string, Stores>(
  stage: Stage<SourceName, Stores>,
): stage is ConditionalStage<SourceName, Stores> {
  return condition in stage;
}

/** Runs the actions of a stage side by side; resolves to how many failed. */
async function runStage<SourceName extends string, Stores>(
  course: Course<SourceName, Stores>,
  actions: Actions<SourceName, Stores>,
): Promise<number> {
  const controller = childController(course.signal);
  const { parallelMode, maxConcurrency } = course.options;
  const waiting = Object.entries(actions);
  let failures = 0;

  async function work(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined && !controller.signal.aborted; next = waiting.shift()) {
      const [name, action] = next;
      const error = await runAction(course, name, action, controller);
      if (error === undefined || isConsequence(error, controller.signal)) continue;
      failures++;
      course.errors.push(error);
      const message = `cancelled, because action ${name} failed`;
      if (parallelMode === "fail-fast") controller.abort(new MissionError(message, { code: "cancelled" }));
    }
  }

  const atOnce = Math.max(1, Math.min(waiting.length, maxConcurrency ?? waiting.length));
  await Promise.all(Array.from({ length: atOnce }, work));
  controller.release();
  return failures;
}

/** Whether an action failed only because everything was being cancelled. */
function isConsequence(error: MissionError, signal: AbortSignal): boolean {
  return signal.aborted && (error.code === "cancelled" || error === signal.reason);
}

async function runAction<SourceName extends string, Stores>(
  course: Course<SourceName, Stores>,
  name: string,
  action: Action<SourceName, Stores>,
  { signal, stop }: ChildController,
): Promise<MissionError | undefined> {
  const { emit, fork } = course.mission[inside];
  const counts = course.counts.get(name) ?? emptyCounts();
  const notes = emptyNotes();
  const context = fork({ action: name, signal, stop, counts, notes, run: course.run });
  let failure: MissionError | undefined;
  course.counts.set(name, counts);
  course.actionsRun.push(name);
  emit({ type: "action-start", action: name });
  try {
    await action(context);
  } catch (error) {
    // A wait that ended with the reason of the signal, such as the platform's `AbortError`, is no bug.
    const isStopped = signal.aborted && error === signal.reason;
    failure = located(isStopped ? cancelled(signal) : error, name, context[inside].view.place());
  }
  settleNotes(notes, name, failure);
  course.errors.push(...notes.skipped);
  course.handled.push(...notes.handled);
  course.violations.push(...notes.violations);
  course.warnings.push(...notes.warnings);
  emit({ type: "rows", action: name, in: counts.rowsIn, out: counts.rowsOut });
  emit({ type: "action-end", action: name, counts: { ...counts }, error: failure });
  return failure;
}

function strictErrors(violations: readonly Violation[]): MissionError[] {
  return violations.map(
    ({ text, action, place }) => new MissionError(`assumption failed: ${text}`, { code: "validation", action, place }),
  );
}

/** What only a run that has succeeded may do. It may write to stores again. */
async function succeed<SourceName extends string, Stores>({
  mission,
  run,
}: Course<SourceName, Stores>): Promise<MissionError[]> {
  try {
    for (const each of run.onSuccess) await each();
    const failures = await closeStores(mission[inside].definition.stores);
    return failures.map((each) => located(each, undefined, undefined));
  } catch (error) {
    return [located(error, undefined, undefined)];
  }
}
