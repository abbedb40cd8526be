import assert from "node:assert/strict";
import {test} from "node:test";
import {tableOfText} from "../../../src/datasets/mixed-table";
import type {MixedTable} from "../../../src/datasets/mixed-table";
import {
  encodedDataset,
  encodedNames,
  encodedRows,
  fitEncoding,
} from "../../../src/datasets/tables/encoding";

const read = (text: string, label?: string): MixedTable =>
  tableOfText(text, {name: "t.csv", ...(label === undefined ? {} : {label})});
const known = read("size,colour,kind\n1,red,b\n2,green,a\n,blue,b\n4,,a\n5,red,b\n", "kind");
const rowsOf = (table: MixedTable, encoding = fitEncoding(known)): number[][] => {
  const {features, shape} = encodedRows(table, encoding);
  return Array.from({length: shape[0]}, (_, i) => [
    ...features.subarray(i * shape[1], (i + 1) * shape[1]),
  ]);
};

test("gaps become the median, texts columns of 0 and 1, and both are told", () => {
  const encoding = fitEncoding(known);
  const names = ["size", "size is missing", "colour = blue", "colour = green", "colour = red"];
  assert.deepEqual(encodedNames(encoding), [...names, "colour is missing"]);
  // By hand: 1 2 4 4 5, the median of 1 2 4 5 by the upper middle, has mean 3.2 and variance 2.16.
  const sizes = [1, 2, 4, 4, 5].map((size) => Math.fround((size - 3.2) / Math.sqrt(2.16)));
  assert.deepEqual(rowsOf(known), [
    [sizes[0], 0, 0, 0, 1, 0],
    [sizes[1], 0, 0, 1, 0, 0],
    [sizes[2], 1, 1, 0, 0, 0],
    [sizes[3], 0, 0, 0, 0, 1],
    [sizes[4], 0, 0, 0, 1, 0],
  ]);
});

test("new rows are matched by the names of columns, and by what was learned from", () => {
  const expected = rowsOf(known);
  const turned = read(
    "colour,more,kind,size\nred,x,b,1\ngreen,y,a,2\nblue,x,b,\n,y,c,4\nred,x,b,5\n",
  );
  assert.deepEqual(rowsOf(turned), expected);
  const strange = read("size,colour\n3.2,pink\n");
  assert.deepEqual(rowsOf(strange), [[0, 0, 0, 0, 0, 0]]);
  assert.throws(
    () => rowsOf(read("Size,colour\n1,red\n")),
    /t\.csv has no column "size", which was learned from, only Size, colour: is "Size" meant\?/,
  );
  assert.throws(() => rowsOf(read("colour\nred\n")), /rows to be predicted need every column/);
  assert.throws(
    () => rowsOf(read("size,colour\n1,red\nlong,red\n2,red\n3,red\n")),
    /size holds numbers and "long" \(line 3\)/,
  );
  assert.throws(
    () => rowsOf(read("size,colour\nlong,red\n")),
    /size holds numbers and "long" \(line 2\)/,
  );
});

test("numbers that are large beside their differences keep them", () => {
  const from = 1_700_000_000_000;
  const text = ["t,kind", ...[0, 40, 0, 40, 80, 80].map((ms, i) => `${from + ms},${"ab"[i % 2]}`)];
  const rows = rowsOf(read(text.join("\n"), "kind"), fitEncoding(read(text.join("\n"), "kind")));
  const spread = Math.sqrt(3200 / 3);
  [0, 40, 0, 40, 80, 80].forEach((ms, i) => {
    assert.ok(Math.abs(rows[i][0] - (ms - 40) / spread) < 1e-6, `${rows[i][0]} for ${ms}`);
  });
});

test("rare texts share a column, two texts need one, and no gap is invented", () => {
  const many = [
    "code,flag,kind",
    ...Array.from(
      {length: 40},
      (_, i) => `${"abcdefghij"[Math.floor(Math.sqrt(i))]},${i % 2 ? "yes" : "no"},${"xy"[i % 2]}`,
    ),
  ];
  const table = read(many.join("\n"), "kind");
  const encoding = fitEncoding(table, {mostTexts: 2});
  // Runs of 1, 3, 5, 7, 9, 11 and 4 rows: e and f are the longest.
  const names = ["code = e", "code = f", "code = another", "flag = yes"];
  assert.deepEqual(encodedNames(encoding), names);
  const {columns} = encodedDataset(table, encoding);
  assert.deepEqual(columns, encodedNames(encoding));
});

test("what has to be decided first is asked before anything is fitted", () => {
  const index = [
    "id,x,kind",
    ...Array.from({length: 12}, (_, i) => `${i},${(i * i) % 5},${"ab"[i % 2]}`),
  ];
  const table = read(index.join("\n"), "kind");
  assert.throws(() => fitEncoding(table), /t\.csv cannot be used: id counts the rows/);
  assert.deepEqual(encodedNames(fitEncoding(table, {keep: ["id"]})), ["id", "x"]);
  assert.throws(() => fitEncoding(read("kind\na\nb\na\nb\n", "kind")), /no column left/);
  assert.throws(() => fitEncoding(read("x\n1\n2\n")), /read without classes/);
  const wide = read("x,kind\n1e300,a\n-1e300,b\n1,a\n2,b\n", "kind");
  assert.throws(() => fitEncoding(wide), /x spreads too wide/);
});
