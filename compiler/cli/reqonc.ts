#!/usr/bin/env node
// The command `reqonc`. Owns nothing but its start, so that `--version` loads nothing else.
import { start } from "./start.js";

await start("reqonc", async () => (await import("./reqonc-command.js")).reqoncCommand);
