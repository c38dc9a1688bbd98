// `match … catch` over failures that only a program can bring about: those of its own stores, cancellation, time-outs.
// Must not know how generated code catches.
import { afterAll, describe, expect, it } from "vitest";
import type * as Library from "../../compiler/index.js";
import { built, workspace } from "../cli/support.js";
import { type LocalServer, serve } from "../support/auth-client.js";

const { execute }: typeof Library = await import(built("compiler/index.js"));

const servers: LocalServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

const mission = (arms: string, base = "http://127.0.0.1:9"): string => `mission Keep {
  source Shop { base: "${base}" }
  store orders: memory("orders")
  store failures: memory("failures")
  action Save {
    match "now" {
      "now" -> { store { id: 1 } -> orders }
      _ -> { get "/slow" }
    } catch { ${arms} }
  }
}
`;

/** A database that has the record already, as PostgreSQL says it. */
function refusing(code: unknown): Library.Store {
  const refuse = (): Promise<never> =>
    Promise.reject(Object.assign(new Error("duplicate key value violates unique constraint"), { code }));
  return {
    get: refuse,
    put: refuse,
    putAll: refuse,
    merge: refuse,
    update: refuse,
    delete: refuse,
    clear: refuse,
    size: refuse,
    all: refuse,
    async *values() {
      yield await refuse();
    },
  };
}

async function run(arms: string, code: unknown): ReturnType<typeof execute> {
  return execute(mission(arms), { dataDir: workspace().path("data"), stores: { orders: refusing(code) } });
}

describe("a failure of a store", () => {
  it("carries the code of its backend, and is handled when an arm takes it", async () => {
    const result = await run(
      '{ code: "23505", error: reason } -> { store { id: 2, reason: reason } -> failures }',
      "23505",
    );
    expect(result).toMatchObject({ success: true, errors: [] });
    expect(result.handled).toEqual([
      {
        action: "Save",
        source: "",
        status: 0,
        method: "",
        url: "",
        place: "<mission>:7",
        message: "store `orders` failed",
      },
    ]);
    expect(await result.stores["failures"]?.all()).toEqual([{ id: 2, reason: "store" }]);
  });

  it("has the code 0 where the backend gave none, and stands when no arm takes it", async () => {
    const taken = await run('{ code: 0, error: "store" } -> continue', undefined);
    expect(taken).toMatchObject({ success: true, handled: [{ message: "store `orders` failed" }] });
    const untaken = await run('{ code: "23505" } -> continue', "40001");
    expect(untaken).toMatchObject({
      success: false,
      handled: [],
      errors: [{ code: "store", place: "<mission>:7" }],
    });
  });

  it("that only a plain `_ -> skip` took is no success", async () => {
    const result = await run("_ -> skip", "23505");
    expect(result).toMatchObject({ success: false, handled: [], errors: [{ code: "store" }] });
  });
});

describe("what is no failure of a step", () => {
  it("is never caught: a cancelled run, and the end of its time", async () => {
    const server = await serve(() => undefined);
    servers.push(server);
    const slow = mission("{ error: _ } -> continue", server.origin).replace('match "now"', 'match "later"');
    const controller = new AbortController();
    const running = execute(slow, { signal: controller.signal });
    while (server.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort();
    expect(await running).toMatchObject({ success: false, errors: [{ code: "cancelled" }], handled: [] });
    expect(await execute(slow, { timeout: 50 })).toMatchObject({
      success: false,
      errors: [{ code: "timeout" }],
      handled: [],
    });
  });
});
