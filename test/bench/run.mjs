// `npm run bench`: every row of the table in docs/performance.md, measured in one run. Exits 1 when a bar is missed.
// Names of groups as arguments (`cold client`) run these only. Must not measure anything itself.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { childEnvironment, inPackage, runNode, temporaryFolder } from "./measure.mjs";

const groups = ["cold", "batch", "growth", "client", "records", "stores", "pages"];
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !groups.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`there is no group ${unknown.join(", ")}; there are ${groups.join(", ")}\n`);
  process.exit(2);
}

const folder = temporaryFolder();
const cacheFolder = join(folder, "cache");
mkdirSync(cacheFolder);
const { REQON_BENCH_ROUNDS } = process.env;
const environment = childEnvironment(cacheFolder, REQON_BENCH_ROUNDS === undefined ? {} : { REQON_BENCH_ROUNDS });

const rows = [];
for (const group of wanted.length === 0 ? groups : wanted) {
  process.stderr.write(`${group} …\n`);
  // A process of its own: no group runs on what another has left in memory or compiled.
  const { stdout } = await runNode([inPackage(`test/bench/${group}.mjs`)], { environment, folder });
  rows.push(...JSON.parse(stdout));
}

const number = (value) => value.toLocaleString("en", { maximumFractionDigits: value < 100 ? 2 : 0 });
const limit = (row, value) => (value === undefined ? "" : `${row.atLeast ? "≥" : "≤"} ${number(value)}`);
const isMet = (row, value) => (row.atLeast ? row.value >= value : row.value <= value);

function verdict(row) {
  if (row.bar === undefined) return "";
  if (!isMet(row, row.bar)) return "MISSED";
  return isMet(row, row.goal) ? "goal met" : "bar met";
}

const head = ["measured", "median", "half of the rounds", "bar", "goal", ""];
const lines = rows.map((row) => [
  row.name,
  `${number(row.value)} ${row.unit}`,
  `${number(row.low)} – ${number(row.high)}`,
  limit(row, row.bar),
  limit(row, row.goal),
  verdict(row),
]);
const widths = head.map((_, column) => Math.max(...[head, ...lines].map((line) => line[column].length)));
for (const line of [head, widths.map((width) => "-".repeat(width)), ...lines]) {
  process.stdout.write(`| ${line.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |\n`);
}
process.exitCode = rows.some((row) => verdict(row) === "MISSED") ? 1 : 0;
