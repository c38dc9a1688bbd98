// Runs the generated parser over tokens: a tree, or the first mistake.
// Must not know messages or what is built from a tree.
import { SyntaxFailure } from "./context.js";
import { type FileContext, type InterpolationContext, MemberContext, ReqonParser } from "./generated/ReqonParser.js";
import type { MissionTokens } from "./tokens.js";

export type Reading<C> = { readonly tree: C } | { readonly failure: SyntaxFailure; readonly parser: ReqonParser };

/** `onMember` is given every member as soon as it has been read, so that the tree of a large file is never whole. */
export function readFile(tokens: MissionTokens, onMember?: (context: MemberContext) => void): Reading<FileContext> {
  return read(tokens, (parser) => {
    parser.onMember = (context) => {
      if (context instanceof MemberContext) onMember?.(context);
    };
    return parser.file();
  });
}

export function readInterpolation(tokens: MissionTokens): Reading<InterpolationContext> {
  return read(tokens, (parser) => parser.interpolation());
}

function read<C>(tokens: MissionTokens, rule: (parser: ReqonParser) => C): Reading<C> {
  const parser = new ReqonParser(tokens);
  try {
    return { tree: rule(parser) };
  } catch (failure) {
    if (failure instanceof SyntaxFailure) return { failure, parser };
    throw failure;
  }
}
