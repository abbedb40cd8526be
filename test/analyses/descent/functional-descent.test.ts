import assert from "node:assert/strict";
import {test} from "node:test";
import {rateRows} from "../../../src/analyses/descent/convergence-rate";
import {functionalDescent, kernelBound} from "../../../src/analyses/descent/functional-descent";
import type {Smoothing} from "../../../src/analyses/descent/functional-descent";
import {marginBounds} from "../../../src/analyses/descent/margin-distribution";
import {denseMatrix} from "../../../src/numerics/dense-matrix";
import type {DenseMatrix} from "../../../src/numerics/dense-matrix";
import {randomStream} from "../../../src/numerics/random";
import type {ScoreLoss} from "../../../src/models/score-loss";

/** The generator of the fixture, and only of the fixture. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Sixty moons as they were drawn for the fixture, standardised. */
function fixtureMoons(): {points: DenseMatrix; labels: Int32Array; classes: number} {
  const uniform = mulberry32(1);
  const count = 60;
  const points = denseMatrix([count, 2]);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const angle = Math.PI * uniform();
    const radius = Math.sqrt(-2 * Math.log(uniform() + 1e-12));
    const turn = 2 * Math.PI * uniform();
    const [noiseX, noiseY] = [radius * Math.cos(turn), radius * Math.sin(turn)];
    labels[i] = i % 2;
    const [x, y] =
      labels[i] === 0
        ? [Math.cos(angle), Math.sin(angle)]
        : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
    points.values.set([x + 0.2 * noiseX, y + 0.2 * noiseY], 2 * i);
  }
  for (let j = 0; j < 2; j++) {
    const column = points.values.filter((_, at) => at % 2 === j);
    const mean = column.reduce((total, value) => total + value, 0) / count;
    const deviation = Math.sqrt(
      column.reduce((total, value) => total + (value - mean) ** 2, 0) / count,
    );
    column.forEach((value, i) => (points.values[2 * i + j] = (value - mean) / deviation));
  }
  return {points, labels, classes: 2};
}

/** Clouds around random centres that overlap. */
function clouds({count, features, classes, seed}: {[name: string]: number}) {
  const random = randomStream(seed);
  const centres = Array.from({length: classes * features}, () => 1.5 * random.normal());
  const labels = Int32Array.from({length: count}, (_, i) => i % classes);
  const points = denseMatrix([count, features]);
  for (let i = 0; i < count; i++) {
    for (let a = 0; a < features; a++) {
      points.values[i * features + a] = centres[labels[i] * features + a] + random.normal();
    }
  }
  return {points, labels, classes};
}

test("the fixture's generator and points come out as they were", () => {
  const uniform = mulberry32(1);
  assert.deepEqual(
    [uniform(), uniform(), uniform(), uniform()],
    [0.6270739405881613, 0.002735721180215478, 0.5274470399599522, 0.9810509674716741],
  );
  const {points} = fixtureMoons();
  const first = [
    -1.805702721, 0.9317364583, 1.8928038929, 0.3195483716, -1.1106776962, 1.3365589112,
  ];
  first.forEach((value, at) => assert.ok(Math.abs(points.values[at] - value) < 1e-9));
});

test("ten blocks on the fixture's moons give the risk, norms and energies found elsewhere", () => {
  const layers = functionalDescent(fixtureMoons(), {
    smoothing: {kind: "gaussian", width: 0.5},
    layers: 10,
    decay: 0.01,
  });
  const known: Record<number, number[]> = {
    0: [0.24299927, 2.338867, 0.490757, 0.843952, 0.02474775, 2.73515, 0.9167],
    1: [0.23405276, 2.383798, 0.479685, 0.838158, 0.02387898, 2.841247, 0.9167],
    2: [0.22574418, 2.424987, 0.468713, 0.831419, 0.02303308, 2.94028, 0.95],
    3: [0.2180011, 2.462816, 0.457873, 0.823864, 0.02221012, 3.032731, 0.95],
    5: [0.20398037, 2.52958, 0.436667, 0.806707, 0.02063179, 3.199386, 0.95],
    10: [0.17556471, 2.6542, 0.386876, 0.755233, 0.01706835, 3.522388, 0.95],
  };
  for (const [layer, expected] of Object.entries(known)) {
    const at = layers[Number(layer)];
    const found = [
      at.risk,
      at.weightNorm,
      at.gradientL1,
      at.gradientL2,
      at.energy,
      at.smoothness,
      Number(at.accuracy.toFixed(4)),
    ];
    found.forEach((value, i) =>
      // The fixture prints six to eight digits.
      assert.ok(Math.abs(value - expected[i]) < 1.1e-6, `layer ${layer} [${i}]: ${value}`),
    );
  }
});

