import assert from "node:assert/strict";
import {test} from "node:test";
import {createCalibratedNetwork} from "../../src/models/calibrated-network";
import {disposeNetwork, forward} from "../../src/models/network";
import {randomStream} from "../../src/numerics/random";
import {normalTensor} from "../../src/tensors/seeded";
import {tf} from "../../src/tensors/tensorflow";

test("frozen divisors give the live network's logits on the images they were measured on", () => {
  const before = tf.memory().numTensors;
  const images = normalTensor([12, 3], {random: randomStream(2)});
  const make = (normalisation: "rms" | "frozen") =>
    createCalibratedNetwork(
      {input: [3], classes: 2, depth: 4, width: 5, normalisation},
      {images, random: randomStream(1)},
    );
  const [live, frozen] = [make("rms"), make("frozen")];
  const gap = tf.tidy(() => forward(live, images).sub(forward(frozen, images)).abs().max());
  assert.ok(gap.dataSync()[0] < 1e-5);
  assert.equal(live.sigmas.length, 0);
  const sigmas = frozen.sigmas.map((sigma) => sigma.dataSync()[0]);
  assert.ok(
    sigmas.every((sigma) => sigma > 0 && sigma !== 1),
    `${sigmas}`,
  );
  tf.dispose([images, gap]);
  [live, frozen].forEach(disposeNetwork);
  assert.equal(tf.memory().numTensors, before);
});
