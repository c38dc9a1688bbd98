// The token endpoint client beside oauth4webapi, a certified client, on the same answers of the same server. Where the
// two differ, the row says why; a difference that no row names fails.
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import type { ServerResponse } from "node:http";
import { inspect } from "node:util";
import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requestToken, type TokenAnswer, type TokenRequest } from "../../../runtime/token-endpoint.js";
import { json, type LocalServer, serve, testClock } from "../../support/auth-client.js";

let server: LocalServer;
let respond: (response: ServerResponse) => void;

beforeAll(async () => {
  server = await serve((_request, response) => respond(response));
});
afterAll(() => server.close());

function request(more: Partial<TokenRequest> = {}): Promise<TokenAnswer> {
  return requestToken({
    source: "API",
    fetch: (url, init) => fetch(url, init),
    clock: testClock(Date.parse("2030-01-01T00:00:00Z")),
    tokenUrl: `${server.origin}/token?tenant=hidden`,
    refreshToken: "refresh-SECRET",
    clientId: "client",
    clientSecret: "client-SECRET",
    clientAuth: "basic",
    scopes: [],
    audience: undefined,
    ...more,
  });
}

/** What we make of an answer, in one line. */
async function ours(): Promise<string> {
  const answer = await request();
  if (answer.kind === "refused") return `refused: ${answer.error.error}`;
  if (answer.kind === "failed") return "failed";
  const { token, refreshToken, expiresIn } = answer.grant;
  return ["granted", token, refreshToken, expiresIn].filter((part) => part !== undefined).join(" ");
}

/** What oauth4webapi makes of it, in the same words. An empty refresh token is an error to it. */
async function theirs(): Promise<string> {
  const issuer = { issuer: server.origin, token_endpoint: `${server.origin}/token` };
  const client = { client_id: "client" };
  try {
    const response = await oauth.refreshTokenGrantRequest(
      issuer,
      client,
      oauth.ClientSecretBasic("client-SECRET"),
      "refresh-SECRET",
      { [oauth.allowInsecureRequests]: true },
    );
    const answer = await oauth.processRefreshTokenResponse(issuer, client, response);
    const { access_token, refresh_token, expires_in } = answer;
    return ["granted", access_token, refresh_token, expires_in].filter((part) => part !== undefined).join(" ");
  } catch (error) {
    return error instanceof oauth.ResponseBodyError ? `refused: ${error.error}` : "failed";
  }
}

const form = "application/x-www-form-urlencoded";
const good = { access_token: "at", token_type: "Bearer", expires_in: 3600, refresh_token: "rt" };
const text = (status: number, type: string, body: string) => (response: ServerResponse) =>
  void response.writeHead(status, { "content-type": type }).end(body);
const body = (status: number, fields: unknown) => (response: ServerResponse) => json(response, status, fields);

describe("the same as oauth4webapi", () => {
  it.each<[string, (response: ServerResponse) => void, string]>([
    ["a good answer", body(200, good), "granted at rt 3600"],
    ["token_type in lower case", body(200, { ...good, token_type: "bearer" }), "granted at rt 3600"],
    ["no refresh token, no expiry", body(200, { access_token: "at", token_type: "Bearer" }), "granted at"],
    ["an expiry as text", body(200, { ...good, expires_in: "60" }), "granted at rt 60"],
    ["fields that nobody knows", body(200, { ...good, scope: "a", constructor: "x" }), "granted at rt 3600"],
    ["a charset", text(200, "application/json; charset=UTF-8", JSON.stringify(good)), "granted at rt 3600"],
    ["another token type", body(200, { ...good, token_type: "mac" }), "failed"],
    ["no access token", body(200, { token_type: "Bearer" }), "failed"],
    ["an empty access token", body(200, { ...good, access_token: "" }), "failed"],
    ["an access token that is no text", body(200, { ...good, access_token: { jwt: "x" } }), "failed"],
    ["invalid_grant", body(400, { error: "invalid_grant" }), "refused: invalid_grant"],
    ["unauthorized_client", body(400, { error: "unauthorized_client" }), "refused: unauthorized_client"],
    ["an error of the server's own", body(403, { error: "consent_required" }), "refused: consent_required"],
    ["401 invalid_client", body(401, { error: "invalid_client" }), "refused: invalid_client"],
    ["400 without an OAuth error", body(400, { message: "no" }), "failed"],
    ["HTML", text(200, "text/html", "<html>access_token</html>"), "failed"],
    ["404 HTML", text(404, "text/html", "<html>"), "failed"],
    ["JSON cut off", text(200, "application/json", '{"access_token":"at"'), "failed"],
    ["a list", body(200, [good]), "failed"],
    ["nothing", text(200, "application/json", ""), "failed"],
    ["503", text(503, "text/plain", "down"), "failed"],
    ["JSON under another content type is JSON", text(200, "text/plain", JSON.stringify(good)), "granted at rt 3600"],
    ["a 5xx is no verdict on the login, whatever its body says", body(500, { error: "invalid_grant" }), "failed"],
    ["a redirect", (response) => void response.writeHead(307, { location: "/elsewhere" }).end(), "failed"],
  ])("%s", async (_name, answer, expected) => {
    respond = answer;
    expect(await theirs()).toBe(expected);
    expect(await ours()).toBe(expected);
  });
});

