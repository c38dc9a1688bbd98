#!/usr/bin/env node
// The command `reqonc`: nothing but its start.
// Must not import its own module before it is called, so that `--version` loads nothing else.
import { start } from "./start.js";

await start("reqonc", async () => (await import("./reqonc-command.js")).reqoncCommand);
