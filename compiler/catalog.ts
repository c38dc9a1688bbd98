// Every diagnostic code with its severity and texts; codes are stable and never reused. docs/errors/<code>.md explains each.
// Must not know where a diagnostic is found or how it is drawn.

/** Severity and texts of one code; `P` holds the facts that the texts need. */
export interface CatalogEntry<P> {
  readonly severity: "error" | "warning";
  readonly message: (facts: P) => string;
  readonly label?: (facts: P) => string;
  readonly help?: (facts: P) => string | undefined;
}

function error<P>(entry: Omit<CatalogEntry<P>, "severity">): CatalogEntry<P> {
  return { severity: "error", ...entry };
}

function warning<P>(entry: Omit<CatalogEntry<P>, "severity">): CatalogEntry<P> {
  return { severity: "warning", ...entry };
}

const replaceWith = (nearest: string | undefined): string | undefined =>
  nearest === undefined ? undefined : `replace with \`${nearest}\``;

/** A name that nothing has, the names that would be right, and what they belong to. */
interface Unknown {
  readonly name: string;
  readonly known: readonly string[];
  readonly of: string;
}

/** At most this many names are listed in a help line. */
const mostListed = 12;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostListed).map((each) => `\`${each}\``);
  return names.length > mostListed ? `${shown.join(", ")}, …` : shown.join(", ");
}

function oneOf(kind: string, known: readonly string[], otherwise: string): string | undefined {
  if (known.length === 0) return otherwise === "" ? undefined : otherwise;
  return `known ${known.length === 1 ? `${kind} is` : `${kind}s are`} ${listed(known)}`;
}

function quoted(type: string): string {
  return `\`${type}\``;
}

function countOf(least: number, most: number): string {
  if (most === Number.POSITIVE_INFINITY) return `at least ${least} argument${least === 1 ? "" : "s"}`;
  const range = least === most ? String(least) : `${least} to ${most}`;
  return `${range} argument${most === 1 ? "" : "s"}`;
}

