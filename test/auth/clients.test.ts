// A mission of sources alone as an app uses it: several clients at once, several instances side by side, typed.
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { generate, json, load, type LocalServer, newFolder, newServer } from "./support.js";

/** Tells each caller what it authenticated as. */
function echo(): Promise<LocalServer> {
  return newServer(({ headers, url }, response) => json(response, 200, { as: headers.authorization, url }));
}

function multiSource(origins: { readonly xero: string; readonly stripe: string; readonly legacy: string }): string {
  return `mission MultiSource {
source Xero {
auth: oauth2,
base: "${origins.xero}/api.xro/2.0"
}
source Stripe {
auth: bearer,
base: "${origins.stripe}/v1"
}
source Legacy {
auth: basic,
base: "${origins.legacy}"
}
}
`;
}

describe("multiple sources", () => {
  it("are clients that an app uses at once, each with its own credentials and base", async () => {
    const [xero, stripe, legacy] = [await echo(), await echo(), await echo()];
    const { connect } = await load(multiSource({ xero: xero.origin, stripe: stripe.origin, legacy: legacy.origin }));
    const { sources } = connect({
      auth: {
        Xero: { type: "oauth2", accessToken: "xero-token" },
        Stripe: { type: "bearer", token: "sk_live_1" },
        Legacy: { type: "basic", username: "admin", password: "secret" },
      },
    });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => [
        sources["Xero"]!.get(`/Invoices?page=${index}`),
        sources["Stripe"]!.get(`/charges?page=${index}`),
        sources["Legacy"]!.get(`/users?page=${index}`),
      ]).flat(),
    );
    expect(answers).toEqual(
      Array.from({ length: 20 }, (_, index) => [
        { as: "Bearer xero-token", url: `/api.xro/2.0/Invoices?page=${index}` },
        { as: "Bearer sk_live_1", url: `/v1/charges?page=${index}` },
        { as: "Basic YWRtaW46c2VjcmV0", url: `/users?page=${index}` },
      ]).flat(),
    );
    expect([xero, stripe, legacy].map(({ received }) => received.length)).toEqual([20, 20, 20]);
  });

  it("need only the credentials of those that are used", async () => {
    const server = await echo();
    const { origin } = server;
    const { connect } = await load(multiSource({ xero: origin, stripe: origin, legacy: origin }));
    const { sources } = connect({ auth: { Stripe: { token: "sk_live_1" } }, env: {} });
    expect(await sources["Stripe"]?.get("/charges")).toMatchObject({ as: "Bearer sk_live_1" });
    await expect(sources["Legacy"]?.get("/users")).rejects.toMatchObject({ code: "config", source: "Legacy" });
    expect(server.received).toHaveLength(1);
  });
});

describe("two instances with different credentials", () => {
  it("never mix, however their requests interleave", async () => {
    const server = await echo();
    const { connect } = await load(`source API { auth: bearer, base: "${server.origin}" }`);
    const tenants = ["first", "second"].map((name) => ({
      name,
      client: connect({ auth: { API: { token: async () => `token-of-${name}` } } }).sources["API"],
    }));
    const calls = Array.from({ length: 50 }, (_, index) =>
      tenants.map(async ({ name, client }) => {
        const answer = await client?.get(`/items/${index}`);
        expect(answer).toEqual({ as: `Bearer token-of-${name}`, url: `/items/${index}` });
      }),
    );
    await Promise.all(calls.flat());
    expect(server.received).toHaveLength(100);
  });

  it("keep renewed tokens to themselves", async () => {
    const server = await newServer(({ url, body, headers }, response) => {
      if (url === "/token") {
        json(response, 200, {
          access_token: `renewed-${new URLSearchParams(body).get("refresh_token")}`,
          expires_in: 3600,
        });
      } else json(response, 200, { as: headers.authorization });
    });
    const { connect } = await load(
      `source API { auth: oauth2, base: "${server.origin}", tokenUrl: "${server.origin}/token" }`,
    );
    const clients = ["one", "two"].map((refreshToken) => connect({ auth: { API: { refreshToken } } }).sources["API"]!);
    const answers = await Promise.all([...clients, ...clients].map((client) => client.get("/items")));
    expect(answers).toEqual(["one", "two", "one", "two"].map((name) => ({ as: `Bearer renewed-${name}` })));
    expect(server.received.filter(({ url }) => url === "/token")).toHaveLength(2);
  });
});

describe("the types of a client", () => {
  it("know sources and the fields of their credentials", async () => {
    const folder = newFolder(
      await generate(multiSource({ xero: "https://x.test", stripe: "https://s.test", legacy: "https://l.test" })),
    );
    folder.write({
      "app.ts": `import { connect } from "./multi-source.js";
const { sources } = connect({
  auth: {
    Xero: { type: "oauth2", accessToken: undefined, scopes: ["accounting"] },
    Stripe: { token: async () => "t" },
    Legacy: { username: "u", password: "p" },
  },
});
export const answers: Promise<unknown>[] = [sources.Xero.get("/Invoices"), sources.Stripe.post("/charges", { body: {} })];
// @ts-expect-error no source has this name
sources.Xerox;
// @ts-expect-error a bearer source has no password
connect({ auth: { Stripe: { password: "p" } } });
// @ts-expect-error Legacy is basic
connect({ auth: { Legacy: { type: "bearer" } } });
`,
    });
    const options: ts.CompilerOptions = {
      strict: true,
      noEmit: true,
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
      types: [],
    };
    const program = ts.createProgram([folder.at("app.ts")], options);
    const problems = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
    expect(problems).toEqual([]);
  });
});
