import assert from "node:assert/strict";
import {test} from "node:test";
import {countGlasses} from "../../../src/analyses/landscapes/glass-counts";
import {randomStream} from "../../../src/numerics/random";

test("two-layer plain networks have N pairs of critical points, whatever the glass", () => {
  const counted = countGlasses({size: 4, weights: [0, 1], glasses: 3, random: randomStream(1)});
  assert.deepEqual(counted, {byIndex: [2, 2, 2, 2], total: 8, complete: true});
});

test("the means are over glasses that do not depend on how many there are", () => {
  const settings = {size: 3, weights: [0, 0, 1], random: randomStream(2)};
  const [one, two] = [1, 2].map((glasses) => countGlasses({...settings, glasses}).total);
  // Counts are whole and even numbers: the second glass has what is missing in the mean.
  assert.equal((2 * two - one) % 2, 0);
  assert.ok(2 * two - one >= 2);
  assert.throws(() => countGlasses({...settings, glasses: 0}), /glasses must be .* got 0/);
});

test("more hits look longer, and never for fewer points", () => {
  const settings = {size: 4, weights: [0, 0, 1], glasses: 4, random: randomStream(3)};
  const [few, many] = [1, 8].map((hits) => countGlasses({...settings, hits}).total);
  assert.ok(many >= few, `${many} with 8 hits, ${few} with 1`);
  assert.throws(() => countGlasses({...settings, hits: 0}), /hits must be .* got 0/);
});
