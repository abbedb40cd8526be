import assert from "node:assert/strict";
import {test} from "node:test";
import {gzipSync} from "node:zlib";
import {
  requireLabel,
  rowsOfTable,
  splitTable,
  tableOf,
  tableOfText,
} from "../../src/datasets/mixed-table";
import type {MixedTable, MixedTableOptions} from "../../src/datasets/mixed-table";
import {cellText} from "../../src/datasets/tables/column";
import {tableTextOf} from "../../src/datasets/tables/text";
import {tableQuestions} from "../../src/datasets/tables/questions";
import {randomStream} from "../../src/numerics/random";

const read = (text: string, options: MixedTableOptions = {}): MixedTable =>
  tableOfText(text, {name: "t.csv", ...options});
const refused = (text: string, message: RegExp, options: MixedTableOptions = {}): void =>
  assert.throws(() => read(text, options), {name: "RangeError", message});
const column = ({columns}: MixedTable, name: string) => columns.find((one) => one.name === name)!;
const textsOf = (table: MixedTable, name: string) =>
  Array.from({length: table.rows}, (_, row) => cellText(column(table, name), row));

test("numbers, texts, gaps and classes of one table are told apart", () => {
  const table = read("size,colour,kind\n1.5,red,b\nNA,,a\n?,blue,b\n-2e1,red,a\n", {label: "kind"});
  assert.deepEqual([...column(table, "size").numbers], [1.5, NaN, NaN, -20]);
  assert.deepEqual(textsOf(table, "colour"), ["red", undefined, "blue", "red"]);
  assert.deepEqual(
    table.columns.map(({kind}) => kind),
    ["number", "text"],
  );
  assert.deepEqual(requireLabel(table).classes, ["a", "b"]);
  assert.deepEqual([...requireLabel(table).codes], [1, 0, 1, 0]);
  assert.deepEqual([...table.lines], [2, 3, 4, 5]);
});

test("one table in ten dresses is one table", () => {
  const plain = "size,colour,kind\n1.5,red,b\n,blue,a\n3,red,b\n";
  const dresses: Record<string, [string, MixedTableOptions?]> = {
    "byte order mark": [`\uFEFF${plain}`],
    "Windows line ends": [plain.replace(/\n/g, "\r\n")],
    "old Mac line ends": [plain.replace(/\n/g, "\r")],
    semicolons: [plain.replace(/,/g, ";")],
    "semicolons and decimal commas": [
      plain.replace(/,/g, ";").replace("1.5", "1,5"),
      {decimal: ","},
    ],
    tabs: [plain.replace(/,/g, "\t")],
    bars: [plain.replace(/,/g, "|")],
    quotes: [plain.replace(/[a-z]+/g, '"$&"')],
    "a separator at every line's end": [plain.replace(/\n/g, ",\n")],
    "a separator at the header's end alone": [plain.replace("\n", ",\n")],
    "two separators at the rows' ends alone": [plain.replace(/([ab])\n/g, "$1,,\n")],
    "blanks and blank lines": [plain.replace(/,/g, " , ").replace(/\n/g, "\n \n\n")],
    "no last line end": [plain.trimEnd()],
    "Excel's line of the separator": [`sep=;\n${plain.replace(/,/g, ";")}`],
    "another marker of gaps": [
      plain.replace(",blue", "none of it,blue"),
      {missing: ["none of it"]},
    ],
  };
  for (const [name, [text, options]] of Object.entries(dresses)) {
    const table = read(text, {label: "kind", ...options});
    assert.deepEqual([...column(table, "size").numbers], [1.5, NaN, 3], name);
    assert.deepEqual(textsOf(table, "colour"), ["red", "blue", "red"], name);
    assert.deepEqual([...requireLabel(table).codes], [1, 0, 1], name);
    assert.equal(table.columns.length, 2, name);
  }
});

