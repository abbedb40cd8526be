import type {Random} from "../../numerics/random";
import {requireWhole} from "../../numerics/require-number";
import {lowIndexComplexity} from "./complexity";
import {exactExpectedCounts} from "./expected-critical-points";
import {expectedGrowth} from "./expected-growth";
import {mixtureMoments} from "../paths/path-statistics";

/** By how much a random mixture exceeds the pure glass of length p, 0 where it never does. */
export type MixtureExcess = {
  /** A mixture of lengths 2 … p. */
  readonly shorter: number;
  /** A mixture of lengths 2 … p + 1 with all but a thousandth on p + 1. */
  readonly longer: number;
};

/**
 * Theorem 5 on one random mixture, for infinitely many spins and for a finite number.
 *
 *     excess = max( θ(G) − θ(p−1),  max over N and k of E #_k(G) / E #_k(p−1) − 1 ),  at least 0
 *
 *     depth  p   at least 2
 *     sizes  N   2 and 3 by closed form, more by the identity, on the same random matrices
 *
 * @see littwin2016 §5, Theorem 5
 */
export function excessOverPure({
  depth,
  sizes,
  draws,
  random,
}: {
  depth: number;
  sizes: readonly number[];
  draws: number;
  random: Random;
}): MixtureExcess {
  requireWhole("depth", depth, {from: 2, of: "weight layers"});
  const stream = random.child("mixture");
  // Fourth powers: mixtures of few lengths and of many.
  const raw = Array.from({length: depth}, (_, i) => (i === 0 ? 0 : stream.uniform() ** 4));
  const total = raw.reduce((sum, share) => sum + share, 0);
  const shares = raw.map((share) => share / total);
  const excess = (energies: readonly number[]) =>
    excessOf(mixtureMoments(energies).ratio, {pure: depth - 1, sizes, draws, random});
  return {
    shorter: excess(shares),
    longer: excess([...shares.map((share) => share / 1000), 0.999]),
  };
}

function excessOf(
  ratio: number,
  {
    pure,
    sizes,
    draws,
    random,
  }: {pure: number; sizes: readonly number[]; draws: number; random: Random},
): number {
  const ofSizes = sizes.flatMap((size) => {
    const [mixed, plain] =
      size === 2 || size === 3
        ? [exactExpectedCounts(size, ratio), exactExpectedCounts(size, pure)]
        : expectedGrowth({sizes: [size], ratios: [ratio, pure], draws, random}).map(
            ({byIndex}) => byIndex,
          );
    return mixed.map((count, k) => count / plain[k] - 1);
  });
  return Math.max(0, lowIndexComplexity(ratio) - lowIndexComplexity(pure), ...ofSizes);
}
