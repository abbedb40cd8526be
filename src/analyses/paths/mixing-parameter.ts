import {requireAbove, requireWhole, requireWithin} from "../../numerics/require-number";
import {betaForLength} from "./dominant-length";

/** What fixes β in the paper's model. */
export type MixingSettings = {
  /** ρ, probability that a ReLU gate is open, above 0, at most 1. */
  readonly openness: number;
  /** n, units per layer. */
  readonly width: number;
  /** C, root-mean-square of the weights. */
  readonly scale: number;
  /** Λ, number of distinct weight values: the paper leaves it open, and everything hangs on it. */
  readonly distinctWeights: number;
};

/**
 * The single parameter that sets the mixture of path lengths.
 *
 *     β = ρ n C / √Λ
 *
 * @see littwin2016 §3, below Eq. 16
 */
export function mixingParameter(settings: MixingSettings): number {
  const {openness, width, scale, distinctWeights} = settings;
  requireOpenness(openness);
  requireWhole("width", width, {from: 1, of: "units"});
  requireAbove("scale", scale);
  requireAbove("distinctWeights", distinctWeights);
  return (openness * width * scale) / Math.sqrt(distinctWeights);
}

/** Readings of the paper's Λ: one value per unit, one layer's worth, or every weight its own. */
export type DistinctWeights = "n" | "n^2" | "p n^2";

/**
 * The number of distinct weights under one reading of Λ.
 *
 * With C = 1/√n (the paper's initialisation) the three give β = ρ, ρ/√n and ρ/√(np): the first
 * does not depend on the width, the last puts every usual network at argmax 1.
 */
export function distinctWeightCount(
  reading: DistinctWeights,
  {width, depth}: {width: number; depth: number},
): number {
  requireWhole("width", width, {from: 1, of: "units"});
  requireWhole("depth", depth, {from: 1, of: "weight layers"});
  switch (reading) {
    case "n":
      return width;
    case "n^2":
      return width ** 2;
    case "p n^2":
      return depth * width ** 2;
    default:
      throw new RangeError(`distinct weights must be n, n^2 or p n^2, got ${String(reading)}`);
  }
}

/**
 * The weight scale C that makes one length dominate, C = β √Λ / (ρ n) with β in that length's
 * interval: Lemma 4 as a construction.
 * @see littwin2016 §3, Lemma 4
 */
export function scaleForLength(
  length: number,
  settings: Omit<MixingSettings, "scale"> & {readonly depth: number},
): number {
  const {depth, ...rest} = settings;
  return betaForLength(length, {depth}) / mixingParameter({...rest, scale: 1});
}

function requireOpenness(openness: number): void {
  requireWithin("openness", openness, [0, 1]);
  requireAbove("openness", openness);
}
