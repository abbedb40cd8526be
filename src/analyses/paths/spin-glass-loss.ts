import {requireAbove} from "../../numerics/require-number";
import type {Random} from "../../numerics/random";
import {dot, norm} from "../../numerics/vector";
import {gateOutcomes} from "./gate-average";
import {mixingParameter} from "./mixing-parameter";
import {lengthWeights, pathLengthLaw} from "./path-length-law";
import {uniformSharing} from "./uniform-sharing";
import type {SharedNetwork} from "./uniform-sharing";

/**
 * The averaged output of a small network, written as the mixture of r-spin terms that the paper
 * takes the loss for.
 *
 *     E_A Y = √(d/Λ) z Σ_r ε_r Λ^{−(r−1)/2} Σ_{i1…ir} x̃_{i1…ir} w̃_{i1} … w̃_{ir}       (Eqs. 13-16)
 *
 *     w̃ = w / C, on the sphere of radius √Λ;    x̃ = ξ / √(E ξ²), ξ the inputs that reach (i1 … ir)
 *     β = ρ n C / √Λ
 *
 * The variances of ξ are taken for the lower bound of Lemma 2, as the paper does: right where the
 * weights are spread evenly, wrong elsewhere.
 * @see littwin2016 §3, Eqs. 13-16
 */
export function spinGlassOutput(
  network: SharedNetwork,
  {weights, inputs, openness}: {weights: Float64Array; inputs: ArrayLike<number>; openness: number},
): number {
  const {width, depth, distinct} = network;
  const scale = norm(weights) / Math.sqrt(distinct); // C
  requireAbove("the weights' root mean square", scale);
  const law = pathLengthLaw(
    depth,
    mixingParameter({openness, width, scale, distinctWeights: distinct}),
  );
  const epsilon = lengthWeights(law);
  const sums = uniformSharing(network).map(({length, configurations}) =>
    configurations.reduce(
      (sum, {weights: taken, fromInput}) =>
        sum +
        taken.reduce(
          (product, which) => (product * weights[which]) / scale,
          dot(fromInput, inputs) / norm(fromInput),
        ) /
          Math.sqrt(distinct) ** (length - 1),
      0,
    ),
  );
  return Math.sqrt(network.inputs / distinct) * Math.exp(law.logNormaliser) * dot(epsilon, sums);
}

/** How far the averaged losses of one random network are from C_1 + C_2 times its mixture. */
export type LossAgainstMixture = {
  /** |E_A Y − mixture|, over the largest |Y| of any setting of the gates, as all errors here. */
  readonly output: number;
  /** |E_A |S y − Y| − (S − y mixture)|, the label's size S above every |Y| as Lemma 3 asks. */
  readonly absolute: number;
  /** The same with a label of half the largest |Y|. */
  readonly shortLabel: number;
  /** |E_A max(0, 1 − y Y) − ρ′ (1 − y mixture)|, ρ′ the chance that the hinge is active. */
  readonly hinge: number;
  /** The same with ρ′ = 1. */
  readonly alwaysActive: number;
};

/**
 * Lemma 3 on one random network of few units: both losses averaged over every setting of the gates,
 * against the mixture.
 *
 *     y   the label's sign, that of the largest output; inputs are scaled so that this is 3, and the
 *         hinge idles at some settings
 *
 * @see littwin2016 §3, Lemma 3, Eq. 15
 */
export function lossAgainstMixture(
  network: SharedNetwork,
  {openness, random}: {openness: number; random: Random},
): LossAgainstMixture {
  const weights = Float64Array.from({length: network.distinct}, () => random.normal());
  const drawn = Float64Array.from({length: network.inputs}, () => random.normal());
  const most = largest(gateOutcomes(network, {weights, inputs: drawn, openness}));
  const y = Math.sign(most);
  const inputs = drawn.map((x) => (3 * x) / Math.abs(most));
  const outcomes = gateOutcomes(network, {weights, inputs, openness});
  const mean = (f: (output: number) => number): number =>
    outcomes.reduce((sum, {chance, output}) => sum + chance * f(output), 0);
  const mixture = spinGlassOutput(network, {weights, inputs, openness});
  const absoluteError = (size: number) =>
    Math.abs(mean((Y) => Math.abs(size * y - Y)) - (size - y * mixture)) / 3;
  const hinge = mean((Y) => Math.max(0, 1 - y * Y));
  const active = mean((Y) => (1 - y * Y > 0 ? 1 : 0));
  return {
    output: Math.abs(mean((Y) => Y) - mixture) / 3,
    absolute: absoluteError(3 * (1 + 1e-9)),
    shortLabel: absoluteError(1.5),
    hinge: Math.abs(hinge - active * (1 - y * mixture)) / 3,
    alwaysActive: Math.abs(hinge - (1 - y * mixture)) / 3,
  };
}

/** The output of largest size. */
const largest = (outcomes: readonly {readonly output: number}[]): number =>
  outcomes.reduce((most, {output}) => (Math.abs(output) > Math.abs(most) ? output : most), 0);
