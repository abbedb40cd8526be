import {curvatureBound, scoreLoss} from "../../models/score-loss";
import type {ScoreLoss} from "../../models/score-loss";
import {
  bestClassifier,
  functionalGradient,
  functionDot,
  functionNorm,
  featureRisk,
} from "../../models/feature-risk";
import type {FeatureProblem} from "../../models/feature-risk";
import {
  embeddingKernel,
  gaussianKernel,
  idealEmbedding,
  smoothed,
} from "../../models/kernel-smoothing";
import {added, denseMatrix, frobeniusNorm, product, rowOf} from "../../numerics/dense-matrix";
import type {DenseMatrix} from "../../numerics/dense-matrix";
import {requireAbove, requireWhole} from "../../numerics/require-number";
import {largestSingularValue} from "../../numerics/singular-values";
import {descentRate} from "./descent-step";
import type {DescentStep} from "./descent-step";
import {margins} from "./margin-distribution";

/**
 * What smooths the functional gradient.
 *
 *     gaussian    exp(−‖z − z'‖²/(2σ²)) on the features of the layer, K = 1
 *     ideal       ι(z)ᵀι(z') of the gradient's own directions, K = 1; known at the examples only
 *     none        the raw gradient: each example moves by itself (k(z_i, z_j) = N [i = j], K = N)
 */
export type Smoothing =
  | {readonly kind: "gaussian"; readonly width: number}
  | {readonly kind: "ideal"}
  | {readonly kind: "none"};

export type DescentOptions = {
  readonly smoothing: Smoothing;
  /** T, blocks. */
  readonly layers: number;
  readonly decay: number;
  readonly loss?: ScoreLoss;
  /** Multiplies η = 1/(A K), up to which descent is guaranteed; default 1. */
  readonly boldness?: number;
  /** How far each block goes in place of that. */
  readonly step?: DescentStep;
  /** What the classifier's penalty pulls it to, [features, classes]; default zero. */
  readonly anchor?: DenseMatrix;
  /** Points that the map carries along without learning from them. */
  readonly fresh?: {readonly points: DenseMatrix; readonly labels: Int32Array};
};

/** The state before block t, and what the theory says of the block. */
export type DescentLayer = {
  readonly layer: number;
  readonly risk: number;
  readonly accuracy: number;
  readonly weightNorm: number;
  /** ‖∇‖_L1, ‖∇‖_L2 on the examples. */
  readonly gradientL1: number;
  readonly gradientL2: number;
  /** ⟨∇, T_k ∇⟩. */
  readonly energy: number;
  /** A, the curvature along the features: ‖w‖²_op times the loss's own bound. */
  readonly smoothness: number;
  /** η. */
  readonly rate: number;
  /** η (1 − η A K / 2) ⟨∇, T_k ∇⟩, the decrease that the block must bring at least. */
  readonly guaranteed: number;
  /** The decrease that it brought; NaN after the last block. */
  readonly decrease: number;
  /** f_y − max_{k≠y} f_k of every example. */
  readonly margins: Float64Array;
  readonly points: DenseMatrix;
  /** g, the raw gradient, and T_k g, where the block moves the examples against. */
  readonly gradient: DenseMatrix;
  readonly direction: DenseMatrix;
  readonly weights: DenseMatrix;
  readonly fresh: null | {
    readonly points: DenseMatrix;
    readonly accuracy: number;
    readonly gradientL1: number;
    readonly risk: number;
  };
};

/**
 * Functional gradient descent in feature space with the best classifier at every layer.
 *
 *     φ_{t+1} = φ_t − η_t T_{k_t} ∇R(φ_t),    η_t = boldness / (A_t K) by default
 *
 * Returns layers + 1 states; the last has moved through all blocks. With η_t ≤ 1 / (A_t K)
 *
 *     R(φ_{t+1}) ≤ R(φ_t) − η_t (1 − η_t A_t K / 2) ⟨∇_t, T_t ∇_t⟩.
 *
 * @see nitanda2018 convergence theorem; our derivation
 */
