import {drawGoeEigenvalues} from "../../numerics/goe";
import {requireWhole} from "../../numerics/require-number";
import {
  averageCounts,
  requireExpectationOptions,
  type ExpectationOptions,
  type ExpectedCounts,
} from "./expected-counts";

/**
 * Expected number of critical points by index, straight from Kac and Rice: at a critical point the
 * Hessian is a random matrix shifted by a normal number.
 *
 *     E Crt_k = 2 √π / Γ(N/2) · (G/2)^{(N−1)/2} · E ∫ |det(M − y)| 1{k eigenvalues below y} φ(y) dy
 *
 *     M      Gaussian orthogonal ensemble, (N−1) × (N−1)
 *     φ      density of N(0, 1 + 1/G)
 *     nodes  points of the grid over y
 *
 * The shift is integrated, not drawn, so that heavy tails at G < 1 do no harm.
 * @see littwin2016 §5
 */
export function expectedByShift(
  options: ExpectationOptions & {readonly nodes?: number},
): ExpectedCounts {
  requireExpectationOptions(options);
  const {size, ratio, random, nodes = 400} = options;
  requireWhole("nodes", nodes, {from: 10});
  const variance = 1 + 1 / ratio;
  // |det| grows like |y|^(N−1), which moves the weight of φ out to about √(N · variance).
  const reach = 2 * Math.sqrt(size) + Math.sqrt(variance) * (8 + Math.sqrt(size));
  const step = (2 * reach) / nodes;
  const logFactor =
    Math.log(2) +
    Math.log(Math.PI) / 2 -
    logGammaOfHalf(size) +
    ((size - 1) / 2) * Math.log(ratio / 2) +
    Math.log(step) -
    Math.log(2 * Math.PI * variance) / 2;
  const draw = () => {
    const eigenvalues = drawGoeEigenvalues(size - 1, random);
    const counts = new Float64Array(size);
    // A grid at a random offset has no bias from the kinks of |det|.
    const offset = random.uniform();
    for (let i = 0; i < nodes; i++) {
      const y = -reach + (i + offset) * step;
      let below = 0;
      let log = logFactor - y ** 2 / (2 * variance);
      for (const mu of eigenvalues) {
        log += Math.log(Math.abs(mu - y));
        if (mu < y) below++;
      }
      counts[below] += Math.exp(log);
    }
    return counts;
  };
  return averageCounts(draw, options);
}

/** ln Γ(n/2) by Γ(x+1) = x Γ(x) from Γ(1/2) = √π or Γ(1) = 1. */
function logGammaOfHalf(n: number): number {
  let log = n % 2 === 1 ? Math.log(Math.PI) / 2 : 0;
  for (let x = n / 2 - 1; x > 0; x--) log += Math.log(x);
  return log;
}
