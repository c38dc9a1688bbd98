// OAuth 2 against a certified server with rotating refresh tokens (language.md 3.6). It revokes the whole login when it
// sees an old refresh token again, so a renewal too many shows.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { oauth2, type OAuth2Credentials, type Tokens, type TokenStore } from "../../../runtime/auth.js";
import { crossFetch } from "../../../runtime/cross-fetch.js";
import { type LocalServer, memoryTokenStore, send, serve, testClock, testContext } from "../../support/auth-client.js";
import { type OidcServer, start } from "../../support/oidc.js";

let oidc: OidcServer;
let api: LocalServer;
/** Called with the token of each request that the API gets, before it answers. */
let onRequest: (token: string) => void = () => undefined;

beforeAll(async () => {
  oidc = await start();
  api = await serve(async ({ headers }, response) => {
    const token = headers.authorization?.slice("Bearer ".length) ?? "";
    onRequest(token);
    response.writeHead((await oidc.accepts(token)) ? 200 : 401).end("{}");
  });
});
afterAll(async () => {
  await Promise.all([oidc.close(), api.close()]);
});

async function login(more: Partial<OAuth2Credentials> = {}): Promise<OAuth2Credentials & { refreshToken: string }> {
  const { clientId, clientSecret } = oidc.clients.web;
  return { clientId, clientSecret, tokenUrl: oidc.tokenUrl, ...more, refreshToken: await oidc.mintRefreshToken() };
}

/** How many token requests `work` makes. */
async function tokenRequests(work: () => Promise<unknown>): Promise<number> {
  const before = oidc.requests().length;
  await work();
  return oidc.requests().length - before;
}

const times = <T>(count: number, work: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => work(index));

describe("renewal", () => {
  it("before the request, when the access token has expired", async () => {
    const context = testContext();
    const auth = oauth2(await login({ accessToken: "old", expiresAt: "2024-01-20T10:30:00Z" })).open(context);
    expect(auth.problems()).toEqual([]);
    const count = await tokenRequests(async () => {
      expect(await send(auth, api.origin)).toMatchObject({ status: 200, sent: 1 });
      expect(await send(auth, api.origin)).toMatchObject({ status: 200, sent: 1 });
    });
    expect(count).toBe(1);
    expect(context.events).toEqual([{ type: "token", source: "API", reason: "refreshed" }]);
  });

  it("after a 401 in the middle, once per request", async () => {
    const auth = oauth2(await login()).open(testContext());
    await send(auth, api.origin);
    await oidc.revoke(auth.secrets()[0] ?? "");
    expect(
      await tokenRequests(async () => expect(await send(auth, api.origin)).toMatchObject({ status: 200, sent: 2 })),
    ).toBe(1);

    const stubborn = await serve((_request, response) => void response.writeHead(401).end());
    expect(
      await tokenRequests(async () =>
        expect(await send(auth, stubborn.origin)).toMatchObject({ status: 401, sent: 2 }),
      ),
    ).toBe(1);
    await stubborn.close();
  });

  it("60 s before the end, and at most a tenth of the token's life", async () => {
    const clock = testClock();
    const auth = oauth2(await login()).open(testContext({ clock }));
    const request = (): Promise<number> => tokenRequests(() => send(auth, api.origin));
    expect(await request()).toBe(1);
    clock.advance((3600 - 61) * 1000);
    expect(await request()).toBe(0);
    clock.advance(1500);
    expect(await request()).toBe(1);

    const short = await start({ accessTokenTtl: 100 });
    const quick = oauth2({
      clientId: short.clients.machine.clientId,
      clientSecret: short.clients.machine.clientSecret,
      tokenUrl: short.tokenUrl,
    }).open(testContext({ clock }));
    await send(quick, api.origin).catch(() => undefined);
    const used = short.requests().length;
    clock.advance(89_000);
    await quick.apply({ method: "GET", url: new URL(api.origin), headers: new Map() }, new AbortController().signal);
    expect(short.requests().length).toBe(used);
    clock.advance(2_000);
    await quick.apply({ method: "GET", url: new URL(api.origin), headers: new Map() }, new AbortController().signal);
    expect(short.requests().length).toBe(used + 1);
    await short.close();
  });

  it("20 parallel requests make exactly one token request, before the first and after a 401", async () => {
    const auth = oauth2(await login()).open(testContext());
    const all = async (): Promise<void> => {
      const answers = await Promise.all(times(20, () => send(auth, api.origin)));
      expect(answers.map(({ status }) => status)).toEqual(times(20, () => 200));
    };
    expect(await tokenRequests(all)).toBe(1);
    await oidc.revoke(auth.secrets()[0] ?? "");
    expect(await tokenRequests(all)).toBe(1);
    expect(await tokenRequests(all)).toBe(0);
  });

  it("a 401 for a token that is no longer current is re-sent without a renewal", async () => {
    const auth = oauth2(await login()).open(testContext());
    const signal = new AbortController().signal;
    const request = { method: "GET", url: new URL(api.origin), headers: new Map<string, string>() };
    const generation = await auth.apply(request, signal);
    expect(await tokenRequests(async () => expect(await auth.renew(generation, signal)).toBe(true))).toBe(1);
    expect(await tokenRequests(async () => expect(await auth.renew(generation, signal)).toBe(true))).toBe(0);
  });

  it("works over cross-fetch too", async () => {
    const auth = oauth2(await login()).open(testContext({ fetch: crossFetch() }));
    expect(await send(auth, api.origin)).toMatchObject({ status: 200 });
  });
});

