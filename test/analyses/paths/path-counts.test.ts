import assert from "node:assert/strict";
import {test} from "node:test";
import {pathCounts} from "../../../src/analyses/paths/path-counts";

test("3 inputs, width 4, depth 5 have 12 192 1152 3072 3072 paths, 7500 in all", () => {
  const counts = pathCounts({inputs: 3, width: 4, depth: 5});
  assert.deepEqual(counts, [12n, 192n, 1152n, 3072n, 3072n]);
  assert.equal(
    counts.reduce((a, b) => a + b),
    7500n,
  );
});

test("a linear residual network of ones counts its own paths", () => {
  for (const [inputs, width, depth] of [
    [1, 1, 1],
    [2, 3, 4],
    [3, 2, 6],
  ]) {
    // Carried by length: h[r] per unit, all weights and inputs 1, all gates open.
    let carried = [0, inputs];
    for (let layer = 2; layer <= depth; layer++) {
      carried = [...carried, 0].map((kept, r) => kept + (r > 1 ? width * carried[r - 1] : 0));
    }
    const counts = pathCounts({inputs, width, depth}).map(Number);
    assert.deepEqual(
      counts,
      carried.slice(1).map((perUnit) => perUnit * width),
    );
  }
});

test("the counts of all lengths sum to d n (1 + n)^(p - 1), at depth 500 too", () => {
  for (const depth of [1, 2, 30, 500]) {
    const total = pathCounts({inputs: 7, width: 5, depth}).reduce((a, b) => a + b);
    assert.equal(total, 7n * 5n * 6n ** BigInt(depth - 1));
  }
});

test("a width of nothing is refused", () => {
  assert.throws(() => pathCounts({width: 0, depth: 3}), /width must be a whole number of units/);
  assert.throws(() => pathCounts({width: 2, depth: 1.5}), /depth must be .* got 1.5/);
  assert.throws(() => pathCounts({width: 2, depth: 2, inputs: 0}), /inputs must be/);
});
