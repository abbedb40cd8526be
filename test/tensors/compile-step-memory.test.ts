import assert from "node:assert/strict";
import {test} from "node:test";
import {compileStep} from "../../src/tensors/compile-step";
import {softmaxCrossEntropy} from "../../src/tensors/fused-cross-entropy";
import {momentumOptimizer} from "../../src/tensors/fused-optimizers";
import {tf} from "../../src/tensors/tensorflow";
import {batchNormNetwork} from "./batch-norm-network";

test("tensors, handles and resident memory stay flat over 10,000 steps", () => {
  const network = batchNormNetwork({blocks: 1, channels: 2, classes: 3, seed: 1});
  const optimizer = momentumOptimizer(network.trained, {momentum: 0.9});
  const step = compileStep(
    ({images, labels}) => softmaxCrossEntropy(network.forward(images), labels).mean(),
    {
      feeds: {images: [null, 4, 4, 1], labels: {shape: [null], dtype: "int32"}, learningRate: []},
      optimizer,
    },
  );
  const [images, labels] = [tf.ones([4, 4, 4, 1]), tf.tensor1d([0, 1, 2, 0], "int32")];
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
  network.dispose();
  tf.dispose([images, labels]);
});

function resident(): number {
  return process.memoryUsage.rss();
}
