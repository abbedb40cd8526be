/**
 * Spearman's rank correlation: that of the ranks of two lists, values that tie sharing their mean rank.
 *
 *     ρ = Σ (r_i − r̄)(s_i − s̄) / √(Σ (r_i − r̄)² Σ (s_i − s̄)²)
 *
 * 1 where the second rises whenever the first does, −1 where it falls; NaN where one of them is constant
 * or has a number that is not finite. Throws a RangeError for lists of other lengths, or below two.
 */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length || a.length < 2) {
    throw new RangeError(
      `a rank correlation takes two lists of two or more, got ${a.length} and ${b.length}`,
    );
  }
  const [r, s] = [meanRanks(a), meanRanks(b)];
  const middle = (a.length - 1) / 2;
  const over = (f: (i: number) => number): number => r.reduce((sum, _, i) => sum + f(i), 0);
  const both = over((i) => (r[i] - middle) * (s[i] - middle));
  const squares = [r, s].map((ranks) => over((i) => (ranks[i] - middle) ** 2));
  return both / Math.sqrt(squares[0] * squares[1]);
}

/** Ranks from 0, ties at the mean of theirs. */
function meanRanks(values: ArrayLike<number>): number[] {
  const list = Array.from(values);
  return list.map((value) => {
    if (!Number.isFinite(value)) return NaN;
    const below = list.filter((other) => other < value).length;
    const same = list.filter((other) => other === value).length;
    return below + (same - 1) / 2;
  });
}
