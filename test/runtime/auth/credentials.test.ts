// Where credentials come from, field by field, and what is said when they are missing or wrong (language.md 3.2–3.4).
import { afterEach, describe, expect, it } from "vitest";
import {
  apiKey,
  type Auth,
  basic,
  bearer,
  type BearerCredentials,
  envText,
  fromEnv,
  none,
  oauth2,
} from "../../../runtime/auth.js";
import { type LocalServer, send, serve, testClock, testContext } from "../../support/auth-client.js";

const servers: LocalServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** The header that one request with the scheme carries. */
async function sent(auth: Auth, variables: Record<string, string> = {}, source = "API"): Promise<string | undefined> {
  const server = await serve();
  servers.push(server);
  await send(auth.open(testContext({ variables, source })), server.origin);
  const headers = server.received[0]?.headers;
  return headers?.authorization ?? headers?.["x-api-key"]?.toString();
}

function problems(auth: Auth, variables: Record<string, string> = {}, source = "API"): readonly string[] {
  return auth.open(testContext({ variables, source })).problems();
}

describe("places", () => {
  it("the first that has the field wins, field by field, the environment last", async () => {
    const code = { username: "code" };
    const file = { username: "file", password: "file" };
    expect(await sent(basic(code, file, { password: "mission" }))).toBe(`Basic ${btoa("code:file")}`);
    expect(await sent(basic(code), { REQON_API_USERNAME: "env", REQON_API_PASSWORD: "env" })).toBe(
      `Basic ${btoa("code:env")}`,
    );
  });

  it("undefined, null, empty text and an unset env() are no values", async () => {
    const nothing: (BearerCredentials | undefined)[] = [
      undefined,
      { token: undefined },
      { token: "" },
      JSON.parse('{"token":null}'),
    ];
    expect(
      await sent(bearer(...nothing, { token: fromEnv("UNSET") }, { token: () => undefined }, { token: "last" })),
    ).toBe("Bearer last");
  });

  it("env() of a credential, with a default, and text around it", async () => {
    expect(await sent(bearer({ token: fromEnv("API_TOKEN") }), { API_TOKEN: "t" })).toBe("Bearer t");
    expect(await sent(bearer({ token: fromEnv("API_TOKEN", "default") }), { API_TOKEN: "" })).toBe("Bearer default");
    expect(await sent(bearer({ token: envText`${fromEnv("A")}-${fromEnv("B", "b")}!` }), { A: "a" })).toBe(
      "Bearer a-b!",
    );
    expect(await sent(bearer({ token: envText`x${fromEnv("A")}` }), { REQON_API_TOKEN: "found" })).toBe("Bearer found");
  });

  it("discovers REQON_<SOURCE>_<FIELD>", async () => {
    expect(await sent(bearer(), { REQON_GITHUB_TOKEN: "t" }, "GitHub")).toBe("Bearer t");
    expect(await sent(apiKey(), { REQON_MY_API_KEY: "k" }, "my_api")).toBe("k");
    expect(await sent(apiKey(), { REQON_API_API_KEY: "k" })).toBe("k");
    expect(await sent(oauth2(), { REQON_API_ACCESS_TOKEN: "a" })).toBe("Bearer a");
    const target = apiKey({ key: "k" }).open(
      testContext({ variables: { REQON_API_QUERY: "key", REQON_API_ADDITIONAL_HEADERS: '{"X-Two":"2"}' } }),
    );
    expect(target.carriers()).toEqual({ headers: ["x-two"], query: ["key"] });
  });

  it("aliases and the group `oauth`; a field outside the group goes first", async () => {
    expect(await sent(apiKey({ apiKey: "alias" }))).toBe("alias");
    expect(await sent(oauth2({ oauth: { accessToken: "grouped" } }))).toBe("Bearer grouped");
    expect(await sent(oauth2({ accessToken: "flat", oauth: { accessToken: "grouped" } }))).toBe("Bearer flat");
    expect(problems(oauth2({ refreshToken: "r", oauth: { tokenEndpoint: "https://id.example.com/token" } }))).toEqual(
      [],
    );
  });

  it("a function is called when first needed, once, and again after it failed", async () => {
    let calls = 0;
    const server = await serve();
    servers.push(server);
    const token = async (): Promise<string> => {
      calls += 1;
      if (calls === 1) throw new Error("vault is sealed");
      return `t${calls}`;
    };
    const authenticator = bearer({ token }).open(testContext());
    expect(authenticator.problems()).toEqual([]);
    expect(calls).toBe(0);
    await expect(send(authenticator, server.origin)).rejects.toMatchObject({
      name: "AuthError",
      message: "source `API`: the function given for `token` failed",
      cause: { message: "vault is sealed" },
    });
    await Promise.all([send(authenticator, server.origin), send(authenticator, server.origin)]);
    await send(authenticator, server.origin);
    expect(server.received.map((request) => request.headers.authorization)).toEqual([
      "Bearer t2",
      "Bearer t2",
      "Bearer t2",
    ]);
    expect(authenticator.secrets()).toEqual(["t2"]);
  });

  it("two instances with different credentials never meet", async () => {
    const server = await serve();
    servers.push(server);
    const [one, two] = [bearer({ token: "1" }).open(testContext()), bearer({ token: "2" }).open(testContext())];
    await Promise.all([one, two, one, two].map((authenticator) => send(authenticator, server.origin)));
    const tokens = server.received.map((request) => request.headers.authorization).sort();
    expect(tokens).toEqual(["Bearer 1", "Bearer 1", "Bearer 2", "Bearer 2"]);
  });

  it("what onTokenRefresh was given can be given back", () => {
    const back = { token: "t", refreshToken: "r", expiresAt: "2030-01-01T00:00:00Z", expiresIn: 60, basis: "…" };
    expect(problems(bearer(back))).toEqual([]);
  });
});

