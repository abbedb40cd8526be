import assert from "node:assert/strict";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {test} from "node:test";
import {loadTable, parseTable} from "../../src/datasets/table";

const wine = `id,alcohol,ash,cultivar
1,14.2,2.4,"red, dry"
2,13.1,2.1,white
3,13.5,2.3,"red, dry"
4,12.9,2.0,white
`;
const options = {label: "cultivar", ignore: ["id"], name: "wine.csv"};
const read = (text: string, more = {}) => parseTable(text, {...options, ...more});
const refused = (text: string, message: RegExp, more = {}) =>
  assert.throws(() => read(text, more), {name: "RangeError", message});

test("a table with quotes, an ignored column and text classes is read", () => {
  const table = read(wine);
  assert.deepEqual(table.shape, [4, 2]);
  assert.deepEqual(table.classes, ["red, dry", "white"]);
  assert.deepEqual([...table.labels], [0, 1, 0, 1]);
  assert.deepEqual(
    [...table.features],
    [14.2, 2.4, 13.1, 2.1, 13.5, 2.3, 12.9, 2.0].map(Math.fround),
  );
});

test("semicolons, Windows line ends, a byte order mark and blanks are no obstacle", () => {
  const text =
    "\uFEFF" +
    wine
      .replace(/"red, dry"/g, "red")
      .replace(/,/g, "; ")
      .replace(/\n/g, "\r\n");
  assert.deepEqual(read(text).labels, read(wine).labels);
  assert.deepEqual(read(text).features, read(wine).features);
});

test("classes that are numbers come in order of size", () => {
  const table = read("x,cultivar\n1,10\n2,9\n3,10\n4,9\n", {ignore: []});
  assert.deepEqual(table.classes, ["9", "10"]);
  for (const classes of [
    ["-2", "-1", "0", "1"],
    ["0.25", "0.5"],
    ["200", "1e3"],
  ]) {
    const rows = [...classes, ...classes].reverse().map((name, i) => `${i},${name}`);
    assert.deepEqual(read(`x,cultivar\n${rows.join("\n")}\n`, {ignore: []}).classes, classes);
  }
});

test("missing cells, text and short rows are all named with their row", () => {
  refused(wine.replace("13.1", ""), /row 2 has no alcohol: fill it or drop the row/);
  refused(wine.replace("13.1", "many"), /row 2 has "many" for alcohol: a number/);
  refused(wine.replace("13.1", "Infinity"), /row 2 has "Infinity"/);
  refused(wine.replace("13.1", "1e300"), /row 2 has "1e300"/);
  refused(wine.replace("2.3,", ""), /row 3 has 3 cells, the header 4/);
  refused(wine.replace("2.0,white", "2.0,"), /row 4 has no cultivar/);
  refused(wine.replace("13.1", "").replace("2.3", "x"), /row 2 has no alcohol.*; row 3 has "x"/);
});

test("many problems are counted, not poured out", () => {
  const bad = `x,cultivar\n${"?,a\n".repeat(40)}`;
  refused(bad, /row 5 has .*; and 35 more$/, {ignore: []});
});

test("a class seen once, one class only and a constant column are refused with advice", () => {
  refused(
    wine.replace("4,12.9,2.0,white", "4,12.9,2.0,rose"),
    /cultivar rose is seen once \(row 4\)/,
  );
  refused(
    wine.replace(/"red, dry"/g, "white"),
    /cultivar is white in every row: two classes are needed/,
  );
  refused(wine.replace(/2\.[0-4]/g, "2"), /ash is 2 in every row: put it in ignore/);
});

test("blank lines and cells of several lines count in the rows and lines that are named", () => {
  const lines = ["", "x,cultivar", "", "1,a", "  ", '2,"b', 'c"', "?,a", "", "4,d"];
  for (const end of ["\n", "\r\n", "\r"]) {
    const text = lines.join(end);
    refused(text, /row 6 has "\?" for x: .* \(line 8 of the file\)$/, {ignore: []});
    refused(text.replace("?", "3"), /cultivar d is seen once \(row 8\)/, {ignore: []});
  }
});

