// The first field of a record that its guard refuses.
import { describe, expect, it } from "vitest";
import { field, isArrayOf, isObject } from "../../../runtime/json.js";
import { misfit, type Shape } from "../../../runtime/misfit.js";

const isLine = (value: unknown): value is object => isObject(value) && typeof value["sku"] === "string";

const isOrder = (value: unknown): boolean =>
  isObject(value) && typeof field(value, "constructor") === "string" && isArrayOf(value["lines"], isLine);

const line: Shape = { sku: "string" };
const order: Shape = { constructor: "string", lines: [() => line] };

describe("misfit (language.md 5.4)", () => {
  it("names the field, what it must be and what it is", () => {
    const found = misfit(isOrder, { constructor: "a", lines: [{ sku: "1" }, { sku: 2 }] }, order);
    expect(found).toEqual({ problem: "its `lines[1].sku` must be `string`, found the number 2", help: undefined });
  });

  it("looks into frozen records, and at own fields only", () => {
    const frozen = Object.freeze({ constructor: "a", lines: Object.freeze([Object.freeze({ sku: "1" }), "x"]) });
    expect(misfit(isOrder, frozen, order)?.problem).toBe("its `lines[1]` must be an object, found text of 1 character");
    expect(misfit(isOrder, { lines: [] }, order)).toEqual({
      problem: "its `constructor` must be `string`, found null",
      help: "write `?` behind its type in the schema if it may be missing",
    });
  });

  it("has nothing to say of what fits, or has no fields", () => {
    expect(misfit(isOrder, { constructor: "a", lines: [] }, order)).toBeUndefined();
    expect(misfit(isOrder, "text", order)).toBeUndefined();
  });
});
