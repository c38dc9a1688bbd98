// How time grows with the length of a mission: text to AST, to diagnostics, and to module.
import { compile } from "../../dist/compiler/compile.js";
import { parse } from "../../dist/compiler/syntax/parse.js";
import { summary, timed } from "./measure.mjs";
import { longMission } from "./missions.mjs";

const sizes = [1_000, 10_000, 100_000];
const texts = sizes.map((lines) => ({ text: longMission(lines), lines: longMission(lines).split("\n").length - 1 }));

/** Milliseconds by size, each the median of interleaved rounds. */
async function measure(rounds, inputs, action) {
  const found = inputs.map(() => []);
  for (let round = -1; round < rounds; round++) {
    for (const [index, { text, lines }] of inputs.entries()) {
      // Short texts are read several times, so that all are measured over a while.
      const repeats = Math.max(1, Math.round(10_000 / lines));
      const time = await timed(async () => {
        for (let repeat = 0; repeat < repeats; repeat++) await action(text);
      });
      if (round >= 0) found[index].push(time / repeats);
    }
  }
  return found.map(summary);
}

// Warm means that V8 has compiled what is used often.
for (let repeat = 0; repeat < 15; repeat++) parse("long.vague", texts[1].text);

const parsed = await measure(9, texts, (text) => {
  const { file } = parse("long.vague", text);
  if (file === undefined) throw new Error("the mission has a mistake");
});
const speeds = parsed.map(({ value, low, high }, index) => {
  const perSecond = (milliseconds) => (texts[index].lines / milliseconds) * 1_000;
  const name = `text to AST, warm, ${sizes[index].toLocaleString("en")} lines`;
  const rates = { value: perSecond(value), low: perSecond(high), high: perSecond(low) };
  return { name, bar: 25_000, goal: 40_000, atLeast: true, unit: "lines/s", ...rates };
});

const checked = await measure(3, texts, async (text) => {
  const { diagnostics } = await compile({ "long.vague": text }, { emit: false });
  if (diagnostics.length > 0) throw new Error("the mission has a mistake");
});

const modules = [texts[0], texts[1]];
const compiled = await measure(3, modules, async (text) => {
  const { files } = await compile({ "long.vague": text });
  if (Object.keys(files).length === 0) throw new Error("the mission has a mistake");
});

const growth = (name, times, limits) => ({
  name,
  ...limits,
  unit: "×",
  value: times[1].value / times[0].value,
  low: times[1].low / times[0].high,
  high: times[1].high / times[0].low,
});
const limits = { bar: 12, goal: 10.5 };
process.stdout.write(
  JSON.stringify([
    ...speeds,
    growth("text to AST, t(10,000) / t(1,000)", parsed, limits),
    growth("text to AST, t(100,000) / t(10,000)", parsed.slice(1), limits),
    growth("text to diagnostics, t(10,000) / t(1,000)", checked, limits),
    growth("text to diagnostics, t(100,000) / t(10,000)", checked.slice(1), limits),
    growth("text to formatted module, t(10,000) / t(1,000)", compiled, limits),
  ]),
);
