import {product, rowOf} from "../../numerics/dense-matrix";
import type {DenseMatrix} from "../../numerics/dense-matrix";
import {symmetricEigenvalues} from "../../numerics/symmetric-matrix";
import {functionNorm, functionalGradient, scoreSlopes} from "../../models/feature-risk";
import type {FeatureProblem} from "../../models/feature-risk";

/** Both sides of the bound on the share of small margins, at one δ. */
export type MarginBound = {
  readonly delta: number;
  /** P[m ≤ δ] on the examples. */
  readonly share: number;
  /** (1 + e^δ) mean(1 − p_y). */
  readonly byProbability: number;
  /** (1 + e^δ) ‖∇_f L‖_L1, the gradient in the space of scores. */
  readonly byScores: number;
  /** (1 + e^δ) ‖∇_φ R‖_L1 / σ; Infinity where σ = 0 and the theorem does not apply. */
  readonly byFeatures: number;
};

/** m = f_y − max_{k≠y} f_k of every example, from the scores [examples, classes]. */
export function margins(scores: DenseMatrix, labels: Int32Array): Float64Array {
  return Float64Array.from(labels, (label, i) => {
    const row = rowOf(scores, i);
    const rival = row.reduce(
      (most, score, k) => (k === label ? most : Math.max(most, score)),
      -Infinity,
    );
    return row[label] - rival;
  });
}

/** P[m ≤ δ], the share of margins that are at most δ. */
export const smallShare = (found: Float64Array, delta: number): number =>
  found.filter((margin) => margin <= delta).length / found.length;

/**
 * The share of examples with a small margin against what the functional gradient allows, for the
 * logistic loss, when no two equal points differ in class.
 *
 *     P[m ≤ δ] ≤ (1 + e^δ) mean(1 − p_y) ≤ (1 + e^δ) ‖∇_f L‖_L1 ≤ (1 + e^δ) ‖∇_φ R‖_L1 / σ
 *
 *     deltas    δ ≥ 0
 *     σ         the least stretch of w on score differences, `leastStretch`
 *
 * A side above 1 says nothing. Throws a RangeError for another loss.
 * @see nitanda2018 margin distribution; our derivation
 */
export function marginBounds(
  problem: FeatureProblem,
  {weights, deltas}: {readonly weights: DenseMatrix; readonly deltas: readonly number[]},
): MarginBound[] {
  if (problem.loss !== "logistic") {
    throw new RangeError(`the margin bound is that of the logistic loss, got ${problem.loss}`);
  }
  const found = margins(product(problem.points, weights), problem.labels);
  const slopes = scoreSlopes(problem, weights);
  const examples = found.length;
  const missed =
    problem.labels.reduce((total, label, i) => total - rowOf(slopes, i)[label], 0) / examples;
  const inScores = functionNorm(slopes, 1);
  const inFeatures = functionNorm(functionalGradient(problem, weights), 1);
  const stretch = leastStretch(weights);
  return deltas.map((delta) => {
    if (!(delta >= 0)) throw new RangeError(`delta must be at least 0, got ${delta}`);
    const factor = 1 + Math.exp(delta);
    return {
      delta,
      share: smallShare(found, delta),
      byProbability: factor * missed,
      byScores: factor * inScores,
      byFeatures: stretch > 0 ? (factor * inFeatures) / stretch : Infinity,
    };
  });
}

/**
 * What σ is in the theorem: the features' gradient over σ times the scores', for the least stretch of w,
 * which it cannot be below, and for the greatest, which it cannot exceed. For two classes both are 1.
 *
 *     σ_least ‖∇_f L‖_L1 ≤ ‖∇_φ R‖_L1 ≤ σ_greatest ‖∇_f L‖_L1
 *
 * Infinity where σ is 0: then the theorem says nothing.
 * @see nitanda2018 margin distribution; our derivation
 */
export function stretchQuotients(
  problem: FeatureProblem,
  weights: DenseMatrix,
): {readonly byLeast: number; readonly byGreatest: number} {
  const inScores = functionNorm(scoreSlopes(problem, weights), 1);
  const inFeatures = functionNorm(functionalGradient(problem, weights), 1);
  const squares = stretchesOf(weights);
  const least = leastStretch(weights);
  return {
    byLeast: least > 0 ? inFeatures / (least * inScores) : Infinity,
    byGreatest: inFeatures / (Math.sqrt(squares[squares.length - 1]) * inScores),
  };
}

/**
 * σ, the least that w stretches a change of scores that sums to 0: √ of the (classes − 1)th largest
 * eigenvalue of C wᵀw C, C the matrix that takes the mean away. It is 0 whenever the features are
 * fewer than classes − 1, and then no theorem about margins follows from one about features.
 *
 * @see nitanda2018 margin distribution; our derivation
 */
export function leastStretch(weights: DenseMatrix): number {
  if (weights.rows < weights.columns - 1) return 0;
  // The smallest eigenvalue is the 0 of the constant direction.
  return Math.sqrt(Math.max(0, stretchesOf(weights)[1]));
}

/** The eigenvalues of C wᵀw C, the smallest first. */
function stretchesOf(weights: DenseMatrix): Float64Array {
  const {columns: classes} = weights;
  const centred = {...weights, values: weights.values.slice()};
  for (let a = 0; a < weights.rows; a++) {
    const row = rowOf(centred, a);
    const mean = row.reduce((total, value) => total + value, 0) / classes;
    row.forEach((value, k) => (row[k] = value - mean));
  }
  const {values: entries} = product(centred, centred, {transposeA: true});
  return symmetricEigenvalues({size: classes, entries});
}
