import assert from "node:assert/strict";
import {test} from "node:test";
import {
  bestClassifier,
  featureRisk,
  functionalGradient,
  functionDot,
  functionNorm,
} from "../../src/models/feature-risk";
import {
  blockMatrix,
  embeddingKernel,
  idealEmbedding,
  smoothed,
} from "../../src/models/kernel-smoothing";
import {curvatureBound, scoreLoss} from "../../src/models/score-loss";
import type {ScoreLoss} from "../../src/models/score-loss";
import {
  added,
  denseMatrix,
  frobeniusNorm,
  matrixOfRows,
  rowNorms,
  rowOf,
} from "../../src/numerics/dense-matrix";
import type {DenseMatrix} from "../../src/numerics/dense-matrix";
import {randomStream} from "../../src/numerics/random";
import type {Random} from "../../src/numerics/random";
import {symmetricEigenvalues} from "../../src/numerics/symmetric-matrix";

const losses: ScoreLoss[] = ["logistic", "smooth hinge"];
const close = (value: number, expected: number, tolerance: number): void =>
  assert.ok(Math.abs(value - expected) <= tolerance, `${value} is not ${expected}`);

/**
 * Four points with a classifier that has a bias: a column of ones carries it, and as the functional
 * gradient along that column is no motion of the point it is left out.
 */
const four = {
  points: matrixOfRows([
    [1, 0, 1],
    [0, 1, 1],
    [-1, 0.5, 1],
    [0.5, -1, 1],
  ]),
  labels: Int32Array.from([0, 1, 2, 0]),
  classes: 3,
  decay: 1e-300,
};
const weights = matrixOfRows([
  [1, -0.5, 0],
  [0.25, 1, -1],
  [0.1, 0, -0.1],
]);
const twoColumns = (matrix: DenseMatrix): DenseMatrix =>
  matrixOfRows(Array.from({length: matrix.rows}, (_, i) => rowOf(matrix, i).subarray(0, 2)));

test("four points by hand: losses, gradients, ideal embedding, one step", () => {
  const problem = {...four, loss: "logistic"} as const;
  close(featureRisk(problem, weights), 0.974384278, 1e-9);
  const gradient = twoColumns(functionalGradient(problem, weights));
  const known = [
    -0.40186462, -0.14973838, 0.5134057, -0.3870151, -0.24101019, 1.6128676, -0.69369474,
    -0.68655578,
  ];
  known.forEach((value, at) => close(gradient.values[at], value, 6e-8));
  [0.42885517, 0.64293557, 1.63077521, 0.97599756].forEach((length, i) =>
    close(rowNorms(gradient)[i], length, 1e-8),
  );
  close(functionNorm(gradient, 1), 0.9196408786, 1e-9);
  close(functionNorm(gradient, 2), 1.025826732, 1e-9);
  const unit = idealEmbedding(gradient);
  const matrix = blockMatrix(gradient, unit);
  [0.32880247, 0.0202197, 0.0202197, 0.59083841].forEach((value, at) =>
    close(matrix.values[at], value, 1e-8),
  );
  close(matrix.values[0] + matrix.values[3], 0.9196408786, 1e-9);
  const step = smoothed(embeddingKernel(unit, unit), gradient);
  const moved = added(twoColumns(four.points), step, -0.5);
  [
    1.15758437, 0.11262167, -0.12519431, 1.16975455, -0.98570219, 0.20931893, 0.62396061,
    -0.78500467,
  ].forEach((value, at) => close(moved.values[at], value, 1e-8));
  const points = matrixOfRows(Array.from({length: 4}, (_, i) => [...rowOf(moved, i), 1]));
  close(featureRisk({...problem, points}, weights), 0.7611797466, 1e-9);
  close(0.5 * functionDot(gradient, step), 0.2290093814, 1e-9);
});

test("the smooth hinge of the same four points by hand", () => {
  const problem = {...four, loss: "smooth hinge"} as const;
  close(featureRisk(problem, weights), 3.3748542052, 1e-9);
  const gradient = twoColumns(functionalGradient(problem, weights));
  [
    -0.98168154, -0.29694973, 1.00479632, -0.93944297, 0.22986588, 2.730844, -1.35642929,
    -0.76538439,
  ].forEach((value, at) => close(gradient.values[at], value, 6e-8));
});

