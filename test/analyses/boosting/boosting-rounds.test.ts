import assert from "node:assert/strict";
import {test} from "node:test";
import {
  boostingRounds,
  closedCoefficient,
  oracleCoefficient,
} from "../../../src/analyses/boosting/boosting-rounds";
import {frozenEdge} from "../../../src/analyses/boosting/frozen-edge";
import {errorBounds} from "../../../src/analyses/boosting/error-bounds";
import {boundedModule} from "../../../src/analyses/boosting/modules";
import {
  additiveObjective,
  plainObjective,
  weightedObjective,
} from "../../../src/analyses/boosting/oracle-objective";
import {randomStream} from "../../../src/numerics/random";
import {sum} from "../../../src/numerics/sum";
import {madeUpModules} from "../../../src/analyses/boosting/made-up-modules";

const settings = [1, 2, 3, 4, 5, 6].map((seed) => ({
  examples: 20 + 30 * seed,
  count: 2 + seed,
  random: randomStream(seed),
}));

test("the weak modules of all rounds add up to the last module, and from the second round on they do not", () => {
  for (const setting of settings) {
    const {labels, modules} = madeUpModules(setting);
    const rounds = boostingRounds({labels, modules});
    const [{alpha}, last] = [rounds[rounds.length - 1], modules[modules.length - 1]];
    labels.forEach((_, i) => {
      const total = sum(rounds.map(({weak}) => weak[i]));
      assert.ok(Math.abs(total - alpha * last[i]) < 1e-12);
    });
    assert.ok(labels.some((_, i) => Math.abs(rounds[0].weak[i]) > 1e-3));
  }
});

test("weights and normalisers speak of the present module alone", () => {
  for (const setting of settings) {
    const {labels, modules} = madeUpModules(setting);
    const rounds = boostingRounds({labels, modules});
    rounds.forEach(({alpha, weights, product, normaliser}, t) => {
      const own = modules[t].map((value, i) => Math.exp(-labels[i] * alpha * value));
      const before = rounds[t - 1]?.product ?? 1;
      weights.forEach((weight, i) => assert.ok(Math.abs(weight - own[i] / sum(own)) < 1e-13));
      assert.ok(Math.abs(product - sum(own) / labels.length) < 1e-13);
      assert.ok(Math.abs(normaliser - sum(own) / labels.length / before) < 1e-12);
    });
  }
});

test("the products of 1 − γ_t² are 1 − γ̃² of the last edge", () => {
  for (const setting of settings) {
    const rounds = boostingRounds(madeUpModules(setting));
    let product = 1;
    for (const {improvement, edge} of rounds) {
      product *= 1 - improvement;
      assert.ok(Math.abs(product - (1 - edge ** 2)) < 1e-12);
    }
  }
});

test("the error is at most the product, and that at most √(1 − γ̃²) where the covariance is not above 0", () => {
  let held = 0;
  for (const setting of settings) {
    for (const {error, product, bound, covariance} of boostingRounds(madeUpModules(setting))) {
      assert.ok(error <= product + 1e-12);
      if (covariance > 0) continue;
      held++;
      assert.ok(product <= bound + 1e-12);
    }
  }
  assert.ok(held > 10, `the condition held in ${held} rounds only`);
});

test("the coefficients of edges .1, .3, .5 and .9 are those of the closed form", () => {
  const listed = {0.1: 0.1003353477, 0.3: 0.3095196042, 0.5: 0.5493061443, 0.9: 1.4722194896};
  for (const [edge, alpha] of Object.entries(listed)) {
    assert.ok(Math.abs(closedCoefficient(Number(edge)) - alpha) < 1e-10);
  }
});

test("after an update with its own coefficient a module of ±1 that is simply added has no edge left", () => {
  const {labels, modules} = madeUpModules({...settings[2], count: 1});
  const signs = boundedModule(modules[0], "sign");
  const [first, again] = boostingRounds({labels, modules: [signs, signs]}, {weighting: "script"});
  assert.ok(Math.abs(first.edge) > 0.01);
  assert.ok(Math.abs(again.edge) < 1e-12);
});

