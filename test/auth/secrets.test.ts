// Every kind of failure with marked secrets: nothing that a command writes holds one, in any form. What the token store
// keeps is the exception it is made for.
import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { leaked } from "../support/secrets.js";
import { type Folder, json, newFolder, newServer, type Received } from "./support.js";

/** Hard to find: base64, URL-encoding, JSON and form-encoding all change it. */
const secret = (name: string): string => `${name}-S3cr%t+/:=&"x~end`;

const token = secret("token");
const refreshToken = secret("refresh");
const renewed = secret("renewed");
const rotated = secret("rotated");
const clientSecret = secret("client");
const password = secret("päss");
const key = secret("key");
const spaced = `two  spaces and ${secret("more")}`;

interface Failure {
  readonly name: string;
  /** Options of the source beside its base; `ORIGIN` is that of the server. */
  readonly source: string;
  readonly credentials?: object;
  readonly env?: Readonly<Record<string, string>>;
  readonly actions?: string;
  readonly answer?: (request: Received, response: ServerResponse) => unknown;
}

/** Everything that a careless server could say back. */
function echo({ url, headers, body }: Received, response: ServerResponse, status = 401): void {
  const sent = `${url} ${JSON.stringify(headers)} ${body}`;
  const said = `${sent} ${encodeURIComponent(sent)} ${Buffer.from(headers.authorization ?? "").toString("base64")}`;
  response.setHeader(
    "www-authenticate",
    `Bearer error="invalid_token", error_description="${headers.authorization?.replaceAll('"', "'")}"`,
  );
  response.setHeader("x-echo", encodeURIComponent(sent));
  json(response, status, { error: "refused", error_description: said, message: said, token: headers.authorization });
}

const expired = {
  refreshToken,
  clientId: "shop",
  clientSecret,
  accessToken: token,
  expiresAt: "2024-01-20T10:30:00Z",
  tokenUrl: "ORIGIN/token",
};

const jump = `action Fetch { get "/items" match response { { code: 401 } -> jump Renew then retry, _ -> continue } }
action Renew { post "/auth/refresh" { body: { refresh: env("REFRESH_TOKEN") } } }
run Fetch`;

