import assert from "node:assert/strict";
import {test} from "node:test";
import {decomposePaths} from "../../../src/analyses/paths/path-decomposition";
import {skipPatterns} from "../../../src/models/dense-network-float64";
import {disposePass, gatedBranch, gatedPass, gatedReadOut} from "../../../src/models/gated-pass";
import {disposeNetwork} from "../../../src/models/network";
import type {Normalisation} from "../../../src/models/normalisation";
import {createResidualNetwork} from "../../../src/models/residual-network";
import type {ResidualSettings} from "../../../src/models/residual-options";
import {snapshotNetwork} from "../../../src/models/snapshot";
import {randomStream} from "../../../src/numerics/random";
import {normalTensor} from "../../../src/tensors/seeded";
import {tf} from "../../../src/tensors/tensorflow";

const kinds: Normalisation[] = ["none", "rms", "stopped", "standard", "centred", "frozen"];

test("with all weights 1 and open gates, length r carries d n^r C(p-1, r-1): 12 192 1152 3072 3072", () => {
  const network = createResidualNetwork(
    {input: [3], classes: 1, depth: 5, width: 4},
    {random: randomStream(1)},
  );
  for (const variable of [...network.weights, network.readout]) {
    tf.tidy(() => variable.assign(tf.ones(variable.shape)));
  }
  const images = tf.ones([1, 3]);
  const {parts, total, lengths} = decomposePaths(network, images);
  assert.deepEqual(lengths, [1, 2, 3, 4, 5]);
  assert.deepEqual(
    parts.map((part) => part[0]),
    [12, 192, 1152, 3072, 3072],
  );
  assert.deepEqual([...total], [7500]);
  images.dispose();
  disposeNetwork(network);
});

test("the parts equal the sums over all listed skip patterns, whatever the network", () => {
  for (const normalisation of kinds) {
    for (const order of ["post", "pre"] as const) {
      for (const depth of [1, 2, 6]) {
        const random = randomStream(depth);
        const network = createResidualNetwork(
          {input: [5], classes: 3, depth, width: 7, normalisation, order, scope: "unit"},
          {random},
        );
        const images = normalTensor([4, 5], {random});
        const {parts, tolerance} = decomposePaths(network, images);
        const snapshot = snapshotNetwork(network);
        assert.ok(snapshot.kind === "residual");
        const patterns = skipPatterns(snapshot, images.arraySync() as number[][]);
        const size = Math.max(...parts.flatMap((part) => [...part]).map(Math.abs));
        parts.forEach((part, index) => {
          const listed = patterns
            .filter(({length}) => length === index + 1)
            .map(({logits}) => logits.flat());
          part.forEach((value, at) => {
            const expected = listed.reduce((sum, logits) => sum + logits[at], 0);
            assert.ok(Math.abs(value - expected) <= 4 * tolerance * size, `${value}, ${expected}`);
          });
        });
        images.dispose();
        disposeNetwork(network);
      }
    }
  }
});

test("parts of dense and convolutional networks sum to the output over random settings", () => {
  const before = tf.memory().numTensors;
  for (let seed = 0; seed < 24; seed++) {
    const random = randomStream(seed);
    const convolutional = seed % 2 === 1;
    const settings: ResidualSettings = {
      kind: convolutional ? "convolutional" : "dense",
      input: [7, 6, 2],
      classes: 4,
      depth: 1 + random.integer(9),
      width: 1 + random.integer(12),
      normalisation: kinds[random.integer(6)],
      scope: random.uniform() < 0.5 ? "unit" : "layer",
      order: random.uniform() < 0.5 ? "post" : "pre",
      stride: 1 + random.integer(2),
      weightScale: 0.3 + 2 * random.uniform(),
    };
    const network = createResidualNetwork(settings, {random});
    const images = normalTensor([6, 7, 6, 2], {random});
    // decomposePaths itself throws when the sum is off; the bound is checked for sense here.
    const {error, tolerance, parts} = decomposePaths(network, images);
    assert.ok(error <= tolerance && tolerance < 1e-4, `${error} against ${tolerance}`);
    assert.equal(parts.length, settings.depth);
    images.dispose();
    disposeNetwork(network);
  }
  assert.equal(tf.memory().numTensors, before);
});