test("every block brings at least the decrease that is guaranteed, whatever kernel, loss and data", () => {
  const smoothings: Smoothing[] = [
    {kind: "gaussian", width: 0.1},
    {kind: "gaussian", width: 1},
    {kind: "ideal"},
    {kind: "none"},
  ];
  const losses: ScoreLoss[] = ["logistic", "smooth hinge"];
  for (const [seed, smoothing] of smoothings.entries()) {
    for (const loss of losses) {
      for (const boldness of [0.3, 1]) {
        const data = clouds({count: 45, features: 2 + seed, classes: 3, seed});
        const layers = functionalDescent(data, {smoothing, layers: 6, decay: 0.01, loss, boldness});
        for (const {guaranteed, decrease, energy, gradientL2, direction} of layers.slice(0, -1)) {
          assert.ok(guaranteed > 0);
          assert.ok(
            decrease >= guaranteed,
            `${smoothing.kind} ${loss}: ${decrease} < ${guaranteed}`,
          );
          // ‖T g‖² ≤ K ⟨g, T g⟩ ≤ K² ‖g‖².
          const bound = kernelBound(smoothing, 45);
          const square = direction.values.reduce((total, value) => total + value ** 2, 0) / 45;
          assert.ok(square <= bound * energy * (1 + 1e-12));
          assert.ok(energy <= bound * gradientL2 ** 2 * (1 + 1e-12));
        }
        // The convergence inequality, from the same decreases.
        const sum = layers.slice(0, -1).reduce((total, {energy, rate}) => total + energy * rate, 0);
        const rows = rateRows(layers);
        assert.equal(rows.length, 6);
        assert.ok(Math.abs(rows[5].mean - sum / 6) < 1e-15);
        for (const {blocks, mean, bound} of rows) {
          assert.ok(mean <= bound && bound === (2 * layers[0].risk) / blocks);
        }
      }
    }
  }
});

test("too bold steps break the guarantee, so the test of it can fail", () => {
  const layers = functionalDescent(fixtureMoons(), {
    smoothing: {kind: "gaussian", width: 1},
    layers: 8,
    decay: 0.01,
    boldness: 1000,
  });
  assert.ok(layers.some(({decrease}) => decrease < 0));
});

test("margins keep within their bounds at every layer and delta", () => {
  const data = clouds({count: 60, features: 4, classes: 4, seed: 7});
  const layers = functionalDescent(data, {
    smoothing: {kind: "gaussian", width: 1},
    layers: 8,
    decay: 0.01,
  });
  for (const {points, weights} of layers) {
    const problem = {...data, points, loss: "logistic", decay: 0.01} as const;
    for (const row of marginBounds(problem, {weights, deltas: [0, 0.5, 1, 2]})) {
      assert.ok(row.share <= row.byProbability);
      assert.ok(row.byProbability <= row.byScores);
      assert.ok(row.byScores <= row.byFeatures * (1 + 1e-12));
    }
  }
});

test("fewer features than classes less one leave the margin theorem without a constant", () => {
  const data = clouds({count: 60, features: 2, classes: 5, seed: 8});
  const [{points, weights}] = functionalDescent(data, {
    smoothing: {kind: "none"},
    layers: 0,
    decay: 0.01,
  });
  const problem = {...data, points, loss: "logistic", decay: 0.01} as const;
  assert.equal(marginBounds(problem, {weights, deltas: [0]})[0].byFeatures, Infinity);
});

test("fresh points that stand where examples stand move with them", () => {
  const data = fixtureMoons();
  const layers = functionalDescent(data, {
    smoothing: {kind: "gaussian", width: 0.5},
    layers: 3,
    decay: 0.01,
    fresh: {points: data.points, labels: data.labels},
  });
  for (const {points, fresh, gradientL1, accuracy} of layers) {
    assert.deepEqual(fresh!.points, points);
    assert.equal(fresh!.accuracy, accuracy);
    assert.equal(fresh!.gradientL1, gradientL1);
  }
  assert.throws(
    () =>
      functionalDescent(data, {
        smoothing: {kind: "ideal"},
        layers: 1,
        decay: 0.01,
        fresh: {points: data.points, labels: data.labels},
      }),
    /only a gaussian kernel is known at fresh points, got ideal/,
  );
});