const failures: readonly Failure[] = [
  { name: "bearer, echoed in a 401", source: "auth: bearer", credentials: { token } },
  { name: "bearer from the environment", source: 'auth: bearer, token: env("API_TOKEN")', env: { API_TOKEN: token } },
  { name: "bearer by discovery", source: "auth: bearer", env: { REQON_API_TOKEN: token } },
  { name: "basic, echoed in a 401", source: "auth: basic", credentials: { username: "admin", password } },
  {
    name: "basic by discovery",
    source: "auth: basic",
    env: { REQON_API_USERNAME: "admin", REQON_API_PASSWORD: password },
  },
  { name: "api_key in a header", source: 'auth: api_key, prefix: "Token"', credentials: { key } },
  { name: "api_key in the query", source: 'auth: api_key, query: "k"', credentials: { key } },
  {
    name: "api_key as a cookie",
    source: 'auth: api_key, cookie: "c"',
    env: { REQON_API_KEY: key.replaceAll(/[";]/g, "") },
  },
  {
    name: "further headers",
    source: "auth: api_key",
    credentials: { key, additionalHeaders: { "X-Tenant": secret("tenant") } },
  },
  { name: "oauth2 without anything to renew with", source: "auth: oauth2", credentials: { accessToken: token } },
  {
    name: "a header of the source",
    source: 'headers: { Authorization: concat("Bearer ", env("RAW_TOKEN")) }',
    env: { RAW_TOKEN: token },
  },
  {
    name: "a path of the mission",
    source: "auth: none",
    actions: 'action Fetch { get "/hooks/{HOOK_SECRET}/items" }',
    env: { HOOK_SECRET: token },
  },
  {
    name: "a server error, with the token where the message is cut",
    source: "auth: bearer",
    credentials: { token },
    answer: ({ headers }, response) => json(response, 500, { message: `${"x".repeat(180)}${headers.authorization}` }),
  },
  {
    name: "a password with several spaces",
    source: "auth: basic",
    credentials: { username: "admin", password: spaced },
    answer: (_request, response) => json(response, 401, { message: `the password ${spaced} is wrong` }),
  },
  {
    name: "a server error, all echoed",
    source: "auth: bearer",
    credentials: { token },
    answer: (request, response) => echo(request, response, 500),
  },
  {
    name: "a broken connection",
    source: "auth: bearer",
    credentials: { token },
    answer: (_request, response) => response.destroy(),
  },
  {
    name: "an answer that is not the JSON it says",
    source: "auth: bearer",
    credentials: { token },
    answer: ({ headers }, response) =>
      response.writeHead(200, { "content-type": "application/json" }).end(`{"as": ${headers.authorization}`),
  },
  {
    name: "a redirect that carries the key",
    source: 'auth: api_key, query: "k"',
    credentials: { key },
    answer: ({ url }, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:1/elsewhere${url.slice(url.indexOf("?"))}` }).end(),
  },
  { name: "a token that no header can carry", source: "auth: bearer", credentials: { token: `${token}\r\nX-Evil: 1` } },
  { name: "a token endpoint that refuses", source: "auth: oauth2", credentials: expired },
  {
    name: "a token endpoint that refuses a client in the body",
    source: "auth: oauth2",
    credentials: { ...expired, clientAuth: "body" },
  },
  {
    name: "a token endpoint that fails",
    source: "auth: oauth2",
    credentials: expired,
    answer: (request, response) => echo(request, response, 503),
  },
  {
    name: "a token endpoint that answers with a page",
    source: "auth: oauth2",
    credentials: expired,
    answer: ({ headers, body }, response) =>
      response.writeHead(400, { "content-type": `text/html; x=${headers.authorization}` }).end(`<p>${body}</p>`),
  },
  {
    name: "client credentials that are refused",
    source: "auth: oauth2",
    env: { REQON_API_CLIENT_ID: "shop", REQON_API_CLIENT_SECRET: clientSecret, REQON_API_TOKEN_URL: "ORIGIN/token" },
  },
  {
    name: "a renewed token, echoed in a 401",
    source: "auth: oauth2",
    credentials: expired,
    answer(request, response) {
      if (request.url !== "/token") echo(request, response);
      else json(response, 200, { access_token: renewed, refresh_token: rotated, expires_in: 60 });
    },
  },
  {
    name: "a token that a recovery action got, echoed in a 401",
    source: 'auth: bearer, token: env("API_TOKEN")',
    env: { API_TOKEN: token, REFRESH_TOKEN: refreshToken },
    actions: jump,
    answer(request, response) {
      if (request.url !== "/auth/refresh") echo(request, response);
      else json(response, 200, { token: renewed, refresh_token: rotated });
    },
  },
  {
    name: "a recovery action that is refused",
    source: 'auth: bearer, token: env("API_TOKEN")',
    env: { API_TOKEN: token, REFRESH_TOKEN: refreshToken },
    actions: jump,
  },
  {
    name: "an abort that says the token",
    source: "auth: none",
    actions: 'action Fetch { abort concat("no luck with ", env("API_TOKEN")) }',
    env: { API_TOKEN: token },
  },
  {
    name: "a credentials file with the wrong type",
    source: "auth: bearer",
    credentials: { type: "basic", username: "admin", password },
  },
  { name: "a credentials file with an unknown field", source: "auth: bearer", credentials: { tokn: token } },
  {
    name: "a credentials file with a value of the wrong kind",
    source: "auth: oauth2",
    credentials: { accessToken: [token] },
  },
];

const everySecret = [
  spaced,
  spaced.replaceAll(/\s+/g, " "),
  // What is left of it where a message is cut after 200 characters.
  token.slice(0, 12),
  token,
  refreshToken,
  renewed,
  rotated,
  clientSecret,
  password,
  key,
  key.replaceAll(/[";]/g, ""),
  secret("tenant"),
  // Inside the base64 of HTTP Basic at the token endpoint (RFC 6749 section 2.3.1).
  new URLSearchParams({ s: clientSecret }).toString().slice(2),
];

/** All that was written below the folder, but for inputs and the token store. */
function written(folder: Folder): string {
  const isOutput = ([path]: [string, string]): boolean =>
    !/^(credentials\.json|mission\.vague|\.reqon\/tokens\/.*)$/.test(path);
  return Object.entries(folder.tree()).filter(isOutput).flat().join("\n");
}

describe("no secret is in anything written", () => {
  for (const {
    name,
    source,
    credentials,
    env = {},
    actions = 'action Fetch { get "/items" }',
    answer = echo,
  } of failures)
    it(name, async () => {
      const api = await newServer((request, response) => void answer(request, response));
      const placed = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll("ORIGIN", api.origin));
      const folder = newFolder({
        "mission.vague": `mission M {\nsource API { base: "${api.origin}", ${source} }\nstore s: file("s")\n${actions}\n}\n`,
        "credentials.json": JSON.stringify(placed(credentials === undefined ? {} : { API: credentials })),
      });
      const args = ["mission.vague", "--auth", "credentials.json", "--output", "out", "--json", "--verbose"];
      const { code, stdout, stderr } = await folder.reqon(args, placed(env));
      expect([2, 3]).toContain(code);
      expect(leaked(stdout + stderr, everySecret), stdout + stderr).toEqual([]);
      expect(Object.keys(folder.tree("cache"))).not.toEqual([]);
      expect(leaked(written(folder), everySecret)).toEqual([]);
    });

  it("nor in what reqonc generates, though the environment holds them all", async () => {
    const source = 'auth: bearer, token: env("API_TOKEN")';
    const folder = newFolder({
      "mission.vague": `source API { base: "https://\${API_HOST:-api.example.com}", ${source} }\n`,
    });
    const env = { API_TOKEN: token, REQON_API_TOKEN: token, API_HOST: key };
    const { code, stdout, stderr } = await folder.reqonc(["mission.vague", "-o", "generated"], env);
    expect({ code, leaks: leaked(stdout + stderr + written(folder), everySecret) }).toEqual({ code: 0, leaks: [] });
    expect(folder.read("generated/mission.ts")).toContain('fromEnv("API_TOKEN")');
  });

  it("but a literal in the mission itself, which is warned about with the cure", async () => {
    const folder = newFolder({
      "mission.vague": `source API { auth: bearer, base: "https://api.example.com", token: "${token.replaceAll('"', "")}" }\n`,
    });
    const { code, stderr } = await folder.reqonc(["mission.vague", "-o", "generated"]);
    expect(code).toBe(0);
    expect(stderr).toContain("warning[RQ5001]");
    expect(stderr).toContain('env("API_TOKEN")');
  });
});
