// The memory that pages take: 10,000, 100,000 and 1,000,000 rows, page by page, into a store that keeps nothing.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { loadMission } from "./load.mjs";
import { childEnvironment, inPackage, runNode, summary, temporaryFolder } from "./measure.mjs";

const rounds = 3;
const mission = `mission Pages {
  source Shop { auth: none }
  store rows: memory("rows")
  action Fetch {
    get "/rows" { params: { size: 1000, total: env("TOTAL") }, paginate: page(page, 1000) }
    for row in response.rows where .status == "open" {
      store row -> rows { key: .id }
    }
  }
}`;
const folder = temporaryFolder();
await loadMission(mission, folder);
const module = pathToFileURL(join(folder, "mission.mjs")).href;
const server = spawn(process.execPath, [inPackage("test/bench/page-server.mjs")], {
  stdio: ["pipe", "pipe", "inherit"],
});
const [port] = await once(server.stdout.setEncoding("utf8"), "data");
const base = `http://127.0.0.1:${port.trim()}`;
const environment = childEnvironment(folder, {});

/** The peak of one run in MiB. */
async function peak(total) {
  const arguments_ = [inPackage("test/bench/page-reader.mjs"), module, base, String(total)];
  const { stdout } = await runNode(arguments_, { environment, folder });
  const { stored, peak: bytes } = JSON.parse(stdout);
  if (stored !== total) throw new Error(`${stored} rows came, not ${total}`);
  return bytes / 2 ** 20;
}

const totals = [10_000, 100_000, 1_000_000];
const peaks = new Map(totals.map((total) => [total, []]));
for (let round = 0; round < rounds; round++) for (const total of totals) peaks.get(total).push(await peak(total));
server.stdin.end();

const [few, , many] = totals.map((total) => peaks.get(total));
process.stdout.write(
  JSON.stringify([
    ...totals.map((total) => ({
      name: `peak memory, ${total.toLocaleString("en")} rows in pages of 1,000`,
      unit: "MiB",
      ...summary(peaks.get(total)),
    })),
    {
      ...{ name: "the same, 1,000,000 / 10,000 rows", bar: 1.5, goal: 1.25, unit: "×" },
      ...summary(many.map((value, index) => value / few[index])),
    },
  ]),
);
