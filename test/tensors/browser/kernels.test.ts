import assert from "node:assert/strict";
import {test} from "node:test";
import {randomStream} from "../../../src/numerics/random";
import * as page from "../../../src/tensors/browser/native-kernel";
import * as pageUpdates from "../../../src/tensors/browser/updates";
import * as updates from "../../../src/tensors/fused/updates";
import * as native from "../../../src/tensors/native-kernel";
import type {KernelAttribute} from "../../../src/tensors/native-kernel";
import {normalTensor} from "../../../src/tensors/seeded";
import {tf} from "../../../src/tensors/tensorflow";

const {booleanAttribute, floatAttribute, stringAttribute, typeAttribute} = native;
const random = randomStream(11);

/** Roundings of single precision in sums of a few dozen terms. */
const rounding = 1e-5;

function assertClose(made: tf.Tensor, expected: tf.Tensor, what: string): void {
  assert.deepEqual(made.shape, expected.shape, what);
  const [ours, theirs] = [made.dataSync(), expected.dataSync()];
  const size = Math.max(1, ...[...theirs].map((value) => Math.abs(value)));
  ours.forEach((value, i) =>
    assert.ok(
      Math.abs(value - theirs[i]) <= rounding * size,
      `${what}: ${value} and ${theirs[i]} at ${i}`,
    ),
  );
}

/** The same call of both; the first `compared` outputs are alike. */
function assertAlike(
  name: string,
  inputs: readonly tf.Tensor[],
  {
    attributes,
    outputs = 1,
    compared = outputs,
  }: {attributes: readonly KernelAttribute[]; outputs?: number; compared?: number},
): void {
  const [ours, theirs] = [page, native].map(({runKernel}) =>
    runKernel(name, inputs, {attributes, outputs}),
  );
  for (let i = 0; i < compared; i++) assertClose(ours[i], theirs[i], `${name}, output ${i}`);
}

test("the kernels of a page do what TensorFlow's do", () => {
  tf.tidy(() => {
    const normal = (shape: number[]) => normalTensor(shape, {random});
    const x = normal([6, 4]);
    const plain = [typeAttribute("T")];
    assertAlike("Relu", [x], {attributes: plain});
    assertAlike("ReluGrad", [normal([6, 4]), tf.relu(x)], {attributes: plain});
    const channels = [...plain, stringAttribute("data_format", "NHWC")];
    assertAlike("BiasAdd", [x, normal([4])], {attributes: channels});
    assertAlike("BiasAddGrad", [x], {attributes: channels});
    for (const a of [false, true])
      for (const b of [false, true])
        assertAlike("MatMul", [normal(a ? [3, 5] : [5, 3]), normal(b ? [2, 3] : [3, 2])], {
          attributes: [
            ...plain,
            booleanAttribute("transpose_a", a),
            booleanAttribute("transpose_b", b),
          ],
        });
    assertAlike(
      "SparseSoftmaxCrossEntropyWithLogits",
      [x, tf.tensor1d([0, 1, 2, 3, 3, 0], "int32")],
      {
        attributes: [...plain, typeAttribute("Tlabels", "int32")],
        outputs: 2,
      },
    );
  });
});

test("batch norm of a page has the values, statistics and gradients of TensorFlow's", () => {
  tf.tidy(() => {
    const normal = (shape: number[]) => normalTensor(shape, {random});
    const x = normal([5, 2, 3, 4]);
    const [scale, offset, mean] = [normal([4]), normal([4]), normal([4])];
    const variance = normal([4]).square();
    const common = (training: boolean) => [
      ...[typeAttribute("T"), typeAttribute("U"), floatAttribute("epsilon", 1e-3)],
      ...[stringAttribute("data_format", "NHWC"), booleanAttribute("is_training", training)],
    ];
    for (const [training, kept] of [
      [true, 1],
      [true, 0.25],
      [false, 1],
    ] as const) {
      const attributes = [...common(training), floatAttribute("exponential_avg_factor", kept)];
      const start = training && kept === 1 ? [tf.tensor1d([]), tf.tensor1d([])] : [mean, variance];
      const inputs = [x, scale, offset, ...start];
      assertAlike("FusedBatchNormV3", inputs, {attributes, outputs: 6, compared: 3});
      // Each side's gradient takes what its own pass has kept.
      const dy = normal([5, 2, 3, 4]);
      const [ours, theirs] = [page, native].map(({runKernel}) => {
        const [, , , ...saved] = runKernel("FusedBatchNormV3", inputs, {attributes, outputs: 6});
        const given = {attributes: common(training), outputs: 5};
        return runKernel("FusedBatchNormGradV3", [dy, x, scale, ...saved], given);
      });
      for (let i = 0; i < 3; i++) assertClose(ours[i], theirs[i], `gradient ${i}, kept ${kept}`);
    }
  });
});

test("updates of a page move variables as TensorFlow's do", () => {
  tf.tidy(() => {
    const gradients = [1, 2, 3].map(() => normalTensor([3], {random}));
    const start = normalTensor([3], {random});
    const scalar = (value: number) => tf.scalar(value);
    const ends = [updates, pageUpdates].map(({applyDescent, applyMomentum, applyAdam}) => {
      const made = [1, 2, 3, 4].map(() => tf.variable(start));
      const slots = [1, 2, 3, 4].map(() => tf.variable(tf.zeros([3])));
      gradients.forEach((gradient, t) => {
        const rate = scalar(0.1 / (t + 1));
        applyDescent(made[0], {gradient, rate});
        for (const i of [1, 2])
          applyMomentum(made[i], {
            ...{velocity: slots[i - 1], gradient, rate, momentum: scalar(0.9)},
            nesterov: i === 2,
          });
        applyAdam(made[3], {
          ...{firstMoment: slots[2], secondMoment: slots[3], gradient, rate},
          ...{firstPower: scalar(0.9 ** (t + 1)), secondPower: scalar(0.99 ** (t + 1))},
          ...{beta1: scalar(0.9), beta2: scalar(0.99), epsilon: scalar(1e-7)},
        });
      });
      return [...made, ...slots];
    });
    ends[0].forEach((expected, i) => assertClose(ends[1][i], expected, `variable ${i}`));
  });
});

test("a kernel that pages do not have is named", () => {
  assert.throws(
    () => page.runKernel("StatelessRandomNormal", [], {attributes: []}),
    /no kernel StatelessRandomNormal: it runs where the notebook runs/,
  );
});
