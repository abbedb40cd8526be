import assert from "node:assert/strict";
import {test} from "node:test";
import {layerResponses} from "../../../src/analyses/depth/layer-responses";
import {disposeNetwork} from "../../../src/models/network";
import {createStack} from "../../../src/models/stack/stack-network";
import {randomStream} from "../../../src/numerics/random";
import {batchNormalize} from "../../../src/tensors/fused/batch-norm";
import {normalTensor} from "../../../src/tensors/seeded";
import {tf} from "../../../src/tensors/tensorflow";

test("every response is 1 before training, and none is there without batch norm", () => {
  for (const shortcut of ["none", "identity"] as const) {
    const settings = {input: [4], classes: 2, blocks: 3, width: 5, shortcut};
    const network = createStack(settings, {random: randomStream(1)});
    assert.deepEqual(
      layerResponses(network).map(({block, layer, deviation}) => [block, layer, deviation]),
      [1, 2, 3].flatMap((block) => [1, 2].map((layer) => [block, layer, 1])),
    );
    disposeNetwork(network);
  }
  const bare = createStack(
    {input: [4], classes: 2, blocks: 3, width: 5, normalisation: "none"},
    {random: randomStream(1)},
  );
  assert.deepEqual(layerResponses(bare), []);
  disposeNetwork(bare);
});

test("the formula gives the deviation of what batch norm puts out, pooled over units and examples", () => {
  const random = randomStream(3);
  const network = createStack({input: [4], classes: 2, blocks: 1, width: 6}, {random});
  const [, scale] = network.scales;
  const [, offset] = network.offsets;
  scale.assign(tf.tidy(() => normalTensor([6], {random: random.child("scale")})));
  offset.assign(tf.tidy(() => normalTensor([6], {random: random.child("offset")})));
  const measured = tf.tidy(() => {
    const values = normalTensor([500, 6], {sd: 3, random: random.child("values")});
    const out = batchNormalize(values, {scale, offset, epsilon: 1e-5});
    return Math.sqrt(tf.moments(out).variance.dataSync()[0]);
  });
  const [{deviation}] = layerResponses(network);
  // v / (v + ε) at v = 9 and float32 leave parts in a million.
  assert.ok(Math.abs(measured / deviation - 1) < 1e-4, `${measured} against ${deviation}`);
  disposeNetwork(network);
});
