import assert from "node:assert/strict";
import {test} from "node:test";
import {frozenCopy} from "../../src/models/calibrated-network";
import {forwardFloat64, skipPatterns} from "../../src/models/dense-network-float64";
import {disposePass, gatedPass} from "../../src/models/gated-pass";
import {disposeNetwork, forward, trainableVariables} from "../../src/models/network";
import type {Normalisation} from "../../src/models/normalisation";
import {createResidualNetwork} from "../../src/models/residual-network";
import type {ResidualSettings} from "../../src/models/residual-options";
import {restoreNetwork, snapshotNetwork} from "../../src/models/snapshot";
import {randomStream} from "../../src/numerics/random";
import type {Random} from "../../src/numerics/random";
import {normalTensor} from "../../src/tensors/seeded";
import {tf} from "../../src/tensors/tensorflow";

const kinds: Normalisation[] = ["none", "rms", "stopped", "standard", "centred", "frozen"];

function randomSettings(random: Random): ResidualSettings {
  return {
    input: [1 + random.integer(6)],
    classes: 1 + random.integer(4),
    depth: 1 + random.integer(5),
    width: 2 + random.integer(6),
    skip: random.uniform() < 0.8,
    normalisation: kinds[random.integer(kinds.length)],
    scope: random.uniform() < 0.5 ? "layer" : "unit",
    order: random.uniform() < 0.5 ? "post" : "pre",
    weightScale: 0.5 + random.uniform(),
    logitScale: 0.5 + random.uniform(),
  };
}

const rowsOf = (tensor: tf.Tensor): number[][] => tensor.arraySync() as number[][];

function assertClose(actual: number[][], expected: readonly (readonly number[])[], slack: number) {
  const size = Math.max(1, ...expected.flat().map(Math.abs));
  actual.forEach((row, i) =>
    row.forEach((value, k) => {
      const difference = Math.abs(value - expected[i][k]);
      assert.ok(difference <= slack * size, `${value} against ${expected[i][k]} at ${i}, ${k}`);
    }),
  );
}

test("the forward pass equals its second writing in double precision, whatever the options", () => {
  for (let seed = 0; seed < 60; seed++) {
    const random = randomStream(seed);
    const settings = randomSettings(random.child("settings"));
    const network = createResidualNetwork(settings, {random});
    // Scales away from 1 so that a forgotten λ shows.
    for (const lambda of network.lambdas) {
      lambda.assign(tf.tidy(() => normalTensor(lambda.shape, {random}).add(1.5)));
    }
    const images = normalTensor([7, settings.input[0]], {random: random.child("images")});
    const logits = forward(network, images);
    const snapshot = snapshotNetwork(network);
    assert.ok(snapshot.kind === "residual");
    const oracle = forwardFloat64(snapshot, rowsOf(images));
    // Sums of at most 8 products through at most 5 layers that may each amplify the last: float32
    // leaves far less than 1e-4 unless a gate flips, and then the gated value is itself that small.
    assertClose(rowsOf(logits), oracle.logits, 1e-4);

    const pass = gatedPass(network, images);
    assertClose(rowsOf(pass.output), oracle.logits, 1e-4);
    pass.gates.forEach((gate, layer) => {
      if (gate !== null) assert.deepEqual(rowsOf(gate), oracle.gates[layer]);
    });
    disposePass(pass);
    tf.dispose([images, logits]);
    disposeNetwork(network);
  }
});

test("in double precision the skip patterns sum to the logits, C(p - 1, r - 1) of each length", () => {
  for (let seed = 0; seed < 20; seed++) {
    const random = randomStream(seed);
    const settings = {...randomSettings(random.child("settings")), skip: true, depth: 5};
    const network = createResidualNetwork(settings, {random});
    const snapshot = snapshotNetwork(network);
    disposeNetwork(network);
    assert.ok(snapshot.kind === "residual");
    const inputs = Array.from({length: 4}, () =>
      Array.from({length: settings.input[0]}, () => random.normal()),
    );
    const patterns = skipPatterns(snapshot, inputs);
    const counts = [1, 2, 3, 4, 5].map(
      (length) => patterns.filter((pattern) => pattern.length === length).length,
    );
    assert.deepEqual(counts, [1, 4, 6, 4, 1]);
    const {logits} = forwardFloat64(snapshot, inputs);
    const sums = logits.map((row, i) =>
      row.map((_, k) => patterns.reduce((sum, pattern) => sum + pattern.logits[i][k], 0)),
    );
    assertClose(sums, logits, 1e-12);
  }
});

test("weights have variance c^2 / fan-in and the read-out 1 / width", () => {
  const random = randomStream(1);
  const network = createResidualNetwork(
    {input: [14, 14, 3], kind: "convolutional", classes: 50, depth: 2, width: 40, weightScale: 2},
    {random},
  );
  const expected = [4 / 27, 4 / 360, 1 / 40];
  [...network.weights, network.readout].forEach((variable, index) => {
    const values = variable.dataSync<"float32">();
    const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
    // The mean of n squared normals has relative standard error √(2/n).
    const tolerance = 4 * Math.sqrt(2 / values.length);
    assert.ok(Math.abs(variance / expected[index] - 1) < tolerance, `${variance} at ${index}`);
  });
  disposeNetwork(network);
});

