import {gradientGrowthOfPlainStack} from "./stack-signals";
import type {SignalStage} from "./stack-signals";
import {requireWhole} from "../../numerics/require-number";

/** c, the mean square by which two layers of batch norm, ReLU and He's weights pass on a gradient. */
export const branchGrowth = gradientGrowthOfPlainStack ** 2;

/**
 * By how much a block of order "pre" multiplies the gradient's length towards the input, where
 * x_b = λ x_(b-1) + μ F(x_(b-1)) has run long enough that its variance v no longer moves.
 *
 *     v = λ² v + μ²,    |∂L/∂x_(b-1)|² = (λ² + μ² c / v) |∂L/∂x_b|²
 *     growth = √ρ,      ρ(λ) = λ² + c (1 − λ²) = 1 + (c − 1)(1 − λ²),    c = (π / (π − 1))²
 *
 * A branch puts out variance 1 whatever comes in, since batch norm divides by √v: so its slope falls
 * as √(c / v), and μ cancels. Every λ below 1 makes the gradient *grow* without bound; λ = 0 is the
 * plain stack; at λ = 1 there is no such v. Wide, large batches, independent weights.
 * @see he2016 §3.1, where λ^L is said to make it vanish; our derivation
 */
export function gradientGrowthOfScaledStack(shortcutScale: number): number {
  if (!(shortcutScale >= 0 && shortcutScale < 1)) {
    throw new RangeError(
      `the variance settles for a shortcut scale in [0, 1), got ${shortcutScale}`,
    );
  }
  const square = shortcutScale ** 2;
  return Math.sqrt(square + branchGrowth * (1 - square));
}

/**
 * log10 of the gradient's length at block 1 over that at block n, for identity shortcuts: there v grows
 * by 1 a block, v_l = l, and so the product of √(1 + c / l), l = 2 … n, grows as a power of n only.
 * @see he2016 §2, Eq. 5; our derivation
 */
export function gradientRatioOfIdentityStack(blocks: number): number {
  requireWhole("blocks", blocks, {from: 1});
  let ratio = 0;
  for (let l = 2; l <= blocks; l++) ratio += 0.5 * Math.log10(1 + branchGrowth / l);
  return ratio;
}

/** The measured growth per block between two blocks, towards the input. */
export const growthBetween = (
  {gradients}: SignalStage,
  {from, to}: {readonly from: number; readonly to: number},
): number => (gradients[from] / gradients[to]) ** (1 / (to - from));
