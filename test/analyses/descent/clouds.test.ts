import assert from "node:assert/strict";
import {test} from "node:test";
import {cloudSet} from "../../../src/analyses/descent/cloud-sets";
import {kernelChoice} from "../../../src/analyses/descent/kernel-choice";
import {
  leastStretch,
  marginBounds,
  stretchQuotients,
} from "../../../src/analyses/descent/margin-distribution";
import {bestClassifier} from "../../../src/models/feature-risk";
import {randomStream} from "../../../src/numerics/random";

const shapes = [
  {features: 6, classes: 3},
  {features: 5, classes: 4},
  {features: 4, classes: 4},
  {features: 3, classes: 4},
  {features: 3, classes: 6},
  {features: 5, classes: 6},
] as const;
const problemOf = (shape: (typeof shapes)[number], seed: number, even = false) => ({
  ...cloudSet({...shape, count: 120, even, random: randomStream(seed)}),
  loss: "logistic" as const,
  decay: 0.01,
});

test("the ideal embedding keeps 1/min(features, classes − 1) of the gradient, beyond the plane too", () => {
  for (const shape of shapes) {
    const rank = Math.min(shape.features, shape.classes - 1);
    for (let seed = 1; seed <= 3; seed++) {
      const {ratio, least, trace} = kernelChoice(problemOf(shape, seed));
      assert.equal(least, 1 / rank);
      assert.ok(ratio >= least - 1e-12 && ratio <= 1 + 1e-12, `${ratio} of ${least}`);
      assert.ok(Math.abs(trace - 1) < 1e-12);
    }
  }
});

test("classes that are all alike come close to that least share, so that no larger one would hold", () => {
  for (const classes of [3, 4, 5]) {
    for (const features of [classes, classes + 3]) {
      const {ratio, least} = kernelChoice(problemOf({features, classes} as never, 7, true));
      assert.equal(least, 1 / (classes - 1));
      assert.ok(ratio < 1.1 / (classes - 1), `${ratio} of ${least}`);
      // The paper's share as recalled, one over the number of features, is less than what is kept.
      assert.ok(ratio > 1 / features);
    }
  }
});

test("the margin bounds hold for more than two classes, by the least stretch and by no larger one", () => {
  for (const shape of shapes.filter(({features, classes}) => features >= classes - 1)) {
    for (let seed = 1; seed <= 3; seed++) {
      const problem = problemOf(shape, seed);
      const {weights} = bestClassifier(problem);
      for (const row of marginBounds(problem, {weights, deltas: [0, 0.5, 1, 3]})) {
        assert.ok(row.share <= row.byProbability + 1e-12);
        assert.ok(row.byProbability <= row.byScores + 1e-12);
        assert.ok(row.byScores <= row.byFeatures + 1e-12);
      }
      const {byLeast, byGreatest} = stretchQuotients(problem, weights);
      assert.ok(byLeast >= 1 && byGreatest < 1, `${byLeast}, ${byGreatest}`);
    }
  }
});

test("with fewer features than classes less one the least stretch is 0, and the theorem says so", () => {
  const problem = problemOf({features: 3, classes: 6}, 1);
  const {weights} = bestClassifier(problem);
  assert.equal(leastStretch(weights), 0);
  assert.equal(stretchQuotients(problem, weights).byLeast, Infinity);
  assert.equal(marginBounds(problem, {weights, deltas: [0]})[0].byFeatures, Infinity);
});

test("for two classes both stretches are one, so that they try nothing", () => {
  const problem = problemOf({features: 5, classes: 2} as never, 3);
  const {byLeast, byGreatest} = stretchQuotients(problem, bestClassifier(problem).weights);
  assert.ok(Math.abs(byLeast - 1) < 1e-9 && Math.abs(byGreatest - 1) < 1e-9);
});
