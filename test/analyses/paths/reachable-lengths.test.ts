import assert from "node:assert/strict";
import {test} from "node:test";
import {reachableLengths} from "../../../src/analyses/paths/reachable-lengths";
import {randomStream} from "../../../src/numerics/random";
import {tf} from "../../../src/tensors/tensorflow";

const network = {input: [12], classes: 5, depth: 6, width: 40};

test("tiny weights leave length 1, huge ones length p, and reached counts what dominated", () => {
  const before = tf.memory().numTensors;
  const scales = Array.from({length: 41}, (_, i) => 10 ** (-2 + i / 10));
  const {rows, reached} = reachableLengths(network, {scales, random: randomStream(4)});
  assert.equal(rows[0].dominant, 1);
  assert.equal(rows[40].dominant, 6);
  const distinct = new Set(rows.map(({dominant}) => dominant));
  assert.equal(reached, distinct.size / 6);
  assert.equal(tf.memory().numTensors, before);
});

test("under a live normaliser no scale moves the dominant length", () => {
  const {rows, reached} = reachableLengths(
    {...network, normalisation: "rms"},
    {scales: [0.1, 1, 10, 100], random: randomStream(4)},
  );
  assert.equal(new Set(rows.map(({dominant}) => dominant)).size, 1);
  assert.equal(reached, 1 / 6);
});
