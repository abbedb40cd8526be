import assert from "node:assert/strict";
import {test} from "node:test";
import {smallDigits} from "../../../src/analyses/depth/small-digits";
import {
  furthestRatio,
  gradientGrowthOfPlainStack,
  gradientRatio,
  growthPerBlock,
  signalStages,
  weightGradientRatio,
} from "../../../src/analyses/depth/stack-signals";
import {randomStream} from "../../../src/numerics/random";
import {tf} from "../../../src/tensors/tensorflow";

const digits = smallDigits({random: randomStream(1)}).train;
const optimizer = {kind: "momentum", rate: 0.1} as const;
const startOf = async (network: Parameters<typeof signalStages>[1]["network"], seed: number) => {
  const settings = {network, batchSize: 256, optimizer, at: [0], random: randomStream(seed)};
  return (await signalStages(digits, settings))[0];
};

test("a plain stack with batch norm multiplies gradients by π / (π − 1) a block, as the law says", async () => {
  const growths: number[] = [];
  for (const seed of [11, 12, 13, 14]) {
    const stage = await startOf({blocks: 8, width: 128, shortcut: "none"}, seed);
    growths.push(growthPerBlock(stage));
  }
  const mean = growths.reduce((sum, growth) => sum + growth, 0) / growths.length;
  // The variance of a unit over 256 examples and the squared norm of its 128 weights are each off by
  // about √(2 / 256) and √(2 / 128); the root of their mean over 16 layers of 128 units is far below
  // the finite width's own shift, of order 1 / width + 1 / batch a layer: 3 % in two layers.
  assert.ok(Math.abs(mean / gradientGrowthOfPlainStack - 1) < 0.05, `grew by ${mean} a block`);
});

test("a residual stack whose branches are closed passes signals and gradients on unchanged", async () => {
  const stage = await startOf({blocks: 6, width: 16, normalisation: "none", alpha: 0}, 3);
  // Behind the last block no ReLU takes the gradient by the units that are 0.
  const inner = stage.gradients.slice(0, -1);
  assert.ok(inner.every((length) => length === inner[0]));
  assert.ok(gradientRatio(stage) <= 0);
  assert.ok(stage.streams.every((size) => size === stage.streams[0]));
});

test("measuring leaves no tensor behind and gives one number for each block and stage", async () => {
  const before = tf.memory().numTensors;
  const settings = {batchSize: 64, optimizer, at: [0, 2], random: randomStream(2)};
  const stages = await signalStages(digits, {...settings, network: {blocks: 3, width: 8}});
  assert.equal(tf.memory().numTensors, before);
  assert.deepEqual(
    stages.map(({step}) => step),
    [0, 2],
  );
  for (const {gradients, streams, weightNorms, weightGradients} of stages) {
    assert.deepEqual(
      [gradients, streams].map(({length}) => length),
      [4, 4],
    );
    assert.deepEqual(
      [weightNorms, weightGradients].map(({length}) => length),
      [3, 3],
    );
  }
  assert.notDeepEqual(stages[0].weightNorms, stages[1].weightNorms);
});

test("half of He's weights without batch norm quarter gradients a block, and a branch scale of 1/4 is that", async () => {
  const bare = {blocks: 6, width: 64, shortcut: "none", normalisation: "none"} as const;
  const [whole, half] = [await startOf(bare, 5), await startOf({...bare, branchScale: 0.25}, 5)];
  const quarters = gradientRatio(whole) - gradientRatio(half);
  // Smaller logits have a gradient of another direction; half of a single block's log10 4 is far from that.
  const half4 = Math.log10(4) / 2;
  assert.ok(Math.abs(quarters - 12 * half4) < half4, `${quarters}`);
  // The gradient with respect to a block's weights is made of its input, which is the smaller the deeper,
  // and of its gradient, which is the larger: the two make up for one another.
  const weights = weightGradientRatio(whole) - weightGradientRatio(half);
  assert.ok(Math.abs(weights) < half4, `${weights}`);
});

test("of the three ratios of first to last block the one furthest from 0 is taken, on either side", () => {
  const stage = {step: 20, streams: [1, 1], gradients: [10, 1], weightGradients: [10, 1]};
  assert.equal(furthestRatio({...stage, weightNorms: [1, 1]}), 1);
  assert.equal(furthestRatio({...stage, weightNorms: [1000, 1]}), 4);
  assert.equal(furthestRatio({...stage, weightNorms: [1, 1000]}), -2);
  assert.equal(furthestRatio({...stage, gradients: [1, 1e5], weightNorms: [1, 1]}), -5);
});
