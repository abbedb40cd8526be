import assert from "node:assert/strict";
import {test} from "node:test";
import {functionalStep} from "../../../src/analyses/boosting/functional-step";
import type {BlockScene} from "../../../src/analyses/boosting/functional-step";
import {digitScene, greedyAlongFunctional} from "../../../src/analyses/boosting/greedy-step";
import {carried, linearScores} from "../../../src/models/additive-block";
import {denseMatrix} from "../../../src/numerics/dense-matrix";
import {randomStream} from "../../../src/numerics/random";

/** Two units, W = 1, V = 0 and w = 1: the hidden units are the features where these are positive. */
const made = (
  rows: readonly (readonly [number, number])[],
  labels: readonly number[],
): BlockScene => ({
  features: denseMatrix([rows.length, 2], rows.flat()),
  labels: Float64Array.from(labels),
  block: {
    inner: denseMatrix([2, 2], [1, 0, 0, 1]),
    bias: denseMatrix([1, 2]),
    outer: denseMatrix([2, 2]),
  },
  head: {weights: denseMatrix([2, 1], [0, 0]), bias: denseMatrix([1, 1])},
});

test("units that no example shares are trained along the step where their errors are alike, and away from it where not", () => {
  // Unit j has a examples of label 1 and b of label −1: its least risk lies at c = ½ ln(a/b), its step is a − b.
  const examples = (counts: readonly (readonly [number, number])[]) =>
    counts.flatMap(([a, b], j) =>
      [...Array<number>(a).fill(1), ...Array<number>(b).fill(-1)].map((label) => ({
        row: (j === 0 ? [1, 0] : [0, 1]) as [number, number],
        label,
      })),
    );
  const cosineOf = (counts: readonly (readonly [number, number])[]) => {
    const all = examples(counts);
    const scene = made(
      all.map(({row}) => row),
      all.map(({label}) => label),
    );
    return greedyAlongFunctional(scene, {shares: [1]})[0][0];
  };
  assert.ok(
    Math.abs(
      cosineOf([
        [3, 1],
        [3, 1],
      ]) - 1,
    ) < 1e-6,
  );
  const [c, s] = [
    [Math.log(3) / 2, Math.log(2) / 2],
    [2, 10],
  ];
  const wanted = (c[0] * s[0] + c[1] * s[1]) / (Math.hypot(...c) * Math.hypot(...s));
  assert.ok(
    Math.abs(
      cosineOf([
        [3, 1],
        [20, 10],
      ]) - wanted,
    ) < 1e-6,
  );
});

test("on digits a block sets out along the functional step, and at its end is elsewhere", () => {
  const scene = digitScene({hidden: 8}, {random: randomStream(3)});
  const [[early, half, end]] = greedyAlongFunctional(scene, {shares: [0.01, 0.5, 1]});
  assert.ok(early > 0.99, `${early}`);
  assert.ok(early >= half && half > end, `${half}, ${end}`);
  const turned = scene.labels.map((label) => -label);
  const [[opposite]] = greedyAlongFunctional(scene, {shares: [0.01], labels: [turned]});
  assert.ok(opposite < early);
});

test("V along the functional step lowers the scene's own objective", () => {
  const scene = digitScene({hidden: 8}, {random: randomStream(3)});
  const step = functionalStep(scene);
  const riskAt = (size: number): number => {
    const outer = {...step, values: step.values.map((value) => -size * value)};
    const {values} = linearScores(carried(scene.features, {...scene.block, outer}), scene.head);
    return values.reduce((sum, z, i) => sum + Math.exp(-scene.labels[i] * z), 0);
  };
  assert.ok(riskAt(1e-3) < riskAt(0));
});
