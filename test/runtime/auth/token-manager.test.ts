// Keeping, sharing and persisting tokens when things go wrong (language.md 3.6), against a strict token server of our own:
// it rotates, and an old refresh token ends the login unless a grace window lets in the last one.
import { afterEach, describe, expect, it } from "vitest";
import { oauth2, type OAuth2Credentials, type Tokens, type TokenStore } from "../../../runtime/auth.js";
import {
  json,
  type LocalServer,
  memoryTokenStore,
  send,
  serve,
  testClock,
  testContext,
} from "../../support/auth-client.js";

const servers: LocalServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

interface Strict {
  readonly origin: string;
  readonly credentials: OAuth2Credentials;
  /** Refresh tokens in the order in which they were sent. */
  readonly asked: string[];
  /** Access tokens in the order in which the API got them. */
  readonly used: string[];
  /** In place of a grant: a status, with headers. */
  trouble: { readonly status: number; readonly headers?: Record<string, string> } | undefined;
  /** Whether the API answers 401 to the newest token. */
  isRefusing: boolean;
}

/** `grace`: the token before the current one is taken too. `silent`: grants name no refresh token. */
async function strictServer(options: { expiresIn?: number; grace?: boolean; silent?: boolean } = {}): Promise<Strict> {
  let current = 1;
  let isRevoked = false;
  const server = await serve((request, response) => {
    if (request.url !== "/token") {
      strict.used.push(request.headers.authorization?.slice(7) ?? "none");
      const isGood = !strict.isRefusing && !isRevoked && strict.used.at(-1) === `a${current}`;
      response.writeHead(isGood ? 200 : 401).end();
      return;
    }
    const sent = new URLSearchParams(request.body).get("refresh_token") ?? "";
    strict.asked.push(sent);
    if (strict.trouble !== undefined) {
      response.writeHead(strict.trouble.status, strict.trouble.headers).end();
      return;
    }
    const isOld = options.silent !== true && sent !== `r${current}`;
    const isUnknown = !/^r\d+$/.test(sent);
    if (isOld && !isUnknown && !(options.grace === true && sent === `r${current - 1}`)) isRevoked = true;
    if (isRevoked || isUnknown) {
      json(response, 400, { error: "invalid_grant" });
      return;
    }
    current += 1;
    const rotated = options.silent === true ? {} : { refresh_token: `r${current}` };
    json(response, 200, {
      access_token: `a${current}`,
      token_type: "Bearer",
      expires_in: options.expiresIn ?? 3600,
      ...rotated,
    });
  });
  servers.push(server);
  const strict: Strict = {
    origin: server.origin,
    credentials: { accessToken: "a1", refreshToken: "r1", tokenUrl: `${server.origin}/token` },
    asked: [],
    used: [],
    trouble: undefined,
    isRefusing: false,
  };
  return strict;
}

const signal = new AbortController().signal;
const nearlyExpired = (now: number): string => new Date(now + 30_000).toISOString();

