// The scheme `api_key`: a key in a header, a query parameter or a cookie (language.md 3.2).
// Must not know where keys are kept.
import type { AuthContext, Authenticator, Outgoing } from "./auth.js";
import { type Credentials, type FieldRules, findCredentials, headerFault, isHeaderName } from "./credentials.js";
import { manageTokens } from "./token-manager.js";
import { failOn, headerProblems, tokenAuthenticator } from "./token-scheme.js";
import { fingerprint } from "./tokens.js";

const rules = {
  key: { kind: "secret", aliases: ["apiKey"] },
  header: { kind: "text", aliases: ["apiKeyHeader"] },
  query: { kind: "text", aliases: ["apiKeyQuery"] },
  cookie: { kind: "text" },
  prefix: { kind: "text", mayBeEmpty: true },
  additionalHeaders: { kind: "headers" },
} as const satisfies FieldRules<string>;

type Place = "header" | "query" | "cookie";

/** Everything but the key. */
interface Settings {
  readonly place: Place;
  readonly name: string;
  readonly prefix: string;
  readonly headers: readonly string[];
  /** The additional headers, looked up like credentials of their own: each may be a function or an `env()`. */
  readonly values: Credentials<string>;
}

export function apiKeyScheme(context: AuthContext, places: readonly (object | undefined)[]): Authenticator {
  const { source } = context;
  const credentials = findCredentials(context, "api_key", rules, places);
  let known: Settings | undefined;
  const manager = manageTokens({
    context,
    field: "key",
    async configured() {
      const key = await credentials.secret("key");
      const basis = await fingerprint(["api_key", source, key]);
      return key === undefined ? { basis } : { key, basis };
    },
  });

  function settings(): Settings {
    return (known ??= readSettings());
  }

  function readSettings(): Settings {
    const place = credentials.has("query") ? "query" : credentials.has("cookie") ? "cookie" : "header";
    const value = credentials.value("additionalHeaders");
    const parsed = typeof value === "string" ? parseObject(value) : value;
    const additional = typeof parsed === "object" && parsed !== null ? parsed : {};
    const headers = Object.keys(additional);
    const own = Object.fromEntries(headers.map((header) => [header, { kind: "secret" } as const]));
    return {
      place,
      name: credentials.text(place) ?? "X-API-Key",
      prefix: credentials.text("prefix")?.trimEnd() ?? "",
      headers,
      values: findCredentials(context, "api_key", own, [additional]),
    };
  }

  function problems(late: boolean): string[] {
    known = readSettings();
    const { place, name, prefix } = known;
    const found = [...credentials.problems(), ...(late ? [] : credentials.missing("key"))];
    const given = (["header", "query", "cookie"] as const).filter((field) => credentials.has(field));
    if (given.length > 1) {
      found.push(`source \`${source}\`: the key has ${given.length} places, ${given.join(" and ")}; give one of them`);
    }
    if (place !== "query" && !isHeaderName(name)) {
      found.push(`source \`${source}\`: \`${place}\` is no valid name of a ${place}`);
    }
    found.push(...headerProblems(source, "prefix", prefix), ...additionalProblems(known));
    return [...new Set([...found, ...keyProblems(place, credentials.text("key"))])];
  }

  function additionalProblems({ headers, values }: Settings): string[] {
    if (typeof credentials.value("additionalHeaders") === "string" && headers.length === 0) {
      return [`source \`${source}\`: \`additionalHeaders\` must be an object of texts`];
    }
    return headers.flatMap((header) => {
      if (!isHeaderName(header)) {
        return [`source \`${source}\`: \`additionalHeaders\` holds a name that is no header's`];
      }
      const field = `additionalHeaders.${header}`;
      if (!values.has(header)) return [`source \`${source}\`: \`${field}\` has no value`];
      return [...values.problems(), ...headerProblems(source, field, values.text(header))];
    });
  }

  function keyProblems(place: Place, key: string | undefined): string[] {
    if (key === undefined || place === "query") return [];
    if (place === "cookie" && headerFault(key) === undefined && /[;,"\\\s]|[^\x20-\x7e]/.test(key)) {
      return [`source \`${source}\`: \`key\` holds a character that no cookie can carry (RFC 6265)`];
    }
    return headerProblems(source, "key", key);
  }

  async function add(request: Outgoing, key: string): Promise<void> {
    const { place, name, prefix, headers, values } = settings();
    failOn(source, keyProblems(place, key));
    if (place === "query") {
      setQuery(request.url, name, key);
    } else if (place === "cookie") {
      const before = request.headers.get("cookie");
      request.headers.set("cookie", before ? `${before}; ${name}=${key}` : `${name}=${key}`);
    } else {
      request.headers.set(name.toLowerCase(), prefix === "" ? key : `${prefix} ${key}`);
    }
    for (const header of headers) {
      const value = await values.secret(header);
      failOn(source, headerProblems(source, `additionalHeaders.${header}`, value));
      if (value !== undefined) request.headers.set(header.toLowerCase(), value);
    }
  }

  return tokenAuthenticator({
    name: "api_key",
    context,
    rules,
    tokenField: "key",
    tokenFields: ["key"],
    answerFields: ["api_key", "apiKey", "key", "token"],
    credentials: {
      ...credentials,
      override(fields) {
        known = undefined;
        credentials.override(fields);
      },
    },
    manager,
    problems,
    isPresent(request) {
      const { place, name } = settings();
      return place === "header" && request.headers.has(name.toLowerCase());
    },
    place: add,
    advice: () => `the server refuses the \`key\` of source \`${source}\`: check the key and where it is sent`,
    carriers() {
      const { place, name, headers } = settings();
      const own = place === "header" ? [name] : place === "cookie" ? ["cookie"] : [];
      return {
        headers: [...own, ...headers].map((header) => header.toLowerCase()),
        query: place === "query" ? [name] : [],
      };
    },
    secrets() {
      const { headers, values } = settings();
      return [...credentials.secrets("key"), ...values.secrets(...headers)];
    },
  });
}

/** Puts one pair into the query without rewriting the others; pairs of that name (a server's own `next` link) go. */
function setQuery(url: URL, name: string, value: string): void {
  const pairs = url.search.slice(1).split("&");
  const others = pairs.filter((pair) => pair !== "" && !new URLSearchParams(pair).has(name));
  url.search = [...others, `${encodeURIComponent(name)}=${encodeURIComponent(value)}`].join("&");
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