test("a deeper network of the same seed begins with the weights of the shallower one", () => {
  const make = (depth: number) =>
    createResidualNetwork({input: [5], classes: 2, depth, width: 4}, {random: randomStream(3)});
  const [shallow, deep] = [make(2), make(6)];
  assert.deepEqual(shallow.weights[1].dataSync(), deep.weights[1].dataSync());
  assert.notDeepEqual(deep.weights[1].dataSync(), deep.weights[2].dataSync());
  disposeNetwork(shallow);
  disposeNetwork(deep);
});

test("a convolutional network reads images of its shape and its stride halves them", () => {
  const before = tf.memory().numTensors;
  const network = createResidualNetwork(
    {
      kind: "convolutional",
      input: [6, 6, 1],
      classes: 3,
      depth: 3,
      width: 4,
      stride: 2,
      normalisation: "rms",
    },
    {random: randomStream(1)},
  );
  const images = normalTensor([5, 6, 6, 1], {random: randomStream(2)});
  const pass = gatedPass(network, images);
  assert.deepEqual(pass.gates[2]?.shape, [5, 3, 3, 4]);
  assert.deepEqual(pass.output.shape, [5, 3]);
  assert.throws(
    () => forward(network, tf.zeros([5, 35])),
    /takes \[batch, 6, 6, 1\], got \[5, 35\]/,
  );
  disposePass(pass);
  images.dispose();
  disposeNetwork(network);
  // tf.zeros above.
  assert.equal(tf.memory().numTensors - before, 1);
});

test("a snapshot restores every bit, in JSON-free plain data", () => {
  for (const normalisation of kinds) {
    const network = createResidualNetwork(
      {input: [3], classes: 2, depth: 3, width: 4, normalisation, scope: "unit"},
      {random: randomStream(8)},
    );
    const snapshot = snapshotNetwork(network);
    const copy = restoreNetwork(snapshot);
    assert.deepEqual(snapshotNetwork(copy), snapshot);
    disposeNetwork(network);
    disposeNetwork(copy);
  }
});

test("a snapshot of other shapes is refused before anything changes", () => {
  const make = (width: number) =>
    createResidualNetwork({input: [3], classes: 2, depth: 2, width}, {random: randomStream(8)});
  const [small, large] = [make(2), make(3)];
  const mixed = {...snapshotNetwork(small), values: snapshotNetwork(large).values};
  assert.throws(() => restoreNetwork(mixed), /"weights 1" must have shape \[3, 2\].*\[3, 3\]/);
  disposeNetwork(small);
  disposeNetwork(large);
});

test("freezing changes no logit of the batch it was measured on, and holds after the weights move", () => {
  for (const normalisation of ["rms", "standard"] as const) {
    const random = randomStream(4);
    const network = createResidualNetwork(
      {input: [5], classes: 3, depth: 4, width: 8, normalisation},
      {random},
    );
    const images = normalTensor([16, 5], {random});
    const frozen = frozenCopy(network, images);
    const [live, held] = [forward(network, images), forward(frozen, images)];
    assertClose(rowsOf(held), rowsOf(live), 1e-5);
    // Live normalisation undoes a doubling of every λ but the read-out's factor of 2; a frozen one
    // lets the layers multiply.
    for (const lambda of [...network.lambdas, ...frozen.lambdas]) lambda.assign(tf.scalar(2));
    const [liveTwice, heldTwice] = [forward(network, images), forward(frozen, images)];
    const doubled = rowsOf(live).map((row) => row.map((value) => 2 * value));
    assertClose(rowsOf(liveTwice), doubled, 1e-3);
    assert.ok(Math.abs(rowsOf(heldTwice)[0][0]) > 3 * Math.abs(rowsOf(live)[0][0]));
    tf.dispose([images, live, held, liveTwice, heldTwice]);
    disposeNetwork(network);
    disposeNetwork(frozen);
  }
});

test("a network without a fixed divisor refuses to be frozen", () => {
  const network = createResidualNetwork(
    {input: [2], classes: 2, depth: 2, width: 2, normalisation: "centred"},
    {random: randomStream(1)},
  );
  assert.throws(() => frozenCopy(network, tf.ones([3, 2])), /"centred" cannot be frozen/);
  disposeNetwork(network);
});