describe("persistence", () => {
  it("a rotated token is persisted before it is used, and used after a restart", async () => {
    const tokenStore = memoryTokenStore();
    const credentials = await login();
    const told: string[] = [];
    const problems: string[] = [];
    onRequest = (token) => {
      if (tokenStore.kept("API")?.accessToken !== token) problems.push("the store did not have the token yet");
      if (told.at(-1) !== token) problems.push("onTokenRefresh did not have the token yet");
    };
    const onTokenRefresh = async (source: string, tokens: Tokens): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      told.push(`${tokens.accessToken}`);
    };
    const first = oauth2(credentials).open(testContext({ tokenStore, onTokenRefresh }));
    await Promise.all(times(5, () => send(first, api.origin)));
    expect(tokenStore.kept("API")).toMatchObject({ previousRefreshToken: credentials.refreshToken, expiresIn: 3600 });

    const second = oauth2(credentials).open(testContext({ tokenStore, onTokenRefresh }));
    const answer = async (): Promise<void> =>
      expect(await send(second, api.origin)).toMatchObject({ status: 200, sent: 1 });
    expect(await tokenRequests(answer)).toBe(0);

    const clock = testClock(Date.now() + 3_600_000);
    const third = oauth2(credentials).open(testContext({ tokenStore, onTokenRefresh, clock }));
    expect(
      await tokenRequests(async () => expect(await send(third, api.origin)).toMatchObject({ status: 200, sent: 1 })),
    ).toBe(1);
    onRequest = () => undefined;
    expect(problems).toEqual([]);
    expect(told).toHaveLength(2);
  });

  it("tokens that onTokenRefresh was given start the next process", async () => {
    const credentials = await login();
    let saved: Tokens | undefined;
    await send(
      oauth2(credentials).open(testContext({ onTokenRefresh: (_source, tokens) => void (saved = tokens) })),
      api.origin,
    );
    const next = oauth2({ ...credentials, ...saved }).open(testContext({ clock: testClock(Date.now() + 3_600_000) }));
    expect(next.problems()).toEqual([]);
    expect(await send(next, api.origin)).toMatchObject({ status: 200 });
  });

  it("six processes with one store make one token request", async () => {
    const tokenStore = memoryTokenStore();
    const credentials = await login();
    const processes = times(6, () => oauth2(credentials).open(testContext({ tokenStore })));
    const work = async (): Promise<void> => {
      const answers = await Promise.all(processes.map((process) => send(process, api.origin)));
      expect(answers.map(({ status }) => status)).toEqual(times(6, () => 200));
    };
    expect(await tokenRequests(work)).toBe(1);
    await oidc.revoke(tokenStore.kept("API")?.accessToken ?? "");
    expect(await tokenRequests(work)).toBe(1);
  });

  it("a new refresh token in the credentials goes before the kept ones; another clientSecret does not", async () => {
    const tokenStore = memoryTokenStore();
    const credentials = await login();
    await send(oauth2(credentials).open(testContext({ tokenStore })), api.origin);
    const kept = tokenStore.kept("API");
    const sameLogin = oauth2({ ...credentials, clientSecret: "changed" }).open(testContext({ tokenStore }));
    expect(await tokenRequests(() => send(sameLogin, api.origin))).toBe(0);
    const newLogin = oauth2(await login()).open(testContext({ tokenStore }));
    expect(
      await tokenRequests(async () => expect(await send(newLogin, api.origin)).toMatchObject({ status: 200 })),
    ).toBe(1);
    expect(tokenStore.kept("API")?.basis).not.toBe(kept?.basis);
    expect(JSON.stringify(kept?.basis)).not.toContain(credentials.refreshToken);
  });
});

