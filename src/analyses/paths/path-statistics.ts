import {requireAbove} from "../../numerics/require-number";
import {sum} from "../../numerics/sum";

/** Moments of a mixture ν(t) = Σ ε_r² t^r at t = 1 (Definition 3). */
export type MixtureMoments = {
  /** ν′ = Σ ε_r² r, also the mean path length under the energies. */
  readonly slope: number;
  /** ν″ = Σ ε_r² r (r−1). */
  readonly curvature: number;
  /** α² = ν″ + ν′ − ν′², also the variance of the path length. */
  readonly variance: number;
  /** G = ν″/ν′: all that the landscape's complexity sees of a mixture. */
  readonly ratio: number;
};

/**
 * The moments of a mixture of path lengths.
 *
 *     energies   ε_r², entry r − 1 for length r, at least 0, summing to 1 within 1e-9
 *
 * Throws a RangeError when the energies do not sum to 1.
 * @see littwin2016 §5, Definition 3
 */
export function mixtureMoments(energies: ArrayLike<number>): MixtureMoments {
  requireEnergies(energies);
  const over = (f: (r: number) => number) =>
    sum(Float64Array.from(energies, (energy, i) => energy * f(i + 1)));
  const slope = over((r) => r);
  const curvature = over((r) => r * (r - 1));
  // Σ ε² (r − ν′)² instead of ν″ + ν′ − ν′², which loses every digit when one length has it all.
  const variance = over((r) => (r - slope) ** 2);
  return {slope, curvature, variance, ratio: curvature / slope};
}

/**
 * Mean and standard deviation of the path length under any non-negative shares, normalised here to
 * sum to 1: pass the energies ε_r² or the amplitudes ε_r. Entry r − 1 belongs to length r.
 */
export function lengthMeanAndDeviation(shares: ArrayLike<number>): {
  readonly mean: number;
  readonly deviation: number;
} {
  const total = sum(shares);
  requireAbove("the sum of the shares", total);
  for (let i = 0; i < shares.length; i++) requireShare(shares[i], i + 1);
  const mean = sum(Float64Array.from(shares, (share, i) => (share / total) * (i + 1)));
  const variance = sum(
    Float64Array.from(shares, (share, i) => (share / total) * (i + 1 - mean) ** 2),
  );
  return {mean, deviation: Math.sqrt(variance)};
}

/**
 * The mixture without its length-1 paths, renormalised: what section 5 of the paper studies. Its
 * model has such paths, and at small β they carry most of the energy.
 * @see littwin2016 §5, Eqs. 26-27
 */
export function withoutLengthOne(energies: ArrayLike<number>): Float64Array {
  requireEnergies(energies);
  const kept = Float64Array.from(energies, (energy, i) => (i === 0 ? 0 : energy));
  const total = sum(kept);
  requireAbove("the energy of the lengths from 2 on", total);
  return kept.map((energy) => energy / total);
}

function requireEnergies(energies: ArrayLike<number>): void {
  for (let i = 0; i < energies.length; i++) requireShare(energies[i], i + 1);
  const total = sum(energies);
  if (Math.abs(total - 1) <= 1e-9) return;
  throw new RangeError(
    `the energies of the path lengths must sum to 1, got ${total}: divide by their sum first`,
  );
}

function requireShare(share: number, length: number): void {
  if (share >= 0) return;
  throw new RangeError(`the share of length ${length} must be at least 0, got ${share}`);
}
