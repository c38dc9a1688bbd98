// docs/functions.md, written from the tables of functions.
// Must not know any function.
import type { FunctionEntry } from "../../compiler/semantics/functions/entry.js";
import { functionGroups, nameOf } from "../../compiler/semantics/functions.js";

const introduction = `# Functions

<!-- Written from compiler/semantics/functions/ by \`npm run test:update\`; do not edit. -->

A function is called as \`lowercase(.name)\`, as \`.name.lowercase()\` or as \`.name | lowercase()\`: the three are one thing.
In the signatures below \`?\` behind a parameter means that it may be left out, \`...\` that it may be repeated, and a capital
letter stands for any type. A function may be used wherever an expression may.

- **Null.** Given null as its first argument a function returns null. Where it returns something else, its line says so.
- **Kinds.** Where text is asked for, a number or boolean becomes text; where a number is asked for, decimal text becomes a
  number. Anything else of the wrong kind is an error: of the mission, if the types show it, else of the run, at the line.
- **Stores** are lists of their records.
- **Dates** are text in the form of ISO 8601. All functions of dates count in UTC, whatever the zone of the machine is.
  A date without a time is midnight in UTC, and stays a date where it is moved by whole days.
- **Durations** are numbers of milliseconds: \`90m\`, \`days(3)\`. A date plus or minus a duration is a date, a date minus a
  date a duration, so \`(.due - now()) / days(1)\` counts days. \`<\` and \`>\` compare dates as instants.
`;

export function functionsPage(): string {
  const groups = functionGroups.map(({ title, functions }) => {
    const known = functions.filter(({ later }) => !later);
    return `## ${title}\n\n${known.map(section).join("\n")}`;
  });
  return [introduction, ...groups].join("\n");
}

function section(entry: FunctionEntry): string {
  const gives = entry.gives === "true" || entry.gives === "false" ? `is ${entry.gives}` : `gives \`${entry.gives}\``;
  const ofNull = entry.ofNull === undefined ? "" : ` Of null: \`${entry.ofNull}\`.`;
  return `### ${nameOf(entry)}

\`${entry.signature}\`

${entry.doc}${ofNull} \`${entry.example}\` ${gives}.
`;
}
