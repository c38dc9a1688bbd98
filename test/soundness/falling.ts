// Matches at random over types whose values can be listed, with an own reading of which arm a value takes (language.md 7.1).
// Must not know the compiler.
import fc from "fast-check";
import {
  boolean,
  fieldOf,
  type Json,
  type JsonObject,
  literal,
  mayBeNull,
  membersOf,
  nullable,
  number,
  record,
  type Schema,
  schemaText,
  string,
  tag,
  type Type,
  typeText,
  union,
} from "./types.js";

type Pattern =
  | { readonly kind: "anything" }
  | { readonly kind: "literals"; readonly values: readonly (string | number | boolean | null)[] }
  | { readonly kind: "test"; readonly schema: string }
  | { readonly kind: "object"; readonly fields: readonly (readonly [name: string, of: Pattern])[] };

export interface Arm {
  readonly pattern: Pattern;
  /** What it asks for beside the value is not said by any type. */
  readonly isGuarded: boolean;
}

export interface Falling {
  readonly schemas: readonly Schema[];
  readonly type: Type;
  readonly arms: readonly Arm[];
}

const fieldNames = ["a", "b", "c"] as const;
const literals = ["x", "y", "z"] as const;

const states = fc.subarray([...literals], { minLength: 2 }).map((all) => union(...all.map(literal)));
const scalar = fc.oneof(states, fc.constant(boolean), fc.constant(string), fc.constant(number));
const orNull = (type: Type): fc.Arbitrary<Type> => fc.constantFrom(type, type, nullable(type));

export function falling(): fc.Arbitrary<Falling> {
  return schemas().chain((all) =>
    subject(all).chain((type) =>
      fc.record({
        schemas: fc.constant(all),
        type: fc.constant(type),
        arms: fc.array(arm(type, all), { minLength: 1, maxLength: 6 }),
      }),
    ),
  );
}

/** `Inner`, and kinds of records that may hold it. */
function schemas(): fc.Arbitrary<readonly Schema[]> {
  const fields = (type: fc.Arbitrary<Type>): fc.Arbitrary<Schema["fields"]> =>
    fc.uniqueArray(fc.record({ name: fc.constantFrom(...fieldNames), type: type.chain(orNull) }), {
      selector: ({ name }) => name,
      minLength: 1,
      maxLength: 2,
    });
  return fields(scalar).chain((inner) => {
    const held = record({ name: "Inner", fields: inner });
    const kind = (name: string, value: string | boolean): fc.Arbitrary<Schema> =>
      fields(fc.oneof({ weight: 4, arbitrary: scalar }, fc.constant(held))).map((others) => ({
        name,
        fields: [{ name: tag, type: literal(value) }, ...others],
      }));
    const tags = fc.constantFrom<readonly (string | boolean)[]>(["card", "bank", "cash"], [true, false, "cash"]);
    return tags
      .chain(([card = "", bank = "", cash = ""]) =>
        fc.tuple(kind("Card", card), kind("Bank", bank), kind("Cash", cash)),
      )
      .map((all) => [{ name: "Inner", fields: inner }, ...all]);
  });
}

function subject([, ...kinds]: readonly Schema[]): fc.Arbitrary<Type> {
  const records = kinds.map(record);
  const several = fc.subarray(records, { minLength: 2 }).map((each) => union(...each));
  return fc
    .oneof(
      { weight: 4, arbitrary: several },
      { weight: 2, arbitrary: fc.constantFrom(...records) },
      { weight: 1, arbitrary: scalar },
    )
    .chain(orNull);
}

function arm(type: Type, schemas: readonly Schema[]): fc.Arbitrary<Arm> {
  const isGuarded = fc.constantFrom(false, false, false, true);
  return fc.record({ pattern: pattern(type, schemas, 2), isGuarded });
}

/** A pattern that some value of the type may fit. */
function pattern(type: Type, schemas: readonly Schema[], depth: number): fc.Arbitrary<Pattern> {
  const found: fc.Arbitrary<Pattern>[] = [];
  const values = membersOf(type).flatMap(literalsOf);
  if (values.length > 0)
    found.push(
      fc
        .subarray(values, { minLength: 1, maxLength: Math.min(2, values.length) })
        .map((each) => ({ kind: "literals", values: each })),
    );
  const records = membersOf(type).flatMap((each) => (each.kind === "record" ? [each.schema] : []));
  if (records.length > 0)
    found.push(...records.map(({ name }) => fc.constant<Pattern>({ kind: "test", schema: name })));
  const names = [...new Set(records.flatMap((each) => each.fields.map(({ name }) => name)))];
  const typeOf = (name: string): Type => union(...records.flatMap((each) => fieldOf(record(each), name) ?? []));
  if (names.length > 0 && depth > 0) {
    const part = fc
      .constantFrom(...names)
      .chain((name) =>
        fc
          .oneof(
            { weight: 4, arbitrary: pattern(typeOf(name), schemas, depth - 1) },
            fc.constant<Pattern>({ kind: "anything" }),
          )
          .map((of): readonly [string, Pattern] => [name, of]),
      );
    const all = fc.uniqueArray(part, { selector: ([name]) => name, minLength: 1, maxLength: 2 });
    const object = all.map((each): Pattern => ({ kind: "object", fields: each }));
    found.push(object, object, object);
  }
  return found.length > 0 ? fc.oneof(...found) : fc.constant({ kind: "anything" });
}

