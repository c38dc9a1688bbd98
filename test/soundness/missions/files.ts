// A generated mission as a program of two files: some of its members stand in another file, with all that they need, and are
// imported (language.md 2.2). Must not know what the members say.
import type { Decisions } from "./decisions.js";

export const mainFile = "main.vague";
export const sharedFile = "shared/parts.vague";

export interface Program {
  readonly files: Readonly<Record<string, string>>;
  readonly imported: readonly string[];
}

interface Member {
  readonly kind: string;
  readonly name: string;
  readonly text: string;
}

/** Undefined where all members stay where they are. */
export function divided(mission: string, decide: Decisions): Program | undefined {
  const all = membersOf(mission);
  const moved = new Set<Member>();
  // A source goes with the actions that use it: by itself it would be none of the program.
  for (const each of all) if (!["run", "source"].includes(each.kind) && decide.below(3) === 0) moved.add(each);
  for (const each of moved) for (const other of all) if (needs(each, other)) moved.add(other);
  const kept = all.filter((each) => !moved.has(each));
  const imported = [...moved].filter((each) => kept.some((other) => needs(other, each))).map(({ name }) => name);
  if (imported.length === 0) return undefined;
  const main = [
    `import { ${imported.join(", ")} } from "./shared/parts"`,
    "mission M {",
    ...kept.map(({ text }) => text),
    "}",
    "",
  ].join("\n");
  // In another order than in one file.
  const shared = [...moved].reverse().map(({ text }) => text);
  return { files: { [mainFile]: main, [sharedFile]: `${shared.join("\n")}\n` }, imported };
}

function needs(member: Member, other: Member): boolean {
  if (other.kind === "run") return false;
  // Without a name the source of a request is the first of the mission.
  if (other.kind === "source") return member.kind === "action" && member.text.includes('get "');
  return member !== other && new RegExp(`\\b${other.name}\\b`).test(member.text);
}

/** Each begins at the indentation of a member, as they are written. */
function membersOf(mission: string): readonly Member[] {
  return [...mission.matchAll(/^ {2}(\w+) (\w+)[^]*?(?=^(?: {2})?[\w}]|(?![^]))(?:^ {2}\}\n)?/gm)].map(
    ([text, kind = "", name = ""]) => ({ kind, name, text: text.trimEnd() }),
  );
}
