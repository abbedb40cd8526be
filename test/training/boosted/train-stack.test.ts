import assert from "node:assert/strict";
import {test} from "node:test";
import {moons} from "../../../src/datasets/toys";
import {score, stagedFeatures} from "../../../src/models/resfgb-predict";
import {randomStream} from "../../../src/numerics/random";
import {tf} from "../../../src/tensors/tensorflow";
import {trainStack} from "../../../src/training/boosted/train-stack";
import type {BoostedStackSettings, StackWay} from "../../../src/training/boosted/train-stack";

const data = moons({count: 300, noise: 0.15, random: randomStream(41)});
const settings: Omit<BoostedStackSettings, "way"> = {
  blocks: 2,
  hidden: [16],
  epochs: 30,
  correctiveEpochs: 5,
  rate: 0.01,
  batchSize: 50,
  decay: 0,
  scaling: "standard",
  padding: 1,
  random: randomStream(42),
};

test("blocks trained end to end, greedily and with corrections all learn, and repeat to the bit", async () => {
  const ways: StackWay[] = ["end to end", "greedy", "corrective"];
  for (const way of ways) {
    const before = tf.memory().numTensors;
    const model = await trainStack(data, {...settings, way});
    assert.equal(tf.memory().numTensors, before);
    assert.ok(score(model, data) > 0.95, `${way}: ${score(model, data)}`);
    assert.equal(model.blocks.length, 2);
    if (way === "greedy") {
      assert.deepEqual((await trainStack(data, {...settings, way})).blocks, model.blocks);
      // The first block does not know whether a second one follows.
      const single = await trainStack(data, {...settings, way, blocks: 1});
      assert.deepEqual(single.blocks[0], model.blocks[0]);
    }
  }
});

test("without training every block is the identity", async () => {
  const model = await trainStack(data, {...settings, way: "end to end", epochs: 0});
  const [first, , last] = stagedFeatures(model, data);
  assert.deepEqual(first, last);
});
