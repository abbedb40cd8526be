import assert from "node:assert/strict";
import {test} from "node:test";
import {smallDigits} from "../../../src/analyses/depth/small-digits";
import {streamSteps} from "../../../src/analyses/depth/stream-steps";
import {examplesBetween} from "../../../src/datasets/subsets";
import {disposeNetwork} from "../../../src/models/network";
import {createStack} from "../../../src/models/stack/stack-network";
import type {StackSettings} from "../../../src/models/stack/stack-options";
import {randomStream} from "../../../src/numerics/random";
import {tf} from "../../../src/tensors/tensorflow";

const batch = examplesBetween(smallDigits({random: randomStream(1)}).train, 0, 200);
const stepsOf = (settings: Partial<StackSettings>) => {
  const network = createStack(
    {input: [8, 8, 1], classes: 10, blocks: 6, width: 24, ...settings},
    {random: randomStream(2)},
  );
  const steps = streamSteps(network, batch);
  disposeNetwork(network);
  return steps;
};

test("nothing falls where a ReLU stands before the addition, about half of it without shortcut", () => {
  const before = tf.memory().numTensors;
  assert.ok(stepsOf({order: "relu-before"}).every(({falling}) => falling === 0));
  const post = stepsOf({order: "post"});
  assert.ok(post.every(({falling}) => falling > 0.1 && falling < 0.9));
  assert.equal(tf.memory().numTensors, before);
});

test("a plain stack cuts half of what batch norm centres, an identity stack less with every block", () => {
  const plain = stepsOf({shortcut: "none"});
  // Of 200 · 24 nearly normal numbers around 0, half are negative; skew moves that by a tenth.
  assert.ok(plain.every(({cut}) => Math.abs(cut - 0.5) < 0.1));
  const identity = stepsOf({});
  assert.ok(identity[5].cut < identity[0].cut && identity[0].cut < 0.45);
  assert.ok(stepsOf({order: "pre"}).every(({cut}) => cut === 0));
});

test("closed branches leave the stream as it is", () => {
  const [first, ...later] = stepsOf({branchScale: 0});
  assert.ok(later.every(({size, cut}) => size === first.size && cut === first.cut));
  assert.ok(later.every(({falling, moved}) => falling === 0 && moved === 0));
  assert.ok(later.every(({kept}) => Math.abs(kept - 1) < 1e-5));
  assert.deepEqual(
    stepsOf({}).map(({block}) => block),
    [1, 2, 3, 4, 5, 6],
  );
});

test("a plain stack near the identity keeps its stream, one near a rotation of the same size does not", () => {
  const near = stepsOf({shortcut: "none", start: "identity", noise: 0.1});
  const turned = stepsOf({shortcut: "none", start: "rotation", noise: 0.1});
  assert.ok(near[5].kept > 0.8 && near[5].moved < 0.6, `${near[5].kept}, ${near[5].moved}`);
  assert.ok(turned.every(({kept, moved}) => Math.abs(kept) < 0.5 && moved > 0.7));
});
