// «Troubleshooting»: what the page names is reported with file and line, and before the first request where it can be known.
import { describe, expect, it } from "vitest";
import { json, newFolder, newServer } from "./support.js";

interface Trouble {
  readonly name: string;
  readonly auth: string;
  /** Undefined: there is no such file. */
  readonly credentials: string | undefined;
  readonly says: readonly (string | RegExp)[];
}

const expired = '"accessToken": "a", "expiresAt": "2024-01-20T10:30:00Z"';

const known: readonly Trouble[] = [
  {
    name: "the path of the credentials file is wrong",
    auth: "bearer",
    credentials: undefined,
    says: ["cannot read the credentials file credentials.json: there is no such file"],
  },
  {
    name: "the source's name does not match",
    auth: "bearer",
    credentials: '{ "Api": { "token": "t" } }',
    says: [
      /credentials for `Api`, which is no source[^]*credentials\.json:1:3[^]*replace with `API`/,
      /`API` has auth bearer and no `token`[^]*mission\.vague:1:8/,
    ],
  },
  {
    name: "the type is another than the mission's",
    auth: "bearer",
    credentials: '{ "API": { "type": "basic", "username": "u", "password": "p" } }',
    says: [
      /wrong auth type: the credentials of `API` are of type `basic`, the mission says `bearer`[^]*credentials\.json:1:20[^]*mission\.vague:1:8/,
    ],
  },
  {
    name: "the token has expired and there is no refreshToken",
    auth: "oauth2",
    credentials: `{ "API": { ${expired}, "tokenUrl": "https://id.example.com/token" } }`,
    says: [/expired at 2024-01-20T10:30:00.000Z and cannot be renewed without `refreshToken`[^]*mission\.vague:1:8/],
  },
  {
    name: "the token has expired and there is no tokenUrl",
    auth: "oauth2",
    credentials: `{ "API": { ${expired}, "refreshToken": "r" } }`,
    says: [/expired at 2024-01-20T10:30:00.000Z and cannot be renewed without `tokenUrl`[^]*mission\.vague:1:8/],
  },
  {
    name: "a field is misspelt",
    auth: "oauth2",
    credentials: '{ "API": { "acessToken": "a" } }',
    says: [/unknown field `acessToken`[^]*credentials\.json:1:12[^]*replace with `accessToken`/],
  },
  {
    name: "a variable of the file is not set",
    auth: "bearer",
    credentials: '{ "API": { "token": "${API_TOKEN}" } }',
    says: [/environment variable API_TOKEN is not set; `token` of the credentials of `API`[^]*credentials\.json:1:21/],
  },
];

describe("known before the first request", () => {
  for (const { name, auth, credentials, says } of known)
    it(name, async () => {
      const api = await newServer((_request, response) => json(response, 200, []));
      const folder = newFolder({
        "mission.vague": `source API { auth: ${auth}, base: "${api.origin}" }\naction Fetch { get "/items" }\n`,
      });
      if (credentials !== undefined) folder.write({ "credentials.json": credentials });
      const { code, stdout, stderr } = await folder.reqon(["mission.vague", "--auth", "credentials.json"]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      for (const text of says) expect(stderr).toMatch(text);
      expect(api.received).toEqual([]);
    });
});

describe("known only to the server", () => {
  it.each([
    ["bearer", '{ "API": { "token": "not-valid" } }', "the server refuses the `token` of source `API`"],
    ["basic", '{ "API": { "username": "u", "password": "not-valid" } }', "source `API`"],
    ["api_key", '{ "API": { "key": "not-valid" } }', "the server refuses the `key` of source `API`"],
    [
      "oauth2",
      '{ "API": { "accessToken": "not-valid" } }',
      "give a new accessToken, or refreshToken and tokenUrl beside it",
    ],
  ])("authentication failed: %s", async (auth, credentials, advice) => {
    const api = await newServer((_request, response) => json(response, 401, { message: "unknown credentials" }));
    const folder = newFolder({
      "mission.vague": `source API { auth: ${auth}, base: "${api.origin}" }\naction Fetch {\n  get "/items"\n}\n`,
      "credentials.json": credentials,
    });
    const { code, stderr } = await folder.reqon(["mission.vague", "--auth", "credentials.json"]);
    expect(code).toBe(3);
    expect(stderr).toContain(
      `GET ${api.origin}/items of source \`API\` answered 401 Unauthorized: unknown credentials`,
    );
    expect(stderr).toContain("(mission.vague:3, action Fetch)");
    expect(stderr).toContain(advice);
    expect(api.received).toHaveLength(1);
  });

  it("a scope that is missing is reported, and no token is renewed for it", async () => {
    const api = await newServer(({ url }, response) => {
      if (url === "/token") return json(response, 200, { access_token: "another" });
      response.setHeader("www-authenticate", 'Bearer error="insufficient_scope", scope="read:orders"');
      return json(response, 403, { message: "forbidden" });
    });
    const folder = newFolder({
      "mission.vague": `source API { auth: oauth2, base: "${api.origin}" }\naction Fetch { get "/items" }\n`,
      "credentials.json": JSON.stringify({
        API: { accessToken: "a", refreshToken: "r", tokenUrl: `${api.origin}/token` },
      }),
    });
    const { code, stderr } = await folder.reqon(["mission.vague", "--auth", "credentials.json"]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/403[^]*read:orders/);
    expect(api.received.map(({ url }) => url)).toEqual(["/items"]);
  });
});
