// The `Link` header: where the next page is (RFC 8288 section 3).
// Must not know pages or requests.

const linkValue = /\s*<([^>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s";,]*))?)*)\s*(?:,|$)/y;
const parameter = /;\s*([^\s=;,]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s";,]*)))?/g;

/** The target of the first link with relation `relation`, as written; null where there is none. */
export function linkTarget(header: string, relation: string): string | null {
  linkValue.lastIndex = 0;
  for (let link = linkValue.exec(header); link !== null && link[0] !== ""; link = linkValue.exec(header)) {
    const [, target = "", parameters = ""] = link;
    if (hasRelation(parameters, relation)) return target;
  }
  return null;
}

/** Only the first `rel` counts; one with an `anchor` is about another resource. */
function hasRelation(parameters: string, relation: string): boolean {
  let relations: string | undefined;
  for (const [, name = "", quoted, plain = ""] of parameters.matchAll(parameter)) {
    if (name.toLowerCase() === "anchor") return false;
    if (name.toLowerCase() === "rel") relations ??= quoted?.replace(/\\(.)/g, "$1") ?? plain;
  }
  return relations?.toLowerCase().split(/\s+/).includes(relation) ?? false;
}
