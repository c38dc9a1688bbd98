// Expressions over collections and what they give (language.md 10.4 to 10.6), for data that is the same in every test.
// Must not know how they are run. `$yes` is true, said by a constant or by a store.

export const data = {
  orders: [
    {
      id: 1,
      status: "open",
      total: 30,
      placed: "2024-03-01",
      user: "a",
      lines: [
        { sku: "x", price: 10, qty: 2, tags: ["red", "new"] },
        { sku: "y", price: 10, qty: 1, tags: [] },
      ],
    },
    {
      id: 2,
      status: "paid",
      total: 12.5,
      placed: "2024-01-15T10:00:00+02:00",
      user: "b",
      lines: [{ sku: "x", price: 12.5, qty: 1, tags: ["red"] }],
      notes: ["late"],
    },
    { id: 3, status: "open", total: 7, placed: "2024-01-15T09:00:00Z", user: null, lines: [], notes: [] },
  ],
  numbers: [3, 1, 2],
  names: ["b", "a", "C"],
  some: [1, null, 2],
  empty: [],
  nested: [[1], [2, 3], []],
  alike: [{ a: 1, b: null }, { a: 1 }, { b: 2 }, { b: 2, a: null }],
  limit: 2,
  payment: { kind: "cash", active: 3 },
  last: { kind: "cash", active: 3 },
  late: { total: 7 },
  box: { constructor: [1], inner: { toString: "x", map: ["y"] }, deep: { constructor: { of: [1, 2] } } },
} as const;

/** The schema of `data`, for the typed reading. */
export const schemas = `
  schema Line { sku: string, price: number, qty: int, tags: string[] }
  schema Order { id: int, status: "open" | "paid", total: number, placed: date, user: string?, lines: Line[], notes: string[]? }
  schema Cash { kind: "cash", active: int, constructor: int?, toString: int? }
  schema Card { kind: "card", code: string, constructor: int?, toString: int? }
  schema Box { constructor: int[], inner: { toString: string, map: string[] }, deep: { constructor: { of: int[], none: int? } } }
  schema Pair { a: int?, b: int? }
  schema Data {
    orders: Order[], numbers: number[], names: string[], some: (number?)[], empty: number[], nested: number[][], alike: Pair[],
    limit: int, payment: Cash | Card, last: (Cash | Card)?, late: { total: number }?, box: Box, nothing: number[]?
  }
`;

export type Row = readonly [expression: string, gives: unknown];

