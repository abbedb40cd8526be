import {slopeOfGlass, type SphericalGlass} from "../../models/spherical-glass";
import {requireAbove, requireWhole, requireWithin} from "../../numerics/require-number";
import {dot, norm, plus} from "../../numerics/vector";

/** A derivative after one step on the weights: as the theorem predicts it, and as it is. */
export type StepResponse = {readonly predicted: number; readonly exact: number};

/** The loss of the paths of each length and its gradient, for weights anywhere in R^Λ. */
function lossByLength(glass: SphericalGlass, weights: Float64Array) {
  return glass.terms.map((term) => {
    const {value, gradient} = slopeOfGlass({size: glass.size, terms: [term]}, weights);
    return {length: term.length, value, gradient};
  });
}

/**
 * How the loss asks the scale C of all weights to move, after one gradient step on the weights.
 *
 *     dL/dC = (1/C) Σ_r r L_r,    after w → w − μg:  ≈ −(μ/C) Q,
 *     Q = Σ_r r g_r · g    (two lengths: m|g_m|² + p|g_p|² + (m+p) g_p·g_m)
 *
 *     glass    the losses L_r of the path lengths, homogeneous of degree r in the weights
 *     weights  w, a place where dL/dC = 0, that is Σ r L_r = 0
 *     step     μ, small
 *
 * The prediction is the first order in μ. C grows next where Q > 0, which is not the same as "deep
 * paths dominate": see scaleDrive.
 * @see littwin2016 §4.2, Theorem 4, Eq. 25
 */
export function scaleResponse(
  glass: SphericalGlass,
  {weights, step}: {weights: Float64Array; step: number},
): StepResponse {
  requireAbove("step", step);
  const before = lossByLength(glass, weights);
  const gradient = total(before.map((part) => part.gradient));
  const drive = before.reduce((q, {length, gradient: g}) => q + length * dot(g, gradient), 0);
  const moved = plus(weights, gradient, -step);
  const after = lossByLength(glass, moved).reduce((sum, part) => sum + part.length * part.value, 0);
  return {
    predicted: (-step / rootMeanSquare(weights)) * drive,
    exact: after / rootMeanSquare(moved),
  };
}

/**
 * How the loss asks a batch-norm scale λ_l to move, after one gradient step on the weights, when
 * one skip jumps over the layers that only the long paths use and every λ is 1.
 *
 *     un-skipped l:  dL/dλ_l = L_m + L_p,  after w → w − μg:  ≈ −μ |g|²       at L = 0
 *     skipped l:     dL/dλ_l = L_p,        after w → w − μg:  ≈ −μ g_p·(g_p + g_m)   at L_p = 0
 *
 *     glass    the losses of two path lengths m < p
 *     weights  w, a place where the derivative in question is 0
 *     step     μ, small
 *
 * The normalisers σ_l are held constant, as in the paper.
 * @see littwin2016 §4.2, Theorem 3, Eq. 23
 */
export function layerScaleResponse(
  glass: SphericalGlass,
  {layer, weights, step}: {layer: "skipped" | "un-skipped"; weights: Float64Array; step: number},
): StepResponse {
  requireAbove("step", step);
  const before = lossByLength(glass, weights);
  if (before.length !== 2) {
    throw new RangeError(`one skip makes paths of two lengths, got ${before.length}`);
  }
  const gradient = total(before.map((part) => part.gradient));
  const moved = plus(weights, gradient, -step);
  const parts = layer === "skipped" ? [1] : [0, 1]; // terms come shortest first
  const after = lossByLength(glass, moved);
  return {
    predicted: -step * dot(total(parts.map((i) => before[i].gradient)), gradient),
    exact: parts.reduce((sum, i) => sum + after[i].value, 0),
  };
}

/**
 * The sign of the force on C as a dial: Q for two gradients of given length and angle.
 *
 *     Q = m a² + p b² + (m+p) a b c,    a = |g_m|, b = |g_p|, c = cos of the angle between
 *
 * Positive for every angle unless the gradients are strongly opposed, c < −2√(mp)/(m+p); then
 * negative for a range of b/a around √(m/p), and positive again when either side dominates.
 * @see littwin2016 §4.2, Theorem 4, Eq. 25
 */
export function scaleDrive({
  shortLength: m,
  deepLength: p,
  shortGradient: a,
  deepGradient: b,
  cosine: c,
}: {
  shortLength: number;
  deepLength: number;
  shortGradient: number;
  deepGradient: number;
  cosine: number;
}): number {
  requireWhole("shortLength", m, {from: 1});
  requireWhole("deepLength", p, {from: m});
  requireWithin("shortGradient", a, [0, Infinity]);
  requireWithin("deepGradient", b, [0, Infinity]);
  requireWithin("cosine", c, [-1, 1]);
  return m * a ** 2 + p * b ** 2 + (m + p) * a * b * c;
}

/** The cosine below which some pair of gradient lengths makes C shrink: −2√(mp)/(m+p). */
export function opposingCosine(shortLength: number, deepLength: number): number {
  requireWhole("shortLength", shortLength, {from: 1});
  requireWhole("deepLength", deepLength, {from: 1});
  return (-2 * Math.sqrt(shortLength * deepLength)) / (shortLength + deepLength);
}

function total(vectors: readonly Float64Array[]): Float64Array {
  return vectors[0].map((_, i) => vectors.reduce((sum, vector) => sum + vector[i], 0));
}

const rootMeanSquare = (w: Float64Array): number => norm(w) / Math.sqrt(w.length);
