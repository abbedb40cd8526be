import assert from "node:assert/strict";
import {test} from "node:test";
import {logIndependentGateShares} from "../../../src/analyses/paths/bernoulli-lengths";
import {fittedPathLaw} from "../../../src/analyses/paths/fitted-path-law";
import {lengthEnergies, pathLengthLaw} from "../../../src/analyses/paths/path-length-law";
import {randomStream} from "../../../src/numerics/random";

test("a member of the family gets its own beta back, over random depths and betas", () => {
  const random = randomStream(1);
  for (let trial = 0; trial < 40; trial++) {
    const depth = 2 + random.integer(60);
    const beta = Math.exp(4 * random.uniform() - 2);
    const fitted = fittedPathLaw(lengthEnergies(pathLengthLaw(depth, beta)));
    assert.ok(Math.abs(Math.log(fitted.beta / beta)) < 1e-5, `${fitted.beta} for ${beta}`);
    assert.ok(fitted.distance < 1e-5);
  }
});

test("a plain binomial is no member: its width leaves a distance that no beta closes", () => {
  const binomial = logIndependentGateShares(20, 1).map(Math.exp);
  const {distance, beta} = fittedPathLaw(binomial);
  // The same search by brute force on a fine grid.
  const grid = Array.from({length: 4001}, (_, i) => Math.exp(-2 + i / 1000)).map((candidate) => {
    const energies = lengthEnergies(pathLengthLaw(20, candidate));
    return energies.reduce((sum, energy, i) => sum + Math.abs(energy - binomial[i]), 0) / 2;
  });
  assert.ok(distance <= Math.min(...grid) + 1e-9 && distance > Math.min(...grid) - 1e-3);
  assert.ok(distance > 0.1, `${distance} at ${beta}`);
});

test("a profile of one length, or one that does not sum to 1, is refused", () => {
  assert.throws(() => fittedPathLaw([1]), /number of lengths must be a whole number, at least 2/);
  assert.throws(() => fittedPathLaw([0.5, 0.2]), /sum to 1/);
});
