import type {LossCurvature} from "../../models/loss-curvature";
import {lanczos, spectralWeights, tridiagonalEigenvalues} from "../../numerics/lanczos";
import type {Random} from "../../numerics/random";
import {requireWhole, requireWithin} from "../../numerics/require-number";

/** The curvature of a loss at one point. */
export type HessianSpectrum = {
  /** Number of weights P. */
  readonly size: number;
  /** Eigenvalues, smallest first, and the share of all P that each stands for. */
  readonly values: Float64Array;
  readonly weights: Float64Array;
  /** Share of the directions in which the loss curves down, beyond the tolerance. */
  readonly downward: number;
  /** Standard error of `downward` over the probes; 0 where all P eigenvalues were found. */
  readonly downwardError: number;
  readonly smallest: number;
  readonly largest: number;
  readonly exact: boolean;
};

/**
 * Index and spectrum of a Hessian from products with it (Lanczos).
 *
 *     steps       products from each random direction; P of them (or more) find every eigenvalue
 *     probes      directions to begin from, where steps are fewer than P; default 4
 *     flat        an eigenvalue counts as downward below −flat times the largest in size; 1e-6 unless
 *                 told. ReLU networks have many eigenvalues that are 0 up to rounding.
 *
 * With fewer steps the outermost eigenvalues are right and the shares are estimates: each probe
 * gives the share of its own weight (Gauss quadrature), about √(2 / P) from the truth.
 */
export function hessianSpectrum(
  {size, hessianTimes}: Pick<LossCurvature, "size" | "hessianTimes">,
  {
    steps,
    probes = 4,
    flat = 1e-6,
    random,
  }: {steps: number; probes?: number; flat?: number; random: Random},
): HessianSpectrum {
  requireWhole("steps", steps, {from: 1, of: "products"});
  requireWhole("probes", probes, {from: 2, of: "directions"});
  requireWithin("flat", flat, [0, 1]);
  const exact = steps >= size;
  const runs = Array.from({length: exact ? 1 : probes}, (_, probe) => {
    const start = random.child(`probe ${probe}`);
    const matrix = lanczos(hessianTimes, {size, steps: Math.min(steps, size), random: start});
    const values = tridiagonalEigenvalues(matrix);
    const weights = exact ? values.map(() => 1 / size) : spectralWeights(matrix, values);
    return {values, weights};
  });
  const spread = (pick: (values: Float64Array) => number, best: (...all: number[]) => number) =>
    best(...runs.map(({values}) => pick(values)));
  const smallest = spread((values) => values[0], Math.min);
  const largest = spread((values) => values[values.length - 1], Math.max);
  const edge = -flat * Math.max(Math.abs(smallest), Math.abs(largest));
  const shares = runs.map(({values, weights}) =>
    weights.reduce((sum, weight, j) => sum + (values[j] < edge ? weight : 0), 0),
  );
  const downward = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const variance =
    shares.reduce((sum, share) => sum + (share - downward) ** 2, 0) /
    Math.max(1, shares.length - 1);
  const all = runs
    .flatMap(({values, weights}) =>
      Array.from(values, (value, j) => ({value, weight: weights[j] / runs.length})),
    )
    .sort((a, b) => a.value - b.value);
  return {
    size,
    values: Float64Array.from(all, ({value}) => value),
    weights: Float64Array.from(all, ({weight}) => weight),
    downward,
    downwardError: exact ? 0 : Math.sqrt(variance / shares.length),
    smallest,
    largest,
    exact,
  };
}
