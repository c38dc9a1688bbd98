// A store on disk keeps what was written, whatever cut the writing short, and belongs to one process at a time.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fileStore } from "../../../runtime/file-store.js";
import { isInt } from "../../../runtime/convert.js";
import { isObject } from "../../../runtime/json.js";
import { isManaged, isPartial, managed, type Store } from "../../../runtime/stores.js";
import { compiledRuntime } from "./compiled.js";

interface Entry {
  readonly n: number;
}

function isEntry(value: unknown): value is Entry {
  return isObject(value) && isInt(value["n"]);
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "reqon-file-"));
}

function open(folder: string, name = "entries"): Store<Entry> {
  const store = fileStore(name, isEntry);
  if (isManaged(store)) store[managed].attach(folder);
  return store;
}

async function close(store: Store<Entry>): Promise<void> {
  if (isManaged(store)) await store[managed].close();
}

const logOf = (folder: string): string => join(folder, "stores", "entries.log");

let urlOf: (file: string) => string;
const children: ChildProcess[] = [];

beforeAll(() => {
  urlOf = compiledRuntime("file-store", "file-lock");
});

afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
});

/** Runs `script`, in which `store` is the store of `folder` and `say` writes a line at once. */
function inChild(folder: string, script: string, command: readonly string[] = []): ChildProcess {
  const text = `
    import { writeSync } from "node:fs";
    import { fileStore } from ${JSON.stringify(urlOf("file-store"))};
    import { lockFile } from ${JSON.stringify(urlOf("file-lock"))};
    import { managed } from ${JSON.stringify(urlOf("stores"))};
    const say = (line) => writeSync(1, line + "\\n");
    const folder = ${JSON.stringify(folder)};
    const store = fileStore("entries");
    store[managed].attach(folder);
    ${script}`;
  const [program, ...args] = [...command, process.execPath, "--input-type=module", "-e", text];
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"], env });
  children.push(child);
  return child;
}

function linesOf(child: ChildProcess): AsyncIterableIterator<string> {
  if (child.stdout === null) throw new Error("the child has no output");
  return createInterface({ input: child.stdout })[Symbol.asyncIterator]();
}

async function allLines(child: ChildProcess): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(child)) lines.push(line);
  return lines;
}

