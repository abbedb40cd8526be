import assert from "node:assert/strict";
import {test} from "node:test";
import {gapSlope, populationGaps} from "../../../src/analyses/descent/population-gap";
import {randomStream} from "../../../src/numerics/random";

test("a fold's smoothed gradient nears the population's like one over the root of its size", () => {
  const gaps = populationGaps({sizes: [20, 80, 320], folds: 6, random: randomStream(3)});
  assert.ok(Math.abs(gapSlope(gaps, "fresh") + 0.5) < 0.12, `${gapSlope(gaps, "fresh")}`);
  // Learned by heart, the fold says that nothing is left to learn, however many examples it has.
  assert.ok(gapSlope(gaps, "reused") > -0.25, `${gapSlope(gaps, "reused")}`);
});

test("a slope is that of the power that made the values", () => {
  const made = [10, 100, 1000].map((size) => ({
    size,
    fresh: 3 * size ** -0.5,
    reused: size ** 0.25,
  }));
  assert.ok(Math.abs(gapSlope(made, "fresh") + 0.5) < 1e-12);
  assert.ok(Math.abs(gapSlope(made, "reused") - 0.25) < 1e-12);
});
