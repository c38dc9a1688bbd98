// Constants that nothing reads: what they are made of may have been said in other ways. Code is looked at by its parts, with the
// blocks that they stand in. Must not know what is emitted.
import { type Code, declaresConstant, isKey } from "./code.js";

type Part = Code["parts"][number];

/** The code without the names of constants that nothing reads, and without their values where they are written out. */
export function withoutUnused(whole: Code): Code {
  const parts: Part[] = [];
  const isRead = readsOf(whole.parts);
  for (let at = 0; at < whole.parts.length; at++) {
    const part = whole.parts[at];
    const value = declaresConstant(part) ? valueOfConstant(whole.parts, at + 2) : undefined;
    if (value !== undefined && typeof part === "string" && !isRead(at + 1)) {
      const end = endOfLiteral(whole.parts, value + 1);
      parts.push(part.slice(0, -"const ".length), ...(end === undefined ? ["void ("] : []));
      at = end ?? value;
    } else if (part !== undefined) parts.push(part);
  }
  return { kind: "code", parts };
}

/** Whether something in its block reads the constant whose name stands at a place; blocks inside may declare that name, too. */
function readsOf(parts: readonly Part[]): (name: number) => boolean {
  const ends = endsOfBlocks(parts);
  const places = new Map<Part, number[]>();
  const positions = new Map<number, number>();
  for (const [at, part] of parts.entries()) {
    if (isKey(parts[at + 1]) && !declaresConstant(parts[at - 1])) continue;
    const all = places.get(part) ?? [];
    positions.set(at, all.push(at) - 1);
    places.set(part, all);
  }
  return (name) => {
    const all = places.get(parts[name] ?? "") ?? [];
    const end = ends(name);
    let past = name;
    for (let index = (positions.get(name) ?? 0) + 1; index < all.length; index++) {
      const at = all[index] ?? end;
      if (at >= end) return false;
      if (at < past) continue;
      if (!declaresConstant(parts[at - 1])) return true;
      past = ends(at);
    }
    return false;
  };
}

/** By the place of a constant's name, where its block ends. */
function endsOfBlocks(parts: readonly Part[]): (name: number) => number {
  const ends = new Map<number, number>();
  let inside: number[] = [];
  const around: number[][] = [];
  const close = (at: number): void => {
    for (const each of inside) ends.set(each, at);
    inside = around.pop() ?? [];
  };
  const scan = scanner((brace, at) => {
    if (brace === "}") close(at);
    else {
      around.push(inside);
      inside = [];
    }
  });
  for (const [at, part] of parts.entries()) {
    if (typeof part !== "string") continue;
    scan(part, at);
    if (declaresConstant(part)) inside.push(at + 1);
  }
  return (name) => ends.get(name) ?? parts.length;
}

/** Finds the braces of ECMAScript, apart from those of texts, templates, regular expressions and comments. */
function scanner(found: (brace: "{" | "}", at: number) => void): (part: string, at: number) => void {
  /** What is open: a template, a comment, or a brace, of a block or of a value in a template. */
  const open: ("`" | "/*" | "{" | "${")[] = [];
  const inTemplate = (part: string, from: number): number => {
    if (part[from] === "\\") return from + 2;
    if (part[from] === "`") open.pop();
    if (!part.startsWith("${", from)) return from + 1;
    open.push("${");
    return from + 2;
  };
  const inCode = (part: string, from: number, at: number): number => {
    const char = part[from];
    if (char === '"') return endOfText(part, from);
    if (part.startsWith("//", from)) return endAt(part, "\n", from);
    if (part.startsWith("/*", from)) open.push("/*");
    else if (char === "`") open.push("`");
    else if (char === "{") {
      open.push("{");
      found("{", at);
    } else if (char === "}" && open.pop() === "{") found("}", at);
    return from + 1;
  };
  return (part, at) => {
    // A regular expression is a part of its own.
    if (/^\/[^/*]/.test(part) && open.at(-1) !== "`" && open.at(-1) !== "/*") return;
    for (let from = 0; from < part.length;) {
      if (open.at(-1) === "/*") {
        const end = part.indexOf("*/", from);
        if (end < 0) return;
        open.pop();
        from = end + 2;
      } else from = open.at(-1) === "`" ? inTemplate(part, from) : inCode(part, from, at);
    }
  };
}

function endOfText(part: string, from: number): number {
  for (let at = from + 1; at < part.length; at++) {
    if (part[at] === "\\") at++;
    else if (part[at] === '"') return at + 1;
  }
  return part.length;
}

function endAt(part: string, text: string, from: number): number {
  const end = part.indexOf(text, from);
  return end < 0 ? part.length : end;
}

/** Where the `);` behind a value is that is written out, and does nothing. */
function endOfLiteral(parts: readonly Part[], from: number): number | undefined {
  const end = parts.indexOf(");\n", from);
  const value = parts.slice(from, end);
  if (end < 0 || !value.every((each) => typeof each === "string")) return undefined;
  try {
    JSON.parse(value.join(""));
    return end;
  } catch {
    return undefined;
  }
}

/** Where the ` = (` of a `constant` is, behind its name and its type. */
function valueOfConstant(parts: readonly Part[], from: number): number | undefined {
  let at = from;
  for (let part = parts[at]; part !== undefined && (typeof part !== "string" || !part.includes("=")); part = parts[at])
    at++;
  return parts[at] === " = (" && (at === from || parts[from] === ": ") ? at : undefined;
}
