import assert from "node:assert/strict";
import {test} from "node:test";
import {compileStep} from "../../src/tensors/compile-step";
import {tf} from "../../src/tensors/tensorflow";

type Operation = (x: tf.Tensor2D, y: tf.Tensor2D) => tf.Tensor;

const images = (x: tf.Tensor2D): tf.Tensor4D =>
  tf.tile(x.expandDims(0).expandDims(3), [2, 2, 2, 1]) as tf.Tensor4D;
const filter = (y: tf.Tensor2D): tf.Tensor4D =>
  y.slice([0, 0], [2, 2]).expandDims(2).expandDims(3) as tf.Tensor4D;

/** Ordinary operations on two matrices [2, 3] of numbers in (0, 1). */
const operations: Record<string, Operation> = {
  ...Object.fromEntries(
    (
      [
        "abs",
        "cos",
        "exp",
        "elu",
        "erf",
        "floor",
        "log",
        "neg",
        "relu",
        "round",
        "rsqrt",
        "selu",
      ] as const
    ).map((name) => [name, (x: tf.Tensor2D) => tf[name](x)]),
  ),
  ...Object.fromEntries(
    (
      ["sigmoid", "sign", "sin", "softplus", "sqrt", "square", "tan", "tanh", "softmax"] as const
    ).map((name) => [name, (x: tf.Tensor2D) => tf[name](x)]),
  ),
  ...Object.fromEntries(
    (["add", "sub", "mul", "div", "pow", "maximum", "minimum", "squaredDifference"] as const).map(
      (name) => [name, (x: tf.Tensor2D, y: tf.Tensor2D) => tf[name](x, y)],
    ),
  ),
  ...Object.fromEntries(
    (["sum", "mean", "prod", "max", "min", "logSumExp", "argMax"] as const).map((name) => [
      name,
      (x: tf.Tensor2D) => tf[name](x, 1).cast("float32"),
    ]),
  ),
  product: (x, y) => tf.matMul(x, y, false, true),
  einsum: (x, y) => tf.einsum("ij,kj->ik", x, y),
  comparison: (x, y) => tf.logicalOr(x.greater(y), x.less(0.3)).cast("float32"),
  choice: (x, y) => tf.where(x.greater(y), x.square(), y),
  joined: (x, y) => tf.concat([x, tf.stack([x, y]).sum(0)], 1),
  parts: (x) => tf.split(x, 3, 1)[1].add(tf.unstack(x, 1)[0].expandDims(1)),
  sliced: (x) => tf.stridedSlice(x, [0, 0], [2, 3], [1, 2]),
  gathered: (x) => tf.gather(x, tf.tensor1d([2, 0, 2], "int32"), 1),
  padded: (x) =>
    tf.mirrorPad(
      tf.pad(x, [
        [1, 1],
        [0, 2],
      ]),
      [
        [1, 1],
        [0, 0],
      ],
      "reflect",
    ),
  turned: (x) => tf.reverse(tf.transpose(x), 0).reshape([2, 3]),
  summed: (x) => tf.cumsum(x, 1),
  clipped: (x) => tf.clipByValue(x, 0.2, 0.5),
  hot: (x, y) => tf.oneHot(x.argMax(1), 3).mul(y),
  best: (x) => tf.topk(x, 2).values,
  moments: (x) => tf.moments(x, [0]).variance,
  normalised: (x) =>
    tf.batchNorm(images(x), tf.zeros([1]) as tf.Tensor1D, tf.ones([1]) as tf.Tensor1D),
  convolved: (x, y) => tf.conv2d(images(x).mean<tf.Tensor4D>(3, true), filter(y), 1, "same"),
  depthwise: (x, y) =>
    tf.depthwiseConv2d(images(x).mean<tf.Tensor4D>(3, true), filter(y), 1, "valid"),
  pooled: (x) => tf.maxPool(images(x), 2, 1, "same").add(tf.avgPool(images(x), 2, 1, "same")),
};

/** The slopes of the sum of an operation, zero where it does not depend on an input. */
function slopes(operation: Operation, x: tf.Tensor, y: tf.Tensor): tf.Tensor[] {
  const sum = (): tf.Tensor => operation(x as tf.Tensor2D, y as tf.Tensor2D).sum();
  const {grads} = tf.engine().gradients(sum, [x, y], undefined, true);
  return (grads as (tf.Tensor | undefined)[]).map((slope) => slope ?? tf.zeros([1]));
}

/** TensorFlow.js has no gradient of some operations, and a broken one of others. */
function differentiable(operation: Operation): boolean {
  try {
    tf.tidy(() => void slopes(operation, tf.fill([2, 3], 0.5), tf.fill([2, 3], 0.4)));
    return true;
  } catch {
    return false;
  }
}

test("ordinary operations and their gradients are the same in a graph", (t) => {
  const warn = t.mock.method(console, "warn", () => undefined);
  const [x, y] = [
    tf.tensor2d([0.1, 0.5, 0.35, 0.2, 0.9, 0.45], [2, 3]),
    tf.tensor2d([0.3, 0.2, 0.8, 0.7, 0.1, 0.6], [2, 3]),
  ];
  const run = (operation: Operation, eager: boolean): Float32Array[] => {
    const gradients = differentiable(operation);
    const step = compileStep(
      ({x, y}) => {
        const results: Record<string, tf.Tensor> = {value: operation(x, y)};
        if (gradients) [results.dx, results.dy] = slopes(operation, x, y);
        return results;
      },
      {feeds: {x: [2, 3], y: [2, 3]}, eager},
    );
    const results = Object.values(step({x, y}));
    const values = results.map((tensor) => tensor.dataSync() as Float32Array);
    tf.dispose(results);
    step.dispose();
    return values;
  };
  for (const [name, operation] of Object.entries(operations)) {
    const [graph, eager] = [run(operation, false), run(operation, true)];
    graph.forEach((values, i) => {
      assert.equal(values.length, eager[i].length, name);
      values.forEach((value, j) =>
        assert.ok(Math.abs(value - eager[i][j]) <= 1e-5 * Math.max(1, Math.abs(value)), name),
      );
    });
  }
  assert.equal(warn.mock.callCount(), 0, "no operation fell back to eager running");
  tf.dispose([x, y]);
});
