import assert from "node:assert/strict";
import {test} from "node:test";
import {
  descentLemmaRows,
  functionalGradientCheck,
  orderOf,
} from "../../../src/analyses/descent/gradient-check";
import {kernelChoice, rectified} from "../../../src/analyses/descent/kernel-choice";
import {pointSet} from "../../../src/analyses/descent/planar-sets";
import {splittingRun} from "../../../src/analyses/descent/sample-splitting";
import {gaussianMixture, moons} from "../../../src/datasets/toys";
import {bestClassifier} from "../../../src/models/feature-risk";
import {denseMatrix} from "../../../src/numerics/dense-matrix";
import {randomStream} from "../../../src/numerics/random";
import {largestSingularValue} from "../../../src/numerics/singular-values";

const problemOf = (seed: number, classes: number) => ({
  ...pointSet(gaussianMixture({count: 90, classes, spread: 0.6, random: randomStream(seed)})),
  loss: "logistic" as const,
  decay: 0.01,
});

test("the ideal embedding keeps between 1/r and all of the gradient, exactly all of it for two classes", () => {
  for (let seed = 1; seed <= 6; seed++) {
    for (const classes of [2, 3, 5]) {
      const {ratio, least, trace} = kernelChoice(problemOf(seed, classes));
      assert.ok(ratio >= least - 1e-12 && ratio <= 1 + 1e-12, `${ratio}`);
      assert.ok(Math.abs(trace - 1) < 1e-12);
      if (classes === 2) assert.ok(Math.abs(ratio - 1) < 1e-12);
    }
  }
});

test("no embedding passes on more than all of it, and a ReLU's less than the ideal", () => {
  const random = randomStream(9);
  for (let seed = 1; seed <= 4; seed++) {
    const problem = problemOf(seed, 3);
    const noise = kernelChoice(problem, {
      embedded: ({rows}) =>
        denseMatrix(
          [rows, 4],
          Array.from({length: rows * 4}, () => random.normal()),
        ),
    });
    assert.ok(noise.ratio <= 1 && noise.ratio < kernelChoice(problem).ratio);
    const half = kernelChoice(problem, {embedded: rectified});
    assert.ok(half.ratio < kernelChoice(problem).ratio);
  }
});

test("difference quotients of the risk miss the gradient by the square of their step", () => {
  for (let seed = 1; seed <= 4; seed++) {
    const rows = functionalGradientCheck(problemOf(seed, 3), {
      epsilons: [0.1, 0.03, 0.01, 0.003],
      random: randomStream(seed),
    });
    assert.ok(Math.abs(orderOf(rows) - 2) < 0.05, `${orderOf(rows)}`);
    const wrong = rows.map(({epsilon, errorElsewhere}) => ({epsilon, error: errorElsewhere}));
    assert.ok(Math.abs(orderOf(wrong)) < 0.5);
  }
});

test("the descent lemma holds over six decades of changes", () => {
  const problem = problemOf(3, 4);
  const {weights} = bestClassifier(problem);
  const smoothness = 0.5 * largestSingularValue(weights) ** 2;
  const sizes = Array.from({length: 24}, (_, i) => 10 ** (-4 + i / 4));
  const random = randomStream(5);
  for (const {risk, bound} of descentLemmaRows(problem, {smoothness, sizes, random})) {
    assert.ok(risk <= bound);
  }
  const low = descentLemmaRows(problem, {smoothness: 1e-4, sizes, random});
  assert.ok(
    low.some(({risk, bound}) => risk > bound),
    "a constant too small must break it",
  );
});

test("folds of a split are disjoint and equal, and reuse sees everything", () => {
  const [data, unseen] = [80, 200].map((count, i) =>
    pointSet(moons({count, noise: 0.25, random: randomStream(50 + i)})),
  );
  const options = {fresh: unseen, layers: 4, width: 0.5, decay: 0.01};
  const split = splittingRun(data, {...options, split: true});
  const reuse = splittingRun(data, {...options, split: false});
  assert.deepEqual([...new Set(split.map(({used}) => used))], [20]);
  assert.deepEqual([...new Set(reuse.map(({used}) => used))], [80]);
  assert.ok(reuse[3].gradientUsed < reuse[0].gradientUsed);
});
