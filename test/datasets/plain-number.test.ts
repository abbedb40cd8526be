import assert from "node:assert/strict";
import {test} from "node:test";
import {plainNumber} from "../../src/datasets/plain-number";

test("digits with sign, point and exponent are a number, and nothing else is one", () => {
  for (const text of ["0", "-0", "+3", "007", "1.5", ".5", "5.", "-2e-3", "1E+2", "1.e3"]) {
    assert.equal(plainNumber(text), Number(text), text);
  }
  const others = ["", " ", " 1", "1 ", "0x10", "0b1", "0o7", "1e", "e5", ".", "-", "+-1", "1_000"];
  const more = [
    "1,5",
    "1.2.3",
    "Infinity",
    "-Infinity",
    "NaN",
    "null",
    "true",
    "１",
    "1e5.5",
    "1\n",
  ];
  for (const text of [...others, ...more]) assert.ok(Number.isNaN(plainNumber(text)), text);
});