test("gradients agree with central differences of the double-precision network", () => {
  // "stopped" has by intent another gradient.
  for (const normalisation of kinds.filter((kind) => kind !== "stopped")) {
    for (const order of ["post", "pre"] as const) {
      const random = randomStream(21);
      const network = createResidualNetwork(
        {input: [4], classes: 2, depth: 3, width: 5, normalisation, order},
        {random},
      );
      const images = normalTensor([6, 4], {random});
      const variables = trainableVariables(network);
      const loss = () => forward(network, images).square().sum() as tf.Scalar;
      const {grads} = tf.variableGrads(loss, [...variables.values()]);
      const snapshot = snapshotNetwork(network);
      assert.ok(snapshot.kind === "residual");
      const rows = rowsOf(images);
      const lossAt = (name: string, index: number, by: number) => {
        const stored = snapshot.values[name];
        // Double precision: the difference below would drown in float32.
        const values = Array.from(stored.values, (value, at) =>
          at === index ? value + by : value,
        );
        const moved = {...stored, values: Float64Array.from(values) as unknown as Float32Array};
        const altered = {...snapshot, values: {...snapshot.values, [name]: moved}};
        return forwardFloat64(altered, rows)
          .logits.flat()
          .reduce((sum, value) => sum + value ** 2, 0);
      };
      for (const [name, variable] of variables) {
        const gradient = grads[variable.name].dataSync();
        const size = Math.max(1, ...gradient.map(Math.abs));
        for (let index = 0; index < gradient.length; index += 3) {
          const step = 1e-6;
          const slope = (lossAt(name, index, step) - lossAt(name, index, -step)) / (2 * step);
          // Central differences leave 1e-6² · f''' and 1e-16/1e-6; float32 leaves about 1e-6 · size.
          assert.ok(
            Math.abs(gradient[index] - slope) < 2e-5 * size,
            `${normalisation} ${order} ${name}[${index}]: ${gradient[index]} against ${slope}`,
          );
        }
      }
      tf.dispose(grads);
      images.dispose();
      disposeNetwork(network);
    }
  }
});

test("a stopped divisor gives the gradient of the frozen network and the output of the live one", () => {
  const random = randomStream(5);
  const live = createResidualNetwork(
    {input: [4], classes: 3, depth: 3, width: 6, normalisation: "rms"},
    {random},
  );
  const images = normalTensor([9, 4], {random});
  const frozen = frozenCopy(live, images);
  const stopped = {...live, options: {...live.options, normalisation: "stopped" as const}};
  const slopes = (network: typeof live) => {
    const loss = () => forward(network, images).square().sum() as tf.Scalar;
    const {grads, value} = tf.variableGrads(loss, [...network.weights]);
    return {value: value.dataSync()[0], grads: network.weights.map((w) => rowsOf(grads[w.name]))};
  };
  const [a, b, c] = [slopes(stopped), slopes(frozen), slopes(live)];
  assert.equal(a.value, c.value);
  a.grads.forEach((gradient, index) => assertClose(gradient, b.grads[index], 1e-4));
  assert.throws(() => a.grads.forEach((gradient, i) => assertClose(gradient, c.grads[i], 1e-4)));
});

test("each layer's lambda times its slope sums to the logits times theirs, with live divisors", () => {
  // The logits are homogeneous of degree 1 in (λ_1 … λ_p): Σ λ_l dL/dλ_l = ⟨o, dL/do⟩.
  for (const normalisation of ["rms", "standard", "centred"] as const) {
    for (const scope of ["layer", "unit"] as const) {
      const random = randomStream(6);
      const network = createResidualNetwork(
        {input: [4], classes: 3, depth: 5, width: 6, normalisation, scope},
        {random},
      );
      const images = normalTensor([20, 4], {random});
      const labels = tf.oneHot(
        tf.tensor1d(
          Array.from({length: 20}, (_, i) => i % 3),
          "int32",
        ),
        3,
      );
      const lossOf = (logits: tf.Tensor) =>
        tf.losses.softmaxCrossEntropy(labels, logits) as tf.Scalar;
      const {grads} = tf.variableGrads(
        () => lossOf(forward(network, images)),
        [...network.lambdas],
      );
      const left = network.lambdas.reduce(
        (sum, lambda) => sum + lambda.mul(grads[lambda.name]).sum().dataSync()[0],
        0,
      );
      const logits = forward(network, images);
      const right = logits.mul(tf.grad(lossOf)(logits)).sum().dataSync()[0];
      // The floor under σ breaks homogeneity by about 1e-5 / σ² per layer.
      assert.ok(Math.abs(left - right) < 1e-3 * Math.abs(right), `${left} against ${right}`);
    }
  }
});

test("options that make no network are named with what came", () => {
  const good = {input: [4], classes: 3, depth: 3, width: 6};
  const make = (change: object) =>
    createResidualNetwork({...good, ...change}, {random: randomStream(1)});
  assert.throws(() => make({depth: 0}), /depth must be a whole number.*got 0/);
  assert.throws(() => make({depth: 1.5}), /depth.*got 1.5/);
  assert.throws(() => make({weightScale: -1}), /weightScale.*above 0, got -1/);
  assert.throws(() => make({normalisation: "batch"}), /one of none, rms.*got "batch"/);
  assert.throws(() => make({kind: "convolutional"}), /\[height, width, channels\], got \[4\]/);
});
