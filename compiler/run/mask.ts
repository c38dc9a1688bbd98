// The text of a credentials file as a diagnostic may show it: same length, same lines, no secret.
// Must not know which fields are secret: every value but a reference and a `type` is hidden.

/** A string (closed or not), a comment, a piece of punctuation and space, or anything else. */
const lexemes = /"(?:\\.|[^"\\\r\n])*"?|\/\/[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$)|[\s{}[\],:]+|[^\s{}[\],:"]+/g;

const reference = /^"\$(?:[A-Z_][A-Z0-9_]*|\{[A-Za-z_][A-Za-z0-9_]*\})"$/;

/** `*` in place of every character of values and comments that could be part of a secret. */
export function maskCredentials(text: string): string {
  let key = "";
  return text.replace(lexemes, (lexeme: string, offset: number) => {
    if (/^[\s{}[\],:]/.test(lexeme)) return lexeme;
    if (lexeme.startsWith('"') && /^\s*:/.test(text.slice(offset + lexeme.length))) {
      key = lexeme;
      return lexeme;
    }
    const comment = lexeme.startsWith("//") || lexeme.startsWith("/*");
    const shown = !comment && (key === '"type"' || reference.test(lexeme));
    if (!comment) key = "";
    return shown ? lexeme : hide(lexeme);
  });
}

/** Keeps quotes, comment marks and line breaks, so that the shape can be recognised. */
function hide(lexeme: string): string {
  return lexeme.replace(/[^\s"/]/g, "*");
}
