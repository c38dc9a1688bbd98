// Functions, values and types of other languages by the names that they have there, and what is the same in this language.
// Must not know where they stand.

/** By their names there, in lower case. */
function byForeignName(words: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(words).flatMap(([name, others]) =>
      others.split(" ").map((each) => [each.toLowerCase(), name] as const),
    ),
  );
}

export const foreignValues = byForeignName({ null: "undefined None nil", true: "True TRUE", false: "False FALSE" });

/** Functions that operators stand for here. */
export const foreignOperations: ReadonlyMap<string, string> = new Map([
  ...["coalesce", "ifnull", "nvl", "default"].map((each) => [each, "`a ?? b` is `b` where `a` is null"] as const),
  ...["isnull", "isnil", "isundefined"].map(
    (each) => [each, "`a == null` asks whether `a` is null or missing"] as const,
  ),
  ...["format", "sprintf", "printf"].map(
    (each) => [each, '`+` joins texts and values: `"total: " + order.total`'] as const,
  ),
  ["typeof", "`value is string` asks for a type"],
  ["instanceof", "`value is Order` asks for a schema"],
]);

export const foreignTypes = byForeignName({
  string: "str text varchar uuid",
  number: "double real",
  int: "long bigint",
  datetime: "timestamp",
  object: "json dict map record",
  any: "unknown mixed",
  null: "undefined None nil",
});

export const foreignFunctions = byForeignName({
  length: "size len strlen",
  lowercase: "lower toLower toLowerCase lcase",
  uppercase: "upper toUpper toUpperCase ucase",
  substring: "substr mid",
  trimStart: "ltrim trimLeft",
  trimEnd: "rtrim trimRight",
  replace: "replaceAll gsub",
  concat: "push append add",
  matches: "match test regexMatch isMatch",
  includes: "has isIn",
  isEmpty: "empty isBlank",
  map: "select collect forEach",
  filter: "where",
  reduce: "fold aggregate",
  find: "detect",
  findIndex: "indexOf",
  some: "any",
  every: "all",
  sortBy: "orderBy",
  unique: "distinct uniq",
  flatten: "flat flatMap",
  slice: "take skip",
  chunks: "chunk batch",
  sum: "total",
  avg: "average mean",
  merge: "assign extend",
  hasKey: "hasOwn hasOwnProperty containsKey",
  ceil: "ceiling",
  toNumber: "parseInt parseFloat int float number Number",
  toString: "str string String text",
  toBoolean: "bool boolean Boolean",
  toJson: "stringify",
  parseJson: "fromJson",
  now: "currentTime timestamp",
  today: "currentDate",
  parseDate: "toDate",
  formatDate: "dateFormat strftime",
  diffDays: "daysBetween dateDiff",
  addDays: "plusDays",
  uuid: "guid newGuid",
  hash: "sha256 md5",
  base64: "btoa",
});
