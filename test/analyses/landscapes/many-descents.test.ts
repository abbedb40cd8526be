import assert from "node:assert/strict";
import {test} from "node:test";
import {descendFromManyStarts} from "../../../src/analyses/landscapes/many-descents";
import {randomStream} from "../../../src/numerics/random";

const random = randomStream(1);

test("a glass of length 2 has one lowest energy, and every descent finds it", () => {
  const settings = {size: 8, weights: [0, 1], starts: 6, random};
  const {energies, indices, startEnergies} = descendFromManyStarts(settings);
  for (const energy of energies) assert.ok(Math.abs(energy - energies[0]) <= 1e-8);
  assert.deepEqual(indices, new Array(6).fill(0));
  startEnergies.forEach((before, i) => assert.ok(before > energies[i]));
});

test("a glass of length 3 stops them at different energies", () => {
  const settings = {size: 16, weights: [0, 0, 1], starts: 10, random};
  const {energies, curvatures} = descendFromManyStarts(settings);
  assert.ok(Math.max(...energies) - Math.min(...energies) > 0.01);
  for (const curvature of curvatures) assert.ok(curvature > -1e-6);
  assert.throws(() => descendFromManyStarts({...settings, starts: 0}), /starts must be/);
});
