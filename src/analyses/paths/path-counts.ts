import {requireWhole} from "../../numerics/require-number";

/**
 * The number of paths of each length through a residual network, exactly (Eq. 8, Definition 2).
 *
 *     ψ_r = d C(p−1, r−1) n^r,    Σ_r ψ_r = d n (1+n)^(p−1)
 *
 *     depth   p   weight layers, the first not skippable
 *     width   n   units per layer; a path ends in any unit of the last layer
 *     inputs  d   input units (default 1: then ψ_r is the paper's γ_r)
 *
 * Returns p whole numbers, entry r − 1 for length r. With n = d = 1 they are the skip patterns.
 * @see littwin2016 §2, Eq. 8
 */
export function pathCounts({
  depth,
  width,
  inputs = 1,
}: {
  depth: number;
  width: number;
  inputs?: number;
}): bigint[] {
  requireWhole("depth", depth, {from: 1, of: "weight layers"});
  requireWhole("width", width, {from: 1, of: "units"});
  requireWhole("inputs", inputs, {from: 1, of: "input units"});
  const counts: bigint[] = [];
  let patterns = 1n; // C(p−1, r−1)
  let perPattern = BigInt(inputs) * BigInt(width); // d n^r
  for (let r = 1; r <= depth; r++) {
    counts.push(patterns * perPattern);
    patterns = (patterns * BigInt(depth - r)) / BigInt(r);
    perPattern *= BigInt(width);
  }
  return counts;
}
