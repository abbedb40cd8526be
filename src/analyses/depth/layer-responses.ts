import type {StackNetwork} from "../../models/stack/stack-network";

/**
 * What batch norm puts out at one layer, over all units and all examples of a batch.
 *
 *     deviation   √(mean_c γ_c² + Var_c β_c): the standard deviation of Fig. 7
 *     scale       √(mean_c γ_c²)
 */
export type LayerResponse = {
  readonly block: number;
  readonly layer: number;
  readonly deviation: number;
  readonly scale: number;
};

/**
 * The responses of Fig. 7 as batch norm makes them: a normalised unit c has mean β_c and variance
 * γ_c² v_c / (v_c + ε), whatever the weights before it; so pooled over the units
 *
 *     response² = mean_c γ_c² + Var_c β_c        (population variance, ε negligible)
 *
 * One for each layer within the blocks; none without batch norm.
 * @see he2015 §4.2, Fig. 7
 */
export function layerResponses({scales, offsets, options}: StackNetwork): LayerResponse[] {
  const {layersPerBlock} = options;
  return scales.slice(1).map((scale, index) => {
    const gammas = [...scale.dataSync()];
    const betas = [...offsets[index + 1].dataSync()];
    const square = mean(gammas.map((gamma) => gamma ** 2));
    const middle = mean(betas);
    const spread = mean(betas.map((beta) => (beta - middle) ** 2));
    return {
      block: Math.floor(index / layersPerBlock) + 1,
      layer: (index % layersPerBlock) + 1,
      deviation: Math.sqrt(square + spread),
      scale: Math.sqrt(square),
    };
  });
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
