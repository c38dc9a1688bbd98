// Build step: gathers the runtime's sources in `dist/runtime-sources.json`, with the places of their import extensions.
// Must not be imported; it runs once after tsc.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { RuntimeSource } from "./load.js";

const folder = new URL("../../../runtime/", import.meta.url);
const specifier = /^(?:import|export)\b[^;]*?\bfrom "\.\/([\w-]+)(\.js)";$/gm;

const files = readdirSync(folder)
  .filter((name) => name.endsWith(".ts"))
  .sort();
const sources = files.map((name): readonly [string, RuntimeSource] => {
  const text = readFileSync(new URL(name, folder), "utf8");
  const imports = [...text.matchAll(specifier)].map((match) => ({
    file: `${match[1] ?? ""}.ts`,
    extensionAt: match.index + match[0].length - '.js";'.length,
  }));
  return [name, { text, imports }];
});
writeFileSync(new URL("../../runtime-sources.json", import.meta.url), JSON.stringify(Object.fromEntries(sources)));
