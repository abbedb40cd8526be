import assert from "node:assert/strict";
import {test} from "node:test";
import {disposeNetwork, forward} from "../../src/models/network";
import {createPerceptron} from "../../src/models/perceptron";
import {restoreNetwork, snapshotNetwork} from "../../src/models/snapshot";
import {randomStream} from "../../src/numerics/random";
import {tf} from "../../src/tensors/tensorflow";

test("a perceptron with hand-set numbers gives the hand-computed logits", () => {
  const before = tf.memory().numTensors;
  const network = createPerceptron(
    {input: [2], hidden: [2], classes: 1},
    {random: randomStream(1)},
  );
  const set = (variable: tf.Variable, values: number[]) =>
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  set(network.weights[0], [1, -1, 2, 3]);
  set(network.biases[0], [0.5, -0.25]);
  set(network.weights[1], [2, -4]);
  set(network.biases[1], [1]);
  const logits = tf.tidy(() =>
    forward(
      network,
      tf.tensor2d([
        [1, 1],
        [-1, 0],
      ]),
    ),
  );
  // (1, 1): hidden (3.5, 1.75) → 7 − 7 + 1; (−1, 0): hidden (0, 0.75) → −3 + 1.
  assert.deepEqual(Array.from(logits.dataSync()), [1, -2]);
  logits.dispose();
  disposeNetwork(network);
  assert.equal(tf.memory().numTensors, before);
});

test("without hidden layers it is linear, images flattened", () => {
  const network = createPerceptron(
    {input: [2, 2, 1], hidden: [], classes: 3},
    {random: randomStream(2)},
  );
  const outputs = tf.tidy(() => {
    const [a, b] = [tf.randomNormal([1, 2, 2, 1], 0, 1, "float32", 1), tf.ones([1, 2, 2, 1])];
    const sum = forward(network, a.add(b)).sub(forward(network, a)).sub(forward(network, b));
    return sum.abs().max();
  });
  assert.ok(outputs.dataSync()[0] < 1e-6);
  const copy = restoreNetwork(snapshotNetwork(network));
  assert.deepEqual(snapshotNetwork(copy), snapshotNetwork(network));
});

test("a layer without units is refused", () => {
  assert.throws(
    () => createPerceptron({input: [2], hidden: [0], classes: 3}, {random: randomStream(2)}),
    /layer's size must be a whole number.*got 0/,
  );
});
