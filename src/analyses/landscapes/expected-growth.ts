import type {Random} from "../../numerics/random";
import {expectedCriticalPoints} from "./expected-critical-points";

/** Expected counts of one kind of landscape at several numbers of spins. */
export type ExpectedGrowth = readonly {
  readonly size: number;
  readonly ratio: number;
  /** Expected number of minima, and of all critical points. */
  readonly minima: number;
  readonly total: number;
  readonly byIndex: readonly number[];
}[];

/**
 * Expected counts for every size and ratio, the same random matrices at every ratio so that
 * differences between ratios carry little sampling error.
 */
export function expectedGrowth({
  sizes,
  ratios,
  draws,
  random,
}: {
  sizes: readonly number[];
  ratios: readonly number[];
  draws: number;
  random: Random;
}): ExpectedGrowth {
  return sizes.flatMap((size) =>
    ratios.map((ratio) => {
      const counts = expectedCriticalPoints({
        size,
        ratio,
        draws,
        random: random.child(`size ${size}`),
      });
      const byIndex = Array.from(counts.byIndex);
      return {size, ratio, minima: byIndex[0], total: counts.total, byIndex};
    }),
  );
}