describe("refresh tokens", () => {
  it("a rotated one is used next, and the one before it is kept", async () => {
    const server = await strictServer();
    const tokenStore = memoryTokenStore();
    const clock = testClock();
    const auth = oauth2(server.credentials).open(testContext({ tokenStore, clock }));
    server.isRefusing = true;
    await send(auth, server.origin);
    expect(tokenStore.kept("API")).toEqual({
      accessToken: "a2",
      refreshToken: "r2",
      previousRefreshToken: "r1",
      expiresAt: new Date(clock.now() + 3_600_000).toISOString(),
      expiresIn: 3600,
      basis: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    await send(auth, server.origin);
    expect(server.asked).toEqual(["r1", "r2"]);
    expect(server.used).toEqual(["a1", "a2", "a2", "a3"]);
  });

  it("an answer without one keeps the old", async () => {
    const server = await strictServer({ silent: true });
    const tokenStore = memoryTokenStore();
    const auth = oauth2(server.credentials).open(testContext({ tokenStore }));
    server.isRefusing = true;
    await send(auth, server.origin);
    await send(auth, server.origin);
    expect(server.asked).toEqual(["r1", "r1"]);
    expect(tokenStore.kept("API")).toMatchObject({ refreshToken: "r1" });
    expect(tokenStore.kept("API")).not.toHaveProperty("previousRefreshToken");
  });

  it("a refused one is followed by one try with the one before it", async () => {
    const server = await strictServer({ grace: true });
    const tokenStore = memoryTokenStore();
    const clock = testClock();
    const credentials = { ...server.credentials, accessToken: undefined };
    await send(oauth2(credentials).open(testContext({ tokenStore, clock })), server.origin);
    const kept = tokenStore.kept("API");
    if (kept === undefined) throw new Error("tokens expected in the store");
    tokenStore.set("API", { ...kept, refreshToken: "unknown", previousRefreshToken: "r2" });
    clock.advance(3_600_000);
    const auth = oauth2(credentials).open(testContext({ tokenStore, clock }));
    expect(await send(auth, server.origin)).toMatchObject({ status: 200, sent: 1 });
    expect(server.asked).toEqual(["r1", "unknown", "r2"]);
    expect(tokenStore.kept("API")).toMatchObject({ refreshToken: "r3", previousRefreshToken: "r2" });
  });

  it("when both are refused the login is lost, and neither is sent again", async () => {
    const server = await strictServer();
    const tokenStore = memoryTokenStore();
    const clock = testClock();
    const auth = oauth2({ ...server.credentials, accessToken: undefined }).open(testContext({ tokenStore, clock }));
    await send(auth, server.origin);
    // Another user of the same login breaks it.
    const body = new URLSearchParams({ grant_type: "refresh_token", refresh_token: "r1" });
    await fetch(`${server.origin}/token`, { method: "POST", body });
    clock.advance(3_600_000);
    for (let request = 0; request < 3; request += 1) {
      await expect(send(auth, server.origin)).rejects.toMatchObject({ name: "AuthError", error: "invalid_grant" });
    }
    expect(server.asked).toEqual(["r1", "r1", "r2", "r1"]);
  });

  it("a crash between rotation and persisting is survived within the grace window", async () => {
    const server = await strictServer({ grace: true });
    const broken: TokenStore = {
      update: (_source, change) => change(undefined).then(() => Promise.reject(new Error("disk full"))),
    };
    const credentials = { ...server.credentials, accessToken: undefined };
    const dying = oauth2(credentials).open(testContext({ tokenStore: broken }));
    await expect(send(dying, server.origin)).rejects.toThrow("the token store could not be read or written");
    const tokenStore = memoryTokenStore();
    expect(await send(oauth2(credentials).open(testContext({ tokenStore })), server.origin)).toMatchObject({
      status: 200,
    });
  });
});

describe("a token endpoint in trouble", () => {
  it("a token that is still valid stays in use, with one warning, and the endpoint gets a rest", async () => {
    const server = await strictServer();
    const clock = testClock();
    const context = testContext({ clock });
    const auth = oauth2({ ...server.credentials, expiresAt: nearlyExpired(clock.now()) }).open(context);
    server.trouble = { status: 503 };
    for (const answer of await Promise.all([send(auth, server.origin), send(auth, server.origin)])) {
      expect(answer).toMatchObject({ status: 200, sent: 1 });
    }
    await send(auth, server.origin);
    expect(server.asked).toEqual(["r1"]);
    expect(context.warnings).toEqual([
      `source \`API\`: the token endpoint ${server.origin}/token answered 503; the access token is still valid and stays in use`,
    ]);
    clock.advance(5_000);
    server.trouble = { status: 429, headers: { "retry-after": "20" } };
    await send(auth, server.origin);
    expect(server.asked).toHaveLength(2);
    clock.advance(19_000);
    await send(auth, server.origin);
    expect(server.asked).toHaveLength(2);
    server.trouble = undefined;
    clock.advance(2_000);
    await send(auth, server.origin);
    expect(server.asked).toHaveLength(3);
    expect(server.used.at(-1)).toBe("a2");
  });

  it("an expired token: the request fails, and nothing is lost", async () => {
    const server = await strictServer();
    const auth = oauth2({ ...server.credentials, expiresAt: "2024-01-01T00:00:00Z" }).open(testContext());
    server.trouble = { status: 500 };
    const failure = { name: "AuthError", status: 500, help: "the tokens are kept; check tokenUrl and try again" };
    await expect(send(auth, server.origin)).rejects.toMatchObject(failure);
    await expect(send(auth, server.origin)).rejects.toMatchObject(failure);
    expect(server.used).toEqual([]);
    server.trouble = undefined;
    expect(await send(auth, server.origin)).toMatchObject({ status: 200 });
    expect(server.asked).toEqual(["r1", "r1", "r1"]);
  });

  it("nobody there", async () => {
    const server = await strictServer();
    const auth = oauth2({ ...server.credentials, tokenUrl: "http://127.0.0.1:1/token" }).open(testContext());
    expect(await send(auth, server.origin)).toMatchObject({ status: 200 });
    server.isRefusing = true;
    const refused: unknown = await send(auth, server.origin).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      name: "AuthError",
      message: expect.stringContaining("the token endpoint http://127.0.0.1:1/token could not be reached"),
    });
    expect(refused).not.toHaveProperty("status");
    server.isRefusing = false;
    expect(await send(auth, server.origin)).toMatchObject({ status: 200 });
  });

  it("a 401 without anything to renew with stands, and says what is missing", async () => {
    const server = await strictServer();
    server.isRefusing = true;
    const auth = oauth2({ accessToken: "a1" }).open(testContext());
    expect(await send(auth, server.origin)).toMatchObject({ status: 401, sent: 1 });
    expect(auth.advice()).toBe(
      "the server refuses the access token of source `API`, and there is nothing to renew it with: " +
        "give a new accessToken, or refreshToken and tokenUrl beside it",
    );
  });
});

