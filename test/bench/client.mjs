// 1,000 requests of a generated client against a loop written by hand over the same transport.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { crossFetch } from "../../dist/runtime/cross-fetch.js";
import { loadMission } from "./load.mjs";
import { ratios, summary, temporaryFolder, timed } from "./measure.mjs";

const requests = 1_000;
const rounds = 15;
const server = spawn(process.execPath, [fileURLToPath(new URL("server.mjs", import.meta.url))], {
  stdio: ["pipe", "pipe", "inherit"],
});
const port = await new Promise((resolve) => server.stdout.once("data", (chunk) => resolve(Number(chunk))));
const base = `http://127.0.0.1:${port}`;

const mission = `source Shop { auth: bearer, base: "${base}", token: env("TOKEN") }`;
const { connect } = await loadMission(mission, temporaryFolder());
const fetch = crossFetch();
const { Shop } = connect({ fetch, env: { TOKEN: "token" } }).sources;

async function generated() {
  for (let number = 0; number < requests; number++) await Shop.get(`/orders/${number}`);
}

/** What a careful person would write: a time-out for each request, the status checked, JSON parsed. */
async function byHand() {
  for (let number = 0; number < requests; number++) {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), 30_000);
    try {
      const response = await fetch(`${base}/orders/${number}`, {
        method: "GET",
        headers: { accept: "application/json", authorization: "Bearer token" },
        redirect: "manual",
        signal: controller.signal,
      });
      if (!response.ok) throw new Error(`GET ${base}/orders/${number} answered ${response.status}`);
      await response.json();
    } finally {
      clearTimeout(timer);
    }
  }
}

// Throughput: what the loop by hand takes, divided by what the client takes.
const found = await ratios(
  rounds,
  () => timed(generated),
  () => timed(byHand),
);
server.stdin.end();
const row = {
  name: "generated client, 1,000 requests: throughput / loop by hand",
  bar: 0.85,
  goal: 0.97,
  atLeast: true,
};
process.stdout.write(JSON.stringify([{ ...row, unit: "×", ...summary(found) }]));
