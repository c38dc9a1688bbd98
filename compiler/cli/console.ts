// Where a command prints: data on stdout, all else on stderr, both through one filter; and whether in colour.
// Must not know what is printed.

export interface Console {
  /** Data. */
  out(text: string): void;
  /** Everything else. */
  err(text: string): void;
  /** Colours on stderr. */
  readonly color: boolean;
  /** Whether stderr is a terminal where a line may be redrawn. */
  readonly interactive: boolean;
  /** Characters in a line of stderr; of no limit where it is no terminal. */
  readonly columns: () => number;
  /** Where inputs are looked up and paths are shown from. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Every later text goes through `filter`. */
  setFilter(filter: (text: string) => string): void;
}

export interface ColorFlags {
  readonly color: boolean;
  readonly "no-color": boolean;
}

export function openConsole(flags: ColorFlags): Console {
  const environment = process.env;
  let filter = (text: string): string => text;
  return {
    out: (text) => void process.stdout.write(filter(text)),
    err: (text) => void process.stderr.write(filter(text)),
    color: wantsColor(flags, environment, process.stderr.isTTY),
    interactive: process.stderr.isTTY && !isSet(environment["CI"]) && environment["TERM"] !== "dumb",
    columns: () => process.stderr.columns || Number.POSITIVE_INFINITY,
    folder: process.cwd(),
    environment,
    setFilter: (next) => {
      filter = next;
    },
  };
}

/** Flags first, then NO_COLOR, then FORCE_COLOR (`0` is no), else whether it is a terminal. */
export function wantsColor(flags: ColorFlags, environment: NodeJS.ProcessEnv, terminal: boolean): boolean {
  if (flags["no-color"]) return false;
  if (flags.color) return true;
  if (isSet(environment["NO_COLOR"])) return false;
  const forced = environment["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return terminal && environment["TERM"] !== "dumb";
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "0" && value !== "false";
}
