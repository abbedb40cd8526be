import assert from "node:assert/strict";
import {test} from "node:test";
import {disposeNetwork, forward, trainableVariables} from "../../../src/models/network";
import {cifarLayers, layerCounts} from "../../../src/models/image-network-layers";
import {restoreNetwork, snapshotNetwork} from "../../../src/models/snapshot";
import {stackForward} from "../../../src/models/stack/stack-forward";
import {createStack} from "../../../src/models/stack/stack-network";
import type {StackNetwork} from "../../../src/models/stack/stack-network";
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

type Vector = number[];
const relu = (x: Vector): Vector => x.map((value) => Math.max(0, value));
const plus = (a: Vector, b: Vector): Vector => a.map((value, i) => value + b[i]);
const times = (a: Vector, b: Vector | number): Vector =>
  a.map((value, i) => value * (typeof b === "number" ? b : b[i]));
const linear = (x: Vector, w: number[][], bias?: Vector): Vector =>
  w[0].map((_, j) => x.reduce((sum, value, i) => sum + value * w[i][j], bias?.[j] ?? 0));

/** A stack without batch norm of one block in plain double precision, from the equations. */
function byHand(network: StackNetwork, x: Vector): Vector {
  const {order, shortcut, shortcutScale, branchScale} = network.options;
  const [w0, w1, w2] = network.weights.map((w) => w.arraySync() as number[][]);
  const [b0, b1, b2] = network.offsets.map((b) => b.arraySync() as Vector);
  const first = linear(x, w0);
  const starts: Record<typeof order, Vector> = {
    post: relu(plus(first, b0)),
    "norm-after": relu(plus(first, b0)),
    "relu-before": relu(plus(first, b0)),
    "relu-pre": plus(first, b0),
    pre: first,
  };
  const stream = starts[order];
  const branches: Record<typeof order, Vector> = {
    post: linear(relu(linear(stream, w1, b1)), w2, b2),
    "norm-after": linear(relu(linear(stream, w1, b1)), w2),
    "relu-before": relu(linear(relu(linear(stream, w1, b1)), w2, b2)),
    "relu-pre": linear(relu(linear(relu(stream), w1, b1)), w2, b2),
    pre: linear(relu(plus(linear(relu(plus(stream, b1)), w1), b2)), w2),
  };
  const alpha = (network.alphas[0]?.arraySync() as number | undefined) ?? 1;
  let branch = times(branches[order], alpha);
  let path = stream.map(() => 0);
  if (shortcut === "identity" || shortcut === "dropout") path = stream;
  if (shortcut === "projection") {
    path = linear(stream, network.projections[0].arraySync() as number[][]);
  }
  if (shortcut.endsWith("-gate")) {
    const weights = network.gateWeights[0].arraySync() as number[][];
    const open = linear(stream, weights, network.gateBiases[0].arraySync() as Vector);
    const gate = open.map((value) => 1 / (1 + Math.exp(-value)));
    path = times(
      stream,
      gate.map((value) => 1 - value),
    );
    if (shortcut === "exclusive-gate") branch = times(branch, gate);
  }
  const sum = plus(times(path, shortcutScale), times(branch, branchScale));
  const ends: Record<typeof order, Vector> = {
    post: relu(sum),
    "norm-after": relu(plus(sum, b2)),
    "relu-before": sum,
    "relu-pre": relu(sum),
    pre: relu(plus(sum, b0)),
  };
  const readout = network.readout.arraySync() as number[][];
  return linear(ends[order], readout, network.readoutBias.arraySync() as Vector);
}

