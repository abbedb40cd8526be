import {mean} from "simple-statistics";
import type {Random} from "../../numerics/random";
import type {NetworkStage} from "./network-stage";
import {wideNetworkLengths} from "./normalised-lengths";

type Measured = {
  readonly lambdas: ArrayLike<number>;
  readonly profile: Pick<NetworkStage["profile"], "coherentMean">;
};

/**
 * By how much the law of normalised branches misses the measured path lengths: the mean over these
 * stages of |coherent mean − law|, in layers.
 *
 *     dealt   gives the law the same scales dealt out to the layers anew, `times` over, and takes the
 *             mean: what the law knows when it has the size of λ and not its profile
 *
 * Throws a RangeError where there is no stage.
 * @see littwin2016 §4.1, Eq. 20
 */
export function lawMiss(
  stages: readonly Measured[],
  {dealt}: {readonly dealt?: {readonly times: number; readonly random: Random}} = {},
): number {
  if (stages.length === 0)
    throw new RangeError("a law is held against one stage at least, got none");
  const misses = stages.flatMap(({lambdas, profile}) => {
    const lists =
      dealt === undefined
        ? [lambdas]
        : Array.from({length: dealt.times}, () => dealtOut(lambdas, dealt.random));
    return lists.map((scales) => Math.abs(profile.coherentMean - wideNetworkLengths(scales).mean));
  });
  return mean(misses);
}

function dealtOut(scales: ArrayLike<number>, random: Random): number[] {
  const keyed = Array.from(scales, (scale) => ({scale, at: random.uniform()}));
  return keyed.sort((a, b) => a.at - b.at).map(({scale}) => scale);
}
