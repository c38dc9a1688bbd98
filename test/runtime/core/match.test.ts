// Patterns over data and over answers, and what is thrown where no arm fits.
import { describe, expect, it } from "vitest";
import { AuthError, MissionError } from "../../../runtime/errors.js";
import type { Reply } from "../../../runtime/http.js";
import { isArrayOf, isObject, type Json, type JsonObject } from "../../../runtime/json.js";
import {
  anything,
  fits,
  listOf,
  noArm,
  oneOf,
  onlyRecord,
  plainArm,
  replyField,
  replyFits,
  replyIs,
  unmatched,
  unmatchedField,
} from "../../../runtime/match.js";

interface Order {
  readonly id: string;
}

function isOrder(value: unknown): value is Order {
  return isObject(value) && typeof value["id"] === "string";
}

const facts = {
  source: "API",
  generation: 0,
  documented: false,
  headers: { "x-total": 7 },
  request: { method: "GET", url: "http://127.0.0.1/x", headers: {}, body: null },
} as const;

function answered(status: number, body: Json): Reply {
  return { ok: true, status, body, ...facts };
}

/** As http.ts makes it: the body's own fields win over the ones that describe the failure. */
function failed(
  status: number,
  own: JsonObject,
  error: MissionError = new MissionError("it failed", { code: "http" }),
): Reply {
  const record: JsonObject = { error: "Not Found", code: status, status, message: error.message };
  const synthetic = Object.keys(record).filter((name) => !Object.hasOwn(own, name));
  return { ok: false, status, body: { ...record, ...own }, synthetic, reason: "Not Found", error, ...facts };
}

describe("patterns over data (language.md 7.1)", () => {
  it("needs a property to be present and not null, except where the pattern says null", () => {
    expect(fits({ a: 1 }, { a: anything })).toBe(true);
    expect(fits({ a: null }, { a: anything })).toBe(false);
    expect(fits({}, { a: anything })).toBe(false);
    expect(fits({}, { a: null }) && fits({ a: null }, { a: null })).toBe(true);
    expect(fits({}, { a: oneOf("x", null) })).toBe(true);
    expect(fits({}, { a: () => true })).toBe(false);
    expect(fits(null, anything) && fits(undefined, null)).toBe(true);
  });

  it("compares literals without coercion", () => {
    expect(fits({ a: 1 }, { a: "1" })).toBe(false);
    expect(fits("b", oneOf("a", "b"))).toBe(true);
    expect(fits(0, false)).toBe(false);
  });

  it("takes lists of exactly as many elements, empty ones, and lists of one schema", () => {
    expect(fits([], [])).toBe(true);
    expect(fits([1], [])).toBe(false);
    expect(fits([1, null], [1, anything])).toBe(true);
    expect(fits([1, 2, 3], [1, 2])).toBe(false);
    expect(fits({ 0: 1, length: 1 }, [1])).toBe(false);
    expect(fits([{ id: "a" }], listOf(isOrder))).toBe(true);
    expect(fits([{ id: "a" }, {}], listOf(isOrder))).toBe(false);
  });

  it("sees own properties only", () => {
    for (const name of ["__proto__", "constructor", "toString"]) {
      expect(fits({}, { [name]: anything })).toBe(false);
      expect(fits(Object.fromEntries([[name, 1]]), { [name]: anything })).toBe(true);
    }
  });

  it("is the one record of a store that holds one", () => {
    expect(onlyRecord([{ id: 1 }])).toEqual({ id: 1 });
    expect(onlyRecord([1, 2])).toEqual([1, 2]);
    expect(onlyRecord([])).toEqual([]);
  });
});

