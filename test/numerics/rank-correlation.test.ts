import assert from "node:assert/strict";
import {test} from "node:test";
import {rankCorrelation} from "../../src/numerics/rank-correlation";
import {randomStream} from "../../src/numerics/random";

test("any rising curve correlates by 1, any falling one by −1", () => {
  const x = [0.1, 5, -3, 2, 8];
  assert.equal(rankCorrelation(x, x.map(Math.exp)), 1);
  assert.equal(
    rankCorrelation(
      x,
      x.map((value) => -(value ** 3)),
    ),
    -1,
  );
});

test("without ties it is 1 − 6 Σ d² / (n (n² − 1)), and it does not care which list comes first", () => {
  for (let seed = 1; seed < 20; seed++) {
    const [a, b] = ["a", "b"].map((name) => [...randomStream(seed).child(name).permutation(9)]);
    const squares = a.reduce((sum, rank, i) => sum + (rank - b[i]) ** 2, 0);
    const law = 1 - (6 * squares) / (9 * 80);
    assert.ok(Math.abs(rankCorrelation(a, b) - law) < 1e-14);
    assert.ok(Math.abs(rankCorrelation(b, a) - law) < 1e-14);
  }
});

test("ties share their mean rank", () => {
  // Ranks 0.5 0.5 2 3 against 0 1 2 3: 4.5 / √(4.5 · 5).
  assert.ok(Math.abs(rankCorrelation([1, 1, 2, 3], [1, 2, 3, 4]) - 4.5 / Math.sqrt(22.5)) < 1e-14);
});

test("a constant list or a number that is not finite has no correlation, a short list is refused", () => {
  assert.ok(Number.isNaN(rankCorrelation([1, 1, 1], [1, 2, 3])));
  assert.ok(Number.isNaN(rankCorrelation([1, NaN, 3], [1, 2, 3])));
  assert.throws(() => rankCorrelation([1], [1]), /two or more/);
  assert.throws(() => rankCorrelation([1, 2], [1, 2, 3]), /2 and 3/);
});
