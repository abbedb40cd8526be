import {logSumExp} from "../numerics/log-sum-exp";

export const scoreLosses = ["logistic", "smooth hinge"] as const;

/**
 * What a linear classifier is fitted by, from one example's scores s and its class y.
 *
 *     logistic       ln Σ_k exp s_k − s_y
 *     smooth hinge   Σ_k ln(1 + exp(1 − s_y + s_k)), all k, y included (it adds a constant)
 *
 * @see nitanda2018 smoothness of the risk; our derivation (of the losses)
 */
export type ScoreLoss = (typeof scoreLosses)[number];

/** A loss at one example's scores: its value, gradient and matrix of second derivatives in s. */
export type ScoreLossParts = {
  readonly value: number;
  /** ∂l/∂s, [classes]; sums to 0. */
  readonly slope: Float64Array;
  /** ∂²l/∂s², [classes, classes] row-major. */
  readonly curvature: () => Float64Array;
};

/**
 * The loss of one example with its first two derivatives.
 *
 *     logistic       ∂l = p − e_y,            ∂²l = diag(p) − p pᵀ,  p = softmax(s)
 *     smooth hinge   ∂l = Σ_k q_k (e_k − e_y),  ∂²l = Σ_k q_k (1 − q_k)(e_k − e_y)(e_k − e_y)ᵀ,
 *                    q_k = 1 / (1 + exp(−(1 − s_y + s_k))), k ≠ y
 *
 * @see nitanda2018 smoothness of the risk; our derivation
 */
export function scoreLoss(
  scores: Float64Array,
  {label, loss}: {readonly label: number; readonly loss: ScoreLoss},
): ScoreLossParts {
  return partsOf[loss](scores, label);
}

const partsOf: Record<ScoreLoss, (scores: Float64Array, label: number) => ScoreLossParts> = {
  logistic,
  "smooth hinge": smoothHinge,
};

/**
 * The largest eigenvalue that ∂²l/∂s² can have: 1/2 for logistic, classes/4 for smooth hinge (a star
 * of classes − 1 edges has the largest Laplacian eigenvalue classes, and q (1 − q) ≤ 1/4).
 */
export const curvatureBound = (loss: ScoreLoss, classes: number): number =>
  ({logistic: 0.5, "smooth hinge": classes / 4})[loss];

function logistic(scores: Float64Array, label: number): ScoreLossParts {
  const total = logSumExp(scores);
  const slope = scores.map((score) => Math.exp(score - total));
  const shares = slope.slice();
  // 1 − p_y from the others: subtracting p_y from 1 would lose the digits of a sure answer.
  slope[label] = -shares.reduce((rest, share, k) => (k === label ? rest : rest + share), 0);
  const curvature = () => {
    const size = shares.length;
    return Float64Array.from(
      {length: size * size},
      (_, at) =>
        shares[Math.floor(at / size)] *
        ((Math.floor(at / size) === at % size ? 1 : 0) - shares[at % size]),
    );
  };
  return {value: total - scores[label], slope, curvature};
}

function smoothHinge(scores: Float64Array, label: number): ScoreLossParts {
  const gaps = scores.map((score) => 1 - scores[label] + score);
  const shares = gaps.map((gap) => 1 / (1 + Math.exp(-gap)));
  // ln(1 + e^x) as max(x, 0) + ln(1 + e^−|x|), which does not overflow.
  const value = gaps.reduce(
    (total, gap) => total + Math.max(gap, 0) + Math.log1p(Math.exp(-Math.abs(gap))),
    0,
  );
  const slope = shares.slice();
  slope[label] = -shares.reduce((rest, share, k) => (k === label ? rest : rest + share), 0);
  const curvature = () => {
    const size = shares.length;
    const entries = new Float64Array(size * size);
    shares.forEach((share, k) => {
      if (k === label) return;
      const weight = share * (1 - share);
      entries[k * size + k] += weight;
      entries[label * size + label] += weight;
      entries[k * size + label] -= weight;
      entries[label * size + k] -= weight;
    });
    return entries;
  };
  return {value, slope, curvature};
}
