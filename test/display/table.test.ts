import assert from "node:assert/strict";
import {test} from "node:test";
import {table} from "../../src/display/table";
import {columnText} from "../../src/display/page/table-text";
import {bundleOf} from "./figure-rules";

const rows = [
  {name: "a<b>", seconds: 1.23456, seeds: 5, ok: true},
  {name: "second", seconds: -123.4, seeds: 30, ok: false},
];

test("a table is HTML with caption, units and numbers to the right, and lines of text", () => {
  const shown = bundleOf(
    table(rows, {
      caption: "Times & seeds",
      columns: ["name", {key: "seconds", label: "time", unit: "s"}],
    }),
  );
  const html = shown["text/html"] as string;
  assert.match(html, /<caption[^>]*>Times &#38; seeds<\/caption>/);
  assert.match(html, /<th scope="col" style="[^"]*text-align:right[^"]*">time \(s\)<\/th>/);
  assert.match(html, /<td style="[^"]*text-align:right[^"]*">−123.40<\/td>/);
  assert.ok(html.includes("a&#60;b&#62;") && !html.includes("<b>"));
  assert.deepEqual(shown["text/plain"].split("\n"), [
    "Times & seeds",
    "name    time (s)",
    "──────  ────────",
    "a<b>        1.23",
    "second   −123.40",
  ]);
});

test("numbers of a column share their decimals, unless they span too many powers of ten", () => {
  assert.deepEqual(columnText([0.5, 0.125, 0], 3).texts, ["0.500", "0.125", "0.000"]);
  assert.deepEqual(columnText([12, 1500], 3).texts, ["12", "1500"]);
  assert.deepEqual(columnText([1, 1e-9], 3).texts, ["1", "1 × 10⁻⁹"]);
  assert.deepEqual(columnText([0.5, NaN, Infinity, null], 2).texts, ["0.50", "NaN", "∞", "–"]);
  assert.deepEqual(columnText([true, null, {a: 1}, "x"], 2).texts, ["yes", "–", '{"a":1}', "x"]);
});

test("no number of a column reads as another", () => {
  const said: [unknown[], string[]][] = [
    [[1234567.89], ["1234567.9"]],
    [[1700000000.5], ["1700000000.5"]],
    [
      [1234567.89, 0.001],
      ["1234567.890", "0.001"],
    ],
    [[999.96], ["999.96"]],
    [
      [1e-8, 3e-9, -2.5e-10],
      ["1 × 10⁻⁸", "3 × 10⁻⁹", "−2.5 × 10⁻¹⁰"],
    ],
    [
      [0.5, 0.00099],
      ["0.50000", "0.00099"],
    ],
    [
      [95.3, 0.0123],
      ["95.3000", "0.0123"],
    ],
    [
      [5, 2.5],
      ["5.00", "2.50"],
    ],
    [
      [-0, 5e-324],
      ["0", "5 × 10⁻³²⁴"],
    ],
    [
      [1, 1 - 2 ** -53],
      ["1", "0.9999999999999999"],
    ],
    [
      [0.3, 0.1 + 0.2],
      ["0.3", "0.30000000000000004"],
    ],
    [
      [1e20, 1e20 + 2 ** 14],
      ["1 × 10²⁰", "1.0000000000000002 × 10²⁰"],
    ],
    [
      [12345678901234567890n, 5],
      ["12345678901234567890", "5"],
    ],
    [[{a: NaN, b: [Infinity, -0]}], ["{ a: NaN, b: [ Infinity, -0 ] }"]],
    [[{a: new Map([[1, 2]]), b: undefined}], ["{ a: Map(1) { 1 => 2 }, b: undefined }"]],
    [[new Date(0)], ["1970-01-01T00:00:00.000Z"]],
  ];
  for (const [values, texts] of said) assert.deepEqual(columnText(values, 3).texts, texts);
  assert.ok(columnText([Array.from({length: 1e5}, (_, i) => i)], 3).texts[0].length < 300);
});

test("long tables are cut, with a word on where the rest is", () => {
  const many = Array.from({length: 100}, (_, i) => ({i}));
  const html = bundleOf(table(many, {most: 10}))["text/html"] as string;
  assert.equal(html.match(/<tr>/g)?.length, 11);
  assert.match(html, /… and 90 more rows, all in \.frame/);
});

test("the table is still a danfo frame, with decimals after the twentieth row intact", () => {
  const late = Array.from({length: 25}, (_, i) => ({
    step: i,
    loss: i < 22 ? i : i + 0.5,
    big: 1e10,
  }));
  const {frame} = table(late);
  assert.deepEqual(frame.columns, ["step", "loss", "big"]);
  assert.deepEqual(frame.dtypes, ["int32", "float32", "float32"]);
  assert.equal((frame.values as number[][])[24][1], 24.5);
  const loss = frame.column("loss").tensor as {dataSync(): Float32Array; dispose(): void};
  assert.equal(loss.dataSync()[24], 24.5);
  loss.dispose();
  // And a frame may stand in for the rows.
  assert.equal(bundleOf(table(frame))["text/plain"], bundleOf(table(late))["text/plain"]);
});

test("the names of a frame's rows stay, where they are more than their numbers", () => {
  const {frame} = table([
    {p: 1, q: 2, g: "a"},
    {p: 3, q: 4, g: "b"},
    {p: 5, q: 7, g: "a"},
  ]);
  const text = (source: Parameters<typeof table>[0], options = {}) =>
    bundleOf(table(source, options))["text/plain"].split("\n");
  const described = frame.describe();
  assert.deepEqual(
    text(described).map((line) => line.split(/ +/)[0]),
    ["", "────────", "count", "mean", "std", "min", "median", "max", "variance"],
  );
  const html = bundleOf(table(described, {columns: ["q"], most: 2}))["text/html"] as string;
  assert.match(
    html,
    /<td[^>]*>count<\/td><td[^>]*>3\.00<\/td>.*<td[^>]*>mean<\/td><td[^>]*>4\.33<\/td>/s,
  );
  assert.deepEqual(table(described, {columns: ["q"]}).frame.index.slice(0, 2), ["count", "mean"]);
  assert.deepEqual(text(frame.sortValues("p", {ascending: false})), [
    "   p  q  g",
    "─  ─  ─  ─",
    "2  5  7  a",
    "1  3  4  b",
    "0  1  2  a",
  ]);
  assert.deepEqual(text(frame.column("q"), {most: 2}), ["q", "─", "2", "4", "… and 1 more row, all in .frame"]); // prettier-ignore
  assert.deepEqual(table(frame).rows[2], {p: 5, q: 7, g: "a"});
});

test("of a large list or frame only the rows that are shown are read", () => {
  let read = 0;
  const row = {
    get loss() {
      read++;
      return 1;
    },
  };
  const rows = Array.from({length: 100_000}, () => row);
  assert.match(bundleOf(table(rows, {most: 6}))["text/plain"], /99994 more rows/);
  assert.equal(read, 6);
  // A field that only the last row has is a column of the frame.
  const late = table([...Array.from({length: 50}, () => ({loss: 1})), {late: 1}]);
  assert.doesNotMatch(bundleOf(late)["text/plain"], /late/);
  assert.deepEqual(late.frame.columns, ["loss", "late"]);
  const wide = Object.fromEntries(Array.from({length: 100}, (_, i) => [`c${i}`, i]));
  assert.match(
    bundleOf(table([wide]))["text/plain"],
    /c39\n[^]*… and 60 more columns, all in \.frame/,
  );
  assert.equal(table([wide]).frame.columns.length, 100);
  const sliced: number[] = [];
  const data = new Proxy([[1], [2], [3]], {
    get: (list, key) => (
      /^\d+$/.test(String(key)) && sliced.push(Number(key)),
      Reflect.get(list, key)
    ),
  });
  bundleOf(table({$columns: ["a"], $data: data, $index: [0, 1, 2], $isSeries: false} as never, {most: 2})); // prettier-ignore
  assert.ok(!sliced.includes(2), `${sliced.join()}`);
});

test("a column that would hide a method of the frame is refused by name", () => {
  assert.throws(
    () => table([{shape: 1}]).frame,
    /column called "shape" would hide the frame's own shape/,
  );
});

test("bad tables get their sentence", () => {
  assert.throws(() => table([]), /needs rows with fields, or columns, got none/);
  assert.throws(
    () => table(rows, {columns: ["nmae"]}),
    /no row has a field "nmae"; there are name/,
  );
  assert.throws(
    () => table(rows, {digits: 0}),
    /digits must be a whole number from 1 to 15, got 0/,
  );
  assert.throws(() => table(rows, {title: "x"} as never), /unknown table option title/);
  assert.throws(
    () => table("rows" as never),
    /a list of rows \{name: value\} or a danfo DataFrame/,
  );
  assert.throws(() => table([1, 2] as never), /takes rows \{name: value\}, got 1 as row 0/);
  assert.throws(() => table([{a: 1}, null] as never), /got null as row 1/);
});

test("a cell shows what JSON cannot say", () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  const texts = columnText([12n, new Map([["a", 1]]), new Set([1]), circle, Symbol("s")], 3).texts;
  assert.deepEqual(texts.slice(0, 3), ["12", "Map(1) { 'a' => 1 }", "Set(1) { 1 }"]);
  assert.match(texts[3], /Circular/);
  assert.equal(texts[4], "Symbol(s)");
});

test("numbers that differ read differently, and no digit of a whole part is lost", () => {
  assert.deepEqual(columnText([1700000000.5, 1700000001.25], 3).texts, [
    "1700000000.5",
    "1700000001.3",
  ]);
  assert.deepEqual(columnText([1234567890, 5], 3).texts, ["1234567890", "5"]);
});
