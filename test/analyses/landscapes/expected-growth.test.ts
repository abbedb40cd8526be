import assert from "node:assert/strict";
import {test} from "node:test";
import {exactExpectedCounts} from "../../../src/analyses/landscapes/expected-critical-points";
import {expectedGrowth} from "../../../src/analyses/landscapes/expected-growth";
import {randomStream} from "../../../src/numerics/random";

test("a row for each size and ratio; at three spins the closed form", () => {
  const settings = {sizes: [2, 3], ratios: [0.5, 2], draws: 4000, random: randomStream(1)};
  const rows = expectedGrowth(settings);
  assert.deepEqual(
    rows.map(({size, ratio}) => [size, ratio]),
    [
      [2, 0.5],
      [2, 2],
      [3, 0.5],
      [3, 2],
    ],
  );
  for (const {size, ratio, minima, total, byIndex} of rows) {
    const exact = exactExpectedCounts(size as 2 | 3, ratio);
    // 4,000 draws of a count whose deviation is below its mean.
    exact.forEach((count, k) => assert.ok(Math.abs(byIndex[k] / count - 1) <= 5 / Math.sqrt(4000)));
    assert.equal(minima, byIndex[0]);
    assert.ok(Math.abs(total - byIndex.reduce((sum, count) => sum + count, 0)) <= 1e-12 * total);
  }
});
