// «Manual refresh with jump» against a server that ends its tokens (language.md 3.7, 7.5).
import { compile } from "reqon";
import { describe, expect, it } from "vitest";
import { json, loadRun, type LocalServer, newFolder, newServer, type Received } from "./support.js";

/** The two actions as the page writes them. */
const snippet = `
action FetchData {
get "/data"
match response {
{ error: _, code: 401 } -> jump RefreshToken then retry,
_ -> continue
}
}
action RefreshToken {
post "/auth/refresh" {
body: { refreshToken: env("REFRESH_TOKEN") }
}
// Response updates auth context
}
`;

function mission(api: LocalServer, body: string = `${snippet}run FetchData`): string {
  return `mission Manual {
source API { auth: bearer, base: "${api.origin}", token: env("API_TOKEN") }
${body}
}
`;
}

const env = { API_TOKEN: "old-token", REFRESH_TOKEN: "the-refresh-token" };

/** What a request is to the tests: `GET /data old-token`. */
const short = ({ url, headers, body }: Received): string =>
  [body === "" ? "GET" : "POST", url, headers.authorization?.replace(/^Bearer /, "") ?? "nobody"].join(" ");

/** Answers `/auth/refresh` with `renewed`, anything else with 200 for a token that `isGood`. */
function tokenServer(
  isGood: (token: string) => boolean,
  renewed: object = { token: "new-token" },
): Promise<LocalServer> {
  return newServer(({ url, headers }, response) => {
    if (url === "/auth/refresh") return json(response, 200, renewed);
    const token = headers.authorization?.replace(/^Bearer /, "") ?? "";
    return isGood(token) ? json(response, 200, { value: 1 }) : json(response, 401, { message: "expired" });
  });
}

describe("manual refresh with jump", () => {
  it("as the page writes it: 401, RefreshToken, and the request again with the new token", async () => {
    const api = await tokenServer((token) => token === "new-token");
    const { run } = await loadRun(mission(api));
    const result = await run({ env });
    expect(result).toMatchObject({
      success: true,
      actions: { FetchData: { requests: 3 } },
      handled: [{ action: "FetchData", source: "API", status: 401, place: "mission.vague:5" }],
    });
    expect(api.received.map(short)).toEqual([
      "GET /data old-token",
      "POST /auth/refresh old-token",
      "GET /data new-token",
    ]);
    expect(api.received[1]?.body).toBe('{"refreshToken":"the-refresh-token"}');
  });

  it.each(["access_token", "accessToken", "token", "id_token"])("finds the new token under %s", async (name) => {
    const api = await tokenServer((token) => token === "new-token", { user: 7, [name]: "new-token" });
    const { run } = await loadRun(mission(api));
    expect(await run({ env })).toMatchObject({ success: true });
  });

  it("retries once against a server that keeps answering 401, then fails with what to check", async () => {
    const api = await tokenServer(() => false);
    const { run } = await loadRun(mission(api));
    const result = await run({ env });
    expect(result).toMatchObject({
      success: false,
      errors: [{ code: "auth", status: 401, source: "API", action: "FetchData", place: "mission.vague:5" }],
    });
    expect(result.errors[0]?.message).toContain("answered 401 Unauthorized: expired");
    expect(result.errors[0]?.help).toBe("the server refuses the `token` of source `API`: give one that is valid");
    expect(api.received.map(short)).toEqual([
      "GET /data old-token",
      "POST /auth/refresh old-token",
      "GET /data new-token",
    ]);
  });

  it("says which fields an answer without a token held", async () => {
    const api = await tokenServer(() => false, { user: 7, expires: "soon" });
    const { run } = await loadRun(mission(api));
    const { success, warnings } = await run({ env });
    expect(success).toBe(false);
    expect(warnings.map(({ message }) => message).join()).toMatch(
      /holds no new credentials for source `API`.*fields seen: user, expires/,
    );
  });

  it("does not answer a 401 inside RefreshToken with another jump", async () => {
    const api = await newServer((_request, response) => json(response, 401, { message: "log in first" }));
    const body = snippet.replace(
      "// Response updates auth context",
      "match response { { code: 401 } -> jump LogIn then retry, _ -> continue }",
    );
    const { run } = await loadRun(mission(api, `${body}action LogIn { post "/login" }\nrun FetchData`));
    const result = await run({ env });
    expect(result).toMatchObject({
      success: false,
      handled: [],
      errors: [{ code: "auth", status: 401, method: "POST" }],
    });
    expect(api.received.map(short)).toEqual(["GET /data old-token", "POST /auth/refresh old-token"]);
  });

  it("is no way to run in a circle", async () => {
    const circle = snippet.replace(
      "// Response updates auth context",
      "match response { { code: 401 } -> jump FetchData, _ -> continue }",
    );
    const { diagnostics } = await compile({ "mission.vague": mission(await newServer(), `${circle}run FetchData`) });
    expect(diagnostics).toMatchObject([
      { code: "RQ4003", message: expect.stringContaining("FetchData → RefreshToken → FetchData") },
    ]);
  });

  it("runs RefreshToken once for three parallel actions that are refused together", async () => {
    const waiting: (() => void)[] = [];
    const api = await newServer(async ({ url, headers }, response) => {
      if (url === "/auth/refresh") return json(response, 200, { token: "new-token" });
      if (headers.authorization === "Bearer new-token") return json(response, 200, { value: 1 });
      // All three are on their way before the first is refused.
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 3) waiting.forEach((each) => each());
      });
      return json(response, 401, { message: "expired" });
    });
    const actions = ["A", "B", "C"].map((name) =>
      snippet.split("action RefreshToken")[0]?.replaceAll("FetchData", name).replace("/data", `/${name}`),
    );
    const refresh = `action RefreshToken${snippet.split("action RefreshToken")[1]}`;
    const { run } = await loadRun(mission(api, `${actions.join("")}${refresh}run [A, B, C]`));
    expect(await run({ env })).toMatchObject({
      success: true,
      handled: [{ status: 401 }, { status: 401 }, { status: 401 }],
    });
    expect(api.received.map(short).filter((each) => each.includes("/auth/refresh"))).toEqual([
      "POST /auth/refresh old-token",
    ]);
    expect(api.received.slice(4).map(short).sort()).toEqual([
      "GET /A new-token",
      "GET /B new-token",
      "GET /C new-token",
    ]);
  });

  it("changes the credentials of the source that was refused, and of no other", async () => {
    const api = await tokenServer((token) => token === "new-token");
    const other = await tokenServer(() => true);
    const { run } = await loadRun(
      mission(
        api,
        `source Other { auth: bearer, base: "${other.origin}", token: env("API_TOKEN") }\n${snippet}action Later { get Other "/x"\nget API "/y" }\nrun FetchData then Later`,
      ),
    );
    expect(await run({ env })).toMatchObject({ success: true });
    expect(other.received.map(short)).toEqual(["GET /x old-token"]);
    expect(api.received.at(-1)).toMatchObject({ url: "/y", headers: { authorization: "Bearer new-token" } });
  });

  it("keeps the new token for the next run of reqon, which begins with it", async () => {
    const api = await tokenServer((token) => token === "new-token");
    const folder = newFolder({ "mission.vague": mission(api) });
    expect(await folder.reqon(["mission.vague"], env)).toMatchObject({ code: 0 });
    expect(await folder.reqon(["mission.vague"], env)).toMatchObject({ code: 0 });
    expect(api.received.slice(3).map(short)).toEqual(["GET /data new-token"]);
  });
});