test("with the α that the oracle returns a module has no edge under its own weights, and a repeated one stays there", () => {
  for (const setting of settings) {
    const {labels, modules} = madeUpModules(setting);
    const last = modules[modules.length - 1];
    const again = boostingRounds({labels, modules: [...modules, last]}, {coefficient: "oracle"});
    const {edge, alpha} = again[again.length - 1];
    const most = oracleCoefficient(Float64Array.of(1), Float64Array.of(1));
    assert.ok(alpha === most || Math.abs(edge) < 1e-9, `${edge}`);
  }
  const labels = Float64Array.from({length: 10}, () => 1);
  const frozen = labels.map((label, i) => (i < 3 ? -label : label));
  const rounds = boostingRounds(
    {labels, modules: [frozen, frozen, frozen, frozen]},
    {coefficient: "oracle"},
  );
  [0.4, 0, 0, 0].forEach((edge, t) => assert.ok(Math.abs(rounds[t].edge - edge) < 1e-12));
  [0.16, -4 / 21, 0, 0].forEach((improvement, t) =>
    assert.ok(Math.abs(rounds[t].improvement - improvement) < 1e-12),
  );
  assert.ok(Math.abs(oracleCoefficient(labels, frozen) - Math.log(7 / 3) / 2) < 1e-12);
});

test("a module of ±1 that is repeated swings between two edges, as the formula says", () => {
  const labels = Float64Array.from({length: 1000}, () => 1);
  const frozen = labels.map((label, i) => (i < 10 ? -label : label));
  const rounds = boostingRounds({labels, modules: [frozen, frozen, frozen, frozen]});
  rounds.slice(1).forEach(({edge}, t) => {
    assert.ok(Math.abs(edge - frozenEdge({error: 0.01, edge: rounds[t].edge})) < 1e-12);
  });
  assert.ok(Math.abs(rounds[0].edge - rounds[2].edge) < 1e-12);
  assert.ok(Math.abs(rounds[0].edge - rounds[1].edge) > 0.9);
  assert.ok(Math.abs(frozenEdge({error: 0.01, edge: 0.5}) - 0.9411764705882353) < 1e-15);
  assert.ok(Math.abs(frozenEdge({error: 0.01, edge: 0.9411764705882353}) - 0.5) < 1e-14);
});

test("the oracle's objective is the plain one times a number that no candidate changes", () => {
  const {labels, modules} = madeUpModules(settings[4]);
  const rounds = boostingRounds({labels, modules: modules.slice(0, 3)});
  const {weights, alpha} = rounds[2];
  const current = modules[2].map((value) => alpha * value);
  const ratios = [11, 12, 13].map((seed) => {
    const random = randomStream(seed);
    const scores = labels.map(() => 2 * random.normal());
    const plain = plainObjective({labels}, scores);
    return [
      weightedObjective({labels, weights, current}, scores) / plain,
      additiveObjective({labels, weights}, scores) / plain,
    ];
  });
  const spread = (at: number): number => {
    const values = ratios.map((pair) => pair[at]);
    return (Math.max(...values) - Math.min(...values)) / Math.max(...values);
  };
  assert.ok(spread(0) < 1e-12, `${spread(0)}`);
  assert.ok(spread(1) > 1e-2, `${spread(1)}`);
});

test("the bounds come in their order, and there is none of the theorem where an edge falls", () => {
  for (const setting of settings) {
    const {
      error,
      product,
      last,
      sum: added,
      theorem,
    } = errorBounds(boostingRounds(madeUpModules(setting)));
    assert.ok(error <= product + 1e-12 && last <= added + 1e-12);
    assert.ok(theorem === null || added <= theorem + 1e-12);
  }
  const {labels, modules} = madeUpModules({...settings[0], count: 2});
  const fallen = boostingRounds({labels, modules: [modules[1], modules[0].map((v) => v / 50)]});
  assert.equal(errorBounds(fallen).theorem, null);
});

test("no bounding changes a sign, and the largest value is 1", () => {
  const scores = [-3, 0.5, 0, 2];
  assert.deepEqual([...boundedModule(scores, "largest")], [-1, 0.5 / 3, 0, 2 / 3]);
  assert.deepEqual([...boundedModule(scores, "sign")], [-1, 1, 0, 1]);
  assert.deepEqual([...boundedModule(scores, "tanh")].map(Math.sign), [-1, 1, 0, 1]);
  assert.deepEqual([...boundedModule([0, 0], "largest")], [0, 0]);
});

test("a label or a module outside of its range is refused by name", () => {
  const modules = [Float64Array.of(0.5, 0.2)];
  assert.throws(
    () => boostingRounds({labels: [1, 0], modules}),
    /labels must be −1 or 1, .* got 0/,
  );
  assert.throws(
    () => boostingRounds({labels: [1, -1], modules: [Float64Array.of(2, 0)]}),
    /every value of module 1 must be a number from -1 to 1, got 2/,
  );
  assert.throws(
    () => boostingRounds({labels: [1, -1, 1], modules}),
    /module 1 must have one value for each of 3 labels, got 2/,
  );
});