describe("the server's verdict", () => {
  it("invalid_grant is an AuthError that says what to do; the dead token is not sent again", async () => {
    const credentials = await login();
    await send(oauth2(credentials).open(testContext()), api.origin);
    const auth = oauth2(credentials).open(testContext());
    const count = await tokenRequests(async () => {
      const results = await Promise.allSettled(times(5, () => send(auth, api.origin)));
      results.push(...(await Promise.allSettled([send(auth, api.origin)])));
      for (const result of results) {
        expect(result).toMatchObject({
          status: "rejected",
          reason: {
            name: "AuthError",
            code: "auth",
            source: "API",
            method: "POST",
            url: oidc.tokenUrl,
            status: 400,
            error: "invalid_grant",
            errorDescription: "grant request is invalid",
            message: `source \`API\`: the token endpoint ${oidc.tokenUrl} refused the refresh token: invalid_grant (grant request is invalid)`,
            help: "the login has ended or was revoked: log in again and give the new refreshToken in the credentials of `API`; tokens kept from the old one are then no longer used",
          },
        });
      }
      const errors = results.map((result) => (result.status === "rejected" ? result.reason : undefined));
      expect(new Set(errors).size).toBe(6);
    });
    expect(count).toBe(1);
  });

  it("invalid_client names the option clientAuth", async () => {
    const { tokenUrl, clients } = oidc;
    const client = { tokenUrl, clientId: clients.machine.clientId, clientSecret: "wrong-secret" };
    await expect(send(oauth2(client).open(testContext()), api.origin)).rejects.toMatchObject({
      name: "AuthError",
      error: "invalid_client",
      help: "check clientId and clientSecret of `API`; they were sent with HTTP Basic, and a server that expects them in the body needs clientAuth: body",
    });
    const inBody = oauth2({ ...client, clientAuth: "body" }).open(testContext());
    await expect(send(inBody, api.origin)).rejects.toMatchObject({
      error: "invalid_client",
      help: "check clientId and clientSecret of `API`; they were sent in the body, and a server that expects them with HTTP Basic needs clientAuth: basic",
    });
  });

  it("a scope that was not granted", async () => {
    const auth = oauth2({ ...(await login()), scopes: ["orders:read", "orders:delete"] }).open(testContext());
    await expect(send(auth, api.origin)).rejects.toMatchObject({
      error: "invalid_scope",
      help: "scopes of `API` must be among those that were granted; without `scopes` all of them are asked for",
    });
  });

  it("a client that may not use the grant", async () => {
    const { clientId, clientSecret } = oidc.clients.web;
    const auth = oauth2({ clientId, clientSecret, tokenUrl: oidc.tokenUrl }).open(testContext());
    await expect(send(auth, api.origin)).rejects.toMatchObject({
      error: "invalid_request",
      errorDescription: "requested grant type is not allowed for this client",
      help: "check tokenUrl, clientId, clientSecret, clientAuth and scopes of `API`",
    });
  });
});

