// The one table of runtime exports that generated code uses, by the file they come from.
// Must not know how they are used; a test holds it against the runtime's own sources.

const values = {
  auth: ["none", "bearer", "basic", "apiKey", "oauth2", "provider", "fromEnv", "envText"],
  checkpoint: ["checkpointed", "checkpointedBatches"],
  convert: [
    "asString",
    "optionalString",
    "asNumber",
    "optionalNumber",
    "asInt",
    "optionalInt",
    "asBoolean",
    "optionalBoolean",
    "asDate",
    "optionalDate",
    "asType",
    "optionalType",
    "asPresent",
    "isInt",
    "isNumber",
    "isPresent",
    "itemsOf",
    "queued",
    "text",
  ],
  dates: ["isDate"],
  "file-store": ["fileStore"],
  functions: ["length", "concat", "lowercase", "uppercase", "first", "last", "includes", "keys", "toText", "toNumber"],
  json: ["isObject", "isList", "isArrayOf", "has", "field", "own", "element", "spread"],
  match: [
    "anything",
    "fits",
    "headerOf",
    "headersOf",
    "listOf",
    "asAnswer",
    "oneOf",
    "onlyRecord",
    "plainArm",
    "replyField",
    "replyFits",
    "replyIs",
    "unmatched",
    "noArm",
  ],
  mission: ["openMission"],
  operators: [
    "add",
    "addDuration",
    "subtract",
    "multiply",
    "divide",
    "remainder",
    "negate",
    "less",
    "lessOrEqual",
    "greater",
    "greaterOrEqual",
    "equal",
    "contains",
    "includedIn",
    "startsWith",
    "endsWith",
    "range",
    "attempt",
    "attemptAsync",
    "column",
  ],
  parallel: ["parallelFor"],
  path: ["path", "raw", "segments", "url", "wholePath"],
  pipeline: ["runPipeline", "when"],
  recovery: ["aborted", "recover"],
  resend: ["waitToResend"],
  save: ["save"],
  stores: ["identify", "isPartial", "memoryStore"],
} as const;

const types = {
  auth: [
    "ApiKeyCredentials",
    "AuthProvider",
    "BasicCredentials",
    "BearerCredentials",
    "NoCredentials",
    "OAuth2Credentials",
    "ProviderCredentials",
  ],
  json: ["Json", "JsonObject"],
  match: ["AnswerOrValue"],
  misfit: ["Shape"],
  mission: ["Mission", "MissionOptions"],
  pipeline: ["RunResult"],
  stores: ["Store"],
} as const;

type ValueSymbol = (typeof values)[keyof typeof values][number];
type TypeSymbol = (typeof types)[keyof typeof types][number];
export type RuntimeSymbol = ValueSymbol | TypeSymbol;

interface Place {
  readonly file: string;
  readonly isType: boolean;
}

const places = new Map<string, Place>([
  ...Object.entries(values).flatMap(([file, names]) => names.map((name) => [name, { file, isType: false }] as const)),
  ...Object.entries(types).flatMap(([file, names]) => names.map((name) => [name, { file, isType: true }] as const)),
]);

export const runtimeSymbols: readonly string[] = [...places.keys()];

export function placeOf(symbol: RuntimeSymbol): Place {
  const place = places.get(symbol);
  if (!place) throw new Error(`no runtime file has ${symbol}`);
  return place;
}