describe("missing fields", () => {
  const where = (field: string, variable: string): string =>
    `give it in code as auth: { API: { ${field} } }, ` +
    `in the mission as ${field}: env("API_${variable}"), or as REQON_API_${variable}`;
  /** Where the mission names a variable already. */
  const unlessSet = (field: string, variable: string): string =>
    `give it in code as auth: { API: { ${field} } }, or as REQON_API_${variable}`;

  it.each([
    [bearer(), [`source \`API\` has auth bearer and no \`token\`: ${where("token", "TOKEN")}`]],
    [
      bearer({ token: fromEnv("SHOP_TOKEN") }),
      [`source \`API\` has auth bearer and no \`token\`: SHOP_TOKEN is not set; set it, or ${unlessSet("token", "TOKEN")}`],
    ],
    [
      basic(),
      [
        `source \`API\` has auth basic and no \`username\`: ${where("username", "USERNAME")}`,
        `source \`API\` has auth basic and no \`password\`: ${where("password", "PASSWORD")}`,
      ],
    ],
    [apiKey({ header: "X-Key" }), [`source \`API\` has auth api_key and no \`key\`: ${where("key", "KEY")}`]],
    [
      oauth2({ refreshToken: "r" }),
      [`source \`API\` has auth oauth2 and no \`tokenUrl\`: ${where("tokenUrl", "TOKEN_URL")}`],
    ],
    [
      oauth2({ clientId: "c", tokenUrl: "https://id.example.com/token" }),
      [`source \`API\` has auth oauth2 and no \`clientSecret\`: ${where("clientSecret", "CLIENT_SECRET")}`],
    ],
    [
      oauth2({ clientId: "c", clientSecret: "s", tokenUrl: "https://id.example.com/t", refreshToken: fromEnv("RT") }),
      [
        `source \`API\` has auth oauth2 and no \`refreshToken\`: RT is not set; set it, or ${unlessSet("refreshToken", "REFRESH_TOKEN")}`,
      ],
    ],
    [
      oauth2(),
      [
        "source `API` has auth oauth2 and no credentials: give accessToken, or refreshToken and tokenUrl, or clientId, " +
          "clientSecret and tokenUrl, in code as auth: { API: { … } }, in the mission, " +
          "or as REQON_API_ACCESS_TOKEN and so on",
      ],
    ],
  ])("%# says source, field and what to do", async (auth, expected) => {
    expect(problems(auth)).toEqual(expected);
    const server = await serve();
    servers.push(server);
    await expect(send(auth.open(testContext()), server.origin)).rejects.toMatchObject({
      code: "auth",
      message: expected.join("\n"),
    });
    expect(server.received).toEqual([]);
  });

  it.each([bearer(), basic(), apiKey(), oauth2(), bearer({ token: fromEnv("UNSET") })])(
    "%# is no problem when credentials come later",
    async (auth) => {
      const authenticator = auth.open(testContext({ late: true }));
      expect(authenticator.problems()).toEqual([]);
      const server = await serve((_request, response) => void response.writeHead(401).end());
      servers.push(server);
      expect(await send(authenticator, server.origin)).toMatchObject({ status: 401, sent: 1 });
    },
  );

  it("an expired access token that cannot be renewed", () => {
    const clock = testClock(Date.parse("2024-01-21T00:00:00Z"));
    const expired = { accessToken: "a", expiresAt: "2024-01-20T10:30:00Z" };
    const found = (auth: Auth): readonly string[] => auth.open(testContext({ clock })).problems();
    const message = "source `API`: the access token expired at 2024-01-20T10:30:00.000Z and cannot be renewed without ";
    expect(found(oauth2(expired))).toEqual([
      `${message}\`refreshToken\` and \`tokenUrl\`: give them beside it, or a new accessToken`,
    ]);
    expect(found(oauth2({ ...expired, refreshToken: "r" }))).toEqual([
      `${message}\`tokenUrl\`: give it beside it, or a new accessToken`,
    ]);
    expect(found(oauth2({ ...expired, tokenUrl: "https://id.example.com/t" }))).toEqual([
      `${message}\`refreshToken\`: give it beside it, or a new accessToken`,
    ]);
    expect(found(oauth2({ ...expired, refreshToken: "r", tokenUrl: "https://id.example.com/t" }))).toEqual([]);
    expect(found(oauth2({ ...expired, expiresAt: "2024-01-21T00:00:01" }))).toEqual([]);
    expect(found(oauth2({ ...expired, expiresAt: Date.parse("2024-01-20T00:00:00Z") / 1000 }))).toHaveLength(1);
  });
});

