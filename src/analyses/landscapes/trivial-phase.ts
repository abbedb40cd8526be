import {bisect} from "../../numerics/bisect";
import {requireWhole} from "../../numerics/require-number";
import {lengthEnergies, pathLengthLaw} from "../paths/path-length-law";
import {mixtureMoments} from "../paths/path-statistics";

/**
 * The β below which the landscape of a residual network's mixture is trivial: where G(β) = 1, with
 * its length-1 paths kept.
 *
 *     β_c p → 1 as p grows; G rises from 0 to p − 1 with β
 *
 *     depth  p   weight layers, at least 3: at p = 2 the ratio stays below 1 at every β
 *
 * @see littwin2016 §5
 */
export function trivialBelowBeta(depth: number): number {
  requireWhole("depth", depth, {from: 3, of: "weight layers"});
  const logRatio = (logBeta: number) =>
    Math.log(mixtureMoments(lengthEnergies(pathLengthLaw(depth, Math.exp(logBeta)))).ratio);
  // G ≈ 2 (p−1)² β² for small β, and β = 1 lies beyond the threshold from p = 4 on; p = 3 needs 10.
  return Math.exp(bisect(logRatio, [Math.log(0.01 / depth), Math.log(10)]));
}
