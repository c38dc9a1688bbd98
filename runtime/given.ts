// Functions and steps that the program passes (language.md 2.5, 6.20): whether they are there, and how they are called.
// Must not know what they do, nor what becomes of a result.
import { MissionError } from "./errors.js";
import { inside, type Mission, type Need } from "./mission.js";
import { cancelled } from "./transport.js";

/** What a generated module knows of them: one for functions, one for steps. */
export interface Given<Values> {
  /** For the definition of a mission: what is missing, when a run starts. */
  readonly need: (values: Values) => Need;
  /** Calls one; what it throws becomes a `program` error that names it and the line of the mission. */
  readonly call: <SourceName extends string, Stores, Name extends keyof Values & string>(
    context: Mission<SourceName, Stores>,
    name: Name,
    ...args: ArgumentsOf<Values[Name]>
  ) => Promise<unknown>;
}

type ArgumentsOf<Callable> = Callable extends (...args: infer Args) => unknown ? Args : never;

/** `names` are those that the mission calls. */
export function fromProgram<Values extends object>(
  kind: "function" | "step",
  names: readonly (keyof Values & string)[],
): Given<Values> {
  const key = `${kind}s`;
  const passed = new WeakMap<Need, Values>();

  function problemOf(values: Values | undefined, name: keyof Values & string): string | undefined {
    const value: unknown = values?.[name];
    if (typeof value === "function") return undefined;
    const found = value === undefined ? "which the program has not passed" : "and what the program has passed is none";
    return `the mission needs the ${kind} \`${name}\`, ${found}: pass ${key}: { ${name} }`;
  }

  return {
    need(values) {
      const need: Need = { start: () => names.flatMap((name) => problemOf(values, name) ?? []) };
      passed.set(need, values);
      return need;
    },
    async call(context, name, ...args) {
      const need = context[inside].definition.needs?.[key];
      const values = need && passed.get(need);
      const value: unknown = values?.[name];
      if (typeof value !== "function") throw new MissionError(problemOf(values, name) ?? name, { code: "config" });
      try {
        const result: unknown = await Reflect.apply(value, undefined, args);
        return result ?? null;
      } catch (cause) {
        if (cause instanceof MissionError) throw cause;
        if (context.signal.aborted) throw cancelled(context.signal);
        const said = cause instanceof Error ? cause.message : String(cause);
        throw new MissionError(`the ${kind} \`${name}\` failed: ${said}`, { code: "program", cause });
      }
    },
  };
}
