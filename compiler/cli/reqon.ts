#!/usr/bin/env node
// The command `reqon`: nothing but its start.
// Must not import its own module before it is called, so that `--version` loads nothing else.
import { start } from "./start.js";

await start("reqon", async () => (await import("./reqon-command.js")).reqonCommand);
