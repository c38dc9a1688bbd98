// What steps of other languages are here: words that begin none, with what to write in their place (language.md 6, 7.5).
// Must not know tokens: which word stands where a step should begin is found elsewhere.

const loops = "write `for item in list { … }`; a request is repeated by `paginate`, or by `retry` in an arm";
const choice = "steps are chosen by `match`: `match { condition -> { … } _ -> { … } }`";
const binding = "a value gets a name with `let name = …`, once";
const failures = "a failure is taken behind a match: `match … { … } catch { { code: 409 } -> … }`";
const nothingIsPrinted = "nothing prints from a mission: keep in a store what you want to see";

const helps: ReadonlyMap<string, string> = new Map([
  ["if", choice],
  ["else", choice],
  ["elif", choice],
  ["switch", choice],
  ["case", choice],
  ["unless", choice],
  ["const", binding],
  ["var", binding],
  ["val", binding],
  ["set", binding],
  ["return", '`skip` ends an iteration or the action, `abort "…"` the run'],
  ["break", "loops have no early end: `for item in list where …` takes some of the items, `skip` ends one iteration"],
  ["throw", '`abort "…"` fails the run'],
  ["raise", '`abort "…"` fails the run'],
  ["fail", '`abort "…"` fails the run'],
  ["while", loops],
  ["loop", loops],
  ["repeat", loops],
  ["until", loops],
  ["try", failures],
  ["catch", failures],
  ["finally", failures],
  ["await", 'a request waits for its answer by itself: begin with its method, as in `get "/orders"`'],
  ["print", nothingIsPrinted],
  ["log", nothingIsPrinted],
  ["console", nothingIsPrinted],
  ["echo", nothingIsPrinted],
  ["sleep", "a request waits before it is sent again with `retry { delay: 5s }`; `wait` awaits a webhook"],
  ["import", "imports stand at the top of the file"],
]);

/** What to write in place of a word that begins a step elsewhere. */
export function foreignHelp(word: string): string | undefined {
  return helps.get(word);
}