describe("other than oauth4webapi, on purpose", () => {
  it.each<[string, (response: ServerResponse) => void, string, string]>([
    ["many servers leave token_type out, and mean Bearer", body(200, { access_token: "at" }), "granted at", "failed"],
    ["Apigee calls it BearerToken", body(200, { ...good, token_type: "BearerToken" }), "granted at rt 3600", "failed"],
    [
      "we send no DPoP proofs, so a DPoP token is of no use",
      body(200, { ...good, token_type: "DPoP" }),
      "failed",
      "granted at rt 3600",
    ],
    [
      "an empty refresh token keeps the old one (language.md 3.6)",
      body(200, { ...good, refresh_token: "" }),
      "granted at 3600",
      "failed",
    ],
    ["null means absent", body(200, { ...good, refresh_token: null, expires_in: null }), "granted at", "failed"],
    [
      "0 is what servers write for a token that does not expire",
      body(200, { ...good, expires_in: 0 }),
      "granted at rt",
      "granted at rt 0",
    ],
    ["an expiry that is no number is unknown", body(200, { ...good, expires_in: "never" }), "granted at rt", "failed"],
    [
      "200 with `error` is the server's verdict all the same",
      body(200, { error: "invalid_grant" }),
      "refused: invalid_grant",
      "failed",
    ],
    [
      "old servers answer form-encoded",
      text(200, form, "access_token=at&token_type=bearer&expires_in=60"),
      "granted at 60",
      "failed",
    ],
    [
      "and with errors of that form",
      text(200, form, "error=bad_refresh_token&error_description=x"),
      "refused: bad_refresh_token",
      "failed",
    ],
    ["201 with a token is a grant", body(201, good), "granted at rt 3600", "failed"],
    [
      "an error that passes is no verdict",
      body(400, { error: "temporarily_unavailable" }),
      "failed",
      "refused: temporarily_unavailable",
    ],
    [
      "an error beside a challenge is still read",
      (response) => {
        response.setHeader("www-authenticate", 'Basic realm="x"');
        json(response, 401, { error: "invalid_client" });
      },
      "refused: invalid_client",
      "failed",
    ],
    [
      "an answer of more than 1 MiB is given up",
      body(200, { ...good, padding: "x".repeat(1_100_000) }),
      "failed",
      "granted at rt 3600",
    ],
  ])("%s", async (_reason, answer, expected, expectedTheirs) => {
    respond = answer;
    expect([await ours(), await theirs()]).toEqual([expected, expectedTheirs]);
  });
});

