// How tests run: all `test/**/*.test.ts` in two processes; what was built is imported as it is, not transformed.
// Must not know any single test.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: ["test/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 30_000,
    server: { deps: { external: [/\/dist\//] } },
    reporters: ["default", ["json", { outputFile: "test/.tmp/results.json" }]],
  },
});