test("only digits with sign, point and exponent are numbers", () => {
  for (const cell of [
    "0x10",
    "0b1",
    "1e",
    "1_000",
    "١",
    "Infinity",
    "-Infinity",
    "NaN",
    "--1",
    "1 2",
  ]) {
    const message = new RegExp(`row 2 has "${cell}" for alcohol: a number`);
    refused(wine.replace("13.1", cell), message);
  }
  assert.equal(read(wine.replace("13.1", "+1.31e1")).features[2], Math.fround(13.1));
});

const times = (count: number, apart: number, from = 1_700_000_000): string =>
  [
    "t,cultivar",
    ...Array.from({length: count}, (_, i) => `${from + apart * i},${"ab"[i % 2]}`),
  ].join("\n");

test("numbers that are large beside their differences are stored less one of them", () => {
  const kept = (text: string, apart: readonly number[]): void => {
    const {features, origin} = read(text, {ignore: [], keep: ["t"]});
    assert.equal(origin?.length, 1);
    const [first] = features;
    assert.deepEqual(
      [...features].map((value) => value - first),
      apart,
      text.slice(0, 60),
    );
  };
  const steps = (count: number, apart: number) => Array.from({length: count}, (_, i) => i * apart);
  kept(times(6, 60), steps(6, 60));
  kept(times(4, 200), steps(4, 200));
  kept(times(3000, 60), steps(3000, 60));
  kept(times(20, 1, 2 ** 24), steps(20, 1));
  kept(times(20, 60, -1_700_000_000), steps(20, 60));
  kept(times(2, 40) + "\n" + times(2, 40).split("\n").slice(1).join("\n"), [0, 40, 0, 40]);
  // Milliseconds since 1970, minutes apart.
  kept(times(9, 60_000, 1_700_000_038_912), steps(9, 60_000));
  refused(times(4, 0), /t is 1700000000 in every row: put it in ignore/, {ignore: []});
  const {features, origin} = read(times(6, 60, 0), {ignore: []});
  assert.deepEqual([...features], [0, 60, 120, 180, 240, 300]);
  assert.equal(origin, undefined);
  // More digits than single precision has are no loss in themselves.
  const fine = Array.from({length: 500}, (_, i) => `${Math.sin(i + 1)},${"ab"[i % 2]}`);
  assert.equal(read(["x,cultivar", ...fine].join("\n"), {ignore: []}).origin, undefined);
});

test("differences that single precision loses about any number are told, not lost", () => {
  const told = (text: string, what: RegExp): void => refused(text, what, {ignore: []});
  const two = `${times(4, 60, 0)}\n${times(5, 60).split("\n").slice(1).join("\n")}`;
  told(two, /t loses its differences.*\(both less 17\d+\); subtract .*, or put it in ignore$/);
});

test("columns that are not there, are there twice or are all gone are refused", () => {
  refused(wine, /wine.csv has no column "kind", only id, alcohol, ash, cultivar/, {label: "kind"});
  refused(wine, /has no column "x"/, {ignore: ["x"]});
  refused(wine, /has no column left to learn from/, {ignore: ["id", "alcohol", "ash"]});
  refused(wine.replace("ash", "cultivar"), /has two columns named "cultivar"/);
  refused("id,x,cultivar\n", /has a header but no rows/);
  refused("", /wine\.csv is empty: a header belongs there/);
});

test("a file is read from disk; a missing one says where it was looked for", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "table-"));
  try {
    const file = path.join(folder, "wine.csv");
    writeFileSync(file, wine);
    assert.deepEqual(loadTable(file, {label: "cultivar", ignore: ["id"]}).shape, [4, 2]);
    assert.throws(
      () => loadTable(path.join(folder, "none.csv"), {label: "x"}),
      /none\.csv cannot be read .* looked for in /,
    );
  } finally {
    rmSync(folder, {recursive: true});
  }
});