describe("a store on disk (language.md 4.2)", () => {
  it("keeps records, their order and their marks for the next run", async () => {
    const folder = newFolder();
    const store = open(folder);
    await store.putAll([{ n: 1 }, { n: 2 }, { n: 3 }], (entry) => entry.n);
    await store.put(1, { n: 10 });
    await store.merge("4", { n: 4 }, true);
    await store.delete(2);
    await close(store);
    const next = open(folder);
    expect(await next.all()).toEqual([{ n: 10 }, { n: 3 }, { n: 4 }]);
    expect((await next.all()).map(isPartial)).toEqual([false, false, true]);
    await next.clear();
    await close(next);
    const last = open(folder);
    expect(await last.size()).toBe(0);
    await close(last);
  });

  it("touches nothing before it is used, and keeps a folder that it makes out of git", async () => {
    const folder = join(newFolder(), "made", "here");
    const store = open(folder);
    expect(existsSync(folder)).toBe(false);
    await store.put("a", { n: 1 });
    expect(readFileSync(join(folder, ".gitignore"), "utf8")).toBe("*\n");
    await close(store);
    const own = newFolder();
    const other = open(own);
    await other.put("a", { n: 1 });
    expect(existsSync(join(own, ".gitignore"))).toBe(false);
    await close(other);
  });

  it("makes folders of `/`, and keeps odd names and names that differ by case apart", async () => {
    const folder = newFolder();
    const names = ["shop/orders", "Orders", "orders", "a.b", "ä b", "a%2eb"];
    for (const [n, name] of names.entries()) await open(folder, name).put("n", { n });
    for (const [n, name] of names.entries()) expect(await open(folder, name).get("n")).toEqual({ n });
    const files = readdirSync(join(folder, "stores"), { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith(".log"),
    );
    expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(names.length);
    expect(existsSync(join(folder, "stores", "shop", "orders.log"))).toBe(true);
  });

  it.each(["..", "../x", "a/../b", "/etc/x", "a//b", "", ".", "a/"])("refuses the name %j", (name) => {
    expect(() => fileStore(name)).toThrow("cannot be the name of a file store");
  });

  it("shows after its run what the run left, and opens again for a write", async () => {
    const folder = newFolder();
    const store = open(folder);
    await store.put("a", { n: 1 });
    await close(store);
    expect(await store.get("a")).toEqual({ n: 1 });
    expect(readdirSync(join(folder, "stores"))).toEqual(["entries.log"]);
    await store.put("b", { n: 2 });
    expect(await store.size()).toBe(2);
    await close(store);
  });

  it("is one store for all who open it in one process", async () => {
    const folder = newFolder();
    const [one, two] = [open(folder), open(folder)];
    await Promise.all([one.put("a", { n: 1 }), two.put("b", { n: 2 })]);
    expect(await one.all()).toHaveLength(2);
    await Promise.all([close(one), two.put("c", { n: 3 }), close(two)]);
    expect(await open(folder).size()).toBe(3);
  });

  it("checks records that someone else wrote", async () => {
    const folder = newFolder();
    const untyped = fileStore("entries");
    if (isManaged(untyped)) untyped[managed].attach(folder);
    await untyped.put("a", { name: "no number" });
    await expect(open(folder).get("a")).rejects.toThrow(
      'record "a" of store `entries` must be of the store\'s schema, found an object with `name`',
    );
  });
});

describe("what is on disk", () => {
  it("is repaired when the last line was cut short", async () => {
    const folder = newFolder();
    const store = open(folder);
    await store.put("a", { n: 1 });
    await close(store);
    const whole = statSync(logOf(folder)).size;
    appendFileSync(logOf(folder), '["put","b",{"n":');
    const next = open(folder);
    expect(await next.all()).toEqual([{ n: 1 }]);
    expect(statSync(logOf(folder)).size).toBe(whole);
    await next.put("c", { n: 3 });
    await close(next);
    expect(await open(folder).size()).toBe(2);
  });

  it("is never guessed at when a line in the middle is damaged, or another program wrote it", async () => {
    const folder = newFolder();
    const store = open(folder);
    await store.put("a", { n: 1 });
    await close(store);
    appendFileSync(logOf(folder), '["put","b",{"n"\n["put","c",{"n":3}]\n');
    await expect(open(folder).size()).rejects.toMatchObject({
      code: "store",
      message: expect.stringMatching(/^line 3 of .*entries\.log is damaged$/),
    });
    const foreign = newFolder();
    mkdirSync(join(foreign, "stores"));
    appendFileSync(logOf(foreign), "id,name\n");
    await expect(open(foreign).size()).rejects.toThrow("is no store that this version can read");
  });

  it("grows with the number of writes, and shrinks to the records when it is opened", async () => {
    const folder = newFolder();
    const store = open(folder);
    const sizes: number[] = [];
    for (let n = 1_000_000; n < 1_004_000; n++) {
      await store.put(n % 10, { n });
      if (n % 1_000 === 999) sizes.push(statSync(logOf(folder)).size);
    }
    const steps = sizes.slice(1).map((size, index) => size - (sizes[index] ?? 0));
    expect(new Set(steps).size).toBe(1);
    await close(store);
    const next = open(folder);
    expect(await next.size()).toBe(10);
    expect(readFileSync(logOf(folder), "utf8").split("\n")).toHaveLength(12);
    await next.put("x", { n: 1 });
    await close(next);
    const last = open(folder);
    expect((await last.all()).slice(-2)).toEqual([{ n: 1_003_999 }, { n: 1 }]);
    expect(readdirSync(join(folder, "stores")).filter((file) => file.endsWith(".tmp"))).toEqual([]);
    await close(last);
  });

  it("loses nothing that was finished when its process is killed at any moment of its writes", async () => {
    const folder = newFolder();
    const finished: string[] = [];
    for (let round = 0; round < 10; round++) {
      const child = inChild(
        folder,
        `for (let n = 0; ; n++) { await store.put("${round}-" + n, { n, text: "x".repeat(n % 5000) }); say("${round}-" + n); }`,
      );
      const wanted = finished.length + 20 + Math.floor(Math.random() * 60);
      for await (const line of linesOf(child)) {
        finished.push(line);
        if (finished.length === wanted) setTimeout(() => child.kill("SIGKILL"), Math.random() * 5);
      }
    }
    const store = open(folder);
    for (const key of finished) expect(await store.get(key)).not.toBeNull();
    expect(finished.length).toBeGreaterThanOrEqual(200);
    expect(await store.size()).toBeLessThanOrEqual(finished.length + 10);
    await close(store);
  });

  it("is left as it was by a write that the disk did not take", async () => {
    const folder = newFolder();
    const script = `
      await store.put("a", { n: 1 });
      try { await store.put("b", { text: "x".repeat(5000) }); } catch (error) { say(error.message); say(error.code); }
      await store.put("c", { n: 3 });
      await store[managed].close();`;
    const limited = ["bash", "-c", 'trap "" XFSZ; ulimit -f 2; exec "$@"', "bash"];
    const lines = await allLines(inChild(folder, script, limited));
    expect(lines).toEqual([expect.stringMatching(/entries\.log could not be written \(EFBIG\)$/), "store"]);
    expect(await open(folder).all()).toEqual([{ n: 1 }, { n: 3 }]);
  });
});

describe("two processes", () => {
  it("tells the second who holds the store, and lets it in when that one is killed", async () => {
    const folder = newFolder();
    const child = inChild(folder, `await store.put("a", { n: 1 }); say("open"); setInterval(() => {}, 1000);`);
    expect((await linesOf(child).next()).value).toBe("open");
    const store = open(folder);
    await expect(store.put("b", { n: 2 })).rejects.toMatchObject({
      code: "store",
      message: expect.stringMatching(new RegExp(`entries\\.log is in use by process ${child.pid}$`)),
      help: expect.stringContaining("data directory of its own"),
    });
    child.kill("SIGKILL");
    await once(child, "exit");
    await store.put("b", { n: 2 });
    expect(await store.all()).toEqual([{ n: 1 }, { n: 2 }]);
    await close(store);
    expect(readdirSync(join(folder, "stores"))).toEqual(["entries.log"]);
  });

  it("never both hold a lock, though they come at once and die with it", async () => {
    const folder = newFolder();
    const script = `
      import { closeSync, openSync, readdirSync, rmSync } from "node:fs";
      for (let turns = 0; turns < 40; ) {
        let lock;
        try { lock = await lockFile(folder + "/x.log"); } catch (error) { if (error.code !== "store") say(String(error)); continue; }
        if (readdirSync(folder).some((file) => file.startsWith("inside-"))) say("two holders");
        closeSync(openSync(folder + "/inside-" + process.pid, "wx"));
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
        rmSync(folder + "/inside-" + process.pid);
        say("turn");
        if (++turns > 20 && Math.random() < 0.1) process.kill(process.pid, "SIGKILL");
        await lock.release();
      }`;
    const outputs = await Promise.all(Array.from({ length: 5 }, () => allLines(inChild(folder, script))));
    const lines = outputs.flat();
    expect(lines.filter((line) => line !== "turn")).toEqual([]);
    expect(lines.length).toBeGreaterThan(100);
    const store = open(folder);
    await store.put("a", { n: 1 });
    await close(store);
  }, 20_000);

  it("finds a lock in a folder whose path is too long for a socket", async () => {
    const folder = join(newFolder(), "long".repeat(40), "er".repeat(40));
    const child = inChild(folder, `await store.put("a", { n: 1 }); say("open"); setInterval(() => {}, 1000);`);
    expect((await linesOf(child).next()).value).toBe("open");
    await expect(open(folder).size()).rejects.toThrow(`in use by process ${child.pid}`);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await open(folder).size()).toBe(1);
  });
});

it("says so when a record is nested too deeply, and stays usable", async () => {
  const folder = newFolder();
  const store = open(folder);
  const deep = { n: 1 };
  let inner: Record<string, unknown> = deep;
  for (let level = 0; level < 100_000; level++) inner["in"] = inner = {};
  await expect(store.put("deep", deep)).rejects.toMatchObject({
    code: "store",
    message: expect.stringContaining("could not be written: a record is nested too deeply"),
  });
  await store.put("flat", { n: 2 });
  await close(store);
  const again = open(folder);
  expect(await again.all()).toEqual([{ n: 2 }]);
  await close(again);
});
