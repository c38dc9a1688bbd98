// A PostgreSQL of the machine, started for a test in a temporary folder on a port of loopback, and stopped after it.
// Must not know stores.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";

export interface Cluster {
  /** With the password. */
  readonly url: string;
  readonly password: string;
  readonly port: number;
  /** As `systemctl restart` would: every connection is lost. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** The folder of `initdb` and `postgres`; undefined where none is installed. */
export function postgresPrograms(): string | undefined {
  const base = "/usr/lib/postgresql";
  const versions = existsSync(base) ? readdirSync(base).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(base, version, "bin")), ...(process.env["PATH"] ?? "").split(":")];
  return folders.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")));
}

/** PostgreSQL refuses to run as root. */
function ownerOf(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const user = users.find(([name]) => name === "postgres") ?? users.find(([name]) => name === "nobody");
  if (user === undefined) throw new Error("there is neither a user postgres nor a user nobody to run PostgreSQL as");
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

export async function startPostgres(programs: string): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), "reqon-pg-"));
  const owner = ownerOf();
  const password = `S3cret-${"p@ss/word".repeat(2)}`;
  const secretFile = join(folder, "password");
  writeFileSync(secretFile, password, { mode: 0o600 });
  for (const path of [folder, secretFile]) if (owner.uid !== undefined) chownSync(path, owner.uid, owner.gid ?? 0);
  const data = join(folder, "data");
  const settings = { cwd: folder, env: { PATH: process.env["PATH"], LC_ALL: "C" }, ...owner };
  const access = ["-U", "reqon", "--auth=scram-sha-256", `--pwfile=${secretFile}`];
  execFileSync(join(programs, "initdb"), ["-D", data, ...access, "-E", "UTF8", "--no-sync"], {
    ...settings,
    stdio: "pipe",
  });
  const port = await freePort();
  const url = `postgres://reqon:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
  let server = await start();

  async function start(): Promise<ChildProcess> {
    const options = [
      "-D",
      data,
      "-p",
      String(port),
      "-k",
      folder,
      "-c",
      "listen_addresses=127.0.0.1",
      "-c",
      "fsync=off",
    ];
    const child = spawn(join(programs, "postgres"), options, { ...settings, stdio: "ignore" });
    await untilReady(url, child);
    return child;
  }

  async function halt(): Promise<void> {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGINT");
    await ended;
  }

  return {
    url,
    password,
    port,
    async restart() {
      await halt();
      server = await start();
    },
    async stop() {
      await halt();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) throw new Error(`PostgreSQL ended with code ${child.exitCode}`);
    const client = new pg.Client(url);
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await client.end().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error("PostgreSQL does not answer");
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === "string") reject(new Error("the server has no port"));
        else resolve(address.port);
      });
    });
  });
}
