// Reading WWW-Authenticate (RFC 9110 section 11.6.1, RFC 6750 section 3).
import { describe, expect, it } from "vitest";
import { bearerChallenge, insufficientScope } from "../../../runtime/challenge.js";

describe("bearerChallenge", () => {
  it.each([
    [null, undefined],
    ["", undefined],
    ['Basic realm="Bearer error=no"', undefined],
    ["Bearer", {}],
    [
      'Bearer realm="api", error="invalid_token", error_description="it \\"ended\\", sorry"',
      { error: "invalid_token", errorDescription: 'it "ended", sorry' },
    ],
    ['Basic realm="x", bearer error=insufficient_scope , scope="a b"', { error: "insufficient_scope", scope: "a b" }],
    ['Bearer error="first", Digest error="second"', { error: "first" }],
  ])("%j", (header, expected) => {
    const empty = { error: undefined, errorDescription: undefined, scope: undefined };
    expect(bearerChallenge(header)).toEqual(expected && { ...empty, ...expected });
  });

  it("takes time in proportion to a hostile header", () => {
    expect(bearerChallenge(`Bearer a="${"\\".repeat(50_000)}`)).toMatchObject({ error: undefined });
    expect(bearerChallenge(`${", ".repeat(20_000)}Bearer ${" ".repeat(20_000)}`)).toMatchObject({ error: undefined });
  });
});

describe("insufficientScope", () => {
  it("says what the token lacks", () => {
    expect(insufficientScope("API", 'Bearer error="insufficient_scope", scope="orders:write"')).toBe(
      "the token of source `API` lacks the scope `orders:write`: log in again with it in `scopes`; a refresh cannot add scopes",
    );
    expect(insufficientScope("API", 'Bearer error="insufficient_scope"')).toContain("lacks more scopes: log in again");
    expect(insufficientScope("API", 'Bearer error="invalid_token"')).toBeUndefined();
    expect(insufficientScope("API", null)).toBeUndefined();
  });
});
