// Reads the arguments of a command by its table.
// Must not know what a flag does.
import { parseArgs } from "node:util";
import { CommandError } from "./failure.js";
import type { Command, Flag } from "./usage.js";

type Value<F extends Flag> = F extends { readonly repeat: true }
  ? readonly string[]
  : F extends { readonly values: readonly (infer V)[] }
    ? V | undefined
    : F extends { readonly argument: string }
      ? string | undefined
      : boolean;

export type Values<F extends Readonly<Record<string, Flag>>> = { readonly [N in keyof F]: Value<F[N]> };

export interface Arguments<F extends Readonly<Record<string, Flag>>> {
  readonly values: Values<F>;
  readonly inputs: readonly string[];
}

/** Rejects with a CommandError for an unknown flag, with the nearest one, and for a missing or wrong argument. */
export async function readArguments<C extends Command>(
  command: C,
  args: readonly string[],
): Promise<Arguments<C["flags"]>> {
  const flags: Readonly<Record<string, Flag>> = command.flags;
  const { tokens } = parseArgs({
    args: [...args],
    options: parserOptions(flags),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values: Record<string, string | boolean | string[] | undefined> = {};
  for (const [name, flag] of Object.entries(flags))
    values[name] = flag.repeat ? [] : flag.argument === undefined ? false : undefined;
  const inputs: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") inputs.push(token.value);
    if (token.kind !== "option") continue;
    const flag = Object.hasOwn(flags, token.name) ? flags[token.name] : undefined;
    if (flag === undefined) throw await unknownFlag(command, token.rawName);
    const value = await argumentOf(command, flag, token.rawName, token.value);
    const earlier = values[token.name];
    if (Array.isArray(earlier)) earlier.push(String(value));
    else values[token.name] = value;
  }
  // The loops above filled every flag of the table as `Value` says; the compiler cannot follow names through a record.
  return { values: values as Values<C["flags"]>, inputs };
}

function parserOptions(
  flags: Readonly<Record<string, Flag>>,
): Record<string, { type: "string" | "boolean"; short?: string }> {
  const entries = Object.entries(flags).map(([name, flag]) => {
    const type: "string" | "boolean" = flag.argument === undefined ? "boolean" : "string";
    return [name, flag.short === undefined ? { type } : { type, short: flag.short }] as const;
  });
  return Object.fromEntries(entries);
}

async function argumentOf(
  command: Command,
  flag: Flag,
  name: string,
  value: string | undefined,
): Promise<string | boolean> {
  if (flag.argument === undefined) {
    if (value !== undefined) throw new CommandError(`${name} takes no argument`, `write ${name} alone`);
    return true;
  }
  // `--output --check`: the parser hands over the next flag, which nobody means.
  if (value === undefined || value === "" || (value.length > 1 && value.startsWith("-"))) {
    throw new CommandError(`${name} needs an argument: ${name} <${flag.argument}>`, `see ${command.name} --help`);
  }
  if (flag.values !== undefined && !flag.values.includes(value)) {
    const guess = await nearestOf(value, flag.values);
    const choices = flag.values.join(", ");
    throw new CommandError(
      `${name} does not know \`${value}\`; it takes ${choices}`,
      guess === undefined ? undefined : `did you mean ${name} ${guess}?`,
    );
  }
  return value;
}

async function unknownFlag(command: Command, rawName: string): Promise<CommandError> {
  const names = Object.keys(command.flags);
  const written = rawName.replace(/^-+/, "");
  const guess = names.find((name) => name.startsWith(written)) ?? (await nearestOf(written, names));
  return new CommandError(
    `unknown flag ${rawName}`,
    guess === undefined ? `see ${command.name} --help` : `did you mean --${guess}?`,
  );
}

/** Loaded for mistakes alone: a command that is typed right does not wait for it. */
async function nearestOf(name: string, among: readonly string[]): Promise<string | undefined> {
  const { nearest } = await import("../suggest.js");
  return nearest(name, among);
}