test("every order and every shortcut computes its equation, written a second time by hand", () => {
  const orders = ["post", "norm-after", "relu-before", "relu-pre", "pre"] as const;
  const shortcuts: Partial<StackSettings>[] = [
    {shortcut: "none"},
    {shortcut: "identity", alpha: 0.7},
    {shortcut: "identity", shortcutScale: 0.5, branchScale: 0.25},
    {shortcut: "projection", shortcutScale: 2},
    {shortcut: "exclusive-gate", gateBias: -1},
    {shortcut: "shortcut-gate", gateBias: 0.5},
    {shortcut: "dropout"},
  ];
  for (const order of orders) {
    for (const kind of shortcuts) {
      const settings = {...small, ...kind, order, blocks: 1, normalisation: "none"} as const;
      const network = createStack(settings, {random: randomStream(2)});
      network.offsets.forEach((offset, i) =>
        offset.assign(tf.tidy(() => normalTensor(offset.shape, {random: randomStream(30 + i)}))),
      );
      const batch = images();
      const expected = (batch.arraySync() as number[][]).flatMap((x) => byHand(network, x));
      const logits = forward(network, batch);
      // Sums of at most 7 products, four layers deep, of numbers around 1.
      assert.ok(
        largest(logits.dataSync(), expected) < 1e-4,
        `${order}, ${kind.shortcut}: off by ${largest(logits.dataSync(), expected)}`,
      );
      tf.dispose([batch, logits]);
      disposeNetwork(network);
    }
  }
});

test("the kinds of shortcuts meet where their equations do", () => {
  const identity = logitsOf(small);
  assert.deepEqual(logitsOf({...small, shortcutScale: 0}), logitsOf({...small, shortcut: "none"}));
  assert.deepEqual(logitsOf({...small, shortcut: "dropout"}), identity);
  // σ(−20 + …) is below 1e-7 for the sums of a few numbers around 1.
  const closed = logitsOf({...small, shortcut: "shortcut-gate", gateBias: -20});
  assert.ok(largest(closed, identity) < 1e-4);
  assert.ok(largest(logitsOf({...small, shortcut: "shortcut-gate"}), identity) > 0.01);
  const still = logitsOf({...small, shortcut: "exclusive-gate", gateBias: -20});
  assert.ok(largest(still, logitsOf({...small, branchScale: 0})) < 1e-4);
});

test("the gradient of every kind of stack is that of finite differences", () => {
  const kinds: Partial<StackSettings>[] = [
    {order: "norm-after"},
    {order: "relu-before", shortcutScale: 0.5},
    {order: "relu-pre"},
    {order: "pre", branchScale: 0.5},
    {shortcut: "exclusive-gate", gateBias: -1},
    {shortcut: "shortcut-gate"},
    {shortcut: "projection"},
    {kind: "convolutional", input: [4, 4, 2], blocks: 2, stages: 2},
    {kind: "convolutional", input: [4, 4, 2], blocks: 2, stages: 2, shortcut: "projection"},
  ];
  for (const kind of kinds) {
    const network = createStack({...small, ...kind}, {random: randomStream(8)});
    const batch = images([20, ...network.options.input]);
    const variables = [...trainableVariables(network).values()];
    const loss = () => forward(network, batch).square().mean<tf.Scalar>();
    const {grads} = tf.variableGrads(loss, variables);
    // Along the gradient itself the slope is its length, and only kinks of ReLU disturb it.
    const length = Math.sqrt(
      variables.reduce((sum, {name}) => sum + grads[name].square().sum().dataSync()[0], 0),
    );
    const step = 1e-3 / length;
    const move = (by: number): void =>
      variables.forEach((variable) =>
        tf.tidy(() => variable.assign(variable.add(grads[variable.name].mul(by)) as tf.Variable)),
      );
    const value = (): number => tf.tidy(() => loss().dataSync()[0]);
    move(step);
    const after = value();
    move(-2 * step);
    const slope = (after - value()) / (2 * step);
    // Single precision leaves 1e-7 / 1e-3 of a loss near the slope; kinks a few parts in a hundred.
    assert.ok(Math.abs(slope / length ** 2 - 1) < 0.05, `${JSON.stringify(kind)}: ${slope}`);
    tf.dispose([batch, grads]);
    disposeNetwork(network);
  }
});

