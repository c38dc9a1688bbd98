// `npm run demo`: compiles a mission with all five auth types, runs it against servers on loopback, shows what it synced.
// Uses the built commands as any user would; must not reach into the compiler or the runtime.
import { spawn } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { startOAuthServer } from "./oauth-server.mjs";
import { secrets, startShop } from "./shop-api.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const mission = "fixtures/examples/demo/shop-sync.vague";
const folder = process.argv[2] ?? join(root, "test/.tmp/demo");

const oauth = await startOAuthServer();
const shop = await startShop(oauth.accepts);
try {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });

  heading("1. Compile the mission to a typed module");
  await command("reqonc", [mission, "-o", shown("generated")]);

  heading("2. Run it against an API and an OAuth server on this machine");
  await writeCredentials(join(folder, "credentials.json"));
  const environment = { SHOP_URL: shop.url, SALES_TOKEN: secrets.salesToken };
  const places = ["--auth", shown("credentials.json"), "--state-dir", shown("state"), "--output", shown("synced")];
  await command("reqon", [mission, ...places, "--verbose"], environment);

  heading("3. What was synced");
  console.log(table(JSON.parse(await readFile(join(folder, "synced/orders.json"), "utf8"))));
  console.log(`mission           ${mission}`);
  console.log(`generated module  ${shown("generated/shop-sync.ts")}`);
  console.log(`synced stores     ${shown("synced")}`);
} catch (error) {
  console.error(`the demo failed: ${error.message}`);
  process.exitCode = 1;
} finally {
  shop.close();
  oauth.close();
}

/** One entry for each source that needs credentials the mission does not give. Only its owner can read the file. */
async function writeCredentials(path) {
  const credentials = {
    Warehouse: { type: "basic", ...secrets.warehouse },
    Shipping: { type: "api_key", key: secrets.shippingKey },
    // The access token is long expired: the run has to renew it with the refresh token.
    Ledger: {
      type: "oauth2",
      accessToken: "expired-access-token",
      expiresAt: "2024-01-20T10:30:00Z",
      ...(await oauth.login()),
    },
  };
  await writeFile(path, JSON.stringify(credentials, null, 2), { mode: 0o600 });
}

/** Runs one of the package's commands in its folder; what it prints is shown. */
async function command(name, args, environment = {}) {
  console.log(`$ ${name} ${args.join(" ")}`);
  const program = join(root, `dist/compiler/cli/${name}.js`);
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, [program, ...args], { cwd: root, env, stdio: "inherit" });
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`${name} ended with exit code ${code}`);
}

/** A path in the demo's folder as a user at the root of the package would write it. */
function shown(name) {
  return relative(root, join(folder, name)) || ".";
}

function heading(text) {
  console.log(`\n${text}\n`);
}

/** Records as lines of aligned columns: text to the left, numbers to the right. */
function table(records) {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const rows = [names, ...records.map((record) => names.map((name) => String(record[name] ?? "–")))];
  const widths = names.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const isNumeric = names.map((name) => records.every((record) => typeof record[name] === "number"));
  const align = (cell, column) => (isNumeric[column] ? cell.padStart(widths[column]) : cell.padEnd(widths[column]));
  return rows.map((row) => row.map(align).join("  ").trimEnd()).join("\n") + "\n";
}
