import {featureRisk, functionNorm} from "../../models/feature-risk";
import type {FeatureProblem} from "../../models/feature-risk";
import {added} from "../../numerics/dense-matrix";
import type {DenseMatrix} from "../../numerics/dense-matrix";
import {requireAbove} from "../../numerics/require-number";

/**
 * How far a block goes along the smoothed gradient, where it is to go further than is guaranteed.
 *
 *     displacement    so that the points move by `size`, root mean square
 *     line search     `share` of the way to the lowest risk along the direction, the classifier held
 */
export type DescentStep =
  | {readonly kind: "displacement"; readonly size: number}
  | {readonly kind: "line search"; readonly share: number};

/** Directions shorter than this are rounding: they are not followed. */
const shortest = 1e-12;

/**
 * η of a block.
 *
 *     direction    T_k g, [examples, features]
 *     from         where the search begins, above 0
 *
 * With the classifier held the risk is convex in η, so that its minimum is bracketed from there
 * upwards and narrowed down; where it has none (points that can be parted for good), the search
 * ends where rounding sees no further fall, or at a millionfold. Throws a RangeError for a step that is not above 0.
 * @see nitanda2018 convergence theorem; our derivation
 */
export function descentRate(
  problem: FeatureProblem,
  {
    weights,
    direction,
    from,
    step,
  }: {
    readonly weights: DenseMatrix;
    readonly direction: DenseMatrix;
    readonly from: number;
    readonly step: DescentStep;
  },
): number {
  const amount = step.kind === "displacement" ? step.size : step.share;
  requireAbove(`the ${step.kind === "displacement" ? "size" : "share"} of a step`, amount);
  const length = functionNorm(direction, 2);
  if (length < shortest) return 0;
  if (step.kind === "displacement") return step.size / length;
  const riskAt = (rate: number): number =>
    featureRisk({...problem, points: added(problem.points, direction, -rate)}, weights);
  return step.share * leastAlong(riskAt, from);
}

/** Where a convex function of η > 0 is least, to a thousandth; a millionfold of `from` at most. */
function leastAlong(f: (rate: number) => number, from: number): number {
  let [low, middle, high] = [0, from, 2 * from];
  let value = f(middle);
  for (let next = f(high); next < value && high < 1e6 * from; next = f(high)) {
    [low, middle, high, value] = [middle, high, 2 * high, next];
  }
  const golden = (3 - Math.sqrt(5)) / 2;
  while (high - low > 1e-3 * high) {
    const right = high - middle > middle - low;
    const probe = right ? middle + golden * (high - middle) : middle - golden * (middle - low);
    const found = f(probe);
    if (found < value) {
      [low, high] = right ? [middle, high] : [low, middle];
      [middle, value] = [probe, found];
    } else if (right) high = probe;
    else low = probe;
  }
  return middle;
}
