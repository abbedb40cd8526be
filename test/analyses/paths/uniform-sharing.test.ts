import assert from "node:assert/strict";
import {test} from "node:test";
import {pathCounts} from "../../../src/analyses/paths/path-counts";
import {
  checkCouplings,
  randomlyShared,
  uniformSharing,
} from "../../../src/analyses/paths/uniform-sharing";
import {disposeNetwork, forward} from "../../../src/models/network";
import {createResidualNetwork} from "../../../src/models/residual-network";
import {randomStream} from "../../../src/numerics/random";
import {tf} from "../../../src/tensors/tensorflow";

const total = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0);

test("n = 4, two distinct weights, d = 3, p = 3: 6, 24 and 24 paths per configuration", () => {
  const shared = uniformSharing({inputs: 3, width: 4, depth: 3, distinct: 2});
  assert.deepEqual(
    shared.map(({configurations}) => configurations.length),
    [2, 4, 8],
  );
  const perConfiguration = shared.map(
    ({configurations}) => new Set(configurations.map(({fromInput}) => total(fromInput))),
  );
  assert.deepEqual(perConfiguration, [new Set([6]), new Set([24]), new Set([24])]);
});

test("Lemma 1: each configuration lies on psi_r / Lambda^r paths, at every length and size", () => {
  for (const [inputs, width, depth, distinct] of [
    [1, 2, 5, 1],
    [2, 2, 4, 2],
    [3, 6, 3, 3],
    [2, 4, 4, 4],
    [5, 6, 3, 2],
  ]) {
    const psi = pathCounts({depth, width, inputs});
    for (const {length, configurations} of uniformSharing({inputs, width, depth, distinct})) {
      assert.equal(configurations.length, distinct ** length);
      for (const {fromInput} of configurations) {
        assert.equal(total(fromInput) * distinct ** length, Number(psi[length - 1]));
      }
    }
  }
});

test("Lemma 2: the second moment of xi attains its lower bound, the same mix for all: 12 192 192", () => {
  const shared = uniformSharing({inputs: 3, width: 4, depth: 3, distinct: 2});
  const moments = shared.map(({configurations}) =>
    configurations.map(({fromInput}) => total(fromInput.map((count) => count ** 2))),
  );
  assert.deepEqual(
    moments.map((list) => new Set(list)),
    [new Set([12]), new Set([192]), new Set([192])],
  );
  // Equality in the bound means that every coupling is the one sum of all inputs.
  for (const {configurations} of shared) {
    for (const {fromInput} of configurations) assert.equal(new Set(fromInput).size, 1);
  }
});

test("the linear network with shared weights is (sum x) times sum_r C(p-1, r-1) (n/L)^r (sum w)^r", () => {
  const [inputs, width, depth, distinct] = [3, 4, 3, 2];
  const random = randomStream(4);
  const weights = [Math.abs(random.normal()), Math.abs(random.normal())];
  const x = [0.5, 1.25, 2];
  // Positive weights and inputs keep every gate open: the ReLU network is the linear one.
  const network = createResidualNetwork({input: [inputs], classes: 1, depth, width}, {random});
  network.weights.forEach((variable) =>
    tf.tidy(() => {
      const [rows, columns] = variable.shape;
      const shared = Array.from({length: rows}, (_, i) =>
        Array.from({length: columns}, (_, j) => weights[(i + j) % distinct]),
      );
      variable.assign(tf.tensor2d(shared));
    }),
  );
  tf.tidy(() => network.readout.assign(tf.ones([width, 1])));
  const output = tf.tidy(() => forward(network, tf.tensor2d([x])));
  const shareSum = (width / distinct) * total(weights);
  const expected = total(x) * shareSum * (1 + shareSum) ** (depth - 1);
  assert.ok(Math.abs(output.dataSync()[0] / expected - 1) < 1e-6);
  // And so is the sum over the walked configurations.
  const walked = total(
    uniformSharing({inputs, width, depth, distinct}).flatMap(({configurations}) =>
      configurations.map(
        ({weights: taken, fromInput}) =>
          taken.reduce((product, which) => product * weights[which], 1) *
          total(fromInput.map((count, input) => count * x[input])),
      ),
    ),
  );
  assert.ok(Math.abs(walked / expected - 1) < 1e-12);
  output.dispose();
  disposeNetwork(network);
});

test("sizes that cannot be shared evenly or walked are refused", () => {
  const sizes = {inputs: 1, width: 4, depth: 2, distinct: 2};
  assert.throws(() => uniformSharing({...sizes, distinct: 3}), /multiple of distinct.*got 4 and 3/);
  assert.throws(() => uniformSharing({...sizes, depth: 12}), /number of paths.*1000000/);
  assert.throws(() => uniformSharing({...sizes, inputs: 0}), /inputs.*got 0/);
});

test("weights dealt out at random make some choices more often than others, and none is lost", () => {
  const network = {inputs: 2, width: 4, depth: 3, distinct: 2};
  const assign = randomlyShared(network, {random: randomStream(5)});
  assert.equal(assign({layer: 2, from: 1, to: 3}), assign({layer: 2, from: 1, to: 3}));
  const psi = pathCounts(network);
  for (const {length, configurations} of uniformSharing({...network, assign})) {
    const counts = configurations.map(({fromInput}) => total(fromInput));
    assert.equal(total(counts), Number(psi[length - 1]));
    if (length > 1) assert.ok(new Set(counts).size > 1);
  }
});

test("spread evenly, the bound of Lemma 2 is attained and all couplings are one", () => {
  for (const network of [
    {inputs: 3, width: 4, depth: 3, distinct: 2},
    {inputs: 2, width: 3, depth: 4, distinct: 3},
    {inputs: 4, width: 4, depth: 3, distinct: 4},
  ]) {
    const checks = checkCouplings(network);
    assert.deepEqual(
      checks.map(({length}) => length),
      [1, 2, 3, 4].slice(0, network.depth),
    );
    for (const {variance, correlation} of checks) {
      for (const end of [...variance, ...correlation]) assert.ok(Math.abs(end - 1) <= 1e-14);
    }
  }
});

test("an input of its own for each weight: the upper bound, and independence", () => {
  const network = {
    inputs: 2,
    width: 2,
    depth: 1,
    distinct: 2,
    assign: ({from}: {from: number}) => from,
  };
  assert.deepEqual(checkCouplings(network), [{length: 1, variance: [2, 2], correlation: [0, 0]}]);
});

test("never both: the further below 1 a correlation, the further above 1 some variance", () => {
  // |a|² d / M² = 1 + d var(a)/M²: couplings with ratios v and v' correlate by at least
  // (1 − √((v−1)(v'−1))) / √(v v').
  for (let seed = 0; seed < 30; seed++) {
    const random = randomStream(seed);
    const drawn = new Map<string, number>();
    const assign = (edge: object) => {
      const key = JSON.stringify(edge);
      if (!drawn.has(key)) drawn.set(key, random.integer(2));
      return drawn.get(key) as number;
    };
    for (const check of checkCouplings({inputs: 3, width: 4, depth: 2, distinct: 2, assign})) {
      const worst = check.variance[1];
      assert.ok(check.variance[0] >= 1 - 1e-14 && worst <= 3 + 1e-14);
      const least = 1 - (worst - 1);
      assert.ok(check.correlation[0] >= Math.min(least, least / worst) - 1e-12);
    }
  }
});
