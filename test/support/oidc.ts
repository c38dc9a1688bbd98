// A certified OAuth server (oidc-provider) on loopback, with rotating refresh tokens that can be minted in-process.
// Must not know the code under test.
import { generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
// @ts-expect-error oidc-provider ships no types; what is used of it is declared below.
import { Provider as OidcProvider } from "oidc-provider";

/** A client of the server. `auth`: how it proves itself at the token endpoint. */
export interface OidcClient {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly auth: "basic" | "body" | "none";
}

/** One request to the token endpoint, as it was received. */
export interface TokenCall {
  readonly authorization: string | undefined;
  readonly body: Readonly<Record<string, string>>;
  readonly status: number;
}

export interface OidcServer {
  readonly issuer: string;
  readonly tokenUrl: string;
  /** `web`: HTTP Basic, a secret that must be form-encoded. `post`: in the body. `machine`: client credentials alone. */
  readonly clients: Readonly<Record<"web" | "post" | "machine" | "public", OidcClient>>;
  /** A refresh token of a fresh login of `account` at `client` (default `web`). */
  mintRefreshToken(options?: { client?: OidcClient; account?: string; scope?: string }): Promise<string>;
  /** Whether an API that trusts this server would let the access token in. */
  accepts(accessToken: string | undefined): Promise<boolean>;
  /** Ends the life of one access token before its time. */
  revoke(accessToken: string): Promise<void>;
  /** All requests to the token endpoint so far. */
  requests(): readonly TokenCall[];
  close(): Promise<void>;
}

interface StoredToken {
  readonly isValid: boolean;
  destroy(): Promise<void>;
}
interface Context {
  readonly path: string;
  readonly status: number;
  readonly get: (header: string) => string;
  readonly oidc?: { readonly body?: Record<string, string> };
}
interface ProviderInstance {
  readonly Grant: new (facts: object) => { addOIDCScope(scope: string): void; save(): Promise<string> };
  readonly RefreshToken: new (facts: object) => { save(): Promise<string> };
  readonly AccessToken: { find(value: string): Promise<StoredToken | undefined> };
  readonly ClientCredentials: { find(value: string): Promise<StoredToken | undefined> };
  readonly Client: { find(id: string): Promise<unknown> };
  use(middleware: (context: Context, next: () => Promise<void>) => Promise<void>): void;
  callback(): RequestListener;
}
const Provider: new (issuer: string, configuration: object) => ProviderInstance = OidcProvider;

const scopes = ["openid", "offline_access", "orders:read", "orders:write"];

const clients = {
  web: { clientId: "web", clientSecret: "s%3A+e:c/r et&=~", auth: "basic" },
  post: { clientId: "post", clientSecret: "body-s%3A+e:c/ret", auth: "body" },
  machine: { clientId: "machine", clientSecret: "machine-s%+:/", auth: "basic" },
  public: { clientId: "public", clientSecret: "", auth: "none" },
} as const satisfies OidcServer["clients"];

/** Starts the server on a free port. `accessTokenTtl` in seconds; `rotate` false makes refresh tokens lasting. */
export async function start(options: { accessTokenTtl?: number; rotate?: boolean } = {}): Promise<OidcServer> {
  let handle: RequestListener = (_request: IncomingMessage, response: ServerResponse) =>
    void response.writeHead(503).end();
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = quietly(() => new Provider(issuer, configuration(options)));
  const calls: TokenCall[] = [];
  provider.use(async (context, next) => {
    await next();
    if (context.path !== "/token") return;
    calls.push({
      authorization: context.get("authorization") || undefined,
      body: { ...context.oidc?.body },
      status: context.status,
    });
  });
  handle = provider.callback();

  async function find(accessToken: string): Promise<StoredToken | undefined> {
    return (await provider.AccessToken.find(accessToken)) ?? (await provider.ClientCredentials.find(accessToken));
  }

  return {
    issuer,
    tokenUrl: `${issuer}/token`,
    clients,
    async mintRefreshToken({ client = clients.web, account = "someone", scope = scopes.join(" ") } = {}) {
      const { clientId } = client;
      const grant = new provider.Grant({ accountId: account, clientId });
      grant.addOIDCScope(scope);
      const grantId = await grant.save();
      return new provider.RefreshToken({
        accountId: account,
        client: await provider.Client.find(clientId),
        grantId,
        scope,
        gty: "authorization_code",
      }).save();
    },
    accepts: async (accessToken) => accessToken !== undefined && (await find(accessToken))?.isValid === true,
    revoke: async (accessToken) => (await find(accessToken))?.destroy(),
    requests: () => calls,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function configuration(options: { accessTokenTtl?: number; rotate?: boolean }): object {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ttl = options.accessTokenTtl ?? 3600;
  return {
    clients: Object.values(clients).map(({ clientId, clientSecret, auth }) => ({
      client_id: clientId,
      ...(auth === "none" ? {} : { client_secret: clientSecret }),
      token_endpoint_auth_method: { basic: "client_secret_basic", body: "client_secret_post", none: "none" }[auth],
      grant_types: clientId === "machine" ? ["client_credentials"] : ["authorization_code", "refresh_token"],
      response_types: clientId === "machine" ? [] : ["code"],
      redirect_uris: clientId === "machine" ? [] : ["https://app.example.com/callback"],
      id_token_signed_response_alg: "ES256",
    })),
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), alg: "ES256", use: "sig" }] },
    cookies: { keys: ["test"] },
    scopes,
    features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
    findAccount: (_context: unknown, accountId: string) => ({ accountId, claims: () => ({ sub: accountId }) }),
    rotateRefreshToken: options.rotate ?? true,
    ttl: { AccessToken: ttl, ClientCredentials: ttl, RefreshToken: 86_400, Grant: 86_400, IdToken: 3600 },
  };
}

/** oidc-provider warns on the console about what a production server should have. */
function quietly<T>(work: () => T): T {
  const { warn, info } = console;
  console.warn = console.info = () => undefined;
  try {
    return work();
  } finally {
    Object.assign(console, { warn, info });
  }
}
