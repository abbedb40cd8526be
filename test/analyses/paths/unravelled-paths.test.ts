import assert from "node:assert/strict";
import {test} from "node:test";
import {randomNetworkPaths} from "../../../src/analyses/paths/random-network-paths";
import {unravelledPaths} from "../../../src/analyses/paths/unravelled-paths";
import {randomStream} from "../../../src/numerics/random";
import {tf} from "../../../src/tensors/tensorflow";

const network = {input: [6], classes: 4, depth: 5, width: 16};
const draw = () => ({examples: 1, random: randomStream(3)});

test("sixteen paths of five layers: 1 4 6 4 1 by length, the first layer in each", () => {
  const paths = unravelledPaths(network, draw());
  const count = (r: number) => paths.filter(({length}) => length === r).length;
  assert.deepEqual([1, 2, 3, 4, 5].map(count), [1, 4, 6, 4, 1]);
  for (const {taken, length} of paths) {
    assert.equal(taken[0], true);
    assert.equal(taken.filter(Boolean).length, length);
  }
});

test("their coherent shares sum to 1, and by length to the profile that one sweep finds", () => {
  const paths = unravelledPaths(network, draw());
  const {coherent} = randomNetworkPaths(network, draw()).actual;
  const byLength = [1, 2, 3, 4, 5].map((r) =>
    paths.reduce((sum, path) => sum + (path.length === r ? path.coherent : 0), 0),
  );
  // The profile comes from float32: 2⁻²⁴ times the root of some hundred products.
  byLength.forEach((share, i) => assert.ok(Math.abs(share - coherent[i]) < 1e-5));
  const energy = paths.reduce((sum, path) => sum + path.energy, 0);
  assert.ok(Math.abs(energy - 1) < 1e-12);
});

test("too deep to list, not whole, or none: each has its sentence, and no tensor stays", () => {
  const before = tf.memory().numTensors;
  for (const depth of [0, 1.5, 9])
    assert.throws(
      () => unravelledPaths({...network, depth}, draw()),
      new RegExp(`depth of a network to unravel must be a whole number, from 1 to 8, got ${depth}`),
    );
  unravelledPaths(network, draw());
  assert.equal(tf.memory().numTensors, before);
});