test("in a convolutional network, too, the parts are the sums over listed skip patterns", () => {
  for (const order of ["post", "pre"] as const) {
    const depth = 6;
    const network = createResidualNetwork(
      {
        kind: "convolutional",
        input: [5, 4, 2],
        classes: 3,
        depth,
        width: 4,
        normalisation: "rms",
        order,
      },
      {random: randomStream(9)},
    );
    const images = normalTensor([3, 5, 4, 2], {random: randomStream(10)});
    const {parts, tolerance} = decomposePaths(network, images);
    const pass = gatedPass(network, images);
    // Each layer doubles the list: every pattern so far, then each once more through the layer.
    const through = (layer: number, signals: tf.Tensor) =>
      gatedBranch(network, layer, signals, {
        gate: pass.gates[layer - 1],
        scale: pass.scales[layer - 1],
      });
    let signals = through(1, pass.input.expandDims(0));
    let lengths = [1];
    for (let layer = 2; layer <= depth; layer++) {
      signals = tf.concat([signals, through(layer, signals)]);
      lengths = [...lengths, ...lengths.map((length) => length + 1)];
    }
    assert.equal(lengths.length, 2 ** (depth - 1));
    const listed = gatedReadOut(network, signals, pass).arraySync();
    const size = Math.max(...parts.flatMap((part) => [...part]).map(Math.abs));
    parts.forEach((part, index) =>
      part.forEach((value, at) => {
        const expected = listed
          .filter((_, pattern) => lengths[pattern] === index + 1)
          .reduce((sum, logits) => sum + logits.flat()[at], 0);
        assert.ok(Math.abs(value - expected) <= tolerance * size, `${value}, ${expected}`);
      }),
    );
    images.dispose();
    disposePass(pass);
    disposeNetwork(network);
  }
});

test("a plain network has one length, its depth", () => {
  const network = createResidualNetwork(
    {input: [4], classes: 2, depth: 5, width: 6, skip: false},
    {random: randomStream(3)},
  );
  const images = normalTensor([3, 4], {random: randomStream(4)});
  const {lengths, parts, total} = decomposePaths(network, images);
  assert.deepEqual(lengths, [5]);
  parts[0].forEach((value, at) => assert.ok(Math.abs(value - total[at]) < 1e-6));
  images.dispose();
  disposeNetwork(network);
});

test("pooling from a length on keeps the shorter lengths and the sum of the others", () => {
  const network = createResidualNetwork(
    {input: [4], classes: 2, depth: 9, width: 6, normalisation: "rms"},
    {random: randomStream(3)},
  );
  const images = normalTensor([3, 4], {random: randomStream(4)});
  const {parts: all} = decomposePaths(network, images);
  for (const longest of [1, 2, 5, 9, 20]) {
    const {parts, lengths, tolerance} = decomposePaths(network, images, {longest});
    const cap = Math.min(longest, 9);
    assert.deepEqual(
      lengths,
      Array.from({length: cap}, (_, index) => index + 1),
    );
    for (let at = 0; at < 6; at++) {
      const rest = all.slice(cap - 1).reduce((sum, part) => sum + part[at], 0);
      const expected = [...all.slice(0, cap - 1).map((part) => part[at]), rest];
      expected.forEach((value, index) =>
        assert.ok(Math.abs(parts[index][at] - value) <= tolerance * 10),
      );
    }
  }
  images.dispose();
  disposeNetwork(network);
});

test("the work grows with depth: kernels linearly, numbers linearly too where long paths are pooled", async () => {
  const cost = async (depth: number, longest?: number) => {
    const network = createResidualNetwork(
      {input: [4], classes: 2, depth, width: 6, normalisation: "rms"},
      {random: randomStream(3)},
    );
    const images = normalTensor([3, 4], {random: randomStream(4)});
    const {kernels} = await tf.profile(() => {
      decomposePaths(network, images, {longest});
      return images;
    });
    images.dispose();
    disposeNetwork(network);
    const numbers = kernels.flatMap(({outputShapes}) => outputShapes as number[][]);
    return {
      kernels: kernels.length,
      numbers: numbers.reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0),
    };
  };
  // Equal steps in depth must cost equal amounts.
  const full = [await cost(20), await cost(40), await cost(60)];
  assert.equal(full[2].kernels - full[1].kernels, full[1].kernels - full[0].kernels);
  const pooled = [await cost(20, 8), await cost(40, 8), await cost(60, 8)];
  assert.equal(pooled[2].kernels - pooled[1].kernels, pooled[1].kernels - pooled[0].kernels);
  assert.equal(pooled[2].numbers - pooled[1].numbers, pooled[1].numbers - pooled[0].numbers);
  assert.ok(full[2].numbers > 2 * pooled[2].numbers);
});

test("weights that are not finite are refused", () => {
  const network = createResidualNetwork(
    {input: [4], classes: 2, depth: 3, width: 6},
    {random: randomStream(3)},
  );
  network.weights[1].assign(tf.fill([6, 6], NaN));
  assert.throws(() => decomposePaths(network, tf.ones([2, 4])), /must sum to the output.*finite/);
  assert.throws(() => decomposePaths(network, tf.ones([2, 4]), {longest: 0}), /longest/);
});
