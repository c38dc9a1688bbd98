// What the two commands understand: the one table that the help text and the parser are made from.
// Must not read arguments or print; imports nothing, since `--help` waits for it.

export interface Flag {
  /** One letter, as in `-o`. */
  readonly short?: string;
  /** What the flag takes, as the help shows it; without it the flag is a switch. */
  readonly argument?: string;
  /** The only arguments it takes. */
  readonly values?: readonly string[];
  /** May be given several times. */
  readonly repeat?: true;
  readonly help: string;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly forms: readonly (readonly [form: string, help: string])[];
  /** First words that choose what to do; anything else is an input. */
  readonly words: readonly string[];
  readonly flags: Readonly<Record<string, Flag>>;
  readonly exits: readonly (readonly [code: number, meaning: string])[];
}

const common = {
  color: { help: "colours even where the output is no terminal" },
  "no-color": { help: "no colours" },
  version: { help: "print the version" },
  help: { short: "h", help: "print this text" },
} as const satisfies Record<string, Flag>;

export const reqonc = {
  name: "reqonc",
  summary: "Compiles missions to typed TypeScript modules.",
  forms: [
    ["reqonc [build] <file|dir|glob|-> … -o <dir>", "write a module for each mission, named after it"],
    ["reqonc [build] <file|->", "print the module of a single mission"],
    ["reqonc check <file|dir|glob|-> …", "report mistakes, write nothing"],
    ["reqonc vendor <file|dir|glob> …", "fetch the OpenAPI documents that missions name by URL, and keep copies"],
    ["reqonc explain <code>", "explain a diagnostic, such as RQ2003"],
  ],
  words: ["build", "check", "vendor", "explain"],
  flags: {
    output: { short: "o", argument: "dir", help: "folder for the modules; without it a single one goes to stdout" },
    check: { help: "write nothing; show what a build would change, exit 3 if anything" },
    "dry-run": { help: "write nothing; list what a build would do" },
    clean: { help: "delete files of earlier builds that no mission makes any more" },
    force: { help: "overwrite files that reqonc did not write" },
    runtime: {
      argument: "inline|package",
      values: ["inline", "package"],
      help: "copy the runtime beside the modules (default), or import it from the package reqon",
    },
    "import-extension": {
      argument: "auto|js|ts|none",
      values: ["auto", "js", "ts", "none"],
      help: "ending of relative imports; auto (default) reads the nearest tsconfig.json",
    },
    "no-typecheck": { help: "do not check the modules with TypeScript" },
    deny: { argument: "code", repeat: true, help: "treat a warning as an error, such as RQ5001; `warnings` for all" },
    env: { argument: "file", help: "a `.env` file: warn of `env()` names that it does not set" },
    "max-warnings": { argument: "number", help: "fail when there are more warnings than this" },
    fix: { help: "with check: write the fixes that can only be right into the missions" },
    format: {
      argument: "pretty|json|sarif|github",
      values: ["pretty", "json", "sarif", "github"],
      help: "how diagnostics are printed; github by itself in GitHub Actions",
    },
    quiet: { short: "q", help: "print errors only" },
    verbose: { short: "v", help: "list unchanged files too" },
    ...common,
  },
  exits: [
    [0, "done"],
    [1, "errors in missions"],
    [2, "usage or configuration"],
    [3, "--check found differences, or a file is in the way that reqonc did not write"],
    [70, "a bug of reqon"],
  ],
} as const satisfies Command;

export const reqon = {
  name: "reqon",
  summary: "Compiles missions in memory and runs them.",
  forms: [["reqon <file|dir|-> [--auth <file>]", "run every mission of a file, a folder or standard input"]],
  words: [],
  flags: {
    auth: { argument: "file", help: "credentials by source, JSON with comments" },
    env: { argument: "file", help: "variables to add to the environment (default .env); the environment wins" },
    extend: { argument: "file", help: "module that exports adapters, providers, paging, functions or steps" },
    output: {
      short: "o",
      argument: "file|dir",
      help: "write the stores: .json or .ndjson, or a folder with a file per store",
    },
    "state-dir": { argument: "dir", help: "data directory for file and sql stores and tokens (default .reqon)" },
    mission: { argument: "name", help: "run this one of several missions" },
    "dry-run": { help: "list the requests that may be sent and what is missing; send nothing" },
    strict: { help: "a failed validation fails the run" },
    daemon: { help: "run the missions when their `schedule` says so, until SIGINT or SIGTERM" },
    once: { help: "run each mission that has a `schedule` now" },
    webhook: { help: "listen for the events that `wait` steps wait for" },
    "webhook-port": { argument: "port", help: "listen there (default 3000; 0: any free port)" },
    "webhook-url": {
      argument: "url",
      help: "public address of --webhook-port; without it only this machine is served",
    },
    "validate-cron": { argument: "cron", help: "show when a cron expression comes next, in UTC" },
    resume: { help: "go on where the last run left loops with `checkpoint every`" },
    timeout: { argument: "time", help: "end the run after this time: 30s, 5m, 2h" },
    json: { help: "events as NDJSON on stdout" },
    quiet: { short: "q", help: "print errors only" },
    verbose: { short: "v", help: "show requests and answers, without secrets" },
    ...common,
  },
  exits: [
    [0, "done"],
    [1, "errors in missions; nothing was run"],
    [2, "usage, configuration or credentials"],
    [3, "the run failed"],
    [4, "a validation failed under --strict"],
    [70, "a bug of reqon"],
    [130, "ended by SIGINT; 143 by SIGTERM"],
  ],
} as const satisfies Command;

/** The text of `--help`. */
export function helpText(command: Command): string {
  const forms = command.forms.map(([form, help]): [string, string] => [form, help]);
  const flags = Object.entries(command.flags).map(([name, flag]): [string, string] => {
    const short = flag.short === undefined ? "    " : `-${flag.short}, `;
    return [`${short}--${name}${flag.argument === undefined ? "" : ` <${flag.argument}>`}`, flag.help];
  });
  const exits = command.exits.map(([code, meaning]): [string, string] => [String(code), meaning]);
  const parts = ["Usage:", ...table(forms), "", "Flags:", ...table(flags), "", "Exit codes:", ...table(exits)];
  return [command.summary, "", ...parts, "", "Documentation: README.md and docs/ in the package.", ""].join("\n");
}

function table(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