function literalsOf(type: Type): readonly (string | number | boolean | null)[] {
  if (type.kind === "literal") return [type.value];
  if (type.kind === "boolean") return [true, false];
  if (type.kind === "null") return [null];
  return type.kind === "string" ? ["x"] : type.kind === "number" ? [1] : [];
}

/** Values of a type: of texts and numbers one that patterns name, and one that none does. */
export function valuesOf(type: Type, { schemas }: Pick<Falling, "schemas">): readonly Json[] {
  switch (type.kind) {
    case "union":
      return type.members.flatMap((each) => valuesOf(each, { schemas }));
    case "record":
      return recordsOf(type.schema, schemas);
    case "string":
      return ["x", "other"];
    case "number":
      return [1, 99];
    default:
      return literalsOf(type);
  }
}

/** Records may have fields that their schema does not name (language.md 5.1). */
function recordsOf(schema: Schema, schemas: readonly Schema[]): readonly JsonObject[] {
  const others = fieldNames.filter((name) => fieldOf(record(schema), name) === undefined);
  const fields = [
    ...schema.fields.map(({ name, type }) => ({ name, values: valuesOf(type, { schemas }) })),
    ...(schema.name === "Inner" ? [] : others.map((name) => ({ name, values: [null, "extra"] }))),
  ];
  return fields.reduce<readonly JsonObject[]>(
    (all, { name, values }) => all.flatMap((each) => values.map((value) => ({ ...each, [name]: value }))),
    [{}],
  );
}

/** The first arm that surely fits, as guards hold or not. */
export function armFor(value: Json, { arms, schemas }: Falling, guards: boolean): number {
  return arms.findIndex(({ pattern, isGuarded }) => (guards || !isGuarded) && fits(value, pattern, schemas));
}

function fits(value: Json, pattern: Pattern, schemas: readonly Schema[]): boolean {
  switch (pattern.kind) {
    case "anything":
      return true;
    case "literals":
      return pattern.values.some((each) => each === value);
    case "test":
      return isRecord(value) && (kindOf(value, schemas)?.name ?? "Inner") === pattern.schema;
    case "object":
      return (
        isRecord(value) && pattern.fields.every(([name, of]) => fieldFits(seen(value, name, schemas), of, schemas))
      );
  }
}

/**
 * The tag says which fields a record has: no pattern of a value fits what it has beside them by the name of another kind's
 * (docs/types.md); one of null looks at what is there.
 */
function seen(value: JsonObject, name: string, schemas: readonly Schema[]): Json | undefined {
  const own = kindOf(value, schemas);
  const found = value[name] ?? null;
  return own && fieldOf(record(own), name) === undefined && found !== null ? undefined : found;
}

function isRecord(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The kinds are told apart by their tags; an `Inner` has none. */
function kindOf(value: JsonObject, schemas: readonly Schema[]): Schema | undefined {
  return schemas.find((each) => {
    const type = fieldOf(record(each), tag);
    return type?.kind === "literal" && type.value === value[tag];
  });
}

function fieldFits(value: Json | undefined, pattern: Pattern, schemas: readonly Schema[]): boolean {
  if (value === undefined) return false;
  const takesNull = pattern.kind === "literals" && pattern.values.includes(null);
  return (value !== null || takesNull) && fits(value, pattern, schemas);
}

/** Whether the cases of the type are told apart, not only fields of one kind of records. */
export function isToldApart(type: Type): boolean {
  return type.kind === "boolean" || type.kind === "literal" || membersOf(type).length > 1 || mayBeNull(type);
}

export function patternText(pattern: Pattern): string {
  switch (pattern.kind) {
    case "anything":
      return "_";
    case "literals":
      return pattern.values.map((each) => JSON.stringify(each)).join(" | ");
    case "test":
      return pattern.schema;
    case "object":
      return `{ ${pattern.fields.map(([name, of]) => `${name}: ${patternText(of)}`).join(", ")} }`;
  }
}

/** A mission that stores which arm each value takes. */
export function fallingMission({ schemas, type, arms }: Falling, base: string): string {
  const texts = arms.map(
    ({ pattern, isGuarded }, at) => `${patternText(pattern)}${isGuarded ? " where box.yes" : ""} => ${at}`,
  );
  return [
    "mission M {",
    `  source Api { base: "${base}" }`,
    ...schemas.map((each) => `  ${schemaText(each)}`),
    `  schema Box { id: string, yes: boolean, it: ${typeText(type)} }`,
    '  store boxes: memory("boxes") of Box',
    '  store taken: memory("taken")',
    '  action Fill { get "/boxes" for box in response { store box -> boxes } }',
    "  action Look {",
    "    for box in boxes {",
    `      store { id: box.id, arm: match box.it { ${texts.join(", ")} } } -> taken`,
    "    }",
    "  }",
    "  run Fill then Look",
    "}",
    "",
  ].join("\n");
}
