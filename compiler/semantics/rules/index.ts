// The ordered list of rules; each looks at one mission and reports one kind of mistake.
// Must not hold a rule itself.
import type { Analysis } from "../analysis.js";
import type { Reporter } from "../reporter.js";
import { answerPatterns } from "./answer-patterns.js";
import { arms } from "./arms.js";
import { calls } from "./calls.js";
import { catches } from "./catches.js";
import { checkpoints } from "./checkpoints.js";
import { constants } from "./constants.js";
import { credentials } from "./credentials.js";
import { cycles } from "./cycles.js";
import { datasets } from "./datasets.js";
import { duplicates } from "./duplicates.js";
import { keys } from "./keys.js";
import { lateMatches } from "./late-matches.js";
import { groups } from "./groups.js";
import { optionsOfMission } from "./options.js";
import { expectedEvents } from "./expected-events.js";
import { given } from "./given.js";
import { nesting } from "./nesting.js";
import { numbers } from "./numbers.js";
import { order } from "./order.js";
import { pageRows } from "./page-rows.js";
import { paging } from "./paging.js";
import { requests } from "./requests.js";
import { resends } from "./resends.js";
import { scalars } from "./scalars.js";
import { schedules } from "./schedules.js";
import { stores } from "./stores.js";
import { sureConditions } from "./sure-conditions.js";
import { sync } from "./sync.js";
import { unreached } from "./unreached.js";
import { unsetResponses } from "./unset-responses.js";
import { unsetSubjects } from "./unset-subjects.js";
import { waits } from "./waits.js";

export type Rule = (analysis: Analysis, reporter: Reporter) => void;

export const rules: readonly Rule[] = [
  optionsOfMission,
  nesting,
  duplicates,
  datasets,
  credentials,
  stores,
  keys,
  requests,
  scalars,
  numbers,
  paging,
  pageRows,
  resends,
  cycles,
  arms,
  answerPatterns,
  catches,
  lateMatches,
  constants,
  sureConditions,
  given,
  order,
  checkpoints,
  schedules,
  sync,
  unreached,
  unsetSubjects,
  unsetResponses,
  calls,
  waits,
  expectedEvents,
  groups,
];
