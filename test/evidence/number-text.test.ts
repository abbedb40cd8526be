import assert from "node:assert/strict";
import {test} from "node:test";
import {
  countText,
  exactNumberText,
  fullNumberText,
  numberText,
  percentText,
  quantityText,
  tellingApart,
} from "../../src/evidence/number-text";
import {regionText, sideOf} from "../../src/evidence/region";

test("numbers read as a typesetter would set them", () => {
  const said: [number, string][] = [
    [0, "0"],
    [-0.03125, "−0.0313"],
    [0.001, "0.001"],
    [0.00099, "9.9 × 10⁻⁴"],
    [1234.5, "1234.5"],
    [1234567.89, "1234567.9"],
    [999.96, "999.96"],
    [99_960_000, "9.996 × 10⁷"],
    [9.996e-7, "9.996 × 10⁻⁷"],
    [5e-324, "5 × 10⁻³²⁴"],
    [-0, "0"],
    [0.1 + 0.2, "0.3"],
    [3 * (1 - Number.EPSILON / 2), "3"],
    [60000, "60000"],
    [12345678, "1.23 × 10⁷"],
    [-2.5e-7, "−2.5 × 10⁻⁷"],
    [0.9999, "0.9999"],
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

test("a rounded number never reads as a whole one, and keeps the whole part that it has", () => {
  for (let power = -8; power <= 14; power++) {
    for (const share of [0.99996, 1.00004, 3.00001, 1.23456789]) {
      const value = share * 10 ** power;
      if (Math.abs(value - Math.round(value)) <= 1e-12 * value) continue;
      const text = fullNumberText(value);
      const read = text.includes("×") ? Number(text.split(" ")[0]) : Number(text);
      assert.ok(!Number.isInteger(read), `${value} reads ${text}`);
      if (power >= 0) assert.equal(text.split(".")[0], `${Math.trunc(value)}`);
    }
  }
});

test("numbers side by side are told apart by their digits, but not by the dust of sums", () => {
  assert.deepEqual([0.1996, 0.2004, 0.2].map(tellingApart([0.1996, 0.2004, 0.2])), [
    "0.1996",
    "0.2004",
    "0.2",
  ]);
  assert.deepEqual([0.3, 0.1 + 0.2].map(tellingApart([0.3, 0.1 + 0.2])), ["0.3", "0.3"]);
});

test("what code wrote is told to the last digit", () => {
  const told = [0.4965, 12345678, -0.00012345, 1234.5678, 1e-7, 2 ** 53].map(exactNumberText);
  const wanted = ["0.4965", "12345678", "−0.00012345", "1234.5678", "1 × 10⁻⁷", "9007199254740992"];
  assert.deepEqual(told, wanted);
});

test("units and percent signs stay on the line of their number", () => {
  assert.equal(quantityText(3, "blocks"), "3\u00a0blocks");
  assert.equal(quantityText(3, ""), "3");
  assert.equal(percentText(1 / 32), "3.1\u00a0%");
  assert.deepEqual([15 / 16, 0.9996, 1].map(percentText), ["94\u00a0%", "99.96\u00a0%", "100\u00a0%"]); // prettier-ignore
  assert.deepEqual([1, 5, 12, 13].map(countText), ["one", "five", "twelve", "13"]);
});

test("regions are said and held to with their ends as documented", () => {
  const within = {kind: "within", threshold: 1, margin: 0.5} as const;
  assert.equal(regionText(within, "nats"), "within 1 ± 0.5\u00a0nats");
  assert.equal(regionText({kind: "above", threshold: 2}, ""), "above 2");
  assert.equal(regionText({kind: "below", threshold: 0.01255}, ""), "below 0.01255");
  assert.equal(regionText({kind: "below", threshold: 1 / 3}, ""), "below 0.333");
  assert.equal(sideOf({low: 0.5, high: 1.5}, within), "inside");
  assert.equal(sideOf({low: 2, high: 2}, {kind: "above", threshold: 2}), "outside");
  assert.equal(sideOf({low: 2, high: 2.1}, {kind: "above", threshold: 2}), "across");
  assert.equal(sideOf({low: 1.9, high: 2}, {kind: "below", threshold: 2}), "across");
});
