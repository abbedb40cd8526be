import assert from "node:assert/strict";
import {test} from "node:test";
import {numberText} from "../../../src/kernel/show/number-text";

test("digits of the whole part are never lost, the rest is cut", () => {
  for (const [value, text] of [
    [1 / 3, "0.333333"],
    [1234567.89, "1234567.89"],
    [1700000000.5, "1700000000.5"],
    [1700000001.25, "1700000001.25"],
    [-123456.789123, "-123456.7891"],
    [9007199254740991, "9007199254740991"],
    [1e-8, "1e-8"],
    [1.23456789e-10, "1.23457e-10"],
    [0.1 + 0.2, "0.3"],
    [NaN, "NaN"],
    [-Infinity, "-Infinity"],
    [1e300, "1e+300"],
  ] as const)
    assert.equal(numberText(value), text);
  assert.notEqual(numberText(1700000000.5), numberText(1700000001.25));
});