test("slope and curvature of both losses agree with finite differences, and stay under their bound", () => {
  const random = randomStream(3);
  for (const loss of losses) {
    for (let trial = 0; trial < 40; trial++) {
      const classes = 2 + random.integer(5);
      const label = random.integer(classes);
      const scores = Float64Array.from({length: classes}, () => 4 * random.normal());
      const at = scoreLoss(scores, {label, loss});
      const bend = at.curvature();
      close(
        at.slope.reduce((total, value) => total + value, 0),
        0,
        1e-14,
      );
      const step = 1e-5;
      for (let k = 0; k < classes; k++) {
        const [up, down] = [step, -step].map((by) =>
          scoreLoss(
            scores.map((s, j) => (j === k ? s + by : s)),
            {label, loss},
          ),
        );
        // Central differences: error of the order of step² and of rounding / step.
        close((up.value - down.value) / (2 * step), at.slope[k], 1e-8);
        for (let j = 0; j < classes; j++) {
          close((up.slope[j] - down.slope[j]) / (2 * step), bend[j * classes + k], 1e-8);
        }
      }
      const most = symmetricEigenvalues({size: classes, entries: bend})[classes - 1];
      assert.ok(most <= curvatureBound(loss, classes) + 1e-14);
    }
  }
});

/** A random problem of a few classes. */
function randomProblem(loss: ScoreLoss, random: Random) {
  const [count, features, classes] = [30, 1 + random.integer(4), 2 + random.integer(3)];
  const points = denseMatrix(
    [count, features],
    Array.from({length: count * features}, () => 1.5 * random.normal()),
  );
  const labels = Int32Array.from({length: count}, () => random.integer(classes));
  return {points, labels, classes, loss, decay: 0.02};
}

test("no classifier near the best one has a lower risk, wherever the search began", () => {
  const random = randomStream(4);
  for (const loss of losses) {
    for (let trial = 0; trial < 10; trial++) {
      const problem = randomProblem(loss, random);
      const best = bestClassifier(problem);
      assert.ok(best.slope <= 1e-11);
      close(featureRisk(problem, best.weights), best.risk, 1e-14 * (1 + best.risk));
      const shape = [best.weights.rows, best.weights.columns] as const;
      const far = denseMatrix(
        shape,
        Array.from(best.weights.values, () => 5 * random.normal()),
      );
      const again = bestClassifier(problem, {start: far});
      assert.ok(frobeniusNorm(added(again.weights, best.weights, -1)) < 1e-9);
      const near = added(best.weights, far, 1e-4);
      assert.ok(featureRisk(problem, near) > best.risk);
    }
  }
});

test("the penalty pulls the classifier to its anchor", () => {
  const problem = randomProblem("logistic", randomStream(5));
  const shape = [problem.points.columns, problem.classes] as const;
  const anchor = denseMatrix(
    shape,
    Array.from({length: shape[0] * shape[1]}, (_, at) => at + 1),
  );
  const {weights: held} = bestClassifier({...problem, decay: 1e6, anchor});
  assert.ok(frobeniusNorm(added(held, anchor, -1)) < 1e-5);
});

test("the change of the risk along a change of the features is their product with the gradient", () => {
  const random = randomStream(6);
  for (const loss of losses) {
    const problem = randomProblem(loss, random);
    const {weights: best} = bestClassifier(problem);
    const way = denseMatrix(
      [problem.points.rows, problem.points.columns],
      Array.from(problem.points.values, () => random.normal()),
    );
    const slope = functionDot(functionalGradient(problem, best), way);
    const errors = [1e-1, 1e-2, 1e-3].map((epsilon) => {
      const [up, down] = [epsilon, -epsilon].map(
        (by) => bestClassifier({...problem, points: added(problem.points, way, by)}).risk,
      );
      return Math.abs((up - down) / (2 * epsilon) - slope);
    });
    // An error of order ε² falls a hundredfold per decade.
    for (const ratio of [errors[0] / errors[1], errors[1] / errors[2]]) {
      assert.ok(ratio > 80 && ratio < 125, `${loss}: ${ratio}`);
    }
  }
});

test("the energy of an embedding's kernel is the square of its block matrix", () => {
  const random = randomStream(7);
  const gradient = denseMatrix(
    [20, 3],
    Array.from({length: 60}, () => random.normal()),
  );
  const embedded = denseMatrix(
    [20, 5],
    Array.from({length: 100}, () => random.normal()),
  );
  const energy = functionDot(gradient, smoothed(embeddingKernel(embedded, embedded), gradient));
  close(frobeniusNorm(blockMatrix(gradient, embedded)) ** 2, energy, 1e-13 * energy);
});

test("problems that cannot be solved say so", () => {
  const problem = randomProblem("logistic", randomStream(8));
  assert.throws(() => bestClassifier({...problem, decay: 0}), /decay must be .* above 0, got 0/);
  assert.throws(
    () => bestClassifier({...problem, labels: new Int32Array(3)}),
    /30 points need as many labels, got 3/,
  );
});
