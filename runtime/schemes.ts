// The schemes without options of their own: none, HTTP Basic (RFC 7617) and bearer tokens (RFC 6750).
// Must not know where tokens are kept.
import type { AuthContext, Authenticator } from "./auth.js";
import { type FieldRules, findCredentials, keysOf } from "./credentials.js";
import { manageTokens } from "./token-manager.js";
import { failOn, headerProblems, tokenAuthenticator } from "./token-scheme.js";
import { fingerprint } from "./tokens.js";

export function noneScheme(context: AuthContext, places: readonly (object | undefined)[]): Authenticator {
  const { source } = context;
  const credentials = findCredentials(context, "none", {}, places);
  return {
    problems: () => credentials.problems(),
    apply: async () => 0,
    renew: async () => false,
    generation: () => 0,
    advice: () => `source \`${source}\` has auth none: if its server wants credentials, give the source an \`auth\``,
    holdsCredentials: () => false,
    adopt: async () => false,
    authorize: async () => failOn(source, [`source \`${source}\` has auth none and takes no credentials`]),
    carriers: () => ({ headers: [], query: [] }),
    secrets: () => [],
  };
}

const basicRules = {
  username: { kind: "secret" },
  password: { kind: "secret", mayBeEmpty: true },
} as const satisfies FieldRules<string>;

export function basicScheme(context: AuthContext, places: readonly (object | undefined)[]): Authenticator {
  const { source } = context;
  const credentials = findCredentials(context, "basic", basicRules, places);
  let generation = 0;
  let encoded: string | undefined;

  function problems(late: boolean): string[] {
    const wrong = keysOf(basicRules).flatMap((name) => faults(name, credentials.text(name)));
    return [...credentials.problems(), ...(late ? [] : credentials.missing("username", "password")), ...wrong];
  }

  function faults(name: "username" | "password", text: string | undefined): string[] {
    if (text === undefined) return [];
    if (name === "username" && text.includes(":")) {
      return [`source \`${source}\`: \`username\` holds a \`:\`, which HTTP Basic cannot send (RFC 7617)`];
    }
    const control = /[\u0000-\u001f\u007f]/.test(text);
    return control ? [`source \`${source}\`: \`${name}\` holds a line break or another control character`] : [];
  }

  /** Undefined when the credentials are still to come. */
  async function encode(): Promise<string | undefined> {
    const used = generation;
    failOn(source, problems(context.late));
    const username = await credentials.secret("username");
    const password = await credentials.secret("password");
    if (username !== undefined && password !== undefined) {
      failOn(source, [...faults("username", username), ...faults("password", password)]);
      const pair = base64(`${username}:${password}`);
      if (used === generation) encoded = pair;
      return pair;
    }
    const nothing = `source \`${source}\`: the function given for \`username\` or \`password\` gave nothing`;
    failOn(source, context.late ? [] : [nothing]);
    return undefined;
  }

  return {
    problems: () => problems(context.late),
    async apply(request) {
      if (request.headers.has("authorization")) return -1;
      const used = generation;
      const pair = encoded ?? (await encode());
      if (pair !== undefined) request.headers.set("authorization", `Basic ${pair}`);
      return used;
    },
    renew: async (of) => of !== -1 && of !== generation,
    generation: () => generation,
    advice: () => `check \`username\` and \`password\` of source \`${source}\``,
    holdsCredentials: () => false,
    adopt: async () => false,
    async authorize(fields) {
      failOn(source, findCredentials({ source, env: () => undefined }, "basic", basicRules, [fields]).problems());
      credentials.override(fields);
      encoded = undefined;
      generation += 1;
      failOn(source, problems(false));
      context.emit({ type: "token", source, reason: "authorized" });
    },
    carriers: () => ({ headers: ["authorization"], query: [] }),
    secrets() {
      const passwords = credentials.secrets("password");
      // A service that takes its key as the user name gets an empty password.
      const secrets = passwords.length > 0 ? passwords : credentials.secrets("username");
      return encoded === undefined ? secrets : [...secrets, encoded];
    },
  };
}

const bearerRules = { token: { kind: "secret" } } as const satisfies FieldRules<string>;

export function bearerScheme(context: AuthContext, places: readonly (object | undefined)[]): Authenticator {
  const { source } = context;
  const credentials = findCredentials(context, "bearer", bearerRules, places);
  const manager = manageTokens({
    context,
    field: "token",
    async configured() {
      const token = await credentials.secret("token");
      const basis = await fingerprint(["bearer", source, token]);
      return token === undefined ? { basis } : { token, basis };
    },
  });
  return tokenAuthenticator({
    name: "bearer",
    context,
    rules: bearerRules,
    tokenField: "token",
    tokenFields: ["token"],
    answerFields: ["access_token", "accessToken", "token", "id_token"],
    credentials,
    manager,
    problems: (late) => [
      ...credentials.problems(),
      ...(late ? [] : credentials.missing("token")),
      ...headerProblems(source, "token", credentials.text("token")),
    ],
    isPresent: (request) => request.headers.has("authorization"),
    place(request, token) {
      failOn(source, headerProblems(source, "token", token));
      request.headers.set("authorization", `Bearer ${token}`);
    },
    advice: () => `the server refuses the \`token\` of source \`${source}\`: give one that is valid`,
    carriers: () => ({ headers: ["authorization"], query: [] }),
    secrets: () => credentials.secrets("token"),
  });
}

/** Base64 of the UTF-8 bytes of `text`. */
function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));
}
