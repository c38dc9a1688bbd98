// Mistakes that a mission with calls can be given, in its text, and the codes by which the checker names them.
// Must not know how a mission is made.

export interface Slip {
  readonly what: string;
  readonly codes: readonly string[];
  /** The place, what stands before it and what is wrong there instead: the first that fits is changed. */
  readonly place: RegExp;
  readonly wrong: string;
}

export const slips: readonly Slip[] = [
  { what: "an operation misspelt", codes: ["RQ2016"], place: /(call Api\.op\d)/, wrong: "$1x" },
  { what: "a parameter misspelt", codes: ["RQ5016"], place: /(params: \{ (?:id|state|filter))/, wrong: "$1x" },
  { what: "a required parameter left out", codes: ["RQ5017"], place: /(params: \{ )id: [^,}]*,? ?/, wrong: "$1" },
  {
    what: "a parameter of the wrong kind",
    codes: ["RQ3007"],
    place: /(params: \{ id: )(?:-?\d+|true|false)/,
    wrong: '$1"odd"',
  },
  { what: "a field of an answer misspelt", codes: ["RQ3001"], place: /(\bresponse\.\w+)(?![\w(])/, wrong: "$1x" },
  {
    what: "a field of a body of the wrong kind",
    codes: ["RQ5021", "RQ3007"],
    place: /(body: \{ kind: )"\w+"/,
    wrong: "$1[[1]]",
  },
];
