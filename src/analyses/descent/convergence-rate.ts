import type {DescentLayer} from "./functional-descent";

/**
 * Both sides of the rate at every T = 1 … layers.
 *
 *     mean_{t<T} η_t ⟨∇_t, T_t ∇_t⟩ ≤ 2 R_0 / T    while η_t ≤ 1 / (A_t K)
 *
 * @see nitanda2018 convergence theorem; our derivation (rate O(1/T))
 */
export function rateRows(
  states: readonly Pick<DescentLayer, "rate" | "energy" | "risk">[],
): {readonly blocks: number; readonly mean: number; readonly bound: number}[] {
  let total = 0;
  return states.slice(0, -1).map(({rate, energy}, t) => {
    total += rate * energy;
    return {blocks: t + 1, mean: total / (t + 1), bound: (2 * states[0].risk) / (t + 1)};
  });
}
