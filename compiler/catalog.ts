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

function armsToAdd(patterns: readonly string[], arrow: "->" | "=>"): string {
  const all = `\`_ ${arrow} …\` for all that is left`;
  return patterns.length === 0
    ? `add ${all}`
    : `add ${listed(patterns.map((each) => `${each} ${arrow} …`))}, or ${all}`;
}

function quoted(type: string): string {
  return `\`${type}\``;
}

function countOf(least: number, most: number): string {
  if (most === Number.POSITIVE_INFINITY) return `at least ${least} argument${least === 1 ? "" : "s"}`;
  const range = least === most ? String(least) : `${least} to ${most}`;
  return `${range} argument${most === 1 ? "" : "s"}`;
}

function counted(allowed: readonly number[]): string {
  return `${allowed.join(" or ")} parameter${allowed.at(-1) === 1 ? "" : "s"}`;
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
  RQ1010: error<{ limit: number; of: "levels" | "operators" | "data" }>({
    message: ({ limit, of }) =>
      of === "operators"
        ? `this expression chains more than ${limit} operators`
        : `${of === "data" ? "this list or object" : "this"} is nested more than ${limit} levels deep`,
    help: ({ of }) =>
      of === "data"
        ? "in a type, name it as a schema of its own; elsewhere read or make it in several steps"
        : "give parts of it names with `let`, or move steps to actions of their own",
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
  RQ1015: error<{ text: string; problem: "unclosed" | "empty" | "environment" | "quote" }>({
    message: ({ text, problem }) =>
      problem === "unclosed"
        ? "this `{` in the path is never closed"
        : problem === "empty"
          ? "there is no expression between these braces"
          : problem === "quote"
            ? "the string ends at this quote, inside of its `{`"
            : `\`${text}\` is no environment reference: such a name has capitals, digits and \`_\` only`,
    help: ({ problem, text }) =>
      problem === "environment"
        ? "write `{…}` for a value of the mission"
        : problem === "quote"
          ? `between the braces write texts with ${text === '"' ? "`'…'`" : '`"…"`'}`
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

  RQ2016: error<{ name: string; source: string; known: readonly string[] }>({
    message: ({ name, source }) => `the document of \`${source}\` has no operation \`${name}\``,
    label: () => "unknown operation",
    help: ({ known }) =>
      known.length === 0
        ? "it describes no operation at all"
        : `its operations are ${listed(known)}; one without an id is called \`"GET /path"\``,
  }),
  RQ2017: error<{ name: string; kind: "document" | "schema"; of: string; known: readonly string[]; is?: string }>({
    message: ({ name, kind, of, is }) =>
      kind === "document"
        ? `\`${name}\` is neither a source nor an import with an OpenAPI document`
        : is === undefined
          ? `the document of \`${of}\` has no schema of an object \`${name}\``
          : `\`${name}\` in the document of \`${of}\` is ${quoted(is)}, which is not one object`,
    help: ({ kind, known, is }) =>
      is === undefined
        ? oneOf(kind, known, kind === "document" ? 'write `import NAME from "openapi.yaml"`' : "it has no schemas")
        : undefined,
  }),
  RQ2018: error<{ from: string; problem: "missing" | "absolute" | "mission" | "document"; known: readonly string[] }>({
    message: ({ from, problem }) =>
      problem === "missing"
        ? `there is no mission file \`${from}\``
        : problem === "absolute"
          ? `\`${from}\` is no path that begins at this file`
          : problem === "mission"
            ? `\`${from}\` is a mission file: its definitions are imported by name`
            : `\`${from}\` is no mission file: it has no definitions to import by name`,
    help: ({ problem, known }) =>
      problem === "missing"
        ? known.length === 0
          ? "there is no other mission file here"
          : `there ${known.length === 1 ? "is" : "are"} ${listed(known)}`
        : problem === "absolute"
          ? "write `./NAME` or `../folder/NAME`"
          : problem === "mission"
            ? "write `import { NAME } from …`"
            : "write `import NAME from …`",
  }),
  RQ2019: error<{ name: string; from: string; known: readonly string[] }>({
    message: ({ name, from }) => `\`${from}\` does not define \`${name}\``,
    label: () => "not defined there",
    help: ({ known }) =>
      known.length === 0 ? "it defines nothing that can be imported" : `it defines ${listed(known)}`,
  }),
  RQ2020: warning<{ name: string; all: boolean }>({
    message: ({ name }) => `\`${name}\` is imported and never used`,
    help: ({ all }) => (all ? "remove the import" : "remove it from the import"),
  }),
  RQ2021: error<Unknown>({
    message: ({ name }) => `unknown transform \`${name}\``,
    label: () => "no transform has this name",
    help: ({ known }) => oneOf("transform", known, "declare it with `transform NAME: SOURCE -> TARGET { … }`"),
  }),
  RQ2022: warning<{ file: string }>({
    message: ({ file }) => `nothing is made of \`${file}\`: it has no \`mission\`, and no file imports it`,
    help: () =>
      "put its definitions into `mission NAME { … }`, import them, or call the folder's main file `mission.vague`",
  }),
  RQ2023: warning<{ name: string }>({
    message: ({ name }) => `nothing reads \`${name}\``,
    help: ({ name }) => `remove it, or call it \`_${name}\` if it is meant to be unused`,
  }),
  RQ2024: warning<{ kind: string; name: string }>({
    message: ({ kind, name }) => `the ${kind} \`${name}\` is not used`,
    label: ({ kind }) => (kind === "action" ? "no `run` and no other action names it" : "nothing names it"),
    help: ({ kind }) => (kind === "action" ? "add it to `run`, or remove it" : "remove it"),
  }),
  RQ2040: error<{ name: string }>({
    message: ({ name }) => `\`${name}\` is a function of the language`,
    label: () => "the program cannot replace it",
    help: () => "give the function another name",
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
      `this comparison is always ${operator === "!=" ? "true" : "false"}: ${quoted(left)} and ${quoted(right)} have no value in common`,
  }),
  RQ3005: error<{ target: string; missing: readonly string[]; isMisspelt: boolean }>({
    message: ({ target, missing }) =>
      `this map misses ${missing.length === 1 ? "the field" : "the fields"} ${listed(missing)} of \`${target}\``,
    label: ({ target, isMisspelt }) =>
      isMisspelt ? `is no field of ${quoted(target)}` : "required fields are missing",
    help: ({ missing }) =>
      `add ${listed(missing)}, or mark ${missing.length === 1 ? "it" : "them"} with \`?\` in the schema`,
  }),
  RQ3006: warning<{ name: string; target: string; isSent?: true }>({
    message: ({ name, target, isSent }) =>
      `\`${target}\` has no field \`${name}\`; ${isSent ? "it is sent" : "the record keeps it"} all the same`,
  }),
  RQ3007: error<{ where: string; expected: string; inWords?: true; found: string }>({
    message: ({ where, expected, inWords, found }) =>
      `${where} must be ${inWords ? expected : quoted(expected)}, found ${quoted(found)}`,
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
    help: ({ left, right }) =>
      [left, right].some((each) => /^date\??$/.test(each)) && [left, right].some((each) => each.startsWith('"'))
        ? 'a date is written `"2026-11-30"`, or reckoned: `now() - 1d`'
        : "numbers, texts and dates can be ordered, each among themselves",
  }),
  RQ3011: warning<{ left: string; right: string; operator: string }>({
    message: ({ left, right, operator }) =>
      `this is always ${operator === "!=" ? "true" : "false"}: ${quoted(left)} and ${quoted(right)} have no value in common`,
  }),
  RQ3012: error<{ where: string; missing: readonly string[]; isOurs: boolean }>({
    message: ({ where, missing }) =>
      `${where} misses ${missing.length === 1 ? "the field" : "the fields"} ${listed(missing)}`,
    help: ({ missing, isOurs }) =>
      isOurs
        ? `add ${listed(missing)}, or mark ${missing.length === 1 ? "it" : "them"} with \`?\` in the schema`
        : `add ${listed(missing)}`,
  }),
  RQ3014: error<{ reason: string }>({
    message: ({ reason }) => `this is no regular expression: ${reason}`,
    label: () => "expected a pattern of ECMAScript",
    help: () => "in a mission's text a backslash of the pattern is written twice: `\\\\d`, or use a class: `[0-9]`",
  }),
  RQ3015: warning<{ token: string; meant: string | undefined }>({
    message: ({ token }) => `\`${token}\` is no part of a date format and stands for itself`,
    help: ({ meant }) =>
      meant === undefined
        ? "a format is made of YYYY, MMMM, MMM, MM, M, DD, D, HH, mm, ss and SSS"
        : `did you mean \`${meant}\`?`,
  }),
  RQ3016: warning<{ with: "number" | "text" }>({
    message: ({ with: other }) => `\`+\` joins a date and a ${other === "text" ? "text" : "number as text"}`,
    help: () => "for a later date add a duration: `+ days(n)`, `+ hours(n)` or `+ 2h`",
  }),
  RQ3017: error<{ name: string }>({
    message: ({ name }) => (name === "" ? "a lambda cannot give another lambda" : `\`${name}\` takes no lambda here`),
    label: () => "no function to call it",
    help: () => "`map`, `filter`, `find`, `sum` and the like take one, for their elements",
  }),
  RQ3018: error<{ name: string; allowed: readonly number[]; found: number | undefined }>({
    message: ({ name, allowed, found }) =>
      found === undefined
        ? `\`${name}\` needs a lambda with ${counted(allowed)}`
        : `the lambda of \`${name}\` has ${counted(allowed)}, found ${found}`,
    help: ({ allowed }) =>
      allowed.includes(1)
        ? "write `x => …` for the element x"
        : "write `(sum, x) => …` for what the elements before gave, and the element",
  }),
  RQ3019: error<{ name: string; reason: "direction" | "lambda" | "constant" }>({
    message: ({ name, reason }) =>
      reason === "constant"
        ? `\`${name}\` gets the same text for every element`
        : reason === "lambda"
          ? `\`${name}(list, …)\` takes a lambda`
          : `the last argument of \`${name}\` is the direction, "asc" or "desc"`,
    help: ({ name, reason }) =>
      reason === "lambda"
        ? `write \`${name}(list, x => x.field)\` or \`list.${name}(.field)\``
        : reason === "direction"
          ? "to order by a field write `sortBy(list, .field)` or `list.sort(.field)`"
          : undefined,
  }),
  RQ3020: error<{ name: string; found: string; isRecord: boolean }>({
    message: ({ name, found }) => `\`${name}\` cannot order ${quoted(found)}`,
    help: ({ name, isRecord }) =>
      isRecord
        ? `say by what: \`list.${name}(.field)\``
        : "numbers, texts and dates can be ordered, each among themselves",
  }),
  RQ3021: error<{
    type: string;
    none: readonly string[];
    some: readonly string[];
    patterns: readonly string[];
    arrow: "->" | "=>";
  }>({
    message: ({ none, some }) => {
      const facts = [
        ...(none.length > 0 ? [`no arm is for ${listed(none)}`] : []),
        ...(some.length > 0 ? [`${listed(some)} can fall through all arms`] : []),
      ];
      return facts.join(", and ");
    },
    label: ({ type }) => `is ${quoted(type)}`,
    help: ({ patterns, arrow }) => armsToAdd(patterns, arrow),
  }),
  RQ3022: error<{ found: string; mayBeNull: boolean; read: string | undefined }>({
    message: ({ mayBeNull }) =>
      mayBeNull ? "the key of a record may be null" : "the key of a record is a text, a number or a boolean",
    label: ({ found }) => `is ${quoted(found)}`,
    help: ({ mayBeNull, read = ".id" }) =>
      mayBeNull ? `test it before, as in \`where ${read} != null\`, or give another with \`??\`` : undefined,
  }),

  RQ3023: warning<{ type: string; none: readonly string[]; patterns: readonly string[]; arrow: "->" | "=>" }>({
    message: ({ none }) => `no arm is for ${listed(none)}, which the document describes`,
    label: ({ type }) => `the document says ${quoted(type)}`,
    help: ({ patterns, arrow }) => armsToAdd(patterns, arrow),
  }),
  RQ3024: warning<{ asked: "condition" | "exists"; type: string; isList: boolean; read?: string | undefined }>({
    message: ({ asked, type }) =>
      asked === "condition"
        ? `this condition always holds: it is ${quoted(type)}`
        : `\`exists\` is always true here: ${quoted(type)} is never null`,
    help: ({ asked, isList, read = "…" }) =>
      asked === "condition" && isList
        ? `an empty list holds, too: ask for its length, as in \`length(${read}) > 0\``
        : "leave it out, or mark what may be null with `?` in the schema",
  }),
  RQ3025: warning<{ name: string; operation: string }>({
    message: ({ name, operation }) => `no answer of \`${operation}\` has a field \`${name}\``,
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
  RQ4004: warning<{ of?: "variant"; isSeveral?: boolean }>({
    message: ({ of = "arm", isSeveral = false }) => {
      const by = isSeveral ? `the ${of}s above it take` : `${of === "arm" ? "an" : "a"} ${of} above it fits`;
      return `this ${of} can never be reached: ${by} everything it fits`;
    },
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
  RQ4031: error<{ problem: string }>({
    message: ({ problem }) => `this is no cron expression: ${problem}`,
    help: () => "five fields: minute, hour, day of the month, month, day of the week, such as `30 9 * * 1-5`",
  }),
  RQ4032: error({
    message: () => "this is neither a time of day nor a date-time",
    help: () => "write `09:30` for every day, or `2027-01-31T09:30:00` for once",
  }),
  RQ4033: error<{ zone: string }>({
    message: ({ zone }) => `there is no time zone \`${zone}\``,
    help: () => "IANA names are meant, such as `Europe/Berlin` or `UTC`",
  }),
  RQ4034: warning<{ option: string }>({
    message: ({ option }) => `\`${option}\` does nothing without a \`schedule\``,
  }),
  RQ4035: error<Record<never, never>>({
    message: () => "a `wait` needs the `path` that its events are sent to",
    help: () => 'such as `path: "/hooks/payment"`',
  }),
  RQ4036: error<{ name: string }>({
    message: ({ name }) => `the address of the wait is not known here: its path reads ${quoted(name)}`,
    label: () => "must be known before the request is sent",
    help: ({ name }) =>
      `let the path read only what is set before the request, or keep ${quoted(name)} in a \`let\` above it`,
  }),
  RQ4037: error<Record<never, never>>({
    message: () => "`webhook` is the event of a `wait`, and here the last response comes from another step",
    help: () => "keep the event in a `let` right behind the `wait`",
  }),
  RQ4038: error<Record<never, never>>({
    message: () => "a parallel loop cannot start its action again",
    label: () => "would start it while other iterations run",
    help: () => "leave `retryOnTimeout` out, or make the loop one that is not parallel",
  }),
  RQ4039: error<{ name: string }>({
    message: ({ name }) => `\`${name}\` is a function of the program, which cannot be called here`,
    label: () => "the declaration of a source or store is read at once",
    help: () => "pass the value as an environment variable, or call the function in an action",
  }),
  RQ4040: error<{ option: string; method: string; methods: string }>({
    message: ({ option, method }) => `\`${option}\` means nothing for \`${method}\``,
    help: ({ option, methods }) => `remove it; \`${option}\` belongs to ${methods}`,
  }),
  RQ4041: error<Record<never, never>>({
    message: () => "`until` never holds",
    label: () => "is never true",
    help: () => "remove it: pages end by themselves, by an empty page or where no next one is named",
  }),
  RQ4042: warning<{ option: string; other: string }>({
    message: ({ option, other }) => `\`${option}\` does nothing beside \`${other}\``,
    help: () => "remove one of them",
  }),
  RQ4043: error<{ path: readonly string[] }>({
    message: ({ path }) =>
      path.length === 2
        ? `\`${path[0] ?? ""}\` spreads its own fields`
        : `these schemas spread each other in a circle: ${path.join(" → ")}`,
    help: ({ path }) =>
      `remove one of the spreads; a record inside another is a field of its own, as in \`parent: ${path[0] ?? ""}?\``,
  }),
  RQ4044: warning<{ what: "step" | "arm" | "value" | "part"; written: string | undefined }>({
    message: ({ what }) => `this ${what === "part" ? "test" : "arm"} is for a failed response, which never comes here`,
    label: () => "fits no answer that has succeeded",
    help: ({ what, written }) => {
      if (what === "step")
        return "put the `match` right behind its request, and the step between them behind the `match`";
      if (what === "arm") return "put a `match response` with this arm right behind each of its requests";
      if (what === "value") return "put a `match response` step with this arm right behind its request";
      return `put it right behind the request: \`match response { ${written ?? ""} -> … }\``;
    },
  }),
  RQ4046: warning<{ status: number }>({
    message: ({ status }) => `no answer has the status ${status}`,
    label: () => "a status is 100 to 599, or 0 where there is none",
    help: () => "write the status that is meant, or remove the arm",
  }),
  RQ4047: warning<{ segment: string }>({
    message: ({ segment }) => `the segment \`${segment}\` of the path is sent as it is written`,
    label: () => "no value is put in here",
    help: ({ segment }) => `a value stands in braces: \`{${segment.slice(1)}}\``,
  }),
  RQ4045: warning<{ read: string; rows: string; isNear: boolean }>({
    message: ({ read, rows }) => `this reads \`${read}\` of the last page only: the rows of the pages are \`${rows}\``,
    label: () => "what other pages have here is lost",
    help: ({ read, rows, isNear }) =>
      isNear
        ? `write one name in both places: \`rows: ${read}\`, or \`response${rows}\` here`
        : `write \`rows: ${read}\` for these of all pages, or \`response\` here for the rows`,
  }),
  RQ4048: error<{ name: string; write: string | undefined; of: "subject" | "response" | "address" }>({
    message: ({ name, of }) =>
      of === "subject"
        ? `\`.${name}\` is a field of \`response\` here, which no step has set`
        : `\`${name}\` is a field of \`response\`, which no step before has set`,
    label: () => "is always null",
    help: ({ name, write, of }) =>
      of === "response"
        ? "`response` is null until a request, a `map`, an `apply` or a `wait` of the action has set it"
        : of === "address"
          ? "`response.webhookUrl` is the address of a `wait` in the request before it, and there alone"
          : `${write === undefined ? "name what is matched in a `let`, and write its field" : `write \`${write}\``}: \`.${name}\` is of what is matched only in the arms of a \`match\` step without literals`,
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
    help: ({ left, right }) =>
      left === right
        ? "rename one of them: a module is named after its mission, not its file"
        : "rename one of them: their module names differ only by case or punctuation",
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
  RQ4017: warning<{ type: string; value?: string; unset?: string }>({
    message: ({ type, value, unset }) => {
      const reason = unset
        ? `${quoted(unset)} is null here, as no request has been sent before`
        : `the matched value is ${quoted(type)}`;
      return `${value === undefined ? "this pattern" : quoted(value)} never fits: ${reason}`;
    },
    help: ({ value, unset }) =>
      unset
        ? `send one above, in this action: actions share only stores`
        : value === undefined
          ? "remove the arm, or correct the pattern"
          : "remove it, or correct it",
  }),

  RQ4018: warning<{ written: string; joined: string }>({
    message: ({ written }) =>
      `\`${written}\` in a text is kept as it is written: only the path of a request takes values in braces`,
    label: () => "no value is put in here",
    help: ({ joined }) =>
      `${joined.includes('"') ? "join texts with `+`" : "leave out the quotation marks"}: \`${joined}\`; write \`\\{\` if the brace itself is meant`,
  }),
  RQ4019: warning<{ what: string }>({
    message: ({ what }) => `${what}: it is a literal`,
    help: () => "write the condition that is meant, or leave it out",
  }),

  RQ4021: error<{ option: string; missing: string }>({
    message: ({ option, missing }) => `\`${option}\` means nothing without \`${missing}\``,
    help: ({ option, missing }) => `add \`${missing}\`, or remove \`${option}\``,
  }),
  RQ4022: error<{ path: string | undefined }>({
    message: ({ path }) => `${path === undefined ? "this" : `\`${path}\``} is no path into a page`,
    help: () =>
      "write names and positions: `meta.next`, `data[-1].id` (from the end), `data[length(data) - 1].id`, or `.meta.next`",
  }),
  RQ4023: error<{ name: string }>({
    message: ({ name }) => `\`${name}\` is no way of paging`,
    help: () =>
      "there are `offset`, `page`, `cursor`, `link` and `next`; a strategy that the program passes takes no arguments: `name()`",
  }),
  RQ4024: error<{ option: string; other: string }>({
    message: ({ option, other }) => `\`${option}\` says again what \`${other}\` says`,
    help: () => "keep one of them",
  }),
  RQ4025: error<{ lists: readonly string[] }>({
    message: ({ lists }) => `a page has several lists: ${listed(lists)}`,
    help: ({ lists: [first = "items"] }) => `say which of them has the rows, such as \`rows: .${first}\``,
  }),
  RQ4028: error<{ name: string; main: string }>({
    message: ({ name, main }) => `mission \`${name}\` stands beside \`${main}\`, with which the folder is one program`,
    help: ({ main }) =>
      `move it into \`${main}\`, or into a folder with a \`mission.vague\` of its own, which is a program of its own`,
  }),

  RQ4029: error<{ transform: string; first: string; other: string }>({
    message: ({ transform, first, other }) =>
      `the variants of transform \`${transform}\` make different records: \`${first}\` and \`${other}\``,
    label: ({ first }) => `expected \`${first}\``,
    help: () => "give all variants one target, or write two transforms",
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
  RQ5010: error<{ name: string }>({
    message: ({ name }) => `\`${name}\` is no name for a file store`,
    help: () => "names may hold `/`, never `..` or an absolute path",
  }),

  RQ5011: warning<{ name: string }>({
    message: ({ name }) => `\`${name}\` is no built-in way of paging, so the program must pass a strategy of that name`,
    help: () => "built in are `offset`, `page`, `cursor`, `link` and `next`",
  }),
  RQ5012: warning<{ stores: readonly string[] }>({
    message: ({ stores }) =>
      `a checkpoint outlives the run, but what it stands for does not: ${listed(stores)} ${stores.length === 1 ? "is" : "are"} in memory`,
    label: () => "the next run asks for what is newer only",
    help: () => "keep the records in a `file` or `sql` store, or read them all each time: without `since`",
  }),
  RQ5013: warning<{ store: string }>({
    message: ({ store }) => `checkpoints in \`${store}\` are lost when the run ends: it is in memory`,
    help: () => "name a store that lasts, or leave `stateStore` out: they are kept in the data directory then",
  }),
  RQ5014: error<{ path: string }>({
    message: ({ path }) => `there is no OpenAPI document \`${path}\``,
    label: () => "no such file",
    help: () => "the path is relative to the file of this mission",
  }),
  RQ5015: error<{ path: string; reason: string }>({
    message: ({ path, reason }) => `\`${path}\` cannot be read as an OpenAPI document: ${reason}`,
    help: () => "OpenAPI 3.0, 3.1 and Swagger 2.0 can be read, in JSON or YAML",
  }),
  RQ5016: error<{ name: string; operation: string; known: readonly string[] }>({
    message: ({ name, operation }) => `\`${operation}\` has no parameter \`${name}\``,
    label: () => "unknown parameter",
    help: ({ known }) => oneOf("parameter", known, "it takes none"),
  }),
  RQ5017: error<{ operation: string; missing: readonly string[] }>({
    message: ({ operation, missing }) =>
      `\`${operation}\` needs ${missing.length === 1 ? "the parameter" : "the parameters"} ${listed(missing)}`,
    help: ({ missing: [first = "name"] }) => `write \`params: { ${first}: … }\``,
  }),
  RQ5018: error<{ url: string }>({
    message: ({ url }) => `${url} was not vendored, or its copy was changed since`,
    label: () => "a build fetches nothing",
    help: () => "run `reqonc vendor` with this mission: it keeps a copy with its hash, which is then built from",
  }),
  RQ5019: error<{ from: string; reference: string }>({
    message: ({ from, reference }) => `the document \`${from}\` refers to \`${reference}\`, which is not there`,
    label: () => "this operation needs it",
    help: () => "correct the `$ref` in the document, or add the file it names",
  }),
  RQ5020: error<{ server: string; source: string }>({
    message: ({ server }) => `the first server of the document is \`${server}\`, which is no absolute URL`,
    help: ({ source }) => `say where it is: source ${source} from "…" { base: "https://…" }`,
  }),
  RQ5021: error<{ operation: string; problem: "missing" | "unwanted" }>({
    message: ({ operation, problem }) =>
      problem === "missing" ? `\`${operation}\` needs a \`body\`` : `\`${operation}\` takes no \`body\``,
    help: ({ problem }) => (problem === "missing" ? "add `body: { … }`" : "remove it, or send the values as `params`"),
  }),
  RQ5022: error<{ what: string; source: string }>({
    message: ({ what, source }) => `${what} needs an OpenAPI document, and source \`${source}\` has none`,
    help: ({ source }) => `name one: source ${source} from "openapi.yaml"`,
  }),
  RQ5023: warning<{ name: string; operation: string }>({
    message: ({ name, operation }) => `\`${operation}\` has no parameter \`${name}\` in its document`,
    label: () => "sent all the same",
    help: () => "check its name against the service's documentation",
  }),
  RQ5024: error<Record<never, never>>({
    message: () => "the parameters of a `call` are written out",
    label: () => "which parameters this holds cannot be told before it runs",
    help: () => "write `params: { name: value }`; one that is null is not sent",
  }),
  RQ5025: error<{ store: string }>({
    message: () => "each result must be a kind of store",
    help: ({ store }) => `such as \`memory("${store}")\` or \`sql("${store}")\`, with a text in quotes`,
  }),
  RQ5026: warning<{ type: string }>({
    message: ({ type }) => `\`${type}\` is no built-in kind of store, so the program must pass an adapter of that name`,
    help: () => "built in are memory, file, sql, nosql and postgrest",
  }),
  RQ5027: error<{ name: string }>({
    message: ({ name }) => (name === "" ? "a table needs a name" : `\`${name}\` is no name of a table`),
    help: () => "write `table` or `schema.table`, each of 1 to 63 bytes",
  }),
  RQ5028: error<{ name: string }>({
    message: ({ name }) => `\`${name}\` cannot be read where a store is declared`,
    label: () => "known only while actions run",
    help: () => 'use texts, numbers and `env("NAME")` there',
  }),
  RQ5029: warning<{ kind: string; name: string; first: string }>({
    message: ({ kind, name, first }) => `this store and \`${first}\` are one: both are \`${kind}("${name}")\``,
    label: () => "what one of them writes, replaces or clears the other",
    help: ({ kind }) =>
      `give it a ${kind === "sql" || kind === "postgrest" ? "table" : "name"} of its own, or use one store in both places`,
  }),
  RQ5030: warning<{ key: string; field: string | undefined; isList: boolean }>({
    message: ({ key, isList }) =>
      `${isList ? "all these records are" : "each of these records is"} stored under the one key \`${key}\``,
    label: () => "is a text, so each record replaces the one before it",
    help: ({ field }) =>
      field === undefined
        ? "give each record a key of its own, such as `.id`, which is also what it gets without `key`"
        : `write \`${field}\` for the field of the record`,
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
  RQ5511: error<{ problem: string; source: string }>({
    message: ({ problem }) => problem,
    help: ({ problem, source }) =>
      / has auth \S+ and no /.test(problem)
        ? `or give it in a credentials file under \`"${source}"\`: \`--auth FILE\``
        : undefined,
  }),
  RQ5512: error<{ name: string }>({
    message: ({ name }) => `the mission needs the environment variable \`${name}\`, which is not set`,
    label: () => "its value is used as it is",
    help: ({ name }) => `set it in the environment or in \`.env\`, or write a default: \`env("${name}") ?? "…"\``,
  }),
  RQ5513: error<{ path: string; problem: string }>({
    message: ({ path, problem }) => `the data directory ${path} cannot be used: ${problem}`,
    help: () => "make it a folder that the user who runs the mission may write to, or choose another with --state-dir",
  }),
  RQ5514: error<{ mission: string; store: string; problem: string }>({
    message: ({ mission, store, problem }) => `mission ${mission} cannot open its store \`${store}\`: ${problem}`,
  }),
  RQ5515: warning<{ name: string; file: string; nearest: string | undefined }>({
    message: ({ name, file }) => `\`${name}\` is not set in ${file}`,
    label: () => "nothing gives it a value",
    help: ({ name, nearest }) =>
      nearest === undefined
        ? `set it there, or write a default: \`env("${name}") ?? "…"\``
        : `set it there, or take \`${nearest}\`, which is set`,
  }),

  RQ5520: error<{ name: string }>({
    message: ({ name }) => `the mission needs the function \`${name}\`, which nothing has passed`,
    label: () => "declared here",
    help: ({ name }) => `export \`functions = { ${name} }\` from a module, and name it with \`--extend FILE\``,
  }),
  RQ5521: error<{ name: string }>({
    message: ({ name }) => `the mission needs the step \`${name}\`, which nothing has passed`,
    label: () => "no step of the language has this name",
    help: ({ name }) => `export \`steps = { ${name} }\` from a module, and name it with \`--extend FILE\``,
  }),
  RQ5523: error<{ problem: string }>({
    message: ({ problem }) => problem,
    help: ({ problem }) =>
      problem.includes("needs an adapter")
        ? "export `adapters` from a module, by kind of store, and name the module with --extend FILE"
        : undefined,
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
