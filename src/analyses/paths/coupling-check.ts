import {dot, norm} from "../../numerics/vector";
import {uniformSharing} from "./uniform-sharing";
import type {SharedNetwork} from "./uniform-sharing";

/** What Lemma 2 says and section 5 needs of the couplings of a network, at one path length. */
export type CouplingCheck = {
  readonly length: number;
  /** Smallest and largest E ξ² / lower bound: 1 where the bound is attained. */
  readonly variance: readonly [number, number];
  /** Smallest and largest correlation of two different couplings, for independent inputs. */
  readonly correlation: readonly [number, number];
};

/**
 * Variances and correlations of the couplings x̃ of a network, exactly, from its path counts.
 *
 *     ξ = Σ_i a_i x_i:   E ξ² = |a|²,   corr(ξ, ξ′) = a·a′ / |a||a′|,   bound = (Σ_i a_i)² / d
 *
 * Equality in the bound means that all a_i are alike; then every correlation is 1.
 * @see littwin2016 §3, Lemma 2
 */
export function checkCouplings(network: SharedNetwork): CouplingCheck[] {
  return uniformSharing(network).map(({length, configurations}) => {
    const counts = configurations.map(({fromInput}) => fromInput);
    const ratios = counts.map(
      (a) => (network.inputs * dot(a, a)) / a.reduce((sum, count) => sum + count, 0) ** 2,
    );
    const correlations = counts.flatMap((a, i) =>
      counts.slice(0, i).map((b) => dot(a, b) / norm(a) / norm(b)),
    );
    const range = (list: number[]) => [Math.min(...list), Math.max(...list)] as const;
    return {length, variance: range(ratios), correlation: range(correlations)};
  });
}