export const catalog = {
  // ---- RQ1xxx syntax
  RQ1001: error<{ found: string; expected: string }>({
    message: ({ found, expected }) => `expected ${expected}, found ${found}`,
  }),
  RQ1002: error<{ quote: string }>({
    message: () => "this string is never closed",
    label: ({ quote }) => `expected ${quote} behind the text`,
  }),
  RQ1003: error<Record<never, never>>({
    message: () => "this comment is never closed",
    help: () => "end it with `*/`",
  }),
  RQ1004: error<{ open: string; close: string; found: string }>({
    message: ({ open, close, found }) => `this \`${open}\` is never closed: expected \`${close}\` before ${found}`,
  }),
  RQ1005: error<{ close: string }>({
    message: ({ close }) => `\`${close}\` closes nothing`,
    help: ({ close }) => `remove it, or look above for a \`${close}\` too many`,
  }),
  RQ1006: error<Record<never, never>>({
    message: () => "`;` is not part of the language",
    help: () => "remove it: steps, members and options need nothing between them, a comma is allowed",
  }),
  RQ1007: error<{ escape: string }>({
    message: ({ escape }) => `\`${escape}\` is no escape sequence`,
    help: () => String.raw`known are \n \r \t \\ \" \' \$ \{ \uXXXX and \u{X}; a backslash itself is \\`,
  }),
  RQ1008: error<{ text: string }>({
    message: ({ text }) => `\`${text}\` is neither a number nor a duration`,
    help: () => "numbers are written `12`, `3.14` or `1_000`, durations `500ms`, `30s`, `5m`, `2h` or `7d`",
  }),
  RQ1009: error<{ text: string; instead: string | undefined }>({
    message: ({ text }) => `\`${text}\` is not part of the language`,
    help: ({ text, instead }) =>
      replaceWith(instead) ??
      (/^\p{L}/u.test(text) ? "names are made of `A` to `Z`, `a` to `z`, digits and `_`" : undefined),
  }),
  RQ1010: error<{ limit: number; of: "levels" | "operators" }>({
    message: ({ limit, of }) =>
      of === "levels"
        ? `this is nested more than ${limit} levels deep`
        : `this expression chains more than ${limit} operators`,
    help: () => "give parts of it names with `let`, or move steps to actions of their own",
  }),
  RQ1011: error<{ sign: string }>({
    message: ({ sign }) => `comparisons do not chain: \`${sign}\` follows another comparison`,
    help: () => "join them with `and`, or put one of them in parentheses",
  }),
  RQ1012: error<Record<never, never>>({
    message: () => "nothing stands before this comma",
    help: () => "remove it",
  }),
  RQ1013: error<{ word: string; nearest: string | undefined }>({
    message: ({ word }) => `\`${word}\` begins no step`,
    help: ({ nearest }) => replaceWith(nearest),
  }),
  RQ1014: error<{ word: string; nearest: string | undefined }>({
    message: ({ word }) => `\`${word}\` begins no definition and no option`,
    help: ({ nearest }) => replaceWith(nearest),
  }),
  RQ1015: error<{ text: string; problem: "unclosed" | "empty" | "environment" }>({
    message: ({ text, problem }) =>
      problem === "unclosed"
        ? "this `{` in the path is never closed"
        : problem === "empty"
          ? "there is no expression between these braces"
          : `\`${text}\` is no environment reference: such a name has capitals, digits and \`_\` only`,
    help: ({ problem }) =>
      problem === "environment"
        ? "write `{…}` for a value of the mission"
        : "write `\\{` for a brace that is part of the path",
  }),

  // ---- RQ2xxx names
  RQ2001: error<{ kind: string; name: string }>({
    message: ({ kind, name }) => `${kind} \`${name}\` is defined twice`,
    label: () => "second definition",
    help: () => "rename or remove one of them",
  }),
  RQ2002: warning<{ kind: string; name: string }>({
    message: ({ kind, name }) => `${kind} \`${name}\` of this mission hides a different one defined outside it`,
    help: () => "rename one of them, or remove the one that is not meant",
  }),
  RQ2003: error<Unknown>({
    message: ({ name }) => `unknown store \`${name}\``,
    label: () => "no store has this name",
    help: ({ known }) => oneOf("store", known, 'declare it with `store NAME: memory("NAME")`'),
  }),
  RQ2004: error<Unknown>({
    message: ({ name }) => `unknown source \`${name}\``,
    label: () => "no source has this name",
    help: ({ known }) => oneOf("source", known, 'declare it with `source NAME { base: "https://…" }`'),
  }),
  RQ2005: error<Unknown>({
    message: ({ name }) => `unknown schema or type \`${name}\``,
    label: () => "no schema or type has this name",
    help: ({ known }) => oneOf("type", known, "declare it with `schema NAME { … }`"),
  }),
  RQ2006: error<Unknown>({
    message: ({ name }) => `unknown action \`${name}\``,
    label: () => "no action has this name",
    help: ({ known }) => oneOf("action", known, "declare it with `action NAME { … }`"),
  }),
  RQ2007: error<Unknown>({
    message: ({ name }) => `unknown name \`${name}\``,
    label: () => "neither a variable nor a store has this name",
    help: ({ known, of }) =>
      of === ""
        ? oneOf("name", known, 'write a text in quotes, or `env("NAME")`')
        : `write \`.${of}\` for the field of the record at hand`,
  }),
  RQ2008: error<Unknown>({
    message: ({ name }) => `unknown function \`${name}\``,
    label: () => "no function has this name",
    help: () => undefined,
  }),
  RQ2010: error<{ name: string; store: boolean }>({
    message: ({ name, store }) =>
      store ? `variable \`${name}\` has the name of a store` : `variable \`${name}\` is defined twice in one block`,
    help: () => "give the variable another name",
  }),
  RQ2011: error<Unknown>({
    message: ({ name, of }) => `unknown option \`${name}\`${of === "" ? "" : ` of ${of}`}`,
    label: () => "no option has this name",
    help: ({ known }) => oneOf("option", known, ""),
  }),
  RQ2012: error<Unknown>({
    message: ({ name, of }) => `unknown value \`${name}\` for \`${of}\``,
    help: ({ known }) => oneOf("value", known, ""),
  }),
  RQ2013: error<Record<never, never>>({
    message: () => "a second `schedule` in one mission",
    help: () => "keep one; several times can be written in one cron expression",
  }),
  RQ2014: warning<Record<never, never>>({
    message: () =>
      "the mission has no source, so this request goes to an implicit source `API` whose base the program must give",
    help: () => 'declare it: source API { base: "https://…" }',
  }),
  RQ2015: warning<{ name: string }>({
    message: ({ name }) => `\`${name}\` is no schema, so this map declares it; its name is close to one that is`,
  }),

  // ---- RQ3xxx types
  RQ3001: error<{ name: string; type: string; known: readonly string[] }>({
    message: ({ name, type }) => `${quoted(type)} has no field \`${name}\``,
    label: () => "unknown field",
    help: ({ known }) => (known.length === 0 ? undefined : `its fields are ${listed(known)}`),
  }),
  RQ3002: error<{ name: string; least: number; most: number; found: number }>({
    message: ({ name, least, most, found }) => `\`${name}\` takes ${countOf(least, most)}, found ${found}`,
  }),
  RQ3003: error<{ name: string; parameter: string; expected: string; found: string }>({
    message: ({ name, parameter, expected, found }) =>
      `\`${parameter}\` of \`${name}\` must be ${expected}, found ${quoted(found)}`,
    label: ({ expected }) => `expected ${expected}`,
  }),
  RQ3004: error<{ left: string; right: string; operator: string }>({
    message: ({ left, right, operator }) =>
      `this comparison is always ${operator === "==" ? "false" : "true"}: ${quoted(left)} and ${quoted(right)} have no value in common`,
  }),
  RQ3005: error<{ target: string; missing: readonly string[] }>({
    message: ({ target, missing }) =>
      `this map misses ${missing.length === 1 ? "the field" : "the fields"} ${listed(missing)} of \`${target}\``,
    label: () => "required fields are missing",
    help: ({ missing }) =>
      `add ${listed(missing)}, or mark ${missing.length === 1 ? "it" : "them"} with \`?\` in the schema`,
  }),
  RQ3006: warning<{ name: string; target: string }>({
    message: ({ name, target }) => `\`${target}\` has no field \`${name}\`; the record keeps it all the same`,
  }),
  RQ3007: error<{ where: string; expected: string; found: string }>({
    message: ({ where, expected, found }) => `${where} must be ${quoted(expected)}, found ${quoted(found)}`,
    label: ({ expected }) => `expected ${expected}`,
  }),
  RQ3008: error<{ operator: string; expected: string; found: string }>({
    message: ({ operator, expected, found }) => `\`${operator}\` needs ${expected}, found ${quoted(found)}`,
    label: ({ expected }) => `expected ${expected}`,
  }),
  RQ3009: error<{ name: string; type: string }>({
    message: ({ name, type }) => `\`.${name}\` of a list (${quoted(type)})`,
    label: () => "a list has no fields",
    help: ({ name }) => `write \`.map(.${name})\` for the field of each element, or \`[0].${name}\` for that of one`,
  }),
  RQ3010: error<{ operator: string; left: string; right: string }>({
    message: ({ operator, left, right }) => `\`${operator}\` cannot order ${quoted(left)} and ${quoted(right)}`,
    help: () => "numbers, texts and dates can be ordered, each among themselves",
  }),
  RQ3011: warning<{ left: string; right: string; operator: string }>({
    message: ({ left, right, operator }) =>
      `this is always ${operator === "==" ? "false" : "true"}: ${quoted(left)} and ${quoted(right)} have no value in common`,
  }),
  RQ3012: error<{ where: string; missing: readonly string[] }>({
    message: ({ where, missing }) =>
      `${where} misses ${missing.length === 1 ? "the field" : "the fields"} ${listed(missing)}`,
    help: ({ missing }) =>
      `add ${listed(missing)}, or mark ${missing.length === 1 ? "it" : "them"} with \`?\` in the schema`,
  }),

  // ---- RQ4xxx structure and flow
  RQ4001: error<{ what: string }>({
    message: ({ what }) => `${what} is not supported yet`,
    help: () => "this version of reqon reads it but does not compile it",
  }),
  RQ4002: error<{ what: string }>({
    message: ({ what }) => `\`${what}\` stands outside the mission`,
    help: () => "move it into `mission NAME { … }`",
  }),
  RQ4003: error<{ path: readonly string[] }>({
    message: ({ path }) => `these jumps and \`run\` steps go in a circle: ${path.join(" → ")}`,
    help: () => "a run could never end; break the circle",
  }),
  RQ4004: warning<Record<never, never>>({
    message: () => "this arm can never be reached: an arm above it fits everything it fits",
    help: () => "move it up, or remove it",
  }),
  RQ4005: warning<{ action: string; by: string }>({
    message: ({ action, by }) => `\`${action}\` does not run by itself in a mission without \`run\`: ${by} names it`,
    help: () => "say in which order the actions run: `run A then B`",
  }),
  RQ4006: error<Record<never, never>>({
    message: () =>
      "`retry` stands in an arm of `match response` right after its request, here it has nothing to send again",
    help: () => "move the `match response` directly below the request",
  }),
  RQ4007: error<{ found: string; lists: readonly string[] }>({
    message: ({ found }) => `\`for\` needs a list or a store, found ${quoted(found)}`,
    help: ({ lists }) => (lists.length === 0 ? undefined : `its lists are ${listed(lists)}`),
  }),
  RQ4008: warning<{ option: string; value: number }>({
    message: ({ option, value }) => `\`${option}: ${value}\` is ${value} milliseconds`,
    help: ({ value }) => `write \`${value}s\` if seconds were meant, or \`${value}ms\``,
  }),
  RQ4009: error<{ option: string; expected: string }>({
    message: ({ option, expected }) => `\`${option}\` must be ${expected}`,
  }),
  RQ4011: error<{ segment: string }>({
    message: ({ segment }) => `the path has the segment \`${segment}\`, which a server resolves to another path`,
    help: () => "write the path that is meant",
  }),
  RQ4013: warning<{ type: string }>({
    message: ({ type }) =>
      `\`or\` gives its right side also where the left is 0 or false (the left is ${quoted(type)})`,
  }),
  RQ4014: error<{ left: string; right: string }>({
    message: ({ left, right }) => `missions \`${left}\` and \`${right}\` would be written to the same module`,
    help: () => "rename one of them: their module names differ only by case or punctuation",
  }),

  RQ4015: error<Record<never, never>>({
    message: () => "`checkpoint every` in a loop that stands in another loop",
    label: () => "the position would be that of one turn of the outer loop",
    help: () => "put it on the outer loop",
  }),

  RQ4016: warning<Record<never, never>>({
    message: () => "this step is never reached",
    label: () => "and what follows it",
    help: () => "the steps above always leave; remove it, or move it up",
  }),
  RQ4017: warning<{ type: string }>({
    message: ({ type }) => `this pattern never fits: the matched value is ${quoted(type)}`,
    help: () => "remove the arm, or correct the pattern",
  }),

  RQ4018: warning<{ written: string; name: string }>({
    message: ({ written }) =>
      `\`${written}\` in a text is kept as it is written: only the path of a request takes values in braces`,
    label: () => "no value is put in here",
    help: ({ name }) => `join texts with \`+\`, as in \`"…" + ${name}\`; write \`\\{\` if the brace itself is meant`,
  }),
  RQ4019: warning<{ what: string }>({
    message: ({ what }) => `${what}: it is a literal`,
    help: () => "write the condition that is meant, or leave it out",
  }),

  // ---- RQ50xx auth, HTTP and stores in missions
  RQ5001: warning<{ field: string; source: string; variable: string }>({
    message: ({ field, source }) => `a literal secret in the mission: \`${field}\` of \`${source}\``,
    label: () => "everyone who can read the mission has it",
    help: ({ field, variable }) => `write \`${field}: env("${variable}")\` and set ${variable} where the mission runs`,
  }),
  RQ5002: error<{ source: string; auth: string }>({
    message: ({ source, auth }) =>
      `\`${source}\` would send its credentials (${auth}) unencrypted: its base is \`http:\``,
    help: () => "use `https:`, or `allowHttp: true` if the network itself is trusted; loopback addresses are allowed",
  }),
  RQ5003: warning<{ auth: string }>({
    message: ({ auth }) => `\`${auth}\` is no built-in auth type, so the program must pass a provider of that name`,
    help: () => "built in are none, bearer, basic, api_key and oauth2",
  }),
  RQ5004: error<{ field: string; auth: string; belongs: string }>({
    message: ({ field, auth, belongs }) =>
      `\`${field}\` is a credential of \`auth: ${belongs}\`, this source has \`auth: ${auth}\``,
  }),
  RQ5005: warning<Record<never, never>>({
    message: () => "`body` of a `get` is sent as query parameters",
    help: () => "write `params:` in place of `body:`",
  }),
  RQ5006: error<Record<never, never>>({
    message: () => "a `get` has no body, and this one cannot be sent as query parameters",
    help: () => "use `params:` with scalars, or `post`",
  }),
  RQ5007: error<Record<never, never>>({
    message: () => "a username of HTTP Basic authentication cannot hold `:`",
    help: () => "everything after the first `:` is the password (RFC 7617)",
  }),
  RQ5008: error<{ base: string }>({
    message: ({ base }) => `\`${base}\` is no base URL`,
    help: () => "write an absolute URL such as https://api.example.com/v1, without query and fragment",
  }),
  RQ5009: error<{ type: string }>({
    message: ({ type }) => `a store of type \`${type}\` is not supported yet`,
    help: () => "use memory or file, or pass a store of that name from code",
  }),
  RQ5010: error<{ name: string }>({
    message: ({ name }) => `\`${name}\` is no name for a file store`,
    help: () => "names may hold `/`, never `..` or an absolute path",
  }),

  // ---- RQ55xx credentials files
  RQ5501: error<{ expected: string }>({
    message: ({ expected }) => `the credentials file is not JSON: expected ${expected}`,
    help: () => "JSON with comments is accepted; names and texts stand in double quotes",
  }),
  RQ5502: error<{ what: string; found: string }>({
    message: ({ what, found }) => `${what} must be an object, found ${found}`,
    help: () => 'for example: { "API": { "type": "bearer", "token": "${API_TOKEN}" } }',
  }),
  RQ5503: warning<{ name: string; known: readonly string[] }>({
    message: ({ name }) => `credentials for \`${name}\`, which is no source of this mission`,
    label: () => "not used",
    help: ({ known }) =>
      known.length === 0
        ? "the mission has no source"
        : `the sources are ${known.map((each) => `\`${each}\``).join(", ")}`,
  }),
  RQ5504: error<{ variable: string; source: string; field: string }>({
    message: ({ variable, source, field }) =>
      `environment variable ${variable} is not set; \`${field}\` of the credentials of \`${source}\` needs it`,
    label: ({ variable }) => `${variable} is not set`,
    help: ({ variable }) => `set it with: export ${variable}=…, or give a default: \${${variable}:-default}`,
  }),
  RQ5505: error<{ source: string; found: string; expected: string }>({
    message: ({ source, found, expected }) =>
      `wrong auth type: the credentials of \`${source}\` are of type \`${found}\`, the mission says \`${expected}\``,
    label: ({ expected }) => `must be "${expected}"`,
    help: ({ found, expected }) => `change \`type\` to "${expected}" here, or write \`auth: ${found}\` in the mission`,
  }),
  RQ5506: error<{ source: string; field: string; scheme: string; known: readonly string[] }>({
    message: ({ source, field, scheme }) =>
      `unknown field \`${field}\` in the credentials of \`${source}\` (${scheme})`,
    help: ({ scheme, known }) =>
      known.length === 0
        ? `\`${scheme}\` takes no fields; credentials are sent where the source has another \`auth\` in the mission`
        : `\`${scheme}\` takes ${known.map((each) => `\`${each}\``).join(", ")}`,
  }),
  RQ5507: error<{ source: string; field: string; expected: string; found: string }>({
    message: ({ source, field, expected, found }) =>
      `\`${field}\` of the credentials of \`${source}\` must be ${expected}, found ${found}`,
    help: ({ expected, found }) =>
      expected === "a string" && found === "a number" ? "put it in double quotes" : undefined,
  }),
  RQ5508: error<{ name: string }>({
    message: ({ name }) => `\`${name}\` is given twice in the credentials file`,
    label: () => "given again",
    help: () => "keep one of them",
  }),
  RQ5509: warning<{ path: string; fix: string }>({
    message: ({ path }) => `the credentials in ${path} are tracked by git, so everyone with the repository has them`,
    help: ({ fix }) => `run: ${fix}; then replace the credentials, since the history keeps the old ones`,
  }),
  RQ5510: warning<{ path: string; mode: string; fix: string }>({
    message: ({ path, mode }) => `the credentials in ${path} can be read by other users of this machine (mode ${mode})`,
    help: ({ fix }) => `run: ${fix}`,
  }),
  RQ5511: error<{ problem: string }>({
    message: ({ problem }) => problem,
  }),
  RQ5512: error<{ name: string }>({
    message: ({ name }) => `the mission needs the environment variable \`${name}\`, which is not set`,
    label: () => "its value is used as it is",
    help: ({ name }) => `set it in the environment or in \`.env\`, or write a default: \`env("${name}") ?? "…"\``,
  }),

  // ---- RQ9xxx bugs of ours
  RQ9001: error<{ module: string; message: string }>({
    message: ({ module, message }) => `the module of this mission has a type error (${module}): ${message}`,
    label: () => "made from this line",
    help: () =>
      "this is a bug of reqonc, not of the mission: please report it with the line; --no-typecheck builds it as it is",
  }),
} as const;

export type Code = keyof typeof catalog;
/** The facts a code's texts need. */
export type Parameters<C extends Code> = (typeof catalog)[C] extends CatalogEntry<infer P> ? P : never;
