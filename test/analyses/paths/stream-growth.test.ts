import assert from "node:assert/strict";
import {test} from "node:test";
import {onRandomNetwork} from "../../../src/analyses/paths/random-network-paths";
import {rootMeanSquareGrowth, streamGrowth} from "../../../src/analyses/paths/stream-growth";
import type {Normalisation} from "../../../src/models/normalisation";
import {randomStream} from "../../../src/numerics/random";
import {tf} from "../../../src/tensors/tensorflow";

const layers = [1, 2, 5, 10, 20];
const growth = (normalisation: Normalisation, scope: "layer" | "unit" = "layer") => {
  const network = {input: [30], classes: 2, depth: 20, width: 300, normalisation, scope};
  const all = onRandomNetwork(network, {examples: 200, random: randomStream(1)}, streamGrowth);
  return layers.map((layer) => all[layer - 1]);
};

test("with root mean squares the stream grows like l²/π, and as measured elsewhere at 400 units", () => {
  const measured = growth("rms");
  const known = [1, 2.65, 11.6, 39.7, 144];
  layers.forEach((layer, i) => {
    // One network's mean square strays by about 1/√width a layer from that of another.
    assert.ok(Math.abs(measured[i] / known[i] - 1) < 0.08, `${measured[i]} at ${layer}`);
    assert.ok(Math.abs(measured[i] / rootMeanSquareGrowth(layer) - 1) < 0.1);
  });
});

test("only centred units follow the paper's E N_l² = l; Eq. 20 to the letter is hundreds off", () => {
  const centred = growth("centred", "unit");
  // Their branches correlate a little at finite width, which adds up: a fifth at 20 layers and 300 units.
  layers.forEach((layer, i) => assert.ok(Math.abs(centred[i] / layer - 1) < 0.1 + layer / 100));
  const literal = growth("standard");
  assert.ok(literal[4] / 20 > 100, `${literal[4]}`);
});

test("without skips the last branch is all there is, and no tensor stays", () => {
  const before = tf.memory().numTensors;
  const network = {
    input: [5],
    classes: 2,
    depth: 4,
    width: 9,
    skip: false,
    normalisation: "rms",
  } as const;
  const all = onRandomNetwork(network, {examples: 50, random: randomStream(2)}, streamGrowth);
  // Of mean square 1 but for the 1e-5 under the root.
  for (const square of all) assert.ok(Math.abs(square - 1) < 1e-3);
  assert.equal(tf.memory().numTensors, before);
});
