// All of the compiler that a command loads, as one module: `bundle-compiler` makes one file of it.
// Must not do anything itself.
export { compile } from "../compile.js";
export { saveCodeCache, useCodeCache } from "../emit/code-cache.js";
export { formatModule } from "../emit/format.js";
export { toJavaScript } from "./to-javascript.js";
