import assert from "node:assert/strict";
import {test} from "node:test";
import {randomStream} from "../../../src/numerics/random";
import {batchNormalize, normalizeWith} from "../../../src/tensors/fused/batch-norm";
import {tf} from "../../../src/tensors/tensorflow";
import {assertRounded, differences} from "../gradient-check";

const epsilon = 1e-3;
const [batch, height, width, channels] = [3, 2, 2, 3];
const rows = batch * height * width;

function draws(seed: number): {
  x: Float64Array;
  scale: Float64Array;
  offset: Float64Array;
  weights: Float64Array;
} {
  const random = randomStream(seed);
  // Values that float32 holds exactly, so that both sides start from the same numbers.
  const draw = (name: string, n: number): Float64Array => {
    const stream = random.child(name);
    return Float64Array.from({length: n}, () => Math.fround(stream.normal()));
  };
  return {
    x: draw("x", rows * channels),
    scale: draw("scale", channels),
    offset: draw("offset", channels),
    weights: draw("weights", rows * channels),
  };
}

/** Σ weights · batchNorm(x) in doubles, over statistics of x or given ones. */
function weighted(
  x: Float64Array,
  scale: Float64Array,
  offset: Float64Array,
  weights: Float64Array,
  given?: {mean: number; variance: number},
): number {
  let total = 0;
  for (let c = 0; c < channels; c++) {
    const column = Array.from({length: rows}, (_, r) => x[r * channels + c]);
    const mean = given?.mean ?? column.reduce((a, b) => a + b, 0) / rows;
    const variance = given?.variance ?? column.reduce((a, b) => a + (b - mean) ** 2, 0) / rows;
    column.forEach((value, r) => {
      const y = (scale[c] * (value - mean)) / Math.sqrt(variance + epsilon) + offset[c];
      total += weights[r * channels + c] * y;
    });
  }
  return total;
}

const shape: [number, number, number, number] = [batch, height, width, channels];

for (const seed of [1, 2, 3]) {
  test(`batch norm's value and three gradients agree with doubles, seed ${seed}`, () => {
    const {x, scale, offset, weights} = draws(seed);
    tf.tidy(() => {
      const f = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor): tf.Scalar =>
        batchNormalize(x, {scale, offset, epsilon})
          .mul(tf.tensor(Float32Array.from(weights), shape))
          .sum();
      const inputs = [
        tf.tensor(Float32Array.from(x), shape),
        tf.tensor1d(Float32Array.from(scale)),
        tf.tensor1d(Float32Array.from(offset)),
      ];
      const {value, grads} = tf.valueAndGrads(f as (...args: tf.Tensor[]) => tf.Scalar)(inputs);
      // Sums over the 36 values, a dozen operations each; the terms are at most about 10 times the sum.
      const bound = {operations: 12 * rows, cancellation: 10};
      assertRounded(value.dataSync(), [weighted(x, scale, offset, weights)], bound);
      const byDifferences = [
        differences((v) => weighted(v, scale, offset, weights), x),
        differences((v) => weighted(x, v, offset, weights), scale),
        differences((v) => weighted(x, scale, v, weights), offset),
      ];
      grads.forEach((gradient, i) => assertRounded(gradient.dataSync(), byDifferences[i], bound));
    });
  });
}

test("with given statistics the gradients agree with doubles, for matrices too", () => {
  const {x, scale, offset, weights} = draws(4);
  const given = {mean: 0.25, variance: 1.5};
  tf.tidy(() => {
    const matrix: [number, number] = [rows, channels];
    const f = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor): tf.Scalar =>
      normalizeWith(x, {
        scale,
        offset,
        mean: tf.fill([channels], given.mean),
        variance: tf.fill([channels], given.variance),
        epsilon,
      })
        .mul(tf.tensor(Float32Array.from(weights), matrix))
        .sum();
    const inputs = [
      tf.tensor(Float32Array.from(x), matrix),
      tf.tensor1d(Float32Array.from(scale)),
      tf.tensor1d(Float32Array.from(offset)),
    ];
    const {grads} = tf.valueAndGrads(f as (...args: tf.Tensor[]) => tf.Scalar)(inputs);
    const expected = [
      differences((v) => weighted(v, scale, offset, weights, given), x),
      differences((v) => weighted(x, v, offset, weights, given), scale),
      differences((v) => weighted(x, scale, v, weights, given), offset),
    ];
    grads.forEach((gradient, i) =>
      assertRounded(gradient.dataSync(), expected[i], {operations: 12 * rows, cancellation: 10}),
    );
  });
});

