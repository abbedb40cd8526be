import assert from "node:assert/strict";
import {test} from "node:test";
import {chunkRows, embedRows, loadBlock, disposeBlock} from "../../../src/models/resfgb-layers";
import type {BoostedEmbedding} from "../../../src/models/resfgb-model";
import {bestClassifier, functionalGradient} from "../../../src/models/feature-risk";
import {denseMatrix} from "../../../src/numerics/dense-matrix";
import {randomStream} from "../../../src/numerics/random";
import {tf} from "../../../src/tensors/tensorflow";
import {gradientRows, outputMatrix} from "../../../src/training/boosted/block";
import {stepLength} from "../../../src/training/boosted/step";
import {meanScoreLoss} from "../../../src/training/boosted/tensor-losses";

const random = randomStream(21);
const [count, features, classes] = [50, 4, 3];
const floats = (length: number) => Float32Array.from({length}, () => random.normal());
const stored = (shape: number[]) => ({
  shape,
  values: floats(shape.reduce((size, extent) => size * extent, 1)),
});
const embedding: BoostedEmbedding = {
  kind: "layers",
  constant: true,
  layers: [
    {weights: stored([features, 6]), bias: stored([6]), activation: "relu"},
    {weights: stored([6, 5]), bias: stored([5]), activation: "tanh"},
  ],
};
const classifier = {weights: stored([features, classes]), bias: stored([classes])};

function rows() {
  const points = tf.tensor2d(floats(count * features), [count, features]);
  const labels = Int32Array.from({length: count}, (_, i) => i % classes);
  return {features: points, input: points.clone(), labels: tf.tensor1d(labels, "int32")};
}

test("the output matrix is the gradient of the risk at a zero block put in at this place", () => {
  tf.tidy(() => {
    const side = rows();
    const gradient = gradientRows(side, {classifier, loss: "logistic"});
    const matrix = outputMatrix(side, {embedding, gradient});
    const zero = {
      embedding,
      matrix: {shape: [6, features], values: new Float32Array(6 * features)},
    };
    const loaded = loadBlock(zero);
    const embedded = embedRows(loaded, side);
    const [weights, bias] = [classifier.weights, classifier.bias].map(({values, shape}) =>
      tf.tensor(values, shape),
    );
    // z + ι(z) B, B = 0: what back-propagation says of B.
    const risk = (output: tf.Tensor): tf.Scalar =>
      meanScoreLoss(
        side.features
          .add(embedded.matMul(output as tf.Tensor2D))
          .matMul(weights)
          .add(bias),
        {labels: side.labels, loss: "logistic"},
      );
    const [slope] = tf.grads(risk as (...args: tf.Tensor[]) => tf.Tensor)([loaded.matrix]);
    const error = slope.sub(matrix).abs().max().dataSync()[0];
    assert.ok(error < 1e-6 * (1 + slope.abs().max().dataSync()[0]), `${error}`);
    disposeBlock(loaded);
  });
});

test("chunks of rows give the same output matrix", () => {
  assert.ok(chunkRows > count);
  tf.tidy(() => {
    const side = rows();
    const gradient = gradientRows(side, {classifier, loss: "smooth hinge"});
    for (const ridge of [undefined, 0.1]) {
      const whole = outputMatrix(side, {embedding, gradient, ridge});
      const cut = outputMatrix(side, {embedding, gradient, ridge, chunk: 7});
      assert.ok(whole.sub(cut).abs().max().dataSync()[0] < 1e-6);
    }
  });
});

test("a ridge solves the least-squares problem", () => {
  tf.tidy(() => {
    const side = rows();
    const gradient = gradientRows(side, {classifier, loss: "logistic"});
    const ridge = 0.05;
    const solution = outputMatrix(side, {embedding, gradient, ridge});
    const loaded = loadBlock({embedding, matrix: stored([6, features])});
    const embedded = embedRows(loaded, side);
    // The slope of mean ‖ι B − g‖² / 2 + ridge ‖B‖² / 2 vanishes there.
    const left = embedded.transpose().matMul(embedded.matMul(solution).sub(gradient)).div(count);
    assert.ok(left.add(solution.mul(ridge)).abs().max().dataSync()[0] < 1e-6);
  });
});

test("the gradient rows are those of the theory in double precision", () => {
  tf.tidy(() => {
    const side = rows();
    const points = denseMatrix([count, features], side.features.dataSync());
    const labels = side.labels.dataSync<"int32">();
    const problem = {points, labels, classes, loss: "logistic", decay: 0.1} as const;
    const {weights} = bestClassifier(problem);
    const single = {shape: [features, classes], values: Float32Array.from(weights.values)};
    const bias = {shape: [classes], values: new Float32Array(classes)};
    const found = gradientRows(side, {classifier: {weights: single, bias}, loss: "logistic"});
    functionalGradient(problem, weights).values.forEach((value, at) =>
      assert.ok(Math.abs(found.dataSync()[at] - value) < 1e-5),
    );
  });
});

