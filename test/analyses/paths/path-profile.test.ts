import assert from "node:assert/strict";
import {test} from "node:test";
import {pathProfile} from "../../../src/analyses/paths/path-profile";
import {decomposePaths} from "../../../src/analyses/paths/path-decomposition";
import {disposeNetwork, forward} from "../../../src/models/network";
import {createResidualNetwork} from "../../../src/models/residual-network";
import {randomStream} from "../../../src/numerics/random";
import {normalTensor} from "../../../src/tensors/seeded";
import {tf} from "../../../src/tensors/tensorflow";

// Two examples, two classes, lengths 1 and 2.
const decomposition = {
  lengths: [1, 2],
  batch: 2,
  classes: 2,
  parts: [Float64Array.of(3, 0, 1, 1), Float64Array.of(0, 4, -1, 3)],
  total: Float64Array.of(3, 4, 0, 4),
  error: 0,
  tolerance: 1,
};

test("shares by hand: per example 9:16 and 2:10, pooled 11:26; coherent 9:16 and 4:12", () => {
  const inputs = pathProfile(decomposition);
  assert.ok(Math.abs(inputs.energy[0] - (9 / 25 + 2 / 12) / 2) < 1e-15);
  assert.ok(Math.abs(inputs.coherent[0] - (9 / 25 + 4 / 16) / 2) < 1e-15);
  const pooled = pathProfile(decomposition, {average: "pooled"});
  assert.ok(Math.abs(pooled.energy[0] - 11 / 37) < 1e-15);
  assert.ok(Math.abs(pooled.coherent[0] - 13 / 41) < 1e-15);
  assert.ok(Math.abs(pooled.energyMean - (1 + 26 / 37)) < 1e-15);
  assert.ok(Math.abs(pooled.energyDeviation ** 2 - (11 / 37) * (26 / 37)) < 1e-15);
  assert.ok(Math.abs(pooled.coherentMean - (1 + 28 / 41)) < 1e-15);
});

test("an example without logits is left out; none left is refused", () => {
  const zero = Float64Array.of(3, 0, 0, 0);
  const half = {...decomposition, parts: [zero, zero], total: Float64Array.of(6, 0, 0, 0)};
  assert.deepEqual([...pathProfile(half).energy], [0.5, 0.5]);
  const none = {...half, parts: [new Float64Array(4)], total: new Float64Array(4), lengths: [1]};
  assert.throws(() => pathProfile(none), /every example's logits are 0/);
});

test("the coherent mean length is the slope of ln |Y| when every layer is scaled alike", () => {
  const network = createResidualNetwork(
    {input: [6], classes: 3, depth: 7, width: 12},
    {random: randomStream(3)},
  );
  const images = normalTensor([5, 6], {random: randomStream(4)});
  const profile = pathProfile(decomposePaths(network, images));
  const logNorms = (scale: number) =>
    tf.tidy(() => {
      // The gates do not move: scaling all layers by t > 0 keeps the sign only at equal lengths, so
      // the step is small enough to flip none of these 5 × 7 × 12 gates.
      const scaledNetwork = {
        ...network,
        weights: network.weights.map((weights) => weights.mul(scale) as tf.Variable),
      };
      return Array.from(
        forward(scaledNetwork, images).square().sum(1).log().div(2).dataSync<"float32">(),
      );
    });
  const step = 1e-3;
  const [up, down] = [logNorms(1 + step), logNorms(1 - step)];
  const slope = up.reduce((sum, value, i) => sum + (value - down[i]) / (2 * step) / 5, 0);
  // Float32 leaves 1e-7 / 1e-3 per logarithm; the third derivative, at most p³, times step².
  assert.ok(Math.abs(slope - profile.coherentMean) < 2e-3, `${slope}, ${profile.coherentMean}`);
  images.dispose();
  disposeNetwork(network);
});
