import {requireWhole} from "./require-number";

/**
 * Chance that Student's t stays at or below a value, for whole degrees of freedom.
 *
 *     F(t) = (1 + A(t)) / 2,    θ = arctan(t / √ν)
 *     A = (2/π) (θ + sin θ (cos θ + 2/3 cos³ θ + … ))      ν odd
 *     A = sin θ (1 + 1/2 cos² θ + 3/8 cos⁴ θ + … )         ν even
 *
 *     freedom  ν   a whole number from 1
 *
 * The sums end at the power ν − 2, so the result is exact but for rounding.
 */
export function studentChance(value: number, freedom: number): number {
  requireWhole("freedom", freedom, {from: 1});
  const angle = Math.atan(value / Math.sqrt(freedom));
  const squaredCosine = Math.cos(angle) ** 2;
  const odd = freedom % 2 === 1;
  let term = odd ? Math.cos(angle) : 1;
  let series = 0;
  for (let power = odd ? 1 : 0; power <= freedom - 2; power += 2) {
    series += term;
    term *= (squaredCosine * (power + 1)) / (power + 2);
  }
  const spread = Math.sin(angle) * series;
  return (1 + (odd ? (2 / Math.PI) * (angle + spread) : spread)) / 2;
}

/**
 * The value that Student's t exceeds with the given chance (0 < tail < 1/2): 2.776 for a tail of
 * 0.025 and four degrees of freedom. Found by halving, to the last digits of a double.
 */
export function studentQuantile(tail: number, freedom: number): number {
  if (!(tail > 0 && tail < 0.5)) {
    throw new RangeError(`tail must be a chance above 0 and below 0.5, got ${tail}`);
  }
  let low = 0;
  let high = 1;
  while (1 - studentChance(high, freedom) > tail) high *= 2;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (1 - studentChance(middle, freedom) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