describe("persisting", () => {
  it("tokens that onTokenRefresh could not keep are not used until it could", async () => {
    const server = await strictServer();
    let isFull = true;
    const told: Tokens[] = [];
    const onTokenRefresh = async (_source: string, tokens: Tokens): Promise<void> => {
      told.push(tokens);
      if (isFull) throw new Error("disk full");
    };
    const auth = oauth2({ ...server.credentials, accessToken: undefined }).open(testContext({ onTokenRefresh }));
    await expect(Promise.all([send(auth, server.origin), send(auth, server.origin)])).rejects.toMatchObject({
      name: "AuthError",
      message:
        "source `API`: onTokenRefresh failed, so the new tokens are not used yet; the next request calls it again",
      cause: expect.anything(),
    });
    expect(server.used).toEqual([]);
    isFull = false;
    expect(await send(auth, server.origin)).toMatchObject({ status: 200 });
    expect(server.asked).toEqual(["r1"]);
    expect(server.used).toEqual(["a2"]);
    expect(told.map((tokens) => tokens.accessToken)).toEqual(["a2", "a2"]);
  });

  it("nor are those that the token store could not write", async () => {
    const server = await strictServer();
    const inner = memoryTokenStore();
    let isFull = true;
    const tokenStore: TokenStore = {
      update: (source, change) =>
        inner.update(source, async (kept) => {
          const next = await change(kept);
          if (next !== undefined && isFull) throw new Error("disk full");
          return next;
        }),
    };
    const auth = oauth2({ ...server.credentials, accessToken: undefined }).open(testContext({ tokenStore }));
    await expect(send(auth, server.origin)).rejects.toMatchObject({
      message: "source `API`: the token store could not be read or written",
      cause: { message: "disk full" },
    });
    isFull = false;
    expect(await send(auth, server.origin)).toMatchObject({ status: 200 });
    expect(server.asked).toEqual(["r1"]);
    expect(inner.kept("API")).toMatchObject({ accessToken: "a2", refreshToken: "r2" });
  });

  it("the store is not touched for a source whose token stays as it is configured", async () => {
    const server = await strictServer();
    const tokenStore: TokenStore = { update: () => Promise.reject(new Error("touched")) };
    expect(await send(oauth2({ accessToken: "a1" }).open(testContext({ tokenStore })), server.origin)).toMatchObject({
      status: 200,
    });
  });
});

describe("other processes", () => {
  it("what another one fetched meanwhile is used without a token request", async () => {
    const server = await strictServer();
    const tokenStore = memoryTokenStore();
    const [one, two] = [1, 2].map(() => oauth2(server.credentials).open(testContext({ tokenStore })));
    if (one === undefined || two === undefined) throw new Error("two processes expected");
    expect(await send(two, server.origin)).toMatchObject({ status: 200, sent: 1 });
    const generation = await one.apply({ method: "GET", url: new URL(server.origin), headers: new Map() }, signal);
    await one.renew(generation, signal);
    expect(await send(two, server.origin)).toMatchObject({ status: 200, sent: 2 });
    expect(server.asked).toEqual(["r1"]);
  });

  it("a kept token that has expired too is renewed with the kept refresh token", async () => {
    const server = await strictServer();
    const tokenStore = memoryTokenStore();
    const clock = testClock();
    const [one, two] = [1, 2].map(() =>
      oauth2({ ...server.credentials, accessToken: undefined }).open(testContext({ tokenStore, clock })),
    );
    if (one === undefined || two === undefined) throw new Error("two processes expected");
    await send(one, server.origin);
    await send(two, server.origin);
    clock.advance(3_600_000);
    await send(one, server.origin);
    clock.advance(3_600_000);
    expect(await send(two, server.origin)).toMatchObject({ status: 200 });
    expect(server.asked).toEqual(["r1", "r2", "r3"]);
  });
});

describe("many requests", () => {
  it("at every distance from the end of a renewal, no refresh token is sent twice", async () => {
    const server = await strictServer({ expiresIn: 100 });
    const clock = testClock();
    const auth = oauth2(server.credentials).open(testContext({ clock, tokenStore: memoryTokenStore() }));
    for (let round = 0; round < 20; round += 1) {
      clock.advance(95_000);
      server.isRefusing = round % 3 === 0;
      const requests = Array.from({ length: 15 }, async (_, index) => {
        for (let tick = 0; tick < index * 3; tick += 1) await Promise.resolve();
        if (index % 5 === 4) await new Promise((resolve) => setTimeout(resolve, index));
        return send(auth, server.origin);
      });
      await Promise.all(requests);
    }
    expect(server.asked).toEqual([...new Set(server.asked)]);
    expect(server.asked.length).toBeGreaterThan(20);
  });
});
