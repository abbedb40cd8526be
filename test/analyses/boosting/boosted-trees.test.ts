import assert from "node:assert/strict";
import {test} from "node:test";
import {boostedTrees} from "../../../src/analyses/boosting/boosted-trees";
import {denseMatrix} from "../../../src/numerics/dense-matrix";
import {randomStream} from "../../../src/numerics/random";

/** Points of the square, labelled by whether they lie in a ring. */
function ring(count: number, seed: number) {
  const random = randomStream(seed);
  const values = Float64Array.from({length: 2 * count}, () => 2 * random.uniform() - 1);
  const rows = denseMatrix([count, 2], values);
  const labels = Float64Array.from({length: count}, (_, i) => {
    return Math.hypot(values[2 * i], values[2 * i + 1]) < 0.7 ? 1 : -1;
  });
  return {rows, labels};
}

test("boosted trees keep below their bound, which falls with every round", () => {
  const rounds = boostedTrees(ring(400, 1), {rounds: 40, depth: 2, test: ring(400, 2)});
  assert.equal(rounds.length, 40);
  rounds.forEach(({error, bound, edge}, t) => {
    assert.ok(edge > 0 && error <= bound + 1e-12);
    assert.ok(t === 0 || bound < rounds[t - 1].bound);
  });
  const last = rounds[rounds.length - 1];
  assert.ok(last.error < 0.02 && last.testError < 0.1, JSON.stringify(last));
});

test("a tree without error ends the rounds", () => {
  const rows = denseMatrix([4, 1], [0, 0.2, 0.8, 1]);
  const easy = {rows, labels: Float64Array.of(-1, -1, 1, 1)};
  const rounds = boostedTrees(easy, {rounds: 9, depth: 1, test: easy});
  assert.deepEqual(
    rounds.map(({edge, error, bound}) => [edge, error, bound]),
    [[1, 0, 0]],
  );
});