test("the line search finds the lowest loss along a direction, and displacement its length", () => {
  tf.tidy(() => {
    const side = rows();
    const gradient = gradientRows(side, {classifier, loss: "logistic"});
    const direction = gradient.add<tf.Tensor2D>(
      tf.tensor2d(floats(count * features), [count, features]).mul(0.3),
    );
    const given = {direction, classifier, loss: "logistic"} as const;
    const whole = stepLength(side, {...given, step: {kind: "line search", share: 1}});
    const [weights, bias] = [classifier.weights, classifier.bias].map(({values, shape}) =>
      tf.tensor(values, shape),
    );
    const lossAt = (s: number): number =>
      meanScoreLoss(side.features.sub(direction.mul(s)).matMul(weights).add(bias), {
        labels: side.labels,
        loss: "logistic",
      }).dataSync()[0];
    assert.ok(lossAt(whole) <= lossAt(0.9 * whole) && lossAt(whole) <= lossAt(1.1 * whole));
    const half = stepLength(side, {...given, step: {kind: "line search", share: 0.5}});
    assert.ok(Math.abs(half - whole / 2) < 1e-9);
    const away = stepLength(side, {
      ...given,
      direction: direction.neg(),
      step: {kind: "line search", share: 1},
    });
    assert.equal(away, 0);
    const moved = stepLength(side, {...given, step: {kind: "displacement", size: 0.25}});
    const length = direction.mul(moved).square().sum(1).mean().sqrt().dataSync()[0];
    assert.ok(Math.abs(length - 0.25) < 1e-5);
  });
});

/** ι that copies one coordinate into several units, each times a factor. */
const copies = (factor: number, units: number): BoostedEmbedding => ({
  kind: "layers",
  constant: true,
  layers: [
    {
      weights: {
        shape: [features, units],
        values: Float32Array.from({length: features * units}, (_, at) =>
          at < units ? factor * (1 + 1e-7 * at) : 0,
        ),
      },
      bias: {shape: [units], values: new Float32Array(units)},
      activation: "linear",
    },
  ],
});

test("a ridge that is lost in the rounding of large, equal features is raised, not refused", () => {
  for (const factor of [1, 1e3, 1e5, 1e8]) {
    tf.tidy(() => {
      const side = rows();
      const gradient = gradientRows(side, {classifier, loss: "logistic"});
      const embedding = copies(factor, 40);
      const matrix = outputMatrix(side, {embedding, gradient, ridge: 1e-3});
      // What is fitted is what one unit of usual size would fit: the least squares on it and a constant.
      const loaded = loadBlock({
        embedding,
        matrix: {shape: [41, features], values: matrix.dataSync<"float32">()},
      });
      const found = embedRows(loaded, side)
        .matMul(loaded.matrix as tf.Tensor2D)
        .dataSync();
      const points = side.features.dataSync();
      const goal = gradient.dataSync();
      const xs = Array.from({length: count}, (_, i) => points[i * features]);
      const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / count;
      for (let a = 0; a < features; a++) {
        const ys = xs.map((_, i) => goal[i * features + a]);
        const [x0, y0] = [mean(xs), mean(ys)];
        const slope =
          mean(xs.map((x, i) => (x - x0) * (ys[i] - y0))) / mean(xs.map((x) => (x - x0) ** 2));
        const slopeAtZero = mean(xs.map((x, i) => x * ys[i])) / mean(xs.map((x) => x ** 2));
        const missed = (guess: (x: number) => number): number =>
          mean(xs.map((x, i) => (guess(x) - ys[i]) ** 2));
        const [best, throughZero] = [
          missed((x) => y0 + slope * (x - x0)),
          missed((x) => slopeAtZero * x),
        ];
        const own = mean(ys.map((y, i) => (found[i * features + a] - y) ** 2));
        // Large features leave the constant, which is 1 beside them, to the ridge.
        assert.ok(own < (factor === 1 ? best : throughZero) * 1.001, `${own} with ${factor}`);
      }
      disposeBlock(loaded);
    });
  }
});

test("features too large to be squared are told as such", () => {
  tf.tidy(() => {
    const side = rows();
    const gradient = gradientRows(side, {classifier, loss: "logistic"});
    const fit = () => outputMatrix(side, {embedding: copies(1e25, 4), gradient, ridge: 1e-3});
    assert.throws(fit, /too large to be squared/);
  });
});
