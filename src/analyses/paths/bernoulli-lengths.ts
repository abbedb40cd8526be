import {logBinomial} from "../../numerics/log-binomial";
import {requireAbove, requireWhole} from "../../numerics/require-number";
import {runningSum, sum} from "../../numerics/sum";

/**
 * Energy by path length in a random network whose gates open independently of the signal: exactly
 * a binomial law.
 *
 *     w_r = C(p−1, r−1) g^(r−1) / (1+g)^(p−1),    r = 1 … p,    g = ρ n C²
 *
 *     depth  p   weight layers, the first not skippable
 *     odds   g   variance odds of taking a residual branch, above 0; with weights of variance
 *                c²/n and half-open gates g = c²/2
 *
 * Mean 1 + (p−1) g/(1+g); its variance (p−1) g/(1+g)² is about twice that of the paper's ε_r² at
 * equal odds. Returns ln w_r, entry r − 1 for length r.
 * @see veit2016 binomial law of path lengths (g = 1)
 */
export function logIndependentGateShares(depth: number, odds: number): Float64Array {
  requireWhole("depth", depth, {from: 1, of: "weight layers"});
  requireAbove("odds", odds);
  // Outwards from the mode, as for the mixture weights, to keep the errors in the tails.
  const mode = Math.min(depth - 1, Math.floor((odds / (1 + odds)) * depth));
  const logs = new Float64Array(depth);
  logs[mode] =
    logBinomial(depth - 1, mode) -
    mode * Math.log1p(1 / odds) -
    (depth - 1 - mode) * Math.log1p(odds);
  for (const step of [1, -1]) {
    const log = runningSum();
    log.add(logs[mode]);
    for (let k = mode; k + step >= 0 && k + step < depth; k += step) {
      // w_{k+1}/w_k = g (p−1−k)/(k+1), with k = r − 1 branches taken.
      const lower = Math.min(k, k + step);
      log.add(step * Math.log((odds * (depth - 1 - lower)) / (lower + 1)));
      logs[k + step] = log.value();
    }
  }
  return logs;
}

/**
 * The law of a sum of independent yes-or-no draws with different chances (Poisson binomial).
 *
 *     chances   P(draw l is yes), each 0 … 1
 *
 * Returns P(sum = s) for s = 0 … number of chances, by convolution in O(p²); probabilities below
 * 1e-308 come out as 0.
 */
export function bernoulliSumLaw(chances: ArrayLike<number>): Float64Array {
  const law = new Float64Array(chances.length + 1);
  law[0] = 1;
  for (let l = 0; l < chances.length; l++) {
    const chance = chances[l];
    if (!(chance >= 0 && chance <= 1)) {
      throw new RangeError(`chance ${l + 1} must be a number from 0 to 1, got ${chance}`);
    }
    for (let s = l + 1; s > 0; s--) law[s] = law[s] * (1 - chance) + law[s - 1] * chance;
    law[0] *= 1 - chance;
  }
  return law;
}

/** Path lengths as a sum of independent branches: each layer's share, their law, its moments. */
export type BranchLengths = {
  /** The share of layer l in the stream that leaves it. */
  readonly branchShares: Float64Array;
  /** Share of each path length, entry r − 1 for length r. */
  readonly shares: Float64Array;
  /** Sum of the layers' shares. */
  readonly mean: number;
  readonly variance: number;
};

/**
 * Coherent path lengths of a random residual network under batch norm with scales λ_l, when each
 * layer's normaliser follows the signal.
 *
 *     r = Σ_l Bernoulli(s_l),    s_l = λ_l / (λ_1 + … + λ_l)
 *
 *     scales   λ_1 … λ_p, at least 0, the first above 0
 *
 * The share s_l is that of branch l in the stream that leaves the layer, were all branches in step. Those
 * of a network are not: see `wideNetworkLengths`. Multiplying all λ by one number changes nothing, and
 * flat λ (λ_1 apart) cannot go beyond mean 1 + H_{p−1}; our derivation.
 * @see littwin2016 §4.1, Eq. 20
 */
export function lengthsUnderBatchNorm(scales: ArrayLike<number>): BranchLengths {
  requireWhole("the number of scales", scales.length, {from: 1});
  requireAbove("the first layer's scale", scales[0]);
  const total = runningSum();
  const branchShares = Float64Array.from(scales, (scale, i) => {
    if (!(Number.isFinite(scale) && scale >= 0)) {
      throw new RangeError(`the scale of layer ${i + 1} must be at least 0, got ${scale}`);
    }
    total.add(scale);
    return scale / total.value();
  });
  return {
    branchShares,
    // The first layer is never skipped, so no path has length 0.
    shares: bernoulliSumLaw(branchShares).slice(1),
    mean: sum(branchShares),
    variance: sum(branchShares.map((share) => share * (1 - share))),
  };
}

/**
 * Path lengths at the start of training under batch norm, all λ = 1: layer l carries 1/l of the
 * stream, and the length has the law of the number of cycles of a random permutation.
 *
 *     P(r) = |s(p, r)| / p!,    mean H_p = Σ 1/l,    variance Σ (1/l)(1 − 1/l)
 *
 * Depth is logarithmic: H_100 = 5.19.
 * @see littwin2016 §4.1
 */
export function harmonicStartLengths(depth: number): BranchLengths {
  requireWhole("depth", depth, {from: 1, of: "weight layers"});
  return lengthsUnderBatchNorm(new Float64Array(depth).fill(1));
}