test("a shortcut that drops does so in training only, keeps the mean and doubles the mean square", () => {
  const settings = {...small, shortcut: "dropout", order: "pre", branchScale: 0} as const;
  const network = createStack({...settings, blocks: 1}, {random: randomStream(9)});
  const batch = images([2000, 6]);
  const streams = (training: boolean): number[][] => {
    const seen: number[][] = [];
    const at = (stream: tf.Tensor) => {
      seen.push([...stream.dataSync()]);
      return stream;
    };
    tf.tidy(() => void stackForward(network, batch, {at, training}));
    return seen;
  };
  const [before, after] = streams(true);
  assert.ok(after.every((value, i) => value === 0 || value === 2 * before[i]));
  const share = after.filter((value) => value === 0).length / after.length;
  // 10,000 fair coins: five standard deviations of 0.005.
  assert.ok(Math.abs(share - 0.5) < 0.025, `${share} dropped`);
  assert.notDeepEqual(streams(true)[1], after, "every call draws anew");
  const [start, end] = streams(false);
  assert.deepEqual(end, start);
  batch.dispose();
  disposeNetwork(network);
});

test("with k active blocks training keeps k branches, others in each step, and afterwards all at k / n", () => {
  const settings = {...small, blocks: 7, order: "pre", activeBlocks: 3} as const;
  const network = createStack(settings, {random: randomStream(4)});
  const batch = images();
  /** Which blocks changed the stream. */
  const seen = (training: boolean): string => {
    let before: tf.Tensor | undefined;
    let moved = "";
    const at = (stream: tf.Tensor, block: number): tf.Tensor => {
      if (before && stream.sub(before).abs().sum().dataSync()[0] > 0) moved += `${block}`;
      before = stream;
      return stream;
    };
    stackForward(network, batch, {training, at}).dispose();
    return moved;
  };
  const drawn = Array.from({length: 20}, () => seen(true));
  assert.ok(
    drawn.every((blocks) => blocks.length === 3),
    drawn.join(),
  );
  assert.ok(new Set(drawn).size > 10);
  assert.equal(new Set(drawn.join("")).size, 7);
  assert.equal(seen(false), "1234567");
  tf.dispose(batch);
  disposeNetwork(network);
  const scaled = {...small, blocks: 7, order: "pre", branchScale: 3 / 7} as const;
  assert.ok(largest(logitsOf(settings), logitsOf(scaled)) < 1e-5);
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

test("an alpha of 0 and a branch that ends in zeros make every residual block the identity", () => {
  const none = logitsOf({...small, blocks: 0, normalisation: "none"});
  assert.deepEqual(logitsOf({...small, normalisation: "none", alpha: 0}), none);
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

/** An image as [row][column][channel]. */
type Picture = number[][][];

/** A 3 × 3 convolution around every place, or around every second one, with zeros outside; by its sums. */
function convolved(picture: Picture, kernel: number[][][][], stride: number): Picture {
  const side = Math.ceil(picture.length / stride);
  const at = (row: number, column: number): Vector =>
    kernel[0][0][0].map((_, out) => {
      let sum = 0;
      for (const i of [0, 1, 2]) {
        for (const j of [0, 1, 2]) {
          const place = picture[stride * row + i - 1]?.[stride * column + j - 1];
          place?.forEach((value, c) => (sum += value * kernel[i][j][c][out]));
        }
      }
      return sum;
    });
  return Array.from({length: side}, (_, row) =>
    Array.from({length: side}, (_, column) => at(row, column)),
  );
}
const places = (a: Picture, f: (place: Vector, row: number, column: number) => Vector): Picture =>
  a.map((line, row) => line.map((place, column) => f(place, row, column)));

test("a stage halves the places around those that its shortcut takes, and doubles the channels", () => {
  const settings = {
    kind: "convolutional",
    input: [6, 6, 2],
    blocks: 2,
    width: 2,
    stages: 2,
  } as const;
  for (const shortcut of ["identity", "none", "projection"] as const) {
    const network = createStack(
      {...small, ...settings, shortcut, normalisation: "none"},
      {random: randomStream(12)},
    );
    const [w0, w1, w2, w3, w4] = network.weights.map((w) => w.arraySync() as number[][][][]);
    const matrices = network.projections.map((p) => p.arraySync() as number[][]);
    const batch = images([3, 6, 6, 2]);
    const expected = (batch.arraySync() as Picture[]).flatMap((picture) => {
      const x0 = places(convolved(picture, w0, 1), relu);
      const f1 = convolved(places(convolved(x0, w1, 1), relu), w2, 1);
      const taken = (place: Vector, block: number): Vector =>
        shortcut === "projection"
          ? linear(place, matrices[block])
          : shortcut === "none"
            ? [0, 0, 0, 0]
            : [...place, 0, 0];
      const x1 = places(f1, (place, row, column) => relu(plus(place, taken(x0[row][column], 0))));
      const f2 = convolved(places(convolved(x1, w3, 2), relu), w4, 1);
      const x2 = places(f2, (place, row, column) =>
        relu(plus(place, taken(x1[2 * row][2 * column], 1))),
      );
      const mean = times(x2.flat().reduce(plus), 1 / x2.flat().length);
      return linear(mean, network.readout.arraySync() as number[][]);
    });
    const logits = forward(network, batch);
    // Sums of at most 36 products, six layers deep, of numbers around 1.
    assert.ok(
      largest(logits.dataSync(), expected) < 1e-4,
      `${shortcut}: off by ${largest(logits.dataSync(), expected)}`,
    );
    tf.dispose([batch, logits]);
    disposeNetwork(network);
  }
});

test("with 3n blocks in three stages of 16 channels it has the parameters of the networks for CIFAR-10", () => {
  for (const n of [1, 3, 9]) {
    for (const [shortcut, option] of [
      ["identity", "A"],
      ["none", "none"],
    ] as const) {
      for (const order of ["post", "pre"] as const) {
        const network = createStack(
          {
            ...{kind: "convolutional", input: [32, 32, 3], classes: 10, width: 16, stages: 3},
            ...{blocks: 3 * n, shortcut, order},
          },
          {random: randomStream(1)},
        );
        const numbers = [...trainableVariables(network).values()].map(({size}) => size);
        const {parameters} = layerCounts(cifarLayers(n, option));
        // Before the read-out "pre" normalises 64 channels, and not the 16 behind the first layer; at
        // each change of stage it normalises the channels that come in, half of those that go out.
        const moved = order === "pre" ? 2 * (64 - 16) - 2 * 16 - 2 * 32 : 0;
        assert.equal(
          numbers.reduce((sum, size) => sum + size, 0),
          parameters + moved,
        );
        disposeNetwork(network);
      }
    }
  }
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
    {order: "pre", alpha: 0.5},
    {order: "norm-after", shortcut: "exclusive-gate", gateBias: -2},
    {order: "relu-pre", shortcut: "dropout"},
    {shortcut: "projection"},
    {shortcut: "projection", normalisation: "none", layersPerBlock: 1},
    {kind: "convolutional", input: [4, 4, 1], stride: 2, shortcut: "projection"},
    {kind: "convolutional", input: [8, 8, 1], stages: 3, shortcut: "projection", order: "pre"},
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
    /shortcut must be one of none, identity, .*, got "skip"/,
  );
  assert.throws(make({noise: NaN}), /noise/);
  assert.throws(make({activeBlocks: 0}), /activeBlocks/);
  assert.throws(make({activeBlocks: 4}), /activeBlocks/);
  assert.throws(
    make({start: "fixup", layersPerBlock: 1}),
    /an alpha that starts at 0 does the same/,
  );
  assert.throws(make({kind: "convolutional"}), /\[height, width, channels\], got \[6\]/);
  assert.throws(make({stages: 3}), /3 stages needs kind "convolutional", got "dense"/);
  const image = {kind: "convolutional", input: [8, 8, 1], stages: 3} as const;
  assert.throws(make({...image, blocks: 4}), /blocks that can be divided by them, got 4/);
  assert.throws(make({...image, shortcut: "dropout"}), /"projection", got "dropout"/);
  assert.throws(make({...image, start: "identity"}), /start "he" or "fixup", got "identity"/);
  assert.throws(make({...image, stages: 0}), /stages must be/);
});
