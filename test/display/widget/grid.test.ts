import assert from "node:assert/strict";
import {test} from "node:test";
import {rangeSlider, slider} from "../../../src/display/controls";
import {linearGrid, logGrid} from "../../../src/display/widget/grid";
import {randomStream} from "../../../src/numerics/random";

const isWhole = (count: number) => Math.abs(count - Math.round(count)) < 1e-6;

test("a slider stands where the code put it, on a log scale and between whole numbers, too", () => {
  const cases = [
    ...([
      [0.05, 1, 0.5],
      [0, 10, 2.5],
      [-1, 1, 0.05],
      [0, 1, 1 / 3],
      [0, Math.PI, 1],
    ] as const),
    ...([
      [1e-8, 1e-6, 5e-8],
      [1e6, 1e6 + 1, 1e6 + 0.25],
      [-0.3, 0.3, 0.1],
    ] as const),
  ];
  for (const [min, max, value] of cases) {
    const grid = linearGrid({min, max, through: [value]});
    assert.ok(isWhole((value - min) / grid.step), `${value} from ${min} by ${grid.step}`);
    assert.deepEqual([value, min, max].map(grid.nearest), [value, min, max]);
    assert.ok(grid.step <= (max - min) / 99, `${grid.step}`);
  }
  const logs = [
    [16, 256, 64],
    [0.1, 10, 1],
    [0.01, 5, 0.3],
    [1, 1000, 1],
    [2, 3, 2.7],
  ] as const;
  for (const [min, max, value] of logs) {
    const grid = logGrid({min, max, through: [value]});
    const at = (Math.log10(value) - Math.log10(min)) / grid.step;
    assert.ok(isWhole(at), `${value} is ${at} steps from ${min}`);
    // What the page sends when the handle stands there.
    assert.equal(grid.nearest(10 ** (Math.log10(min) + Math.round(at) * grid.step)), value);
    assert.deepEqual([min, max].map(grid.nearest), [min, max]);
  }
});

test("whatever range and value, to the letter the value of the code is one of the slider's", () => {
  const random = randomStream(5);
  for (let i = 0; i < 300; i++) {
    const min = Number((random.normal() * 10 ** (6 * random.uniform() - 3)).toPrecision(3));
    const max = min + Number((random.uniform() * 10 ** (6 * random.uniform() - 3)).toPrecision(4));
    const value = min + random.uniform() * (max - min);
    if (!(min < max)) continue;
    const grid = linearGrid({min, max, through: [value]});
    assert.equal(grid.nearest(value), value, `${min} … ${value} … ${max}`);
    assert.ok(grid.has(value) && grid.has(min) && grid.has(max));
  }
});

test("the format shows every digit that the slider can stand at", () => {
  assert.equal(linearGrid({min: 0.05, max: 1, through: [0.5]}).format, ".3~f");
  assert.equal(linearGrid({min: 0, max: 1e6, step: 0.25, through: [0.25]}).format, ".2~f");
  assert.equal(linearGrid({min: 0, max: 9, through: [4]}).format, "d");
  assert.equal(logGrid({min: 1, max: 1e6, through: [12345]}).format, ".5~r");
});

test("a value between two steps is refused with the nearest that is none", () => {
  assert.throws(
    () => slider({min: 0, max: 1, step: 0.1, value: 0.55, label: "share"}),
    /RangeError: share goes from 0 by 0\.1, got 0\.55: the nearest value is 0\.6/,
  );
  assert.throws(() => slider({min: 1, max: 100, step: 3, value: 20}), /the nearest value is 19/);
  assert.throws(() => slider({min: 1, max: 9, value: 3}).set(3.5), /from 1 by 1, got 3\.5/);
  assert.throws(
    () => rangeSlider({min: 0, max: 1, step: 0.1, value: [0.1, 0.55]}),
    /the nearest value is 0\.6/,
  );
  assert.throws(
    () => slider({min: 1, max: 9, step: 1, value: 3, scale: "log"}),
    /has no step on a log scale, got 1/,
  );
});

test("a last step that is shorter still ends at max", () => {
  const grid = linearGrid({min: 0, max: 10, step: 3, through: [3]});
  assert.deepEqual([10, 9.9, 9, 8, 4.4].map(grid.nearest), [10, 9, 9, 9, 3]);
});
