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

test("columns that are not there, are there twice or are all gone are refused", () => {
  refused(wine, /wine.csv has no column "kind", only id, alcohol, ash, cultivar/, {label: "kind"});
  refused(wine, /has no column "x"/, {ignore: ["x"]});
  refused(wine, /has no column left to learn from/, {ignore: ["id", "alcohol", "ash"]});
  refused(wine.replace("ash", "cultivar"), /has two columns named "cultivar"/);
  refused("id,x,cultivar\n", /has a header but no rows/);
  refused("", /has no column "cultivar", only nothing/);
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
