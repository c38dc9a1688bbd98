// Details of credentials files that the command tests do not show: substitution, masks, field tables, the redactor.
import { describe, expect, it } from "vitest";
import type { SourceFacts } from "../../compiler/compile.js";
import { fieldsOf } from "../../compiler/run/credential-fields.js";
import { readCredentials } from "../../compiler/run/credentials.js";
import { maskCredentials } from "../../compiler/run/mask.js";
import { createRedactor, watchSecrets } from "../../compiler/run/redactor.js";
import { substitute } from "../../compiler/run/substitute.js";
import { credentialOptions } from "../../compiler/semantics/options.js";

const source = (name: string, auth: string): SourceFacts => ({
  name,
  auth,
  base: undefined,
  fields: [],
  late: false,
  span: { file: "m.vague", start: 0, end: 1 },
});

describe("substitute", () => {
  const environment = { A: "1", B: "${A}", EMPTY: "" };
  it.each([
    ["${A}", "1", []],
    ["x${A}y${A}", "x1y1", []],
    ["${B}", "${A}", []],
    ["$A", "1", []],
    ["$A$A", "$A$A", []],
    ["cost $A", "cost $A", []],
    ["${NOPE}", "", ["NOPE"]],
    ["${NOPE:-d}", "d", []],
    ["${EMPTY:-d}", "d", []],
    ["${EMPTY}", "", []],
    ["${NOPE:-}", "", []],
    ["${toString}", "", ["toString"]],
    ["$ecret", "$ecret", []],
  ])("%s", (text, result, unset) => {
    expect(substitute(text, environment)).toEqual({ text: result, unset });
  });
});

describe("readCredentials", () => {
  it("substitutes at any depth, keeps kinds, drops null, and collects what is secret", () => {
    const text = `{
      "Shop": { "type": "oauth2", "oauth": { "accessToken": "\${TOKEN}", "scopes": ["read", "\${SCOPE}"] }, "refreshToken": null, "expiresAt": 7 },
      "Keys": { "apiKey": "k-e-y", "additionalHeaders": { "X-Tenant": "\${SCOPE}" } },
      "Own": { "anything": "goes" }
    }`;
    const sources = [source("Shop", "oauth2"), source("Keys", "api_key"), source("Own", "hmac")];
    const { auth, diagnostics, secrets } = readCredentials("c.json", text, sources, { TOKEN: "t-o-k", SCOPE: "s-c" });
    expect(diagnostics).toEqual([]);
    expect(auth).toEqual({
      Shop: { type: "oauth2", oauth: { accessToken: "t-o-k", scopes: ["read", "s-c"] }, expiresAt: 7 },
      Keys: { apiKey: "k-e-y", additionalHeaders: { "X-Tenant": "s-c" } },
      Own: { anything: "goes" },
    });
    expect(secrets).toEqual(["t-o-k", "k-e-y", "s-c", "goes"]);
  });

  it("has no field that is called like a property of every object", () => {
    const { diagnostics } = readCredentials(
      "c.json",
      '{ "API": { "constructor": "x" } }',
      [source("API", "bearer")],
      {},
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(["RQ5506"]);
  });

  it("knows the fields that a mission may write", () => {
    const known = ["bearer", "basic", "api_key", "oauth2"].flatMap((scheme) => Object.keys(fieldsOf(scheme) ?? {}));
    expect([...known].sort()).toEqual(Object.keys(credentialOptions).sort());
  });
});

describe("maskCredentials", () => {
  it("keeps shape, names, types and references, and nothing else", () => {
    const text = `{ // old: sk_live_1
  "API": { "type": "bearer", "token": "sk_live_2", /* sk_live_3 */ "pin": 1234, "ref": "\${TOKEN}", "d": "\${T:-sk_live_4}" },
  "open": "sk_live_5
}`;
    const masked = maskCredentials(text);
    expect(masked).not.toMatch(/sk_live|1234|old/);
    expect(masked).toContain('"API": { "type": "bearer", "token": "*********"');
    expect(masked).toContain('"ref": "${TOKEN}"');
    expect(masked.split("\n").map((line) => line.length)).toEqual(text.split("\n").map((line) => line.length));
  });
});

describe("the redactor", () => {
  it("replaces secrets as they are, encoded, and as JSON writes them", () => {
    const { add, clean } = createRedactor();
    const secret = 'pa"ss/wörd';
    add([secret]);
    for (const form of [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString("base64"),
      JSON.stringify(secret),
    ]) {
      expect(clean(`before ${form} after`)).not.toContain(
        form.replaceAll('"', "") === "" ? form : form.replace(/^"|"$/g, ""),
      );
    }
    expect(clean("before after")).toBe("before after");
  });

  it("remembers variables that hold credentials once a mission reads them", () => {
    const redactor = createRedactor();
    const environment = watchSecrets(
      { SHOP_TOKEN: "t-o-k-e-n", REQON_SHOP_PASSWORD: "p-a-s-s", CITY: "Oslo" },
      ["Shop"],
      redactor,
    );
    expect(redactor.clean("t-o-k-e-n p-a-s-s Oslo")).toBe("t-o-k-e-n p-a-s-s Oslo");
    expect([environment["SHOP_TOKEN"], environment["REQON_SHOP_PASSWORD"], environment["CITY"]]).toEqual([
      "t-o-k-e-n",
      "p-a-s-s",
      "Oslo",
    ]);
    expect(redactor.clean("t-o-k-e-n p-a-s-s Oslo")).toBe("*** *** Oslo");
  });
});
