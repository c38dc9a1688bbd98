// Where a redirect leads and what may go along (language.md 3.11; RFC 9110 section 15.4).
// Must not know sources, retries or how a request is sent.

/** One request as it goes over the wire. */
export interface Hop {
  readonly method: string;
  /** Absolute, with the credentials that the scheme puts there. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Whether it goes to the origin of its source and holds its credentials. */
  readonly own: boolean;
}

/** What of a request holds credentials, and their values. */
export interface Sensitive {
  readonly queryKeys: readonly string[];
  readonly secrets: readonly string[];
}

/** At most so many redirects are followed. */
export const maxRedirects: number = 5;

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** All other headers stay behind at the first origin: any of them may be a credential. */
const HARMLESS: ReadonlySet<string> = new Set(["accept", "accept-language", "user-agent"]);

export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status);
}

/** The request that follows, or why there is none. */
export function follow(
  hop: Hop,
  status: number,
  location: string,
  sensitive: Sensitive,
): Hop | { readonly refused: string } {
  const from = new URL(hop.url);
  const to = parse(location, from);
  if (to === undefined) return { refused: "redirects to something that is no URL" };
  if (to.protocol !== "https:" && to.protocol !== "http:")
    return { refused: `redirects to a URL that begins with ${to.protocol}` };
  if (from.protocol === "https:" && to.protocol === "http:") {
    return { refused: `redirects from https to http (${to.origin}), which is never followed` };
  }
  to.username = "";
  to.password = "";
  to.hash = "";
  const { method, body, headers } = reduced(hop, status);
  if (to.origin === from.origin) {
    if (hop.own) keepQueryKeys(from, to, sensitive.queryKeys);
    return { method, body, headers, url: to.href, own: hop.own };
  }
  if (body !== undefined) return { refused: `redirects a ${method} with its body to another origin (${to.origin})` };
  dropSecrets(to, sensitive);
  const kept = Object.entries(headers).filter(([name]) => HARMLESS.has(name));
  return { method, body, headers: Object.fromEntries(kept), url: to.href, own: false };
}

/** 303 makes every request a GET, 301 and 302 a POST; the body goes with the method. */
function reduced(hop: Hop, status: number): Pick<Hop, "method" | "body" | "headers"> {
  const toGet = status === 303 ? hop.method !== "GET" : (status === 301 || status === 302) && hop.method === "POST";
  if (!toGet) return hop;
  const kept = Object.entries(hop.headers).filter(
    ([name]) => !name.startsWith("content-") && name !== "idempotency-key",
  );
  return { method: "GET", body: undefined, headers: Object.fromEntries(kept) };
}

/** A server rarely repeats the key of its caller when it redirects within itself. */
function keepQueryKeys(from: URL, to: URL, keys: readonly string[]): void {
  for (const key of keys) {
    const value = from.searchParams.get(key);
    if (value !== null && !to.searchParams.has(key)) to.searchParams.append(key, value);
  }
}

function dropSecrets(to: URL, { queryKeys, secrets }: Sensitive): void {
  // `forEach`, since iterating needs a library that not every app has configured.
  const dropped: string[] = [];
  to.searchParams.forEach((value, key) => {
    if (queryKeys.includes(key) || secrets.includes(value)) dropped.push(key);
  });
  for (const key of dropped) to.searchParams.delete(key);
}

/** Header bytes beyond ASCII arrive as one character each; in a URL they are percent-encoded bytes. */
function parse(location: string, base: URL): URL | undefined {
  const ascii = location.replace(/[\u0080-\u00ff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
  try {
    return new URL(ascii, base);
  } catch {
    return undefined;
  }
}
