// The OAuth server of the demo: oidc-provider, a certified implementation, on a free loopback port.
// Must not know the shop.
import { createServer } from "node:http";

const client = { clientId: "shop-sync", clientSecret: "demo%client+secret" };
const scope = "openid offline_access";

/**
 * Starts the server. `login` stands for what a user does once in a browser: it gives a client with a refresh token.
 * `accepts` tells an API whether an access token is good.
 */
export async function startOAuthServer() {
  const server = createServer((request, response) => provider.callback()(request, response));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = await quietly(async () => {
    const { Provider } = await import("oidc-provider");
    return new Provider(issuer, configuration());
  });

  async function login() {
    const grant = new provider.Grant({ accountId: "demo-user", clientId: client.clientId });
    grant.addOIDCScope(scope);
    const token = new provider.RefreshToken({
      accountId: "demo-user",
      client: await provider.Client.find(client.clientId),
      grantId: await grant.save(),
      scope,
      gty: "authorization_code",
    });
    return { ...client, refreshToken: await token.save(), tokenUrl: `${issuer}/token` };
  }

  async function accepts(accessToken) {
    const known = await provider.AccessToken.find(accessToken);
    return known?.isValid === true;
  }

  return { login, accepts, close: () => server.close(() => undefined) };
}

function configuration() {
  return {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        grant_types: ["authorization_code", "refresh_token"],
        redirect_uris: ["https://app.example.com/callback"],
      },
    ],
    cookies: { keys: ["demo"] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    rotateRefreshToken: true,
    ttl: { AccessToken: 3600, Grant: 86_400, IdToken: 3600, RefreshToken: 86_400 },
  };
}

/** oidc-provider warns on the console about what a production server should have. */
async function quietly(work) {
  const { warn, info } = console;
  console.warn = console.info = () => undefined;
  try {
    return await work();
  } finally {
    Object.assign(console, { warn, info });
  }
}
