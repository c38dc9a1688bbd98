// The scheme `oauth2`: which fields it needs, which grant renews its token (language.md 3.6; RFC 6749, RFC 6750).
// Must not know how tokens are shared or kept.
import type { AuthContext, Authenticator, Tokens } from "./auth.js";
import { type FieldRules, findCredentials, variableName } from "./credentials.js";
import { requestToken, type TokenAnswer, tokenUrlFault } from "./token-endpoint.js";
import { manageTokens } from "./token-manager.js";
import { failOn, headerProblems, tokenAuthenticator } from "./token-scheme.js";
import { fingerprint, readInstant } from "./tokens.js";

const rules = {
  accessToken: { kind: "secret" },
  refreshToken: { kind: "secret" },
  tokenUrl: { kind: "text", aliases: ["tokenEndpoint"] },
  clientId: { kind: "secret" },
  clientSecret: { kind: "secret" },
  scopes: { kind: "list" },
  expiresAt: { kind: "time" },
  clientAuth: { kind: "text" },
  audience: { kind: "text" },
  grant: { kind: "text" },
} as const satisfies FieldRules<string>;

export function oauth2Scheme(context: AuthContext, places: readonly (object | undefined)[]): Authenticator {
  const { source } = context;
  const credentials = findCredentials(context, "oauth2", rules, places, { group: "oauth" });

  function scopes(): readonly string[] {
    const value = credentials.value("scopes");
    if (Array.isArray(value)) return value.filter((scope) => typeof scope === "string");
    return typeof value === "string" ? value.split(/[\s,]+/).filter((scope) => scope !== "") : [];
  }

  function isClientCredentials(hasRefreshToken: boolean): boolean {
    const grant = credentials.text("grant");
    return grant === undefined ? !hasRefreshToken : grant === "client_credentials";
  }

  /** What a renewal still lacks. */
  function lacking(hasRefreshToken: boolean): ("refreshToken" | "tokenUrl" | "clientId" | "clientSecret")[] {
    const needed = isClientCredentials(hasRefreshToken)
      ? (["clientId", "clientSecret", "tokenUrl"] as const)
      : (["refreshToken", "tokenUrl"] as const);
    return needed.filter((name) => (name === "refreshToken" ? !hasRefreshToken : !credentials.has(name)));
  }

  async function configured(): Promise<Tokens> {
    const accessToken = await credentials.secret("accessToken");
    const refreshToken = isClientCredentials(credentials.has("refreshToken"))
      ? undefined
      : await credentials.secret("refreshToken");
    const expiresAt = readInstant(credentials.value("expiresAt"));
    // A refresh token alone stands for its login: when another field changes, rotated tokens must not be thrown away.
    const client = [await credentials.secret("clientId"), credentials.text("tokenUrl"), credentials.text("audience")];
    const basis = await fingerprint(
      refreshToken === undefined
        ? ["oauth2", source, accessToken, ...client, ...scopes()]
        : ["oauth2", source, refreshToken],
    );
    return {
      ...(accessToken === undefined ? {} : { accessToken }),
      ...(refreshToken === undefined ? {} : { refreshToken }),
      ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() }),
      basis,
    };
  }

  async function request(known: Tokens): Promise<TokenAnswer> {
    const isClient = isClientCredentials(known.refreshToken !== undefined);
    const answer = await requestToken({
      source,
      fetch: context.fetch,
      clock: context.clock,
      tokenUrl: credentials.text("tokenUrl") ?? "",
      refreshToken: isClient ? undefined : known.refreshToken,
      clientId: await credentials.secret("clientId"),
      clientSecret: await credentials.secret("clientSecret"),
      clientAuth: credentials.text("clientAuth") === "body" ? "body" : "basic",
      scopes: scopes(),
      audience: credentials.text("audience"),
    });
    // RFC 6749 section 4.4.3: a refresh token has no place in this answer; the client's own credentials stay the way.
    if (isClient && answer.kind === "granted")
      return { ...answer, grant: { ...answer.grant, refreshToken: undefined } };
    return answer;
  }

  const manager = manageTokens({
    context,
    field: "accessToken",
    configured,
    renewal: { canRenew: (known) => lacking(known.refreshToken !== undefined).length === 0, request },
  });

  function wrongFields(): string[] {
    const found = headerProblems(source, "accessToken", credentials.text("accessToken"));
    const tokenUrl = credentials.text("tokenUrl");
    const fault = tokenUrl === undefined ? undefined : tokenUrlFault(tokenUrl, context.allowHttp);
    if (fault !== undefined) found.push(`source \`${source}\`: \`tokenUrl\` ${fault}`);
    for (const [name, values] of [
      ["clientAuth", ["basic", "body"]],
      ["grant", ["refresh_token", "client_credentials"]],
    ] as const) {
      const text = credentials.text(name);
      if (text !== undefined && !values.some((value) => value === text)) {
        found.push(`source \`${source}\`: \`${name}\` must be ${values.join(" or ")}`);
      }
    }
    if (credentials.has("clientSecret") && !credentials.has("clientId")) {
      found.push(`source \`${source}\` has a \`clientSecret\` and no \`clientId\``);
    }
    if (credentials.has("expiresAt") && readInstant(credentials.value("expiresAt")) === undefined) {
      found.push(`source \`${source}\`: \`expiresAt\` is no date-time; expected one like 2024-01-20T10:30:00Z`);
    }
    return found;
  }

  function missingFields(): string[] {
    const hasRefreshToken = credentials.has("refreshToken");
    const lacks = lacking(hasRefreshToken);
    const unset = credentials.missing();
    if (lacks.length === 0 || unset.length > 0) return unset;
    if (!credentials.has("accessToken")) {
      const isBegun = hasRefreshToken || lacks.length < 3;
      return isBegun ? credentials.missing(...lacks) : [nothingGiven(source)];
    }
    const expiry = readInstant(credentials.value("expiresAt"));
    if (expiry === undefined || expiry > context.clock.now()) return [];
    const when = new Date(expiry).toISOString();
    const needs = (["refreshToken", "tokenUrl"] as const).filter((name) => !credentials.has(name));
    return [
      `source \`${source}\`: the access token expired at ${when} and cannot be renewed without ` +
        `${needs.map((name) => `\`${name}\``).join(" and ")}: give ${needs.length > 1 ? "them" : "it"} beside it, or a new accessToken`,
    ];
  }

  return tokenAuthenticator({
    name: "oauth2",
    context,
    rules,
    group: "oauth",
    tokenField: "accessToken",
    tokenFields: ["accessToken", "refreshToken", "expiresAt"],
    answerFields: ["access_token", "accessToken", "token", "id_token"],
    credentials,
    manager,
    problems: (late) => [...credentials.problems(), ...wrongFields(), ...(late ? [] : missingFields())],
    isPresent: (outgoing) => outgoing.headers.has("authorization"),
    place(outgoing, token) {
      failOn(source, headerProblems(source, "accessToken", token));
      outgoing.headers.set("authorization", `Bearer ${token}`);
    },
    advice() {
      if (lacking(manager.hasRefreshToken()).length === 0) {
        return `the server refuses an access token of source \`${source}\` that was just renewed: check scopes and audience`;
      }
      return (
        `the server refuses the access token of source \`${source}\`, and there is nothing to renew it with: ` +
        `give a new accessToken, or refreshToken and tokenUrl beside it`
      );
    },
    carriers: () => ({ headers: ["authorization"], query: [] }),
    secrets: () => credentials.secrets("accessToken", "refreshToken", "clientSecret"),
  });
}

function nothingGiven(source: string): string {
  return (
    `source \`${source}\` has auth oauth2 and no credentials: give accessToken, or refreshToken and tokenUrl, or clientId, ` +
    `clientSecret and tokenUrl, in code as auth: { ${source}: { … } }, in the mission, or as ${variableName(source, "accessToken")} and so on`
  );
}