test("the second derivative is that of the function, not zero", () => {
  const {x, scale, offset, weights} = draws(5);
  tf.tidy(() => {
    const cost = (x: tf.Tensor): tf.Tensor =>
      batchNormalize(x, {
        scale: tf.tensor1d(Float32Array.from(scale)),
        offset: tf.tensor1d(Float32Array.from(offset)),
        epsilon,
      })
        .square()
        .mul(tf.tensor(Float32Array.from(weights), shape))
        .sum();
    const slope = tf.grad(cost);
    const direction = tf.tensor(Float32Array.from(weights), shape);
    const curvature = tf.grad((x: tf.Tensor) => slope(x).mul(direction).sum());
    const at = tf.tensor(Float32Array.from(x), shape);
    const h = 2 ** -7;
    const along = slope(at.add(direction.mul(h)))
      .sub(slope(at.sub(direction.mul(h))))
      .div(2 * h);
    const expected = along.dataSync();
    // Central differences of a float32 slope: u |slope| / h from rounding, h² from the curve.
    const error = curvature(at).sub(along).abs().max().dataSync()[0];
    assert.ok(error <= 2e-2 * Math.max(...expected.map(Math.abs)), `error ${error}`);
  });
});

test("running statistics move towards the batch's mean and unbiased variance", () => {
  const {x, scale, offset} = draws(6);
  const before = tf.memory().numTensors;
  const mean = tf.variable(tf.tensor1d([1, 2, 3]), false);
  const variance = tf.variable(tf.tensor1d([4, 5, 6]), false);
  tf.tidy(() => {
    const running = {mean, variance, momentum: 0.9};
    batchNormalize(tf.tensor(Float32Array.from(x), shape), {
      scale: tf.tensor1d(Float32Array.from(scale)),
      offset: tf.tensor1d(Float32Array.from(offset)),
      epsilon,
      running,
    });
  });
  const expected = Array.from({length: channels}, (_, c) => {
    const column = Array.from({length: rows}, (_, r) => x[r * channels + c]);
    const average = column.reduce((a, b) => a + b, 0) / rows;
    const unbiased = column.reduce((a, b) => a + (b - average) ** 2, 0) / (rows - 1);
    return [0.9 * (c + 1) + 0.1 * average, 0.9 * (c + 4) + 0.1 * unbiased];
  });
  assertRounded(
    mean.dataSync(),
    expected.map(([m]) => m),
    {operations: 2 * rows},
  );
  assertRounded(
    variance.dataSync(),
    expected.map(([, v]) => v),
    {operations: 4 * rows},
  );
  tf.dispose([mean, variance]);
  // tf.variable leaves the tensors it was made from to their maker: two of them here.
  assert.equal(tf.memory().numTensors, before + 2);
});

test("a vector of another length is refused by name", () => {
  const [x, scale, offset] = [tf.zeros([2, 3]), tf.ones([2]), tf.zeros([3])];
  assert.throws(
    () => batchNormalize(x, {scale, offset, epsilon}),
    /scale must hold .* \[3\], got \[2\]/,
  );
  assert.throws(
    () => batchNormalize(x.reshape([2, 3, 1]), {scale, offset, epsilon}),
    /got \[2,3,1\]/,
  );
  tf.dispose([x, scale, offset]);
});
