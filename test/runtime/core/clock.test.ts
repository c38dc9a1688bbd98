// The clock: waits that a signal ends, and controllers that follow their parent.
import { describe, expect, it } from "vitest";
import { childController, systemClock, unlessAborted } from "../../../runtime/clock.js";

describe("waits", () => {
  it("end at once when their signal aborts, with its reason", async () => {
    const controller = new AbortController();
    const reason = new Error("stop");
    const asleep = systemClock.sleep(3_600_000, controller.signal);
    const waiting = unlessAborted(new Promise<void>(() => undefined), controller.signal);
    controller.abort(reason);
    await expect(asleep).rejects.toBe(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(systemClock.sleep(1, controller.signal)).rejects.toBe(reason);
  });

  it("end by themselves, and pass on what they waited for", async () => {
    const { signal } = new AbortController();
    await expect(systemClock.sleep(1, signal)).resolves.toBeUndefined();
    await expect(unlessAborted(Promise.resolve(7), signal)).resolves.toBe(7);
    await expect(unlessAborted(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
  });

  it("do not end early when they are longer than a timer can be", async () => {
    const controller = new AbortController();
    let hasEnded = false;
    const asleep = systemClock.sleep(2 ** 40, controller.signal).finally(() => (hasEnded = true));
    await systemClock.sleep(5);
    expect(hasEnded).toBe(false);
    controller.abort();
    await expect(asleep).rejects.toThrow();
  });
});

describe("a child controller", () => {
  it("aborts with its parent, until it is released", () => {
    const parent = new AbortController();
    const [bound, free] = [childController(parent.signal), childController(parent.signal)];
    free.release();
    parent.abort("why");
    expect([bound.signal.reason, bound.stop.aborted]).toEqual(["why", true]);
    expect([free.signal.aborted, free.stop.aborted]).toEqual([false, false]);
    expect(childController(parent.signal).stop.aborted).toBe(true);
  });

  it("does not abort its parent", () => {
    const parent = new AbortController();
    childController(parent.signal).abort("why");
    expect(parent.signal.aborted).toBe(false);
  });
});
