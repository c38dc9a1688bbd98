#!/usr/bin/env node
// The command `reqon`. Owns nothing but its start, so that `--version` loads nothing else.
import { start } from "./start.js";

await start("reqon", async () => (await import("./reqon-command.js")).reqonCommand);