export function functionalDescent(
  {
    points,
    labels,
    classes,
  }: {readonly points: DenseMatrix; readonly labels: Int32Array; readonly classes: number},
  {smoothing, layers, decay, loss = "logistic", boldness = 1, step, anchor, fresh}: DescentOptions,
): DescentLayer[] {
  requireWhole("layers", layers, {from: 0, of: "blocks"});
  requireAbove("boldness", boldness);
  if (fresh && smoothing.kind !== "gaussian") {
    throw new RangeError(
      `only a gaussian kernel is known at fresh points, got ${smoothing.kind}: leave fresh out`,
    );
  }
  const states: DescentLayer[] = [];
  let here = points;
  let carried = fresh?.points;
  let weights: DenseMatrix | undefined;
  for (let layer = 0; layer <= layers; layer++) {
    const problem: FeatureProblem = {
      points: here,
      labels,
      classes,
      loss,
      decay,
      ...(anchor ? {anchor} : {}),
    };
    const best = bestClassifier(problem, {start: weights});
    weights = best.weights;
    const gradient = functionalGradient(problem, weights);
    const direction = smoothedAt(here, {gradient, smoothing, target: here});
    const largest = kernelBound(smoothing, here.rows);
    const smoothness = smoothnessAt(problem, weights);
    const allowed = 1 / (smoothness * largest);
    const rate = step
      ? descentRate(problem, {weights, direction, from: allowed, step})
      : boldness * allowed;
    const energy = functionDot(gradient, direction);
    const found = margins(product(here, weights), labels);
    states.push({
      layer,
      risk: best.risk,
      accuracy: shareAbove(found),
      weightNorm: frobeniusNorm(weights),
      gradientL1: functionNorm(gradient, 1),
      gradientL2: functionNorm(gradient, 2),
      energy,
      smoothness,
      rate,
      guaranteed: rate * (1 - (rate * smoothness * largest) / 2) * energy,
      decrease: NaN,
      margins: found,
      points: here,
      gradient,
      direction,
      weights,
      fresh: carried && fresh ? judged(carried, fresh.labels, {problem, weights}) : null,
    });
    // Fresh points move first: their kernel is with the examples as they stand.
    if (carried) {
      carried = added(carried, smoothedAt(here, {gradient, smoothing, target: carried}), -rate);
    }
    here = added(here, direction, -rate);
  }
  return states.map((state, t) =>
    t < layers ? {...state, decrease: state.risk - states[t + 1].risk} : state,
  );
}

/**
 * A, a bound on the curvature of the risk along the features, ‖w‖²_op times the loss's own. Near
 * w = 0 it vanishes with the gradient: a millionth of the bound that holds for every best w, since
 * (λ/2)‖w − w_0‖² ≤ R(φ, w_0), then keeps the rate finite.
 */
function smoothnessAt(problem: FeatureProblem, weights: DenseMatrix): number {
  const bend = curvatureBound(problem.loss, problem.classes);
  const start = problem.anchor ?? denseMatrix([weights.rows, weights.columns]);
  const away = Math.sqrt((2 * featureRisk(problem, start)) / problem.decay);
  const everywhere = bend * (frobeniusNorm(start) + away) ** 2;
  return Math.max(bend * largestSingularValue(weights) ** 2, 1e-6 * everywhere);
}

/** K, which no k(z, z) exceeds. */
export const kernelBound = ({kind}: Smoothing, examples: number): number =>
  kind === "none" ? examples : 1;

/** T_k g at the target points, for a gradient known at the examples. */
function smoothedAt(
  examples: DenseMatrix,
  {gradient, smoothing, target}: {gradient: DenseMatrix; smoothing: Smoothing; target: DenseMatrix},
): DenseMatrix {
  switch (smoothing.kind) {
    case "gaussian":
      return smoothed(gaussianKernel(target, examples, smoothing), gradient);
    case "ideal": {
      const unit = idealEmbedding(gradient);
      return smoothed(embeddingKernel(unit, unit), gradient);
    }
    case "none":
      return gradient;
  }
}

function judged(
  points: DenseMatrix,
  labels: Int32Array,
  {problem, weights}: {problem: FeatureProblem; weights: DenseMatrix},
): NonNullable<DescentLayer["fresh"]> {
  const unseen = {...problem, points, labels};
  const scores = product(points, weights);
  const found = margins(scores, labels);
  return {
    points,
    accuracy: shareAbove(found),
    gradientL1: functionNorm(functionalGradient(unseen, weights), 1),
    risk:
      Array.from(labels, (_, i) => rowOf(scores, i)).reduce(
        (total, row, i) => total + scoreLoss(row, {label: labels[i], loss: problem.loss}).value,
        0,
      ) / points.rows,
  };
}

const shareAbove = (list: Float64Array): number =>
  list.filter((margin) => margin > 0).length / list.length;
