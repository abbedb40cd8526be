import {logBinomial} from "./log-binomial";
import {requireWhole, requireWithin} from "./require-number";
import {sum} from "./sum";

/**
 * Chance of at most k successes in n independent tries.
 *
 *     P(X ≤ k) = Σ_{j=0}^{k} C(n, j) p^j (1 − p)^(n−j)
 *
 *     most     k   a whole number; below 0 gives 0, from n on gives 1
 *     tries    n   a whole number from 1
 *     chance   p   of one success, 0 … 1
 */
export function binomialAtMost(most: number, {tries, chance}: {tries: number; chance: number}) {
  requireWhole("tries", tries, {from: 1});
  requireWithin("chance", chance, [0, 1]);
  if (most < 0 || (chance === 1 && most < tries)) return 0;
  if (most >= tries || chance === 0) return 1;
  const [logHit, logMiss] = [Math.log(chance), Math.log1p(-chance)];
  return sum(
    Float64Array.from({length: Math.floor(most) + 1}, (_, j) =>
      Math.exp(logBinomial(tries, j) + j * logHit + (tries - j) * logMiss),
    ),
  );
}
