// RQ5009, RQ5010: kinds of stores that are not compiled yet, and names that no file store may have.
// Must not know how stores work.
import { storeTypes } from "../model.js";
import { candidates, nearestDetails } from "../unknown.js";
import type { Rule } from "./index.js";

export const stores: Rule = ({ mission }, reporter) => {
  for (const store of mission.stores.values()) {
    if (store.type === undefined)
      reporter.report("RQ4001", store.node.type.span, { what: "a store whose type a `match` decides" });
    else if (store.type !== "memory" && store.type !== "file") {
      const near = storeTypes.some((each) => each === store.type)
        ? {}
        : nearestDetails(store.type, store.node.type.span, candidates(["memory", "file"]));
      reporter.report("RQ5009", store.node.type.span, { type: store.type }, near);
    }
    if (store.node.options)
      reporter.report("RQ4001", store.node.options.span, { what: "an object of options for a store" });
    if (store.type === "file" && !isFileName(store.argument))
      reporter.report("RQ5010", (store.node.argument ?? store.node.name).span, { name: store.argument });
  }
};

function isFileName(name: string): boolean {
  const parts = name.split(/[/\\]/);
  return (
    !/^[A-Za-z]:/.test(name) &&
    !name.includes("\0") &&
    parts.every((each) => each !== "" && each !== "." && each !== "..")
  );
}
