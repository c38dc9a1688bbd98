// The runner's token store: exclusive between calls and processes, durable, private.
import { spawn } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import type { Tokens } from "../../runtime/auth.js";
import { fileTokenStore } from "../../compiler/run/token-store.js";
import { built, workspace } from "../cli/support.js";
import { type OidcServer, start } from "../support/oidc.js";
import { json, type LocalServer, serve } from "../support/auth-client.js";

const closing: { close(): Promise<void> }[] = [];
afterAll(() => Promise.all(closing.map((each) => each.close())));

const tokens = (accessToken: string): Tokens => ({ accessToken, basis: "b" });

describe("fileTokenStore", () => {
  it("keeps what change resolves to, mode 0600, and leaves things as they are for undefined", async () => {
    const space = workspace();
    const store = fileTokenStore(space.path("data"));
    expect(await store.update("API", async (kept) => kept)).toBeUndefined();
    await store.update("API", async () => tokens("one"));
    expect(await fileTokenStore(space.path("data")).update("API", async () => undefined)).toEqual(tokens("one"));
    const files = space.list("data");
    expect(files).toEqual([
      "data/.gitignore",
      expect.stringMatching(/^data\/tokens\/API-\w{8}\.json$/),
      expect.stringMatching(/\.lock$/),
    ]);
    for (const file of files.slice(1)) expect(statSync(space.path(file)).mode & 0o777).toBe(0o600);
    expect(space.read("data/.gitignore")).toBe("*\n");
  });

  it("runs changes one after another, and goes on after one that fails", async () => {
    const store = fileTokenStore(workspace().path("data"));
    let running = 0;
    const count = (kept: Tokens | undefined): Tokens => tokens(String(Number(kept?.accessToken ?? 0) + 1));
    const all = Array.from({ length: 20 }, (_, index) =>
      store.update("API", async (kept) => {
        expect(++running).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        if (index === 7) throw new Error("refused");
        return count(kept);
      }),
    );
    const settled = await Promise.allSettled(all);
    expect(settled.filter(({ status }) => status === "rejected")).toHaveLength(1);
    expect(await store.update("API", async () => undefined)).toEqual(tokens("19"));
  });

  it("does not mix sources whose names differ in case only", async () => {
    const store = fileTokenStore(workspace().path("data"));
    await store.update("Api", async () => tokens("first"));
    await store.update("API", async () => tokens("second"));
    expect(await store.update("Api", async () => undefined)).toEqual(tokens("first"));
  });

  it("adds no .gitignore to a folder that was there", async () => {
    const space = workspace({ "data/mine.txt": "" });
    await fileTokenStore(space.path("data")).update("API", async () => tokens("one"));
    expect(space.has("data/.gitignore")).toBe(false);
  });

  it("takes a damaged file for none, and says which folder cannot be written", async () => {
    const space = workspace({ file: "" });
    const store = fileTokenStore(space.path("data"));
    await store.update("API", async () => tokens("one"));
    const path = space.list("data/tokens").find((each) => each.endsWith(".json")) ?? "";
    space.write({ [path]: '{"accessToken": 7, "basis": "b"}' });
    expect(await store.update("API", async (kept) => kept)).toBeUndefined();
    await expect(fileTokenStore(space.path("file")).update("API", async () => tokens("one"))).rejects.toMatchObject({
      code: "store",
      message: expect.stringContaining("cannot keep the tokens of source `API`"),
    });
  });

  it("is free again at once when its holder is killed", async () => {
    const space = workspace();
    const script = `
      const { fileTokenStore } = await import(${JSON.stringify(built("compiler/run/token-store.js"))});
      await fileTokenStore(${JSON.stringify(space.path("data"))}).update("API", () => { console.log("held"); return new Promise(() => setInterval(() => {}, 1000)); });`;
    const holder = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((resolve) => holder.stdout.once("data", resolve));
    const store = fileTokenStore(space.path("data"));
    let entered = false;
    const waiting = store.update("API", async () => {
      entered = true;
      return tokens("mine");
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(entered).toBe(false);
    holder.kill("SIGKILL");
    expect(await waiting).toEqual(tokens("mine"));
  });
});

describe("the runner with a rotating OAuth server", () => {
  async function api(oidc: OidcServer): Promise<LocalServer> {
    const server = await serve(async ({ headers }, response) => {
      const valid = await oidc.accepts(headers["authorization"]?.replace("Bearer ", ""));
      json(response, valid ? 200 : 401, valid ? [{ id: 1 }] : { error: "invalid_token" });
    });
    closing.push(server, oidc);
    return server;
  }

  const mission = (server: LocalServer): string => `mission Items {
  source API { auth: oauth2, base: "${server.origin}" }
  store items: memory("items")
  action Fetch { get "/items" store response -> items { key: .id } }
  run Fetch
}
`;

  async function prepared(): Promise<{ space: ReturnType<typeof workspace>; oidc: OidcServer; refreshToken: string }> {
    const oidc = await start();
    const refreshToken = await oidc.mintRefreshToken();
    const { clientId, clientSecret } = oidc.clients.web;
    const credentials = { API: { type: "oauth2", refreshToken, tokenUrl: oidc.tokenUrl, clientId, clientSecret } };
    const space = workspace({ "items.vague": mission(await api(oidc)), "c.json": JSON.stringify(credentials) });
    return { space, oidc, refreshToken };
  }

  it("six processes on one token store make one token request", async () => {
    const { space, oidc } = await prepared();
    // Compiled once, so that all six reach the token at about the same time.
    await space.reqon(["items.vague", "--auth", "c.json", "--dry-run"]);
    const runs = await Promise.all(Array.from({ length: 6 }, () => space.reqon(["items.vague", "--auth", "c.json"])));
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(oidc.requests().map(({ status }) => status)).toEqual([200]);
  });

  it("uses the rotated token after a restart, and never writes the credentials file", async () => {
    const { space, oidc, refreshToken } = await prepared();
    const before = space.read("c.json");
    expect((await space.reqon(["items.vague", "--auth", "c.json"])).code).toBe(0);
    const kept: Tokens = JSON.parse(
      readFileSync(space.path(space.list(".reqon/tokens").find((path) => path.endsWith(".json")) ?? ""), "utf8"),
    );
    await oidc.revoke(kept.accessToken ?? "");
    expect((await space.reqon(["items.vague", "--auth", "c.json"])).code).toBe(0);
    expect(oidc.requests().map(({ body }) => body["refresh_token"])).toEqual([refreshToken, kept.refreshToken]);
    expect(space.read("c.json")).toBe(before);
  });

  it("hides refreshed tokens in everything that is printed", async () => {
    const { space } = await prepared();
    const run = await space.reqon(["items.vague", "--auth", "c.json", "--json", "--verbose"]);
    const kept: Tokens = JSON.parse(
      space.read(space.list(".reqon/tokens").find((path) => path.endsWith(".json")) ?? ""),
    );
    expect(kept.accessToken).toBeTruthy();
    for (const secret of [kept.accessToken ?? "", kept.refreshToken ?? ""])
      expect(run.out + run.err).not.toContain(secret);
  });
});
