// One holder at a time for a file, across processes, by means of Node alone.
// Must not know what the file holds.
//
// Everyone who wants the lock listens on a socket of its own beside the file, under a name that is never used again,
// and only then looks at the sockets of the others. Who finds another one that answers withdraws; who finds none holds
// the lock. Of two who both went on, the later one would have listened before it looked and so found the earlier one
// listening: there are never two holders. A socket whose process has died, however it died, refuses connections at once
// (the kernel closed it), and since names are never used again its file can be removed at any time without touching
// anyone else's lock: nothing is reclaimed, so there is no race to reclaim it. On Windows the socket is a named pipe of
// one fixed name, of which the kernel allows one listener. Two machines that share a network drive are not kept apart.
/// <reference types="node" />
import { createHash, randomUUID } from "node:crypto";
import { closeSync, constants, existsSync, openSync, readdirSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { basename, dirname, join, relative } from "node:path";
import { MissionError } from "./errors.js";

export interface FileLock {
  release(): Promise<void>;
}

/** How often two who came at the same moment both withdraw and try again. */
const attempts = 20;
/** Names of sockets may be no longer than this on every system. */
const longestSocketPath = 103;

/** Takes the lock of `file`, whose folder exists. Throws `store` when another process, or another copy of the runtime, has it. */
export async function lockFile(file: string): Promise<FileLock> {
  for (let attempt = 1; ; attempt++) {
    const found = process.platform === "win32" ? await takePipe(file) : await takeSocket(file);
    if ("release" in found) return found;
    if (attempt === attempts || found.holds) throw inUse(file, found.owner);
    await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 10 * attempt));
  }
}

interface Listener {
  close(): Promise<void>;
}

interface Other {
  /** Its process, as far as known. */
  readonly owner: string;
  /** False while it is looking around itself. */
  readonly holds: boolean;
}

function inUse(file: string, owner: string): MissionError {
  const who = owner === String(process.pid) ? "another copy of the runtime in this process" : `process ${owner}`;
  return new MissionError(`${file} is in use by ${who}`, {
    code: "store",
    help: "wait until that run has ended, or give this one a data directory of its own",
  });
}

async function takeSocket(file: string): Promise<FileLock | Other> {
  const folder = dirname(file);
  const prefix = `${basename(file)}.lock-`;
  const name = `${prefix}${process.pid}-${randomUUID().slice(0, 8)}`;
  const state = { holds: false };
  const folderHandle = openSync(folder, constants.O_RDONLY);
  try {
    const listener = await listen(socketPath(folder, folderHandle, name), state);
    const others = readdirSync(folder).filter((other) => other.startsWith(prefix) && other !== name);
    for (const other of others) {
      const holds = await ask(socketPath(folder, folderHandle, other));
      if (holds === undefined) {
        rmSync(join(folder, other), { force: true });
      } else {
        await listener.close();
        return { owner: other.slice(prefix.length).split("-")[0] ?? "", holds };
      }
    }
    // Someone who looked in the instant between making the socket and listening on it took it for dead and removed it.
    if (!existsSync(join(folder, name))) {
      await listener.close();
      return { owner: "", holds: false };
    }
    state.holds = true;
    return { release: () => listener.close().then(() => rmSync(join(folder, name), { force: true })) };
  } finally {
    closeSync(folderHandle);
  }
}

/** The shortest way to a socket: its own path may be too long, but not the one through the folder's open handle. */
function socketPath(folder: string, folderHandle: number, name: string): string {
  const paths = [join(folder, name), relative(process.cwd(), join(folder, name))];
  if (process.platform === "linux") paths.push(`/proc/self/fd/${folderHandle}/${name}`);
  const path = paths.find((candidate) => Buffer.byteLength(candidate) <= longestSocketPath);
  if (path !== undefined) return path;
  throw new MissionError(`the path of ${folder} is too long for a lock`, {
    code: "store",
    help: "choose a data directory with a shorter path",
  });
}

async function takePipe(file: string): Promise<FileLock | Other> {
  const name = createHash("sha256").update(file.toLowerCase()).digest("hex");
  try {
    const listener = await listen(`\\\\.\\pipe\\reqon-${name}`, { holds: true });
    return { release: listener.close };
  } catch (error) {
    if (codeOf(error) === "EADDRINUSE") return { owner: "of another run", holds: true };
    throw error;
  }
}

/** Says to whoever connects whether this is the holder. Does not keep the process alive. */
function listen(path: string, state: { readonly holds: boolean }): Promise<Listener> {
  const open = new Set<Socket>();
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      open.add(socket.unref());
      socket.on("error", () => socket.destroy());
      socket.on("close", () => open.delete(socket));
      socket.end(state.holds ? "1" : "0");
    });
    const close = (): Promise<void> =>
      new Promise((closed) => {
        for (const socket of open) socket.destroy();
        server.ref().close(() => closed());
      });
    server.once("error", reject);
    // `exclusive`: in a cluster the worker itself listens, not its primary on behalf of all workers.
    server.listen({ path, exclusive: true }, () => resolve({ close }));
    server.unref();
  });
}

/** Whether the listener at `path` holds the lock; undefined when there is none. One that is too busy to say does hold it. */
function ask(path: string): Promise<boolean | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    let isConnected = false;
    socket.once("connect", () => (isConnected = true));
    socket.setTimeout(1_000, () => finish(true));
    socket.once("data", (data) => finish(data.toString() === "1"));
    socket.once("end", () => finish(false));
    socket.once("error", (error) => {
      const isGone = codeOf(error) === "ECONNREFUSED" || codeOf(error) === "ENOENT";
      // A connection that breaks is a process that ends: it is asked again. Any other error is no proof that it is gone.
      finish(isConnected ? false : isGone ? undefined : true);
    });

    function finish(answer: boolean | undefined): void {
      socket.destroy();
      resolve(answer);
    }
  });
}

/** The system's name of an error, such as `ENOSPC`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
