import assert from "node:assert/strict";
import {test} from "node:test";
import {lawMiss} from "../../../src/analyses/paths/law-miss";
import {wideNetworkLengths} from "../../../src/analyses/paths/normalised-lengths";
import {randomStream} from "../../../src/numerics/random";

const stage = (lambdas: number[], coherentMean: number) => ({lambdas, profile: {coherentMean}});
const rising = [1, 2, 4, 8];

test("the miss is the mean distance of the measured lengths from the law", () => {
  const law = wideNetworkLengths(rising).mean;
  const stages = [stage(rising, law + 0.25), stage(rising, law - 0.75)];
  assert.ok(Math.abs(lawMiss(stages) - 0.5) < 1e-12);
  assert.throws(() => lawMiss([]), /one stage at least/);
});

test("scales dealt out anew miss the mean over all orders, and equal ones miss nothing more", () => {
  const law = wideNetworkLengths(rising).mean;
  const orders = (items: number[]): number[][] =>
    items.length === 0
      ? [[]]
      : items.flatMap((item) =>
          orders(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
        );
  const misses = orders(rising).map((order) => Math.abs(law - wideNetworkLengths(order).mean));
  const mean = misses.reduce((sum, miss) => sum + miss, 0) / misses.length;
  const found = lawMiss([stage(rising, law)], {dealt: {times: 4000, random: randomStream(1)}});
  // Misses lie between 0 and 1.5 layers: 4000 deals stray by 0.02 at most.
  assert.ok(Math.abs(found - mean) < 0.05, `${found}, expected ${mean}`);
  const equal = lawMiss([stage([3, 3, 3], 2)], {dealt: {times: 2, random: randomStream(1)}});
  assert.ok(Math.abs(equal - lawMiss([stage([3, 3, 3], 2)])) < 1e-12);
});