describe("client authentication and grants", () => {
  it("client credentials: a token without a refresh token, asked for again when it has expired", async () => {
    const { clientId, clientSecret } = oidc.clients.machine;
    const clock = testClock();
    const auth = oauth2({ clientId, clientSecret, tokenUrl: oidc.tokenUrl, scopes: "orders:read orders:write" }).open(
      testContext({ clock }),
    );
    expect(auth.problems()).toEqual([]);
    const machine = (): Promise<number> =>
      tokenRequests(async () => expect(await send(auth, api.origin)).toMatchObject({ status: 200 }));
    expect(await machine()).toBe(1);
    expect(oidc.requests().at(-1)).toMatchObject({
      body: { grant_type: "client_credentials", scope: "orders:read orders:write" },
      authorization: `Basic ${btoa("machine:machine-s%25%2B%3A%2F")}`,
    });
    expect(await machine()).toBe(0);
    clock.advance(3_600_000);
    expect(await machine()).toBe(1);
    await oidc.revoke(auth.secrets()[0] ?? "");
    expect(await machine()).toBe(1);
  });

  it("HTTP Basic with id and secret form-encoded first: the secret holds %, +, :, /, a space, & and =", async () => {
    await send(oauth2(await login()).open(testContext()), api.origin);
    const call = oidc.requests().at(-1);
    expect(oidc.clients.web.clientSecret).toBe("s%3A+e:c/r et&=~");
    expect(call).toMatchObject({ status: 200, authorization: `Basic ${btoa("web:s%253A%2Be%3Ac%2Fr+et%26%3D%7E")}` });
    expect(call?.body).not.toHaveProperty("client_secret");
  });

  it("in the body", async () => {
    const { clientId, clientSecret } = oidc.clients.post;
    const refreshToken = await oidc.mintRefreshToken({ client: oidc.clients.post });
    const tokenUrl = oidc.tokenUrl;
    await send(
      oauth2({ clientId, clientSecret, refreshToken, tokenUrl, clientAuth: "body" }).open(testContext()),
      api.origin,
    );
    expect(oidc.requests().at(-1)).toEqual({
      authorization: undefined,
      status: 200,
      body: {
        grant_type: "refresh_token",
        refresh_token: refreshToken,
        client_id: clientId,
        client_secret: clientSecret,
      },
    });
  });

  it("a client without a secret sends its id in the body", async () => {
    const refreshToken = await oidc.mintRefreshToken({ client: oidc.clients.public });
    const credentials = { clientId: "public", refreshToken, tokenUrl: oidc.tokenUrl };
    expect(await send(oauth2(credentials).open(testContext()), api.origin)).toMatchObject({ status: 200 });
    expect(oidc.requests().at(-1)).toMatchObject({ authorization: undefined, body: { client_id: "public" } });
  });

  it("`grant` goes before the presence of a refresh token", async () => {
    const { clientId, clientSecret } = oidc.clients.machine;
    const more = { clientId, clientSecret, grant: "client_credentials" } as const;
    await send(oauth2({ ...(await login()), ...more }).open(testContext()), api.origin);
    expect(oidc.requests().at(-1)?.body["grant_type"]).toBe("client_credentials");
  });
});

describe("cancelling", () => {
  it("one caller stops waiting at once; the renewal goes on for the others", async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const auth = oauth2(await login()).open(
      testContext({
        fetch: async (url, init) => {
          await gate;
          return fetch(url, init);
        },
      }),
    );
    const controller = new AbortController();
    const cancelled = send(auth, api.origin, { signal: controller.signal });
    const other = send(auth, api.origin);
    controller.abort(new Error("enough"));
    await expect(cancelled).rejects.toMatchObject({ code: "cancelled", cause: { message: "enough" } });
    release();
    expect(await other).toMatchObject({ status: 200, sent: 1 });
    await expect(send(auth, api.origin, { signal: controller.signal })).rejects.toMatchObject({ code: "cancelled" });
  });

  it("a renewal whose callers have all gone still persists its tokens", async () => {
    const persisted = new Promise<Tokens | undefined>((resolve) => {
      const inner = memoryTokenStore();
      const tokenStore: TokenStore = {
        update: (source, change) =>
          inner.update(source, async (kept) => {
            const next = await change(kept);
            if (next !== undefined) resolve(next);
            return next;
          }),
      };
      const controller = new AbortController();
      void login().then((credentials) => {
        const auth = oauth2(credentials).open(
          testContext({
            tokenStore,
            fetch: (url, init) => {
              controller.abort();
              return fetch(url, init);
            },
          }),
        );
        return send(auth, api.origin, { signal: controller.signal }).catch(() => undefined);
      });
    });
    expect(await oidc.accepts((await persisted)?.accessToken)).toBe(true);
  });
});
