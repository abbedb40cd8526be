import assert from "node:assert/strict";
import {test} from "node:test";
import {randomStream} from "../../src/numerics/random";
import {tf} from "../../src/tensors/tensorflow";
import {batchAccuracy, batchLoss} from "../../src/training/losses";
import type {Loss} from "../../src/training/losses";

/** The definitions, example by example. */
const written: Record<Loss, (z: number[], y: number) => number> = {
  "cross-entropy": (z, y) => Math.log(z.reduce((sum, v) => sum + Math.exp(v), 0)) - z[y],
  hinge: (z, y) =>
    z.reduce((sum, v, k) => sum + (k === y ? 0 : Math.max(0, 1 - z[y] + v)), 0) / z.length,
  squared: (z, y) => z.reduce((sum, v, k) => sum + (v - (k === y ? 1 : 0)) ** 2, 0) / z.length,
};

test("each loss is the mean of its definition, and its gradient the slope of it", () => {
  const before = tf.memory().numTensors;
  for (const loss of ["cross-entropy", "hinge", "squared"] as const) {
    for (let seed = 0; seed < 10; seed++) {
      const random = randomStream(seed);
      const [batch, classes] = [1 + random.integer(5), 2 + random.integer(4)];
      const z = Array.from({length: batch}, () =>
        Array.from({length: classes}, () => 2 * random.normal()),
      );
      const y = Array.from({length: batch}, () => random.integer(classes));
      const mean = (rows: number[][]) =>
        rows.reduce((sum, row, i) => sum + written[loss](row, y[i]) / batch, 0);
      const labels = tf.tensor1d(y, "int32");
      const logits = tf.tensor2d(z);
      const f = (x: tf.Tensor) => batchLoss(x as tf.Tensor2D, {loss, labels});
      const value = f(logits);
      const gradient = tf.grad(f)(logits);
      assert.ok(Math.abs(value.dataSync()[0] - mean(z)) < 1e-5);
      const slopes = gradient.arraySync() as number[][];
      z.forEach((row, i) =>
        row.forEach((_, k) => {
          const moved = (by: number) =>
            mean(z.map((r, a) => r.map((v, b) => (a === i && b === k ? v + by : v))));
          const slope = (moved(1e-6) - moved(-1e-6)) / 2e-6;
          assert.ok(Math.abs(slopes[i][k] - slope) < 1e-5, `${loss}: ${slopes[i][k]}, ${slope}`);
        }),
      );
      tf.dispose([labels, logits, value, gradient]);
    }
  }
  assert.equal(tf.memory().numTensors, before);
});

test("accuracy is the share of examples whose own logit is largest", () => {
  const accuracy = tf.tidy(() =>
    batchAccuracy(
      tf.tensor2d([
        [1, 2],
        [3, 0],
        [0, 5],
        [1, 0],
      ]),
      tf.tensor1d([1, 0, 0, 0], "int32"),
    ),
  );
  assert.equal(accuracy.dataSync()[0], 0.75);
  accuracy.dispose();
});
