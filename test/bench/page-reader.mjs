// Runs the module named first with the base named second for as many rows as named third, into a store that keeps nothing.
// Prints how many rows came and the most memory that this process held, in bytes.
const [module, base, total] = process.argv.slice(2);
const { run } = await import(module);
let stored = 0;
const discard = async () => void stored++;
const discardAll = async (records) => void (stored += [...records].length);
const nothing = async () => {
  throw new Error("the mission only puts records");
};
const rows = {
  ...{ put: discard, get: nothing, putAll: discardAll, merge: nothing, update: nothing, delete: nothing },
  ...{ clear: nothing, size: nothing, values: nothing, all: nothing },
};
const { success, errors } = await run({ base: { Shop: base }, env: { TOTAL: total }, stores: { rows } });
if (!success) throw errors[0];
process.stdout.write(JSON.stringify({ stored, peak: process.resourceUsage().maxRSS * 1024 }));