test("files that are no table say so, with the line and what to do", () => {
  refused("", /t\.csv is empty: a header belongs there/);
  refused("\n \n", /t\.csv is empty/);
  refused("a,b\n", /has a header but no rows/);
  refused(
    "a,b\n1,2\n3\n",
    /row 2 has 1 cells, the header 2: an empty cell .* \(line 3 of the file\)/,
  );
  refused("a,b\n1,2\n3,4,5\n", /row 2 has 3 cells.*belongs in quotes \(line 3 of the file\)/);
  refused("a,b\n1,2,3\n4,5,6\n", /every row has one cell more than the header \(line 1\)/);
  refused('a,b\n1,"x\n2,y\n', /a quote " is opened and never closed \(line 2 of the file\)/);
  refused('a,b\n1,2\n3,"x"y\n', /a quote " .*\(line 3 of the file\)/);
  refused("a,a\n1,2\n", /two columns named "a": rename one/);
  refused("a,,,b\n1,2,3,4\n", /2 columns without a name \(2, 3\): give each one/);
  refused("1,2,3\n4,5,6\n", /begins with numbers \(1, 2, 3\): a header/);
  refused("a,b\n1,2\n", /has no column "c", only a, b/, {label: "c"});
  refused("a,b\n1,x\n2,\n3,NA\n", /row 2 has no b: .* \(line 3 of the file\); row 3 has no b/, {
    label: "b",
  });
  refused("a,b\n1,x\n", /"b" cannot be the class and ignored/, {label: "b", ignore: ["b"]});
});

test("bytes that are no text say so, and UTF-16, gzip and named encodings are read", () => {
  const text = "größe,art\n1,a\n2,b\n";
  const of = (bytes: Uint8Array, encoding?: string): string =>
    tableTextOf(bytes, {name: "t.csv", ...(encoding === undefined ? {} : {encoding})});
  const wide = Buffer.from(`\uFEFF${text}`, "utf16le");
  const latin = Buffer.from(text, "latin1");
  assert.equal(of(Buffer.from(text)), text);
  assert.equal(of(wide), text);
  assert.equal(of(Buffer.from(wide).swap16()), text);
  assert.equal(of(gzipSync(text)), text);
  assert.equal(of(latin, "latin1"), text);
  const fails = (bytes: Uint8Array, message: RegExp, encoding?: string): void =>
    assert.throws(() => of(bytes, encoding), {name: "RangeError", message});
  fails(latin, /line 1 is not utf-8 text: save the file as UTF-8/);
  fails(Buffer.concat([Buffer.from("a,b\n1,2\n"), latin]), /line 3 is not utf-8 text/);
  fails(Buffer.from("PK\u0003\u0004 sheet"), /is a zip archive, as spreadsheets/);
  fails(gzipSync(text).subarray(0, 20), /packed by gzip and cannot be unpacked/);
  fails(Buffer.from(text, "utf16le").subarray(2), /line 1 (holds bytes that are no text|is not)/);
  fails(Buffer.alloc(0), /is empty/);
  fails(Buffer.from(" \n\n"), /blank lines only/);
  fails(Buffer.from(text), /there is no encoding "klingon"/, "klingon");
});

const twelve = (cell: (i: number) => unknown): string =>
  [
    "x,y,kind",
    ...Array.from({length: 12}, (_, i) => `${cell(i)},${(i * i) % 7},${"ab"[i % 2]}`),
  ].join("\n");
const asked = (
  text: string,
  options: MixedTableOptions = {},
  keep: readonly string[] = [],
): string => tableQuestions(read(text, {label: "kind", ...options}), {keep}).join("; ");

test("columns that look like an index are asked about, unless they are meant", () => {
  for (const text of [twelve((i) => i), twelve((i) => i + 1), twelve((i) => 7 + ((i * 5) % 12))]) {
    assert.match(asked(text), /^x counts the rows.*put it in ignore: \["x"\], or keep: \["x"\]/);
    assert.equal(asked(text, {}, ["x"]), "");
    assert.equal(asked(text, {ignore: ["x"]}), "");
    const unnamed = text.replace("x,", ",");
    assert.match(
      asked(unnamed),
      /^a column without a name and counts the rows \(it begins with \d/,
    );
    assert.equal(asked(unnamed, {ignore: [""]}), "");
  }
  // A part of a file whose rows were drawn keeps its index, with holes.
  assert.match(asked(twelve((i) => 3 * i * i).replace("x,", ",")), /^a column without a name \(it/);
  assert.match(asked(twelve((i) => `leaf-${i}`)), /^x holds another text in every row/);
  assert.equal(asked(twelve((i) => 2 * i)), "");
  assert.equal(asked(twelve((i) => i + 0.5)), "");
  assert.equal(asked(twelve((i) => Math.min(i, 10))), "");
});

test("cells that are nearly numbers are asked about with their lines and a guess", () => {
  const one = (odd: string, usual = (i: number): unknown => 1.5 * i): string =>
    asked(twelve((i) => (i === 4 ? odd : usual(i))));
  assert.match(one("long"), /^x holds numbers and "long" \(line 6\): mend them, name them as gaps/);
  assert.match(one("Infinity"), /"Infinity" \(line 6\)/);
  assert.match(one("0x10"), /"0x10" \(line 6\)/);
  assert.match(one("2024-01-05"), /dates\? Turn them into numbers/);
  assert.match(one("12 %"), /a unit beside the number/);
  assert.match(asked(twelve((i) => `"1,${i}"`)), /a decimal comma\? Say \{decimal: ","\}/);
  assert.equal(
    asked(
      twelve((i) => `"1,${i}"`),
      {decimal: ","},
    ),
    "",
  );
  assert.match(asked(twelve((i) => `"${i + 1},000"`)), /a decimal comma\?|thousands with commas/);
  assert.match(asked(twelve((i) => `"${i + 1},000,000"`)), /thousands with commas\?/);
  assert.match(asked(twelve((i) => `2024-01-${10 + i}`)), /"2024-01-10" \(line 2\): dates\?/);
  assert.match(asked(twelve((i) => `${10 + i}.01.2024`)), /dates\?/);
  assert.match(
    asked(twelve((i) => `9007199254740${100 + 3 * i * i}1`)),
    /whole numbers of 17 digits/,
  );
  assert.equal(
    asked(
      twelve((i) => `9007199254740${100 + 3 * (i % 4)}1`),
      {text: ["x"]},
    ),
    "",
  );
  // A dash among numbers is a gap, among words a word.
  assert.equal(one("-"), "");
  assert.equal(asked(twelve((i) => (i % 3 === 0 ? "-" : ["up", "down"][i % 2]))), "");
  // Said to be text, any mixture is one.
  assert.equal(
    asked(
      twelve((i) => ["7", "B", "9"][i % 3]),
      {text: ["x"]},
    ),
    "",
  );
});

test("columns that say nothing and classes that cannot be learned are asked about", () => {
  assert.match(asked(twelve(() => 7)), /^x is 7 in every row: put it in ignore/);
  assert.match(asked(twelve(() => "up")), /^x is up in every row/);
  assert.match(asked(twelve(() => "NA")), /^x is empty in every row/);
  assert.match(
    asked(twelve((i) => i * i).replace(/[ab]\b(?=\n|$)/g, "a")),
    /kind is a in every row/,
  );
  assert.match(asked(twelve((i) => i * i).replace(/b$/, "c")), /kind c is seen once \(row 12\)/);
  const sizes = ["x,kind", ...Array.from({length: 40}, (_, i) => `${i * i},${Math.sin(i)}`)].join(
    "\n",
  );
  assert.match(asked(sizes), /kind looks like a quantity \(40 different numbers in 40 rows/);
});

test("columns of very many numbers keep a late text, its line and every number", () => {
  const cells = Array.from({length: 3000}, (_, i) => `${Math.sin(i + 1)}`);
  cells[2500] = "soon";
  cells[2600] = "NA";
  const table = read(["x", ...cells].join("\n"));
  assert.equal(column(table, "x").kind, "mixed");
  assert.deepEqual(column(table, "x").odd, {count: 1, first: [{line: 2502, text: "soon"}]});
  cells.forEach((cell, i) => assert.equal(column(table, "x").numbers[i], Number(cell)));
});

test("a million rows are read", () => {
  const rows = 1_000_000;
  const text = [
    "x,kind",
    ...Array.from({length: rows}, (_, i) => `${i % 1009},${"ab"[i % 2]}`),
  ].join("\n");
  const table = read(text, {label: "kind"});
  assert.equal(table.rows, rows);
  assert.equal(table.lines[rows - 1], rows + 1);
  assert.equal(column(table, "x").numbers[rows - 1], (rows - 1) % 1009);
  assert.equal(requireLabel(table).codes[rows - 1], (rows - 1) % 2);
});

test("rows without classes are read, and only learning from them is refused", () => {
  const table = read("a,b\n1,2\n");
  assert.equal(table.rows, 1);
  assert.throws(
    () => requireLabel(table),
    /read without classes: name the column .* \{label: "b"\}/,
  );
});

test("plain columns make the same table as their text", () => {
  const made = tableOf(
    {
      size: [1.5, NaN, 3],
      colour: ["red", null, "blue"],
      fresh: [true, false, true],
      kind: ["b", "a", "b"],
    },
    {label: "kind"},
  );
  const text = read("size,colour,fresh,kind\n1.5,red,true,b\n,,false,a\n3,blue,true,b\n", {
    label: "kind",
  });
  assert.deepEqual(
    made.columns.map(({numbers}) => [...numbers]),
    text.columns.map(({numbers}) => [...numbers]),
  );
  for (const name of ["colour", "fresh"])
    assert.deepEqual(textsOf(made, name), textsOf(text, name));
  assert.deepEqual(made.label, text.label);
  assert.throws(() => tableOf({a: [1, 2], b: [1]}), /b has 1 cells, a 2/);
  assert.throws(() => tableOf({}), /has no column/);
});

test("a split keeps rows whole, and every class its share", () => {
  const text = [
    "x,kind",
    ...Array.from({length: 100}, (_, i) => `${1000 + 3 * i},${"aab"[i % 3]}`),
  ].join("\n");
  const table = read(text, {label: "kind"});
  const {train, test: others} = splitTable(table, {testShare: 0.3, random: randomStream(1)});
  const all = [train, others].flatMap((part) =>
    [...part.lines].map((line, i) => {
      assert.equal(column(part, "x").numbers[i], 1000 + 3 * (line - 2));
      assert.equal(part.label!.codes[i], "aab"[(line - 2) % 3] === "a" ? 0 : 1);
      return line;
    }),
  );
  assert.deepEqual(
    all.sort((a, b) => a - b),
    Array.from({length: 100}, (_, i) => i + 2),
  );
  assert.equal(others.label!.codes.filter((code) => code === 1).length, 10);
  assert.throws(() => rowsOfTable(table, [100]), /position 0 must be a whole number, from 0 to 99/);
});
