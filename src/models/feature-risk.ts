import {denseMatrix, product, rowNorms, rowOf, transposed} from "../numerics/dense-matrix";
import type {DenseMatrix} from "../numerics/dense-matrix";
import {newtonMinimum} from "../numerics/newton";
import {requireFeatures, requireLabels} from "../numerics/require-examples";
import {requireAbove, requireWhole} from "../numerics/require-number";
import {runningSum, sum} from "../numerics/sum";
import {dot} from "../numerics/vector";
import {scoreLoss} from "./score-loss";
import type {ScoreLoss} from "./score-loss";

/**
 * Classification in feature space: what a feature map φ is judged by.
 *
 *     points    z_i = φ(x_i), [examples, features]
 *     labels    y_i = 0 … classes − 1
 *     decay     λ > 0, the penalty on the classifier's squares
 *     anchor    w_0, [features, classes]: the penalty pulls towards it; default zero
 */
export type FeatureProblem = {
  readonly points: DenseMatrix;
  readonly labels: Int32Array;
  readonly classes: number;
  readonly loss: ScoreLoss;
  readonly decay: number;
  readonly anchor?: DenseMatrix;
};

/** A linear classifier that is best for the features, and the risk it leaves. */
export type BestClassifier = {
  /** w, [features, classes]; the scores of a point are zᵀw. */
  readonly weights: DenseMatrix;
  readonly risk: number;
  /** Length of ∂R/∂w that rounding leaves. */
  readonly slope: number;
};

/**
 * The risk of features and classifier.
 *
 *     R(φ, w) = (1/N) Σ_i l(wᵀ z_i, y_i) + (λ/2) ‖w − w_0‖²
 *
 * @see nitanda2018 regularised empirical risk
 */
export function featureRisk(problem: FeatureProblem, weights: DenseMatrix): number {
  const {points, labels, loss, decay, anchor} = problem;
  const scores = product(points, weights);
  const losses = Array.from(labels, (label, i) => scoreLoss(rowOf(scores, i), {label, loss}).value);
  const away = weights.values.map((value, at) => value - (anchor?.values[at] ?? 0));
  return sum(losses) / points.rows + (decay / 2) * dot(away, away);
}

/**
 * The classifier of least risk for these features, w_φ: the penalty makes it unique, and Newton's
 * method finds it to rounding.
 *
 *     start    where to begin, default zero; it changes the time and not the answer
 */
export function bestClassifier(
  problem: FeatureProblem,
  {start}: {readonly start?: DenseMatrix} = {},
): BestClassifier {
  requireProblem(problem);
  const {points, labels, classes, loss, decay, anchor} = problem;
  const {columns: features, rows: examples} = points;
  const evaluate = (flat: Float64Array) => {
    const weights = denseMatrix([features, classes], flat);
    const scores = product(points, weights);
    const parts = Array.from(labels, (label, i) => scoreLoss(rowOf(scores, i), {label, loss}));
    const gradient = product(points, slopeRows(parts, classes), {transposeA: true}).values;
    const away = flat.map((value, at) => value - (anchor?.values[at] ?? 0));
    const value = sum(parts.map((part) => part.value)) / examples + (decay / 2) * dot(away, away);
    return {
      value,
      gradient: gradient.map((entry, at) => entry / examples + decay * away[at]),
      hessian: () => hessianOf(problem, parts),
    };
  };
  const from = start?.values ?? new Float64Array(features * classes);
  const {point, value, slope} = newtonMinimum(evaluate, Float64Array.from(from));
  return {weights: denseMatrix([features, classes], point), risk: value, slope};
}

/**
 * The functional gradient of the risk at the examples: how each one's loss changes with the place of
 * its features. Where the classifier is the best one, it is the gradient of min_w R(φ, w), too.
 *
 *     g_i = ∂_z l(wᵀ z_i, y_i) = w ∂_s l,    [examples, features]
 *
 * @see nitanda2018 functional gradient; our derivation
 */
export function functionalGradient(problem: FeatureProblem, weights: DenseMatrix): DenseMatrix {
  return product(scoreSlopes(problem, weights), transposed(weights));
}

/** ∂_s l at every example, [examples, classes]: the functional gradient in the space of scores. */
export function scoreSlopes(
  {points, labels, classes, loss}: FeatureProblem,
  weights: DenseMatrix,
): DenseMatrix {
  const scores = product(points, weights);
  const parts = Array.from(labels, (label, i) => scoreLoss(rowOf(scores, i), {label, loss}));
  return slopeRows(parts, classes);
}

/** ‖ξ‖_{L_p} = (mean_i ‖ξ_i‖^p)^{1/p} of a function known at the examples, p = 1 or 2. */
export function functionNorm(values: DenseMatrix, p: 1 | 2): number {
  const norms = rowNorms(values);
  if (p === 1) return sum(norms) / values.rows;
  return Math.sqrt(sum(norms.map((length) => length * length)) / values.rows);
}

/** ⟨ξ, ζ⟩ = mean_i ξ_i · ζ_i. */
export function functionDot(a: DenseMatrix, b: DenseMatrix): number {
  const total = runningSum();
  a.values.forEach((value, at) => total.add(value * b.values[at]));
  return total.value() / a.rows;
}

function slopeRows(parts: readonly {readonly slope: Float64Array}[], classes: number): DenseMatrix {
  const slopes = denseMatrix([parts.length, classes]);
  parts.forEach(({slope}, i) => slopes.values.set(slope, i * classes));
  return slopes;
}

/** Σ_i (z_i z_iᵀ) ⊗ ∂²l_i / N + λ: entry ((a, k), (b, m)) at flat places a · classes + k. */
function hessianOf(
  {points, classes, decay}: FeatureProblem,
  parts: readonly {readonly curvature: () => Float64Array}[],
): Float64Array {
  const size = points.columns * classes;
  const hessian = new Float64Array(size * size);
  parts.forEach(({curvature}, i) => {
    const [z, bend] = [rowOf(points, i), curvature()];
    for (let a = 0; a < z.length; a++) {
      for (let b = 0; b <= a; b++) {
        const weight = (z[a] * z[b]) / points.rows;
        if (weight === 0) continue;
        for (let k = 0; k < classes; k++) {
          const row = (a * classes + k) * size + b * classes;
          for (let m = 0; m < classes; m++) hessian[row + m] += weight * bend[k * classes + m];
        }
      }
    }
  });
  for (let at = 0; at < size; at++) {
    hessian[at * size + at] += decay;
    // Only the blocks below the diagonal were summed up.
    for (let right = at + 1; right < size; right++) {
      hessian[at * size + right] = hessian[right * size + at];
    }
  }
  return hessian;
}

function requireProblem({points, labels, classes, decay, anchor}: FeatureProblem): void {
  requireWhole("classes", classes, {from: 2});
  requireAbove("decay", decay);
  requireWhole("the number of examples", points.rows, {from: 1});
  if (labels.length !== points.rows) {
    throw new RangeError(`${points.rows} points need as many labels, got ${labels.length}`);
  }
  requireLabels(labels, {examples: points.rows, classes, of: "the points"});
  requireFeatures(points.values, {shape: [points.rows, points.columns], of: "the points:"});
  if (anchor && (anchor.rows !== points.columns || anchor.columns !== classes)) {
    throw new RangeError(
      `the anchor must be ${points.columns} × ${classes}, got ${anchor.rows} × ${anchor.columns}`,
    );
  }
}
