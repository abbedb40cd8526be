import "./one-thread";
import assert from "node:assert/strict";
import {test} from "node:test";
import {randomStream} from "../../src/numerics/random";
import {compileStep} from "../../src/tensors/compile-step";
import {affine} from "../../src/tensors/fused/affine";
import {batchNormalize} from "../../src/tensors/fused/batch-norm";
import {softmaxCrossEntropy} from "../../src/tensors/fused/cross-entropy";
import {momentumOptimizer} from "../../src/tensors/fused/optimizers";
import {dropout, noiseSource} from "../../src/tensors/noise-source";
import {tf} from "../../src/tensors/tensorflow";

test("tensors, handles and resident memory stay flat over 10,000 steps", () => {
  const make = (value: tf.Tensor, trainable = true): tf.Variable => tf.variable(value, trainable);
  const [weights, bias, scale, offset, mean, variance] = tf.tidy(() => [
    make(tf.fill([4, 3], 0.5)),
    make(tf.zeros([3])),
    make(tf.ones([3])),
    make(tf.zeros([3])),
    make(tf.zeros([3]), false),
    make(tf.ones([3]), false),
  ]);
  const optimizer = momentumOptimizer([weights, bias, scale, offset], {momentum: 0.9});
  const noise = noiseSource(randomStream(1));
  const step = compileStep(
    ({images, labels}) => {
      const values = affine(dropout(images, {rate: 0.5, noise}), {weights, bias});
      const running = {mean, variance, momentum: 0.9};
      const logits = batchNormalize(values, {scale, offset, epsilon: 1e-3, running});
      return softmaxCrossEntropy(logits, labels).mean();
    },
    {
      feeds: {images: [null, 4], labels: {shape: [null], dtype: "int32"}, learningRate: []},
      optimizer,
    },
  );
  const [images, labels] = [tf.ones([4, 4]), tf.tensor1d([0, 1, 2, 0], "int32")];
  const {binding} = tf.backend() as unknown as {binding: {getNumOfTensors(): number}};
  const run = (times: number): void => {
    for (let i = 0; i < times; i++) step({images, labels, learningRate: 1e-4}).dispose();
  };
  // The allocators of Node and TensorFlow settle during the first steps.
  run(2000);
  const before = {...tf.memory(), handles: binding.getNumOfTensors(), resident: resident()};
  run(10_000);
  assert.equal(tf.memory().numTensors, before.numTensors);
  assert.equal(binding.getNumOfTensors(), before.handles);
  // A kilobyte lost per step would be 10 MB.
  const grown = (resident() - before.resident) / 2 ** 20;
  assert.ok(grown < 8, `${grown.toFixed(1)} MB more after 10,000 steps`);
  step.dispose();
  optimizer.dispose();
  noise.dispose();
  tf.dispose([weights, bias, scale, offset, mean, variance, images, labels]);
});

function resident(): number {
  return process.memoryUsage.rss();
}
