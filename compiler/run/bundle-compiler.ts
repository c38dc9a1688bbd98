// Build step: makes one CommonJS file of the compiler's own modules, for `with-compiler`. Packages stay where they are.
// Must not be imported; it runs after tsc.
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const inDist = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const bundle = await rolldown({
  input: inDist("whole-compiler.js"),
  platform: "node",
  external: (id) => !id.startsWith(".") && !id.startsWith("/") && !/^[A-Za-z]:/.test(id),
});
await bundle.write({ file: inDist("whole-compiler.cjs"), format: "cjs", codeSplitting: false });
await bundle.close();