describe("wrong fields", () => {
  it.each([
    [
      bearer({ token: "t" }, JSON.parse('{"type":"basic"}')),
      'source `API` has auth bearer, but its credentials say type "basic": give credentials of type bearer, or change the source\'s `auth` in the mission',
    ],
    [
      none(JSON.parse('{"type":"bearer"}')),
      'source `API` has auth none, but its credentials say type "bearer": give credentials of type none, or change the source\'s `auth` in the mission',
    ],
    [
      bearer(JSON.parse('{"token":12}')),
      "source `API`: `token` must be text, or a function that gives it, found a number",
    ],
    [apiKey(JSON.parse('{"key":"k","header":["X"]}')), "source `API`: `header` must be text, found a list"],
    [
      oauth2(JSON.parse('{"access_token":"a","accessToken":"a"}')),
      "source `API`: auth oauth2 has no field `access_token`; did you mean `accessToken`?",
    ],
    [
      oauth2(JSON.parse('{"acessToken":"a","accessToken":"a"}')),
      "source `API`: auth oauth2 has no field `acessToken`; did you mean `accessToken`?",
    ],
    [
      bearer(JSON.parse('{"token":"t","refreshToken":"r"}')),
      "source `API`: auth bearer has no field `refreshToken`; it takes type, token",
    ],
    [
      bearer(JSON.parse('{"token":"t","__proto__":"r"}')),
      "source `API`: auth bearer has no field `__proto__`; it takes type, token",
    ],
    [
      oauth2({ accessToken: "a", expiresAt: "soon" }),
      "source `API`: `expiresAt` is no date-time; expected one like 2024-01-20T10:30:00Z",
    ],
    [oauth2({ accessToken: "a", clientSecret: "s" }), "source `API` has a `clientSecret` and no `clientId`"],
    [
      oauth2({ accessToken: "a", grant: fromEnv("G", "password") }),
      "source `API`: `grant` must be refresh_token or client_credentials",
    ],
    [
      oauth2({ accessToken: "a", clientAuth: fromEnv("C", "header") }),
      "source `API`: `clientAuth` must be basic or body",
    ],
    [oauth2({ accessToken: "a", tokenUrl: "/token" }), "source `API`: `tokenUrl` is no absolute URL"],
    [
      oauth2({ accessToken: "a", tokenUrl: "http://id.example.com/t" }),
      "source `API`: `tokenUrl` is an http: URL, which would send secrets unencrypted: use https:, or allowHttp: true",
    ],
    [
      oauth2({ accessToken: "a", tokenUrl: "https://u:secret@id.example.com/t" }),
      "source `API`: `tokenUrl` holds a user name or password: give clientId and clientSecret",
    ],
    [
      oauth2(JSON.parse('{"accessToken":"a","scopes":[1]}')),
      "source `API`: `scopes` must be a list of texts, found a list",
    ],
  ])("%# is said once", (auth, problem) => {
    expect(problems(auth)).toEqual([problem]);
  });

  it("REQON_<SOURCE>_TYPE is checked too", () => {
    expect(problems(bearer({ token: "t" }), { REQON_API_TYPE: "basic" })).toEqual([
      'source `API` has auth bearer, but REQON_API_TYPE says type "basic": give credentials of type bearer, or change the source\'s `auth` in the mission',
    ]);
    expect(problems(bearer({ token: "t", type: "bearer" }), { REQON_API_TYPE: "bearer" })).toEqual([]);
  });

  it("http: is let through on loopback and with allowHttp", () => {
    for (const tokenUrl of ["http://127.0.0.1:1/t", "http://localhost/t", "http://[::1]:1/t", "http://a.localhost/t"]) {
      expect(problems(oauth2({ accessToken: "a", tokenUrl }))).toEqual([]);
    }
    const open = oauth2({ accessToken: "a", tokenUrl: "http://id.example.com/t" }).open(
      testContext({ allowHttp: true }),
    );
    expect(open.problems()).toEqual([]);
    expect(problems(oauth2({ accessToken: "a", tokenUrl: "http://127.0.0.1.example.com/t" }))).toHaveLength(1);
  });
});
