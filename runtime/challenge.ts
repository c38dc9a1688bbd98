// What a server says in `WWW-Authenticate` (RFC 9110 section 11.6.1, RFC 6750 section 3).
// Must not know sources or requests.

/** The Bearer challenge of an answer. */
export interface BearerChallenge {
  /** Such as `invalid_token` or `insufficient_scope`. */
  readonly error: string | undefined;
  readonly errorDescription: string | undefined;
  /** Scopes that the request needs. */
  readonly scope: string | undefined;
}

/** The first Bearer challenge of a header's value, which may hold several of several schemes. */
export function bearerChallenge(header: string | null | undefined): BearerChallenge | undefined {
  const start = /(?:^|,)\s*bearer(?=\s|,|$)/i.exec(header ?? "");
  if (header == null || start === null) return undefined;
  const parameters = new Map<string, string>();
  const parameter = /\s*(?:,\s*)?([a-z_]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/iy;
  parameter.lastIndex = start.index + start[0].length;
  for (let match = parameter.exec(header); match !== null; match = parameter.exec(header)) {
    const [, name = "", quoted, token] = match;
    const value = quoted?.replace(/\\(.)/g, "$1") ?? token ?? "";
    if (!parameters.has(name.toLowerCase())) parameters.set(name.toLowerCase(), value);
  }
  return {
    error: parameters.get("error"),
    errorDescription: parameters.get("error_description"),
    scope: parameters.get("scope"),
  };
}

/** What to do about a 403 that a token of other scopes would not get; undefined for any other (language.md 3.6). */
export function insufficientScope(source: string, header: string | null | undefined): string | undefined {
  const challenge = bearerChallenge(header);
  if (challenge?.error !== "insufficient_scope") return undefined;
  const needed = challenge.scope === undefined ? "more scopes" : `the scope \`${challenge.scope}\``;
  return `the token of source \`${source}\` lacks ${needed}: log in again with it in \`scopes\`; a refresh cannot add scopes`;
}
