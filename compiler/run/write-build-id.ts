// Build step: names this build in `dist/build-id`, so that nothing kept by another build is ever used.
// Must not be imported; it runs last, when everything else in `dist` is written.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const folder = new URL("../../", import.meta.url);
const hash = createHash("sha256");
for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
  if (/\.js(?:on)?$/.test(name)) hash.update(name).update(readFileSync(new URL(name.replaceAll("\\", "/"), folder)));
}
writeFileSync(new URL("build-id", folder), `${hash.digest("hex")}\n`);