describe("patterns over answers (language.md 7.2)", () => {
  it("fits the HTTP status with a number under code or status, whatever the body is", () => {
    for (const body of [null, [1], "text", { code: "TOKEN_EXPIRED" }]) {
      expect(replyFits(answered(204, body), { code: 204 })).toBe(true);
      expect(replyFits(answered(204, body), { status: oneOf(200, 204) })).toBe(true);
      expect(replyFits(answered(204, body), { code: 404 })).toBe(false);
    }
    expect(replyFits(failed(401, { code: "TOKEN_EXPIRED" }), { error: anything, code: 401 })).toBe(true);
    expect(replyFits(failed(401, { code: "TOKEN_EXPIRED" }), { code: "TOKEN_EXPIRED" })).toBe(true);
    expect(replyFits(answered(200, { code: 7 }), { code: 7 })).toBe(true);
    expect(replyFits(answered(200, { ok: 1 }), { status: anything })).toBe(false);
  });

  it("fits headers by any case, and binds them", () => {
    const reply = answered(200, [1, 2]);
    expect(replyFits(reply, { headers: anything })).toBe(true);
    expect(replyFits(reply, { headers: { "X-Total": 7 } })).toBe(true);
    expect(replyFits(reply, { headers: { "X-Other": anything } })).toBe(false);
    expect(replyField(reply, "headers", "X-Total")).toBe(7);
    expect(replyField(answered(200, { id: 3 }), "id")).toBe(3);
  });

  it("fits the reason with a text under error, and the body's own error too", () => {
    expect(replyFits(failed(404, {}), { error: "Not Found" })).toBe(true);
    expect(replyFits(failed(404, { error: "no such order" }), { error: "no such order" })).toBe(true);
    expect(replyFits(answered(200, { error: "x" }), { error: "Not Found" })).toBe(false);
  });

  it("does not show a schema the message and headers that are not the body's own", () => {
    const isMessage = (value: unknown): value is { message: string } =>
      isObject(value) && typeof value["message"] === "string";
    expect(replyIs(failed(404, {}), isMessage)).toBe(false);
    expect(replyIs(failed(404, { message: "own" }), isMessage)).toBe(true);
    expect(replyFits(failed(404, {}), isMessage)).toBe(false);
    expect(replyFits(failed(404, {}), { message: anything })).toBe(true);
    expect(replyIs(answered(200, { message: "m" }), isMessage)).toBe(true);
  });

  it("narrows the body", () => {
    const reply = answered(200, { id: "a" });
    if (!replyIs(reply, isOrder)) throw new Error("it is an order");
    expect(reply.body.id).toBe("a");
    const many = answered(200, [{ id: "a" }]);
    expect(replyIs(many, (body): body is readonly Order[] => isArrayOf(body, isOrder))).toBe(true);
  });
});

describe("when no arm fits", () => {
  it("says what was matched, without quoting text", () => {
    expect(() => noArm({ id: 1, secret: "hunter2" })).toThrow("no arm of `match` fits an object with `id`, `secret`");
    expect(unmatched("hunter2")).toMatchObject({ code: "match", help: expect.stringContaining("`_ ->`") });
    expect(unmatchedField({ state: null }, "state").message).toBe("no arm of `match` fits null");
    expect(() => noArm({ id: 1, many: [2, 3] }, "many")).toThrow("no arm of `match` fits a list");
    expect(unmatched(answered(200, [])).message).toBe("no arm of `match` fits an empty list");
  });

  it("throws the failure itself, or one that says which arm passed it by", () => {
    const refused = new AuthError("API refused the token", { error: "invalid_token", status: 401, source: "API" });
    expect(unmatched(failed(401, {}, refused))).toBe(refused);
    const explained = unmatched(failed(401, {}, refused), plainArm);
    expect(explained).toBeInstanceOf(AuthError);
    expect(explained).toMatchObject({ status: 401, source: "API", error: "invalid_token", cause: refused });
    expect(explained.message).toContain("`{ error: _ } ->` takes it for anything else");
  });

  it("is not fooled by data that looks like a failed answer", () => {
    const data = { ok: false, request: {}, source: "x", error: { message: "boo" }, body: 1 };
    expect(unmatched(data)).toMatchObject({ code: "match" });
  });
});
