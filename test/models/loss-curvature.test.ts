import assert from "node:assert/strict";
import {test} from "node:test";
import {forwardFloat64} from "../../src/models/dense-network-float64";
import {lossCurvature} from "../../src/models/loss-curvature";
import {disposeNetwork} from "../../src/models/network";
import {createResidualNetwork} from "../../src/models/residual-network";
import type {ResidualSettings} from "../../src/models/residual-options";
import {snapshotNetwork, type NetworkSnapshot} from "../../src/models/snapshot";
import {denseMatrix, rowOf} from "../../src/numerics/dense-matrix";
import {randomStream} from "../../src/numerics/random";
import {lanczos, tridiagonalEigenvalues} from "../../src/numerics/lanczos";
import {symmetricEigenvalues} from "../../src/numerics/symmetric-matrix";
import {dot} from "../../src/numerics/vector";
import {tf} from "../../src/tensors/tensorflow";

const root = randomStream(1);
const tiny = {input: [4], classes: 3, depth: 4, width: 5, weightScale: 1.2, logitScale: 2};

function drawn(settings: Partial<ResidualSettings>, name: string) {
  const random = root.child(name);
  const network = createResidualNetwork({...tiny, ...settings}, {random});
  const snapshot = snapshotNetwork(network) as Extract<NetworkSnapshot, {kind: "residual"}>;
  disposeNetwork(network);
  const batch = 7;
  const inputs = denseMatrix(
    [batch, 4],
    Float64Array.from({length: 4 * batch}, () => random.normal()),
  );
  const labels = Array.from({length: batch}, () => random.integer(3));
  return {snapshot, examples: {inputs, labels}, random};
}

/** The same network after a step in all its weights, in double precision: float32 would round it. */
function moved(snapshot: NetworkSnapshot, direction: Float64Array, by: number): NetworkSnapshot {
  const names = [...Array.from({length: tiny.depth}, (_, l) => `weights ${l + 1}`), "readout"];
  let at = 0;
  const values = Object.fromEntries(
    names.map((name) => {
      const {shape, values} = snapshot.values[name];
      const changed = Float64Array.from(values, (x) => x + by * direction[at++]);
      return [name, {shape, values: changed as unknown as Float32Array}];
    }),
  );
  return {...snapshot, values} as NetworkSnapshot;
}

const both = [true, false].map((skip) => ({skip, name: skip ? "residual" : "plain"}));

for (const {skip, name} of both) {
  test(`${name}: the loss is that of the network written out a second time`, () => {
    const {snapshot, examples} = drawn({skip}, `forward ${name}`);
    const {inputs, labels} = examples;
    const rows = labels.map((_, i) => Array.from(rowOf(inputs, i)));
    const {logits} = forwardFloat64(snapshot, rows);
    const losses = logits.map((row, i) =>
      Math.log(row.reduce((sum, z) => sum + Math.exp(z - row[labels[i]]), 0)),
    );
    const mean = losses.reduce((sum, x) => sum + x, 0) / labels.length;
    assert.ok(Math.abs(lossCurvature(snapshot, examples).loss - mean) <= 1e-14 * 10);
  });

  test(`${name}: gradient and Hessian are the differences of loss and gradient`, () => {
    const h = 1e-5;
    for (let round = 0; round < 5; round++) {
      const {snapshot, examples, random} = drawn({skip}, `differences ${name} ${round}`);
      const {size, gradient, hessianTimes} = lossCurvature(snapshot, examples);
      const direction = Float64Array.from({length: size}, () => random.normal());
      const [up, down] = [h, -h].map((by) =>
        lossCurvature(moved(snapshot, direction, by), examples),
      );
      // h² times a third derivative in a direction of length √P ≈ 9, plus rounding over h; a gate
      // that turns within h would show as an error of order h, and the seeds have none.
      assert.ok(Math.abs((up.loss - down.loss) / (2 * h) - dot(gradient, direction)) <= 1e-7);
      const product = hessianTimes(direction);
      product.forEach((value, i) =>
        assert.ok(Math.abs((up.gradient[i] - down.gradient[i]) / (2 * h) - value) <= 1e-6),
      );
    }
  });

  test(`${name}: Lanczos on the products finds the spectrum of the full Hessian`, () => {
    const {snapshot, examples, random} = drawn({skip}, `spectrum ${name}`);
    const {size, hessianTimes} = lossCurvature(snapshot, examples);
    const entries = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      entries.set(
        hessianTimes(Float64Array.from({length: size}, (_, k) => (k === i ? 1 : 0))),
        i * size,
      );
    }
    for (let i = 0; i < size; i++) {
      for (let k = 0; k < i; k++) {
        assert.ok(Math.abs(entries[i * size + k] - entries[k * size + i]) <= 1e-15 * 100);
      }
    }
    const exact = symmetricEigenvalues({size, entries});
    const found = tridiagonalEigenvalues(lanczos(hessianTimes, {size, steps: size, random}));
    exact.forEach((value, k) => assert.ok(Math.abs(found[k] - value) <= 1e-12 * size));
    // A third of the products already has the outermost ones.
    const few = tridiagonalEigenvalues(
      lanczos(hessianTimes, {size, steps: Math.floor(size / 3), random}),
    );
    assert.ok(Math.abs(few[0] - exact[0]) <= 1e-3 * exact[size - 1]);
    assert.ok(Math.abs(few[few.length - 1] / exact[size - 1] - 1) <= 1e-6);
  });
}

test("a huge logit gives a large loss, not an infinite one", () => {
  const {snapshot, examples} = drawn({weightScale: 300}, "huge");
  const {loss, gradient} = lossCurvature(snapshot, examples);
  assert.ok(loss > 1e3 && Number.isFinite(loss));
  assert.ok(gradient.every(Number.isFinite));
});

test("other networks and examples that do not fit are refused, and no tensor stays", () => {
  const before = tf.memory().numTensors;
  const {snapshot, examples} = drawn({}, "bad");
  const {inputs, labels} = examples;
  const normalised = drawn({normalisation: "rms"}, "rms").snapshot;
  assert.throws(() => lossCurvature(normalised, examples), /without normalisation.*rms/);
  assert.throws(
    () => lossCurvature(snapshot, {inputs: denseMatrix([2, 3]), labels: [0, 1]}),
    /takes 4 features, got 3/,
  );
  assert.throws(
    () => lossCurvature(snapshot, {inputs, labels: [0]}),
    /7 examples need as many labels, got 1/,
  );
  const stray = labels.map((_, i) => (i === 2 ? 3 : 0));
  assert.throws(
    () => lossCurvature(snapshot, {inputs, labels: stray}),
    /label 2 must be .* from 0 to 2, got 3/,
  );
  const {hessianTimes} = lossCurvature(snapshot, examples);
  assert.throws(() => hessianTimes(new Float64Array(3)), /length of a direction/);
  assert.equal(tf.memory().numTensors, before);
});
