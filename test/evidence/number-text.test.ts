import assert from "node:assert/strict";
import {test} from "node:test";
import {countText, numberText, percentText, quantityText} from "../../src/evidence/number-text";
import {regionText, sideOf} from "../../src/evidence/region";

test("numbers read as a typesetter would set them", () => {
  const said: [number, string][] = [
    [0, "0"],
    [-0.03125, "−0.0313"],
    [0.001, "0.001"],
    [0.00099, "9.9 × 10⁻⁴"],
    [1234.5, "1235"],
    [60000, "60000"],
    [12345678, "1.23 × 10⁷"],
    [-2.5e-7, "−2.5 × 10⁻⁷"],
    [0.9999, "1"],
    [Infinity, "∞"],
    [-Infinity, "−∞"],
    [NaN, "NaN"],
  ];
  for (const [value, text] of said) assert.equal(numberText(value), text);
});

test("what is said is within half a unit of the last digit kept", () => {
  for (let power = -12; power <= 12; power++) {
    const value = 1.23456789 * 10 ** power;
    const [mantissa, exponent] = numberText(value)
      .replace(/[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+$/, (digits) =>
        [...digits].map((d) => (d === "⁻" ? "-" : `${"⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(d)}`)).join(""),
      )
      .split(" × 10");
    const read = Number(`${mantissa}e${exponent ?? "0"}`);
    assert.ok(Math.abs(read / value - 1) <= 0.005, `${value} ${numberText(value)}`);
  }
});

test("units and percent signs stay on the line of their number", () => {
  assert.equal(quantityText(3, "blocks"), "3\u00a0blocks");
  assert.equal(quantityText(3, ""), "3");
  assert.equal(percentText(1 / 32), "3.1\u00a0%");
  assert.deepEqual([1, 5, 12, 13].map(countText), ["one", "five", "twelve", "13"]);
});

test("regions are said and held to with their ends as documented", () => {
  const within = {kind: "within", threshold: 1, margin: 0.5} as const;
  assert.equal(regionText(within, "nats"), "within 1 ± 0.5\u00a0nats");
  assert.equal(regionText({kind: "above", threshold: 2}, ""), "above 2");
  assert.equal(sideOf({low: 0.5, high: 1.5}, within), "inside");
  assert.equal(sideOf({low: 2, high: 2}, {kind: "above", threshold: 2}), "outside");
  assert.equal(sideOf({low: 2, high: 2.1}, {kind: "above", threshold: 2}), "across");
  assert.equal(sideOf({low: 1.9, high: 2}, {kind: "below", threshold: 2}), "across");
});
