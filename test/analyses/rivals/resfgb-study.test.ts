import assert from "node:assert/strict";
import {test} from "node:test";
import {pointSet} from "../../../src/analyses/descent/planar-sets";
import {
  randomNetworkSteepness,
  stuckPlaces,
} from "../../../src/analyses/descent/stationarity-study";
import {trapDrop} from "../../../src/analyses/descent/trap-study";
import {zeroBlockCheck} from "../../../src/analyses/descent/zero-block";
import {resfgbOutcome, storedBlocksError} from "../../../src/analyses/rivals/resfgb-study";
import {splitByClass} from "../../../src/datasets/subsets";
import {moons} from "../../../src/datasets/toys";
import {randomStream} from "../../../src/numerics/random";
import {score} from "../../../src/models/resfgb-predict";
import {labRecipe} from "../../../src/training/boosted/recipes";
import {trainStack} from "../../../src/training/boosted/train-stack";

const root = randomStream(71);
const split = splitByClass(moons({count: 200, noise: 0.2, random: root}), {
  testShare: 0.5,
  random: root.child("split"),
});

test("a layer is a gradient step on a zero block, and on no other", () => {
  for (let seed = 1; seed <= 3; seed++) {
    const random = randomStream(seed);
    const points = pointSet(moons({count: 40, noise: 0.2, random}));
    const {error, errorElsewhere} = zeroBlockCheck(points, {units: 4, random});
    // Differences over 1e-5: ε² of the third derivative and 1e-16 / 1e-5 of rounding.
    assert.ok(error < 1e-9 && errorElsewhere > 1e-3, `${error} ${errorElsewhere}`);
  }
});

test("stored blocks repeat training to the bit in their order only", async () => {
  const {error, reversed} = await storedBlocksError(split, {blocks: 3, random: randomStream(1)});
  assert.equal(error, 0);
  assert.ok(reversed > 0);
});

test("networks are stuck where they should be, functions are not, and neither leaves the trap", () => {
  const random = randomStream(2);
  for (const row of stuckPlaces({steps: 6, examples: 40, random})) {
    assert.ok(row.parametric < 1e-6 && row.functional > 0.05, row.place);
    assert.ok(row.ordinaryDrop < 1e-5 && row.functionalDrop > 1e-3, row.place);
  }
  const {traps, moons: open} = trapDrop({steps: 6, examples: 40, random});
  assert.ok(open > 1e-3);
  assert.equal(traps.length, 2);
  for (const {set, risk, functional, functionalBehind, parametric, drop} of traps) {
    assert.ok(Math.abs(risk - Math.LN2) < 1e-12 && Math.abs(drop) < 1e-9, set);
    assert.ok(Math.max(functional, functionalBehind, parametric) < 1e-12, set);
  }
  for (const row of randomNetworkSteepness({depths: [1, 2], examples: 20, random})) {
    assert.ok(row.ratio <= 1 + 1e-9 && row.smoothedRatio > row.ratio);
  }
  // Two ReLU units that no example wakes: nothing over nothing counts as 0.
  const [dead] = randomNetworkSteepness({depths: [1], random: randomStream(1012)});
  assert.deepEqual([dead.parametric, dead.ratio, dead.smoothedRatio], [0, 0, 0]);
});

test("outcomes report every stage, and stacks their accuracy", async () => {
  const recipe = labRecipe({hidden: [10, 10], epochs: 4});
  const outcome = await resfgbOutcome(split, {recipe, blocks: 2, random: randomStream(3)});
  assert.equal(outcome.accuracies.length, 3);
  assert.equal(outcome.rows.length, 3);
  const stack = await trainStack(split.train, {
    way: "greedy",
    blocks: 1,
    hidden: [10],
    epochs: 40,
    rate: 0.02,
    batchSize: 50,
    decay: 0,
    scaling: "standard",
    padding: 0,
    random: randomStream(4),
  });
  const accuracy = score(stack, split.test);
  assert.ok(accuracy > 0.8 && accuracy <= 1);
});
