import assert from "node:assert/strict";
import {test} from "node:test";
import {randomStream} from "../../../src/numerics/random";
import {addBias, affine, multiply} from "../../../src/tensors/fused/affine";
import {softmaxCrossEntropy} from "../../../src/tensors/fused/cross-entropy";
import {rectify} from "../../../src/tensors/fused/relu";
import {tf} from "../../../src/tensors/tensorflow";
import {assertRounded, differences} from "../gradient-check";

function normals(seed: number, n: number): Float64Array {
  const random = randomStream(seed);
  return Float64Array.from({length: n}, () => Math.fround(random.normal()));
}

/**
 * The curvature of Σ f(x) along a direction, by differentiating twice, against central differences
 * of the slope with h = 2⁻⁷: those err by u |slope| / h ≈ 1e-5 and by h² f⁗ / 6 ≈ 1e-5 here.
 */
function assertCurvature(f: (x: tf.Tensor) => tf.Tensor): void {
  tf.tidy(() => {
    const x = tf.tensor(Float32Array.from(normals(9, 12)), [3, 4]);
    const direction = tf.tensor(Float32Array.from(normals(10, 12)), [3, 4]);
    const slope = tf.grad((x: tf.Tensor) => f(x).sum());
    const curvature = tf.grad((x: tf.Tensor) => slope(x).mul(direction).sum())(x);
    const h = 2 ** -7;
    const [above, below] = [x.add(direction.mul(h)), x.sub(direction.mul(h))].map((at) =>
      slope(at),
    );
    const expected = above.sub(below).div(2 * h);
    const [gap, size] = [curvature.sub(expected), expected].map((t) => t.abs().max().dataSync()[0]);
    assert.ok(size > 0.1 && gap <= 1e-3 * size, `gap ${gap} of ${size}`);
  });
}

test("cross-entropy and its gradient agree with doubles", () => {
  const [batch, classes] = [5, 4];
  const labels = [0, 3, 1, 1, 2];
  const logits = normals(1, batch * classes);
  const weights = normals(2, batch);
  const reference = (z: Float64Array): number =>
    labels.reduce((total, label, i) => {
      const row = z.slice(i * classes, (i + 1) * classes);
      const top = Math.max(...row);
      const log = top + Math.log(row.reduce((sum, v) => sum + Math.exp(v - top), 0));
      return total + weights[i] * (log - row[label]);
    }, 0);
  tf.tidy(() => {
    const target = tf.tensor1d(labels, "int32");
    const f = (z: tf.Tensor): tf.Tensor =>
      softmaxCrossEntropy(z, target)
        .mul(tf.tensor1d(Float32Array.from(weights)))
        .sum();
    const z = tf.tensor(Float32Array.from(logits), [batch, classes]);
    const bound = {operations: 10 * batch * classes, cancellation: 4};
    assertRounded(f(z).dataSync(), [reference(logits)], bound);
    assertRounded(tf.grad(f)(z).dataSync(), differences(reference, logits), bound);
  });
});

test("cross-entropy can be differentiated twice", () => {
  const labels = tf.tensor1d([3, 0, 1], "int32");
  assertCurvature((z) => softmaxCrossEntropy(z, labels));
  labels.dispose();
});

test("labels that are not int32 class numbers are refused", () => {
  tf.tidy(() => {
    assert.throws(() => softmaxCrossEntropy(tf.zeros([2, 3]), tf.zeros([2])), /must be int32/);
    const oneHot = tf.zeros([2, 3], "int32");
    assert.throws(() => softmaxCrossEntropy(tf.zeros([2, 3]), oneHot), /labels \[batch\]/);
  });
});

test("the rectifier passes dy where x is positive and nothing elsewhere, 0 included", () => {
  tf.tidy(() => {
    const x = tf.tensor1d([-2, -0, 0, 0.5, 3]);
    assert.deepEqual(Array.from(rectify(x).dataSync(), Math.abs), [0, 0, 0, 0.5, 3]);
    const dy = tf.tensor1d([1, 2, 3, 4, 5]);
    assert.deepEqual(
      [
        ...tf
          .grad((x: tf.Tensor) => rectify(x))(x, dy)
          .dataSync(),
      ],
      [0, 0, 0, 4, 5],
    );
  });
  assertCurvature((x) => rectify(x.add(5)).square());
});

test("matrix products and their gradients agree with doubles for all four transpositions", () => {
  const [n, k, m] = [3, 4, 2];
  for (const transposeA of [false, true]) {
    for (const transposeB of [false, true]) {
      const [a, b, weights] = [normals(3, n * k), normals(4, k * m), normals(5, n * m)];
      const reference = (a: Float64Array, b: Float64Array): number => {
        let total = 0;
        for (let i = 0; i < n; i++)
          for (let j = 0; j < m; j++)
            for (let l = 0; l < k; l++) {
              const left = transposeA ? a[l * n + i] : a[i * k + l];
              total += weights[i * m + j] * left * (transposeB ? b[j * k + l] : b[l * m + j]);
            }
        return total;
      };
      tf.tidy(() => {
        const f = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
          multiply(a, b, {transposeA, transposeB})
            .mul(tf.tensor2d(Float32Array.from(weights), [n, m]))
            .sum();
        const left = tf.tensor(Float32Array.from(a), transposeA ? [k, n] : [n, k]);
        const right = tf.tensor(Float32Array.from(b), transposeB ? [m, k] : [k, m]);
        const [da, db] = tf.grads(f as (...args: tf.Tensor[]) => tf.Tensor)([left, right]);
        const bound = {operations: 2 * n * k * m, cancellation: 4};
        assertRounded(
          da.dataSync(),
          differences((v) => reference(v, b), a),
          bound,
        );
        assertRounded(
          db.dataSync(),
          differences((v) => reference(a, v), b),
          bound,
        );
      });
    }
  }
});

test("a layer can be differentiated twice, and its bias gathers every place", () => {
  tf.tidy(() => {
    const weights = tf.tensor2d(Float32Array.from(normals(6, 8)), [4, 2]);
    const bias = tf.tensor1d(Float32Array.from(normals(7, 2)));
    assertCurvature((x) => affine(x, {weights, bias}).square());
    const f = (bias: tf.Tensor): tf.Tensor => addBias(tf.ones([2, 3, 3, 2]), bias).sum();
    assert.deepEqual([...tf.grad(f)(bias).dataSync()], [18, 18]);
  });
});

test("shapes that do not fit are refused with both shapes", () => {
  tf.tidy(() => {
    assert.throws(() => multiply(tf.ones([2, 3]), tf.ones([2, 3])), /\[2,3\] and \[2,3\]/);
    assert.throws(() => addBias(tf.ones([2, 3]), tf.ones([2])), /\[2,3\] and \[2\]/);
  });
});

test("fused functions leave no tensor behind, with gradients or without", () => {
  const x = tf.tensor2d(Float32Array.from(normals(8, 12)), [3, 4]);
  const weights = tf.variable(tf.ones([4, 2]));
  const bias = tf.variable(tf.zeros([2]));
  const labels = tf.tensor1d([0, 1, 1], "int32");
  const cost = (): tf.Scalar =>
    softmaxCrossEntropy(rectify(affine(x, {weights, bias})), labels).mean() as tf.Scalar;
  const before = tf.memory().numTensors;
  tf.dispose(tf.variableGrads(cost) as unknown as tf.TensorContainer);
  tf.dispose(rectify(x));
  assert.equal(tf.memory().numTensors, before);
  tf.dispose([x, weights, bias, labels]);
});
