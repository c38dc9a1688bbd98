// A generated mission that calls operations of a generated document is given one mistake: the checker names it, in its line.
// FUZZ_SEED repeats another day's run, FUZZ_SECONDS makes it longer.
import fc from "fast-check";
import { compile, formatDiagnostics } from "reqon";
import { describe, expect, it } from "vitest";
import { seed, within } from "../support/seed.js";
import { nowhere, withVariable } from "./reads.js";
import { calls } from "./services/arms.js";
import { documentOf } from "./services/documents.js";
import { slips } from "./services/mistakes.js";
import { documentFile, missionOf } from "./services/missions.js";
import { services } from "./services/operations.js";
import { subjects } from "./subjects.js";
import { record } from "./types.js";

const missionFile = "service.vague";
/** Seconds for each kind of mistake. */
const { limits, testTimeout } = within(0.5);

/** Rounds in which a place for a mistake is looked for, should the time be too short. */
const mostRounds = 200;

console.info(`soundness of mistakes in calls: FUZZ_SEED=${seed}`);

describe("mistakes in calls", () => {
  it.each(slips)("$what", { timeout: testTimeout }, async ({ codes, place, wrong }) => {
    const end = Date.now() + limits.interruptAfterTimeLimit;
    let found = 0;
    for (let round = 0; (found === 0 && round < mostRounds) || Date.now() < end; round++)
      for (const files of fc.sample(programs(), { seed: seed * 1000 + round, numRuns: 5 })) {
        const right = files[missionFile] ?? "";
        const at = right.split("\n").findIndex((line) => place.test(line));
        if (at < 0) continue;
        const changed = { ...files, [missionFile]: right.replace(place, wrong) };
        const { diagnostics } = await compile(changed, { inputs: [missionFile], emit: false });
        const said = diagnostics.filter(({ code }) => codes.includes(code));
        const lines = said.map(({ span }) => right.slice(0, span.start).split("\n").length - 1);
        const all = formatDiagnostics(diagnostics, changed, { color: false });
        expect(lines, `FUZZ_SEED=${seed} line ${at + 1}\n${changed[missionFile]}\n${all}`).toContain(at);
        found++;
      }
    expect(found, "no mission had a place for the mistake").toBeGreaterThan(0);
  });
});

function programs(): fc.Arbitrary<Readonly<Record<string, string>>> {
  return subjects().chain((subject) =>
    services(subject.schemas).chain((service) =>
      calls(service, withVariable(nowhere, "d", record(subject.schema), true)).map((all) => ({
        [missionFile]: missionOf(subject, all, { mode: "strict", schemas: "own" }),
        [documentFile]: JSON.stringify(documentOf(service, "https://api.example.com")),
      })),
    ),
  );
}