export const rows: readonly Row[] = [
  // One thing in four forms (10.4).
  ["d.orders.map(.id)", [1, 2, 3]],
  ["d.orders | map(.id)", [1, 2, 3]],
  ["map(d.orders, o => o.id)", [1, 2, 3]],
  ["map(d.orders, .id)", [1, 2, 3]],
  ["d.orders.map(o => o.id)", [1, 2, 3]],
  ["d.orders.map(item.id)", [1, 2, 3]],
  ["d.orders.map((o) => o.id)", [1, 2, 3]],
  [
    "d.numbers.map({ n: item, twice: item * 2 })",
    [
      { n: 3, twice: 6 },
      { n: 1, twice: 2 },
      { n: 2, twice: 4 },
    ],
  ],
  ["d.numbers | map(n => { n: n }) | first", { n: 3 }],
  ["d.orders | filter(.total > 10 and $yes) | map(.id)", [1, 2]],
  ["d.names | map(uppercase(item)) | sort | first", "A"],
  ["d.names.map(item | uppercase | lowercase)", ["b", "a", "c"]],
  ['"Ada" | lowercase | uppercase', "ADA"],
  ["d.orders.map(1)", [1, 1, 1]],
  ['d.numbers.map(n => "x")', ["x", "x", "x"]],

  // Reading around: captured names, shadows, the element, the subject.
  ["d.numbers.map(n => n + d.limit)", [5, 3, 4]],
  ["d.orders.map(o => o.lines.map(l => l.price * o.id))", [[10, 10], [25], []]],
  ["d.orders.map(.lines.map(.sku))", [["x", "y"], ["x"], []]],
  [
    "d.orders.map(x => d.numbers.map(x => x + 1))",
    [
      [4, 2, 3],
      [4, 2, 3],
      [4, 2, 3],
    ],
  ],
  ["d.orders.map(o => o.lines.filter(.qty == o.id).map(.sku))", [["y"], [], []]],
  ["d.numbers.map(a => d.numbers.map(b => d.numbers.map(c => a + b + c).sum()).sum()).sum()", 162],
  ["d.nested.map(item.map(item + 1))", [[2], [3, 4], []]],
  ["d.orders.map(.lines[0].tags[-1])", ["new", "red", null]],

  // filter, find, some, every, count.
  ['d.orders.filter(.status == "open").map(.id)', [1, 3]],
  ["d.orders.filter(o => o.user == null).map(.id)", [3]],
  ["d.some.filter(item)", [1, 2]],
  ["d.some.filter(x => x != null).map(x => x)", [1, 2]],
  ["d.orders.find(.total < 20 and $yes).id", 2],
  ["d.orders.find(.total < 0)", null],
  ["d.orders.findIndex(.id == 2 and $yes)", 1],
  ["d.orders.findIndex(.id == 9)", -1],
  ["d.orders.some(.lines.some(.qty > 1 and $yes))", true],
  ["d.orders.every(.lines.some(.qty > 0 and $yes))", false],
  ["d.empty.every(item > 1)", true],
  ["d.empty.some(item > 1)", false],
  ["d.orders.count()", 3],
  ["count(d.orders, .total > 10 and $yes)", 2],
  ["d.some.count()", 3],

  // reduce.
  ["d.numbers.reduce((sum, n) => sum + n, 10)", 16],
  ["reduce(d.numbers, (sum, n) => if $yes then sum + n else sum, 0)", 6],
  ["d.numbers.reduce((a, b) => a * b)", 6],
  ["d.empty.reduce((a, b) => a + b)", null],
  ["d.empty.reduce((a, b) => a + b, 7)", 7],
  ['d.names.reduce((text, name) => text + name, "")', "baC"],
  ["d.orders.reduce((ids, o) => [...ids, o.id], [])", [1, 2, 3]],
  ["d.orders.reduce((all, o) => { ...all, last: o.id }, { first: 1 })", { first: 1, last: 3 }],
  ["d.orders.reduce((best, o) => if best == null or o.total < best.total then o else best, null).id", 3],

  // Order (10.3): stable, null last.
  ["d.numbers.sort()", [1, 2, 3]],
  ["sort(d.numbers)", [1, 2, 3]],
  ['sort(d.numbers, "desc")', [3, 2, 1]],
  ['d.numbers | sort("desc")', [3, 2, 1]],
  ["d.names.sort()", ["C", "a", "b"]],
  ["d.some.sort()", [1, 2, null]],
  ['d.some.sort("desc")', [2, 1, null]],
  ["d.orders.sortBy(.total).map(.id)", [3, 2, 1]],
  ["d.orders.sort(.total).map(.id)", [3, 2, 1]],
  ["sortBy(d.orders, o => if $yes then o.total else 0).map(.id)", [3, 2, 1]],
  ['d.orders.sortBy(.placed, "desc").map(.id)', [1, 3, 2]],
  ["d.orders.sortBy(.placed).map(.id)", [2, 3, 1]],
  ["d.orders.sortBy(.status).map(.id)", [1, 3, 2]],
  ["d.orders.sortBy(.user).map(.id)", [1, 2, 3]],
  ['d.orders.sortBy(.user, "desc").map(.id)', [2, 1, 3]],
  ["d.numbers.sort((a, b) => b - a)", [3, 2, 1]],
  ["d.orders.sort((a, b) => if $yes then a.total - b.total else 0).map(.id)", [3, 2, 1]],
  ["sort(d.orders, o => -o.id).map(.id)", [3, 2, 1]],

  // groupBy, unique, flatten.
  ["d.orders.groupBy(.status).open.map(.id)", [1, 3]],
  ['d.orders.groupBy(if $yes then .status else "")["paid"][0].id', 2],
  ["keys(d.orders.groupBy(.user))", ["a", "b", "null"]],
  ["d.orders.groupBy(.user).missing", null],
  ["d.numbers.groupBy(item > 1)", { true: [3, 2], false: [1] }],
  ["d.numbers.groupBy(item > 1)[$yes]", [3, 2]],
  ["d.orders.map(o => d.orders.groupBy(.total > 10)[o.total > 10].length)", [2, 2, 1]],
  ["unique([1, 2, 1, null, null])", [1, 2, null]],
  ["d.alike.unique().length", 2],
  ["d.orders.unique(.status).map(.id)", [1, 2]],
  ["unique(d.orders, o => if $yes then o.status else null).map(.id)", [1, 2]],
  ["d.nested.flatten()", [1, 2, 3]],
  ["flatten([[1, [2]], 3, null])", [1, [2], 3]],
  ["d.orders.flatten(.lines).map(.sku)", ["x", "y", "x"]],
  ["flatten(d.orders, .lines.map(.tags)).flatten().unique()", ["red", "new"]],
  ["d.orders.flatten(.notes)", ["late"]],
  ["d.orders.flatten(if $yes then .lines else []).length", 3],

  // sum, avg, min, max leave nulls out.
  ["d.numbers.sum()", 6],
  ["sum(d.some)", 3],
  ["d.some.avg()", 1.5],
  ["avg(d.empty)", null],
  ["sum(d.empty)", 0],
  ["min(d.empty)", null],
  ["d.orders.sum(.total)", 49.5],
  ["sum(d.orders, o => o.lines.sum(.price * .qty))", 42.5],
  ["d.orders | avg(if $yes then .total else 0)", 16.5],
  ["d.orders.max(.total)", 30],
  ["d.orders | min(.placed)", "2024-01-15T10:00:00+02:00"],
  ["max(d.names)", "b"],
  ["min(3, d.limit, 5)", 2],
  ["max(null, d.limit)", 2],
  ["d.limit.min(1)", 1],
  ["d.limit | max(5)", 5],
  ["max(d.orders, o => if $yes then o.id else 0)", 3],
  ["d.some.min()", 1],
  ["d.orders.max(.user)", "b"],

  // Null is no list (10.6).
  ["d.nothing.map(item + 1)", null],
  ["d.nothing.filter(item > 1)", null],
  ["d.nothing | sort | first", null],
  ["d.nothing.find(item > 1)", null],
  ["d.nothing.reduce((a, b) => a + b, 0)", null],
  ["d.nothing.groupBy(item)", null],
  ["d.nothing.unique()", null],
  ["d.nothing.flatten()", null],
  ["d.nothing.some(item > 1 and $yes)", null],
  ["d.nothing.count()", 0],
  ["d.nothing.count(item > 1)", 0],
  ["d.nothing.sum()", 0],
  ["d.nothing.avg()", null],
  ["d.nothing.max()", null],
  ["d.nothing where item > 1", null],
  ['d.orders.map(.notes.map(item + "!"))', [null, ["late!"], []]],

  // where, any of: precedence and forms (10, 10.5).
  ['d.orders where .status == "open" and .total > 10', [data.orders[0]]],
  ["(d.orders where .total > 10).map(.id)", [1, 2]],
  ["(d.orders where .total > 10 where .total < 20).map(.id)", [2]],
  ["(d.orders where .total > 10).length", 2],
  ["(d.orders where .total > 10 and $yes).total", [30, 12.5]],
  ["(d.orders where .id > 1).user", ["b"]],
  ["(d.orders where .total > 10)[0].id", 1],
  ["sum((d.orders where .total > 10).total)", 42.5],
  ["sum((d.orders where .total > 10).total * (d.orders where .total > 10).id)", 55],
  ["count((d.orders where .total > 1).total > 10)", 2],
  ["count((d.orders where .total > 1).user ?? null)", 2],
  ["first(d.numbers where item >= d.limit)", 3],
  ["(d.numbers where item >= d.limit) | sort", [2, 3]],
  ["d.numbers | sort where item > 1", [2, 3]],
  ["(any of d.orders where .total < 20).id", 2],
  ["any of d.orders where .total < 0", null],
  ["(any of d.orders where .total > 20) == true", true],
  ["(any of d.orders where .total > 99 and $yes) == false", true],
  ["true == (any of d.numbers where item == 1)", true],
  ["not any of d.numbers where item == 9", true],
  ['if any of d.orders where .user == "a" and $yes then "yes" else "no"', "yes"],
  ['(any of d.numbers where item == 1) ? "yes" : "no"', "yes"],
  ["d.orders.filter(any of .lines where .qty > 1).map(.id)", [1]],
  ["(d.orders where any of .lines where .qty > 1).map(.id)", [1]],
  ["any of d.numbers", 3],
  ['if any of d.empty then "yes" else "no"', "no"],
  ["any of d.nothing where item > 1", null],
  ["(any of d.nested where length(item) > 9) ?? d.numbers where item > 1 and $yes", [3, 2]],
  ["(any of d.empty where item > 1) ? d.numbers : d.some where item", [1, 2]],
  ["(any of d.nothing where item > 1) == false", true],
  ["any of d.orders.map(.total) where item < 20", 12.5],

  // Ranges, lengths, try.
  ["(1..3).map(item * 2)", [2, 4, 6]],
  ["1..d.limit | map(n => n)", [1, 2]],
  ["(3..1).length", 0],
  ["d.orders.length", 3],
  ["d.names[0].length", 1],
  ["try { d.orders.find(.id == 9).lines.map(.sku), d.orders[0].lines.map(.sku) }", ["x", "y"]],
  ["try { d.orders.map(.total / 0), d.limit }", 2],
  ['try { d.orders.map(.total / 0), "none", "never" }', "none"],
  ['d.orders.map(try { .notes[0], .user, "nobody" })', ["a", "late", "nobody"]],
  ['d.orders.map(match .status { "open" => 1, _ => 0 })', [1, 0, 1]],
  ["d.orders.map(o => match o { { user: null } => 0, { user: u } => length(u) })", [1, 1, 0]],

  // What is written down is told apart by TypeScript, not by the language.
  ["exists([d.limit])", true],
  ["hours(2) == 3", false],
  ["2h != -2", true],
  ['"a" ?? env("NO_SUCH_NAME", "b")', "a"],

  ['isEmpty("12")', false],
  ["isEmpty(d.payment.kind)", false],
  ['any of d.names where toBoolean("no") ?? item', null],
  ['omit(d.box, "deep")', { constructor: [1], inner: { toString: "x", map: ["y"] } }],

  // Lists of several types.
  ["(last([[{ id: 7 }]]) ?? d.orders).sortBy(.id).map(.id)", [7]],
  ["first(if d.limit > 9 then [7] else d.names)", "b"],
  ['(["a", 1].reduce((text, each) => d.names[0] ?? "x", "y")).uppercase()', "B"],

  ["d.orders.flatten(o => if $yes then [{ is: $yes }] else [{ is: $yes }]).map(.is)", [true, true, true]],

  // A duration of what may be null is one.
  ['"2024-03-01" + days(d.limit)', "2024-03-03"],
  ['"2024-03-01" + hours(d.payment.active)', "2024-03-01T03:00:00.000Z"],

  ['(if d.limit > 9 then true else 3) + "x"', "3x"],
  ["any of d.box.deep.constructor.of where item > 1", 2],
  ["match d.box.deep.constructor { { of: list } => list.map(item + 1), _ => [] }", [2, 3]],
  ["match d.box.deep.constructor { { of: _, none: n } => n, _ => d.box.constructor[0] }", 1],
  ["d.box.deep.constructor.none ?? 5", 5],
  ["d.last.constructor ?? d.payment.toString ?? 5", 5],

  ["match d.late { { total: t } where d.numbers.some(item < t) => d.numbers.filter(item < t), _ => [] }", [3, 1, 2]],

  // A literal beside a date or a whole number is a value of its own.
  ['(d.orders[0].placed ?? "none") == "none"', false],
  ['match (if d.limit > 1 then "none" else d.orders[0].placed) { "none" => 1, _ => 2 }', 1],
  ["match (if d.limit > 1 then 0.5 else d.limit) { 0.5 => 1, _ => 2 }", 1],
  ['(if d.limit > 1 then d.orders[0].placed else "none") + 1d', "2024-03-02"],

  // What is grouped keeps its type.
  [
    "d.orders | groupBy(.status) | entries() | map({ status: .key, ids: .value.map(.id) })",
    [
      { status: "open", ids: [1, 3] },
      { status: "paid", ids: [2] },
    ],
  ],
  ["values(d.orders.groupBy(.status)).map(.length)", [2, 1]],
  ["d.nothing.groupBy(item) | entries", null],
  ["d.nothing.groupBy(item) | values", null],

  // `env` in each notation.
  ['env("NO_SUCH_NAME", "b")', "b"],
  ['"NO_SUCH_NAME".env("b")', "b"],
  ['"NO_SUCH_NAME" | env("b")', "b"],
  ['"NO_SUCH_NAME".env() ?? "b"', "b"],
  ['("NO_SUCH_NAME" | env) or "b"', "b"],

  // A field that some members of a union lack.
  ["if d.payment.active == null then 0 else match d.payment.active { 0 => 1, _ => 2 }", 2],
  ["if d.payment.active != null then d.payment.active else 0", 3],
  ["if d.last.active != null then d.last.active else 0", 3],

  // Lists of records that differ, one of which has a name that all objects inherit.
  ['slice(if $yes then [{ a: 1 }, { constructor: "x" }] else [{ b: 2 }, { a: 3 }], 1).get(0)', { constructor: "x" }],
  ["[{ a: 1 }, { toString: 2 }].map(.toString).last()", 2],
];
