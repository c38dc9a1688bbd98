// A hundred missions in one process, from their texts to files on disk.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { childEnvironment, inPackage, runNode, summary, temporaryFolder } from "./measure.mjs";
import { manyMissions } from "./missions.mjs";

const rounds = Number(process.env.REQON_BENCH_ROUNDS ?? 7);
const folder = temporaryFolder();
mkdirSync(join(folder, "missions"));
for (const [name, text] of Object.entries(manyMissions(100))) writeFileSync(join(folder, "missions", name), text);
const environment = childEnvironment(join(folder, "cache"));
mkdirSync(join(folder, "cache"));

/** Seconds. */
async function row(name, limits, ...flags) {
  const found = [];
  for (let round = -1; round < rounds; round++) {
    const args = [inPackage("dist/compiler/cli/reqonc.js"), "missions", "-o", `${flags.length}-${round}`, ...flags];
    const { milliseconds } = await runNode(args, { environment, folder });
    // The first fills the cache of compiled code.
    if (round >= 0) found.push(milliseconds / 1_000);
  }
  return { name, ...limits, unit: "s", ...summary(found) };
}

const limits = { bar: 3.5, goal: 1.8 };
process.stdout.write(
  JSON.stringify([
    await row("100 missions in one process, formatted, to disk", limits, "--no-typecheck"),
    await row("the same, type-checked", {}),
  ]),
);