describe("the request", () => {
  it("is one POST, form-encoded, with what was configured", async () => {
    respond = body(200, good);
    await request({ scopes: ["a", "b:c"], audience: "https://api" });
    expect(server.received.at(-1)).toMatchObject({
      url: "/token?tenant=hidden",
      headers: {
        accept: "application/json",
        "content-type": "application/x-www-form-urlencoded",
        authorization: `Basic ${btoa("client:client-SECRET")}`,
      },
      body: "grant_type=refresh_token&refresh_token=refresh-SECRET&scope=a+b%3Ac&audience=https%3A%2F%2Fapi",
    });
  });

  it("never takes credentials along a redirect", async () => {
    respond = (response) => void response.writeHead(308, { location: `${server.origin}/stolen` }).end();
    const before = server.received.length;
    const answer = await request();
    expect(server.received.length).toBe(before + 1);
    expect(answer).toMatchObject({
      kind: "failed",
      error: {
        message: `source \`API\`: the token endpoint ${server.origin}/token answered with a redirect (308), and credentials are not sent on`,
        help: "give the address that it leads to as tokenUrl; the tokens are kept",
      },
    });
  });
});

describe("failures", () => {
  it("hide the query of the URL and the secrets that a server echoes", async () => {
    respond = body(400, {
      error: "invalid_grant",
      error_description: `token refresh-SECRET of ${btoa("client-SECRET")}\r\nis "dead"\u0000 ${"x".repeat(1000)}`,
    });
    const answer = await request();
    const shown =
      JSON.stringify(answer) + (answer.kind === "refused" ? answer.error.message + String(answer.error.stack) : "");
    expect(shown).not.toMatch(/SECRET|hidden/);
    expect(shown).not.toContain(btoa("client-SECRET").replace(/=+$/, ""));
    expect(answer).toMatchObject({
      error: { errorDescription: expect.stringMatching(/^token \*\*\* of \*\*\*=* is "dead" x{20,}$/) },
    });
    expect(answer).toMatchObject({ error: { errorDescription: expect.stringMatching(/^.{300}$/) } });
  });

  it("name the fields of an answer without a token, not their values", async () => {
    respond = body(200, { jwt: "SECRET-value", expires: 1 });
    expect(await request()).toMatchObject({
      error: {
        message: `source \`API\`: the token endpoint ${server.origin}/token answered 200 without an access_token (it holds jwt, expires)`,
      },
    });
  });

  it("tell a wrong address by its content type", async () => {
    respond = text(404, "text/html; charset=utf-8", "<html>");
    expect(await request()).toMatchObject({
      error: {
        message: `source \`API\`: the token endpoint ${server.origin}/token answered 404 with text/html, which is no JSON object`,
      },
    });
  });

  it("carry Retry-After", async () => {
    respond = (response) => void response.writeHead(429, { "retry-after": "7" }).end();
    expect(await request()).toMatchObject({ kind: "failed", retryAfter: 7000, error: { status: 429 } });
  });

  it("a time-out", async () => {
    respond = () => undefined;
    const answer = await request({ timeout: 50 });
    expect(answer).toMatchObject({ kind: "failed" });
    expect(answer).not.toHaveProperty("error.status");
    expect(answer).toMatchObject({ error: { message: expect.stringMatching(/did not answer within 0.05 s$/) } });
  });

  it("a time-out in the middle of the body", async () => {
    respond = (response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"access_token":');
    };
    expect(await request({ timeout: 50 })).toMatchObject({
      error: { message: expect.stringMatching(/within 0.05 s$/) },
    });
  });

  it("nobody there, and a connection that breaks", async () => {
    const closed = createServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    expect(await request({ tokenUrl: `http://127.0.0.1:${port}/token` })).toMatchObject({
      kind: "failed",
      error: {
        message: `source \`API\`: the token endpoint http://127.0.0.1:${port}/token could not be reached (ECONNREFUSED)`,
      },
    });
    respond = (response) => void response.socket?.destroy();
    expect(await request()).toMatchObject({
      kind: "failed",
      error: { message: expect.stringContaining("could not be reached") },
    });
  });

  it("never hold what the transport says, which may be a header", async () => {
    const answer = await request({
      fetch: async () => {
        throw new TypeError("Headers.append: refresh-SECRET is an invalid header value");
      },
    });
    expect(answer.kind).toBe("failed");
    expect(inspect(answer, { depth: null, showHidden: true })).not.toContain("SECRET");
  });
});
