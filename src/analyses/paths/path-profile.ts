import {sum} from "../../numerics/sum";
import type {PathDecomposition} from "./path-decomposition";
import {lengthMeanAndDeviation} from "./path-statistics";

/** How a network's output is shared among path lengths. Entry i belongs to lengths[i]. */
export type PathProfile = {
  readonly lengths: readonly number[];
  /** Energy share w_r ≥ 0; sums to 1. */
  readonly energy: Float64Array;
  /** Coherent share s_r, signed; sums to 1. */
  readonly coherent: Float64Array;
  /** Mean and standard deviation of the path length under the energy shares. */
  readonly energyMean: number;
  readonly energyDeviation: number;
  /** Mean under the coherent shares: d ln |Y| / d ln t when every layer is scaled by t. */
  readonly coherentMean: number;
};

/**
 * Shares of the path lengths in a network's output.
 *
 *     w_r = |Y_r|² / Σ_s |Y_s|²        energy: who sends how much, cancellation ignored
 *     s_r = ⟨Y_r, Y⟩ / ⟨Y, Y⟩          coherent: what of it is left in the sum
 *
 *     Y_r, Y    logits that paths of length r carry, and their sum
 *
 * Average "inputs" forms the shares per example and averages them; "pooled" sums the numerators and
 * the denominators over the batch first, so that examples with large logits weigh more.
 *
 * An example whose logits are all 0 has no shares and is left out; a RangeError where none is left.
 * @see littwin2016 §2.2, Eq. 8; our derivation (both shares)
 */
export function pathProfile(
  decomposition: PathDecomposition,
  {average = "inputs"}: {readonly average?: "inputs" | "pooled"} = {},
): PathProfile {
  const {lengths, batch, classes, parts, total} = decomposition;
  const energies = parts.map((part) => perExample(part, part, {batch, classes}));
  const overlaps = parts.map((part) => perExample(part, total, {batch, classes}));
  const energy = shares(energies, {average});
  const coherent = shares(overlaps, {average});
  const {mean, deviation} = weightedLengths(lengths, energy);
  return {
    lengths,
    energy,
    coherent,
    energyMean: mean,
    energyDeviation: deviation,
    coherentMean: sum(coherent.map((share, index) => share * lengths[index])),
  };
}

/** ⟨a, b⟩ over classes, for each example. */
function perExample(
  a: Float64Array,
  b: Float64Array,
  {batch, classes}: {batch: number; classes: number},
): Float64Array {
  return Float64Array.from({length: batch}, (_, example) => {
    let product = 0;
    for (let k = example * classes; k < (example + 1) * classes; k++) product += a[k] * b[k];
    return product;
  });
}

function shares(
  amounts: readonly Float64Array[],
  {average}: {average: "inputs" | "pooled"},
): Float64Array {
  const batch = amounts[0].length;
  const totals = Float64Array.from({length: batch}, (_, example) =>
    sum(amounts.map((amount) => amount[example])),
  );
  const counted = Array.from(totals.keys()).filter((example) => totals[example] > 0);
  if (counted.length === 0) {
    throw new RangeError("every example's logits are 0: there is nothing to share among the paths");
  }
  const whole = sum(counted.map((example) => totals[example]));
  return Float64Array.from(amounts, (amount) =>
    average === "pooled"
      ? sum(counted.map((example) => amount[example])) / whole
      : sum(counted.map((example) => amount[example] / totals[example])) / counted.length,
  );
}

function weightedLengths(
  lengths: readonly number[],
  energy: Float64Array,
): {mean: number; deviation: number} {
  const byLength = new Float64Array(lengths[lengths.length - 1]);
  lengths.forEach((length, index) => (byLength[length - 1] = energy[index]));
  return lengthMeanAndDeviation(byLength);
}
