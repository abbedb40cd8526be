import assert from "node:assert/strict";
import {test} from "node:test";
import {disposeNetwork, forward, trainableVariables} from "../../../src/models/network";
import {restoreNetwork, snapshotNetwork} from "../../../src/models/snapshot";
import {stackForward} from "../../../src/models/stack/stack-forward";
import {createStack} from "../../../src/models/stack/stack-network";
import type {StackSettings} from "../../../src/models/stack/stack-options";
import {randomStream} from "../../../src/numerics/random";
import {normalTensor} from "../../../src/tensors/seeded";
import {tf} from "../../../src/tensors/tensorflow";

const small: StackSettings = {input: [6], classes: 3, blocks: 3, width: 5};
const images = (shape: readonly number[] = [7, 6], seed = 1) =>
  normalTensor(shape, {random: randomStream(seed)});

/** Logits of the stack with these settings; all it made is disposed. */
function logitsOf(settings: StackSettings, shape?: readonly number[]): Float32Array {
  const network = createStack(settings, {random: randomStream(4)});
  const batch = images(shape);
  const logits = forward(network, batch);
  const values = Float32Array.from(logits.dataSync<"float32">());
  tf.dispose([batch, logits]);
  disposeNetwork(network);
  return values;
}

const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));

test("a residual block adds its branch to what comes in, written a second time by hand", () => {
  for (const shortcut of ["none", "identity"] as const) {
    const network = createStack(
      {...small, blocks: 1, shortcut, normalisation: "none"},
      {random: randomStream(2)},
    );
    for (const offset of network.offsets) {
      offset.assign(tf.tidy(() => normalTensor(offset.shape, {random: randomStream(3)})));
    }
    const [w0, w1, w2] = network.weights.map((w) => w.arraySync() as number[][]);
    const [b0, b1, b2] = network.offsets.map((b) => b.arraySync() as number[]);
    const [o, ob] = [
      network.readout.arraySync() as number[][],
      network.readoutBias.arraySync() as number[],
    ];
    const layer = (x: number[], w: number[][], b: number[]) =>
      b.map((bias, j) => x.reduce((sum, value, i) => sum + value * w[i][j], bias));
    const relu = (x: number[]) => x.map((value) => Math.max(0, value));
    const batch = images();
    const expected = (batch.arraySync() as number[][]).flatMap((x) => {
      const stream = relu(layer(x, w0, b0));
      const branch = layer(relu(layer(stream, w1, b1)), w2, b2);
      const sum = branch.map((value, i) => value + (shortcut === "identity" ? stream[i] : 0));
      return layer(relu(sum), o, ob);
    });
    const logits = forward(network, batch);
    // Sums of at most 7 products, three layers deep, of numbers around 1.
    assert.ok(largest(logits.dataSync(), expected) < 1e-4);
    tf.dispose([batch, logits]);
    disposeNetwork(network);
  }
});

test("a plain and a residual stack of one seed have the same weights, and the same number of them", () => {
  const [plain, residual] = (["none", "identity"] as const).map((shortcut) =>
    createStack({...small, shortcut}, {random: randomStream(5)}),
  );
  const [a, b] = [trainableVariables(plain), trainableVariables(residual)];
  assert.deepEqual([...a.keys()], [...b.keys()]);
  for (const [name, variable] of a) {
    assert.deepEqual([...variable.dataSync()], [...b.get(name)!.dataSync()], name);
  }
  disposeNetwork(plain);
  disposeNetwork(residual);
});

test("a gate at 0 and a branch that ends in zeros make every residual block the identity", () => {
  const none = logitsOf({...small, blocks: 0, normalisation: "none"});
  assert.deepEqual(logitsOf({...small, normalisation: "none", gate: 0}), none);
  assert.deepEqual(logitsOf({...small, normalisation: "none", start: "fixup"}), none);
  assert.ok(largest(logitsOf({...small, normalisation: "none"}), none) > 0.01);
});

test("a plain stack that starts at the identity computes what its first layer does, dense or not", () => {
  const plain = {shortcut: "none", normalisation: "none", start: "identity", noise: 0} as const;
  const dense = (blocks: number) => logitsOf({...small, ...plain, blocks});
  assert.deepEqual(dense(4), dense(0));
  const image = {...small, ...plain, kind: "convolutional", input: [4, 4, 2]} as const;
  const convolved = (blocks: number) => logitsOf({...image, blocks}, [3, 4, 4, 2]);
  assert.deepEqual(convolved(4), convolved(0));
});

test("what passes a hook replaces the stream, and the hook sees every block once", () => {
  const network = createStack(small, {random: randomStream(6)});
  const batch = images();
  const seen: number[] = [];
  const logits = stackForward(network, batch, {
    at: (stream, block) => {
      seen.push(block);
      return block === 3 ? tf.zerosLike(stream) : stream;
    },
  });
  assert.deepEqual(seen, [0, 1, 2, 3]);
  assert.ok(logits.dataSync().every((value) => value === 0));
  tf.dispose([batch, logits]);
  disposeNetwork(network);
});

test("a snapshot gives back every kind of stack bit for bit and leaves no tensor behind", () => {
  const before = tf.memory().numTensors;
  const kinds: Partial<StackSettings>[] = [
    {},
    {order: "pre", gate: 0.5},
    {shortcut: "projection"},
    {shortcut: "projection", normalisation: "none", layersPerBlock: 1},
    {kind: "convolutional", input: [4, 4, 1], stride: 2, shortcut: "projection"},
  ];
  for (const kind of kinds) {
    const network = createStack({...small, ...kind}, {random: randomStream(7)});
    const restored = restoreNetwork(snapshotNetwork(network));
    const batch = images([7, ...network.options.input]);
    const [first, second] = [forward(network, batch), forward(restored, batch)];
    assert.deepEqual(second.dataSync(), first.dataSync());
    tf.dispose([batch, first, second]);
    disposeNetwork(network);
    disposeNetwork(restored);
  }
  assert.equal(tf.memory().numTensors, before);
});

test("settings that make no stack are refused by name", () => {
  const make = (more: Partial<StackSettings>) => () =>
    createStack({...small, ...more}, {random: randomStream(1)});
  assert.throws(make({blocks: 1.5}), /blocks must be/);
  assert.throws(
    make({shortcut: "skip" as "none"}),
    /shortcut must be one of none, identity, projection, got skip/,
  );
  assert.throws(make({noise: NaN}), /noise/);
  assert.throws(make({start: "fixup", layersPerBlock: 1}), /a gate that starts at 0 does the same/);
  assert.throws(make({kind: "convolutional"}), /\[height, width, channels\], got \[6\]/);
});
