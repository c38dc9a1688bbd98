// A sync that is cut short skips nothing: real processes, killed at the worst moments (language.md 6.14).
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { onTestFinished, describe, expect, it } from "vitest";
import { fileCheckpoints } from "../../runtime/sync-file.js";
import { sinceParams } from "../../runtime/sync.js";
import { workspace as newWorkspace, type Workspace } from "../cli/support.js";

const mission = `mission Orders {
  source Shop { base: env("SHOP_URL") }
  store orders: file("orders")
  action Fetch {
    get "/orders" { since: lastSync { updateFrom: "at" }, paginate: page(page, 2) }
    for order in response { store order -> orders { key: .id } }
  }
}`;

interface Order {
  readonly id: number;
  readonly at: number;
}

interface Shop {
  readonly url: string;
  /** Queries of the requests, in order. */
  readonly asked: string[];
  orders: Order[];
  /** Answers a page by never answering; resolves `stuck`. */
  hangAt: number | undefined;
  readonly stuck: () => Promise<void>;
}

async function openShop(): Promise<Shop> {
  const waiting: (() => void)[] = [];
  const open: ServerResponse[] = [];
  const shop: Omit<Shop, "url"> = {
    asked: [],
    orders: [],
    hangAt: undefined,
    stuck: () => new Promise((resolve) => waiting.push(resolve)),
  };
  const server = createServer(({ url = "" }, response) => {
    shop.asked.push(url.replace("/orders?", ""));
    const { searchParams } = new URL(url, "http://localhost");
    const page = Number(searchParams.get("page"));
    if (page === shop.hangAt) {
      open.push(response);
      for (const resolve of waiting.splice(0)) resolve();
      return;
    }
    const since = Number(searchParams.get("modified_since") ?? -1);
    const rows = shop.orders.filter(({ at }) => at >= since).slice(page * 2 - 2, page * 2);
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(rows));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return Object.assign(shop, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

function runIn(workspace: Workspace, shop: Shop): ReturnType<Workspace["start"]> {
  return workspace.start("reqon", ["mission.vague"], { env: { SHOP_URL: shop.url } });
}

const checkpoints = (workspace: Workspace): unknown => {
  const [file] = workspace.list(".reqon").filter((name) => /^\.reqon\/sync\/.*\.json$/.test(name));
  return file === undefined ? undefined : JSON.parse(workspace.read(file));
};

/** The ids in the log of the store. */
const stored = (workspace: Workspace): readonly string[] => {
  const lines = workspace.read(".reqon/stores/orders.log").split("\n").slice(1);
  return [...new Set(lines.flatMap((line) => (line === "" ? [] : [String(JSON.parse(line)[1])])))].sort();
};

const orders = (...times: readonly number[]): Order[] => times.map((at, index) => ({ id: index + 1, at }));

describe("a sync that is killed", () => {
  it("begins again where it began", async () => {
    const shop = await openShop();
    const workspace = newWorkspace({ "mission.vague": mission });
    shop.orders = orders(10, 20, 30);

    shop.hangAt = 2;
    const first = runIn(workspace, shop);
    await shop.stuck();
    first.child.kill("SIGKILL");
    await first.ended;
    expect(stored(workspace)).toEqual(["1", "2"]);
    expect(checkpoints(workspace)).toBeUndefined();

    shop.hangAt = undefined;
    expect(await runIn(workspace, shop).ended).toMatchObject({ code: 0 });
    expect(stored(workspace)).toEqual(["1", "2", "3"]);
    expect(checkpoints(workspace)).toEqual({ "Shop:/orders": 30 });

    shop.orders.push({ id: 4, at: 40 }, { id: 5, at: 50 });
    shop.hangAt = 2;
    const third = runIn(workspace, shop);
    await shop.stuck();
    third.child.kill("SIGKILL");
    await third.ended;
    expect(checkpoints(workspace)).toEqual({ "Shop:/orders": 30 });

    shop.hangAt = undefined;
    expect(await runIn(workspace, shop).ended).toMatchObject({ code: 0 });
    expect(stored(workspace)).toEqual(["1", "2", "3", "4", "5"]);
    expect(checkpoints(workspace)).toEqual({ "Shop:/orders": 50 });

    const since = "modified_since=30&";
    expect(shop.asked).toEqual([
      ...["page=1", "page=2"],
      ...["page=1", "page=2", "page=3"],
      ...[`${since}page=1`, `${since}page=2`],
      ...[`${since}page=1`, `${since}page=2`, `${since}page=3`],
    ]);
  });

  it("leaves no part of a checkpoint file", async () => {
    const shop = await openShop();
    const workspace = newWorkspace({ "mission.vague": mission });
    shop.orders = orders(10);
    expect(await runIn(workspace, shop).ended).toMatchObject({ code: 0 });
    const names = workspace.list(".reqon/sync");
    expect(names).toEqual([expect.stringMatching(/^\.reqon\/sync\/Orders~[0-9a-f]{8}\.json$/)]);
    expect(workspace.read(".reqon/.gitignore")).toBe("*\n");
  });

  it("says what is wrong with a damaged file", async () => {
    const shop = await openShop();
    const workspace = newWorkspace({ "mission.vague": mission });
    shop.orders = orders(10);
    await runIn(workspace, shop).ended;
    const [name = ""] = workspace.list(".reqon/sync");
    workspace.write({ [name]: "{" });
    const { code, err } = await runIn(workspace, shop).ended;
    expect(code).not.toBe(0);
    expect(err).toContain("holds no checkpoints: correct it, or remove it to read everything anew");
    expect(shop.asked).toHaveLength(2);
  });
});

describe("the checkpoint file", () => {
  const newFolder = (): string => newWorkspace({}).folder;

  it("keeps what others commit at the same time", async () => {
    const folder = newFolder();
    const keys = Array.from({ length: 20 }, (_, index) => `key ${index}`);
    await Promise.all(keys.map((key, index) => fileCheckpoints(folder, "m").commit({ [key]: index })));
    const store = fileCheckpoints(folder, "m");
    expect(await Promise.all(keys.map((key) => store.read(key)))).toEqual(keys.map((_, index) => index));
    expect(await store.read("constructor")).toBeUndefined();
  });

  it("takes any key", async () => {
    const folder = newFolder();
    const store = fileCheckpoints(folder, "m");
    await store.commit(JSON.parse('{"__proto__": "2024-01-01", "a": 1}') as Record<string, string>);
    expect(await store.read("__proto__")).toBe("2024-01-01");
    await store.commit({ a: 2 });
    expect(await store.read("__proto__")).toBe("2024-01-01");
    expect(readFileSync(join(folder, "sync/m.json"), "utf8")).toBe('{\n  "__proto__": "2024-01-01",\n  "a": 2\n}\n');
  });

  it("keeps missions apart, also where only case tells their names apart", async () => {
    const folder = newFolder();
    await fileCheckpoints(folder, "Sync").commit({ a: 1 });
    await fileCheckpoints(folder, "SYNC").commit({ a: 2 });
    expect(await fileCheckpoints(folder, "Sync").read("a")).toBe(1);
    expect(await fileCheckpoints(folder, "sync").read("a")).toBeUndefined();
  });

  it("says which file cannot be written", async () => {
    const folder = newFolder();
    mkdirSync(join(folder, "data"));
    writeFileSync(join(folder, "data/sync"), "");
    const commit = fileCheckpoints(join(folder, "data"), "m").commit({ a: 1 });
    await expect(commit).rejects.toThrow(join(folder, "data/sync/m.json"));
    expect(existsSync(join(folder, "data/sync/m.json"))).toBe(false);
  });
});

describe("the parameter of `since`", () => {
  it.each<[unknown, "iso" | "date-only" | "unix" | "unix-ms", unknown]>([
    [null, "unix", undefined],
    ["2024-01-20T23:30:00-05:00", "iso", "2024-01-20T23:30:00-05:00"],
    ["2024-01-20T23:30:00-05:00", "date-only", "2024-01-21"],
    ["2024-01-20T10:30:00.999Z", "unix", 1705746600],
    ["2024-01-20T10:30:00.999Z", "unix-ms", 1705746600999],
    ["v17", "iso", "v17"],
    [42, "date-only", 42],
  ])("%j as %s", (value, format, expected) => {
    expect(sinceParams("p", value, format)["p"]).toEqual(expected);
  });

  it.each<[unknown, "iso" | "unix"]>([
    ["v17", "unix"],
    [{ a: 1 }, "iso"],
    [true, "iso"],
  ])("refuses %j as %s", (value, format) => {
    expect(() => sinceParams("p", value, format)).toThrow("`since` must be");
  });
});
