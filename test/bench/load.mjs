// A mission as a module of this process, made as the runner makes it: the same emitter, types removed.
// Must not know what is measured.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { compile } from "../../dist/compiler/compile.js";
import { toJavaScript } from "../../dist/compiler/run/to-javascript.js";
import { packageRoot } from "./measure.mjs";

/** @param folder where the module is written */
export async function loadMission(text, folder) {
  const runtime = new URL("dist/runtime/", packageRoot).href;
  const { files, modules, diagnostics } = await compile({ "mission.vague": text }, { runtime, format: false });
  const [module] = modules;
  if (module === undefined) throw new Error(diagnostics.map((each) => `${each.code} ${each.message}`).join("\n"));
  const path = join(folder, "mission.mjs");
  writeFileSync(path, toJavaScript(files[module.path]));
  return import(pathToFileURL(path).href);
}
