import assert from "node:assert/strict";
import {test} from "node:test";
import {parseLabelledRows} from "../../src/datasets/labelled-rows";

const options = {name: "rows", columns: 3, labelAt: 1, classOf: (m: string) => "xy".indexOf(m)};

test("rows with the class in the middle, any line ends, blank last line", () => {
  const {features, labels, shape} = parseLabelledRows("1,x,2\r\n3.5,y,-4\n\n", options);
  assert.deepEqual([...features], [1, 2, 3.5, -4]);
  assert.deepEqual([...labels], [0, 1]);
  assert.deepEqual(shape, [2, 2]);
});

test("the first rows alone are read when asked", () => {
  const {shape} = parseLabelledRows("1,x,2\nnot a row\n", {...options, first: 1});
  assert.deepEqual(shape, [1, 2]);
});

test("short rows, unknown classes and text are refused with their row", () => {
  const read = (text: string) => () => parseLabelledRows(text, options);
  assert.throws(read("1,x,2\n1,x\n"), /rows row 2 must have 3 cells, got 2/);
  assert.throws(read("1,z,2"), /rows row 1 has the unknown class "z"/);
  assert.throws(read("1,x,two"), /rows row 1 must hold numbers/);
});

test("what JavaScript alone would take for a number is refused, and so is half a class", () => {
  const read =
    (text: string, more = {}) =>
    () =>
      parseLabelledRows(text, {...options, ...more});
  for (const cell of [
    "",
    " ",
    "0x10",
    "0b1",
    "1e",
    "Infinity",
    "-Infinity",
    " 1_000",
    "1e300",
    "NaN",
  ]) {
    assert.throws(read(`1,x,2\n3,y,${cell}\n`), /rows row 2 must hold numbers/, cell);
    assert.throws(read(`${cell},x,2\n`), /rows row 1 must hold numbers/, cell);
  }
  assert.deepEqual([...read(" +1 ,x, -.5e1\n")().features], [1, -5]);
  for (const label of [0.5, Infinity, NaN, -1]) {
    assert.throws(read("1,x,2\n", {classOf: () => label}), /unknown class "x"/);
  }
});

test("blank lines count in the row that is named", () => {
  const text = "1,x,2\n\n \r\n1,x\n";
  assert.throws(() => parseLabelledRows(text, options), /rows row 4 must have 3 cells, got 2/);
});
