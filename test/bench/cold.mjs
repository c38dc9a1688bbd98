// Cold starts of the two commands, each against `node -e 0` right before it.
// The caches are warm as after one use: V8's compiled code, kept builds, kept missions.
import { createServer } from "node:http";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { childEnvironment, inPackage, ratios, runNode, summary, temporaryFolder } from "./measure.mjs";
import { credentials, longMission, sixtyLines } from "./missions.mjs";

const rounds = Number(process.env.REQON_BENCH_ROUNDS ?? 21);
const folder = temporaryFolder();
const environment = childEnvironment(join(folder, "cache"));
const reqonc = inPackage("dist/compiler/cli/reqonc.js");
const reqon = inPackage("dist/compiler/cli/reqon.js");
mkdirSync(join(folder, "cache"));
writeFileSync(join(folder, "shop.vague"), sixtyLines);
writeFileSync(join(folder, "long.vague"), longMission(1_000));

const emptyNode = async () => (await runNode(["-e", "0"], { environment, folder })).milliseconds;
const command = (...args) => runNode([reqonc, ...args], { environment, folder });

async function row(name, bar, goal, measured) {
  return { name, bar, goal, unit: "×", ...summary(await ratios(rounds, emptyNode, measured)) };
}

const rows = [
  await row("reqonc --version / node -e 0", 1.8, 1.4, async () => (await command("--version")).milliseconds),
  await row("reqonc --help / node -e 0", 1.8, 1.4, async () => (await command("--help")).milliseconds),
  await row("reqonc check, 60 lines", 6, 4.5, async () => (await command("check", "shop.vague")).milliseconds),
  await row("reqonc check, 1,000 lines", 16, 12, async () => (await command("check", "long.vague")).milliseconds),
  // A folder of its own each time: nothing that an earlier build left can be used again.
  await row("reqonc to disk, formatted, no type-check", 24, 13, async (round) => {
    return (await command("shop.vague", "--no-typecheck", "-o", `plain${round}`)).milliseconds;
  }),
  await row("reqonc to disk, formatted, type-checked", 27, 15, async (round) => {
    return (await command("shop.vague", "-o", `checked${round}`)).milliseconds;
  }),
  await row("reqonc to disk, nothing changed", 5, 3, async () => {
    return (await command("shop.vague", "-o", "same")).milliseconds;
  }),
  await firstRequest(),
];
process.stdout.write(JSON.stringify(rows));

/** From the start of `reqon` until a server on this machine sees a request. */
async function firstRequest() {
  let arrival;
  const server = createServer((request, response) => {
    arrival ??= performance.now();
    response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const more = credentials(`http://127.0.0.1:${server.address().port}`);
  const measured = async () => {
    arrival = undefined;
    // The answers are failures, so the run fails, which comes after what is measured.
    const run = { environment: childEnvironment(join(folder, "cache"), more), folder, exitCodes: [3] };
    const { started, stderr } = await runNode([reqon, "shop.vague"], run);
    if (arrival === undefined) throw new Error(`reqon sent no request:\n${stderr}`);
    return arrival - started;
  };
  const found = await row("reqon of a cached mission to its first request", 5, 3, measured);
  server.close();
  return found;
}
