/**
 * Sum with a running correction (Neumaier): right to the last bit or two however many terms there
 * are, where a plain loop loses about one bit each time their number doubles.
 *
 * Returns 0 for no terms; NaN and infinities pass through.
 */
export function sum(values: ArrayLike<number>): number {
  const running = runningSum();
  for (let i = 0; i < values.length; i++) running.add(values[i]);
  return running.value();
}

/** The same sum, fed one term at a time. */
export function runningSum(): {add(term: number): void; value(): number} {
  let total = 0;
  let lost = 0;
  return {
    add(term) {
      const next = total + term;
      // What the addition rounded away, recovered from the smaller of its two terms.
      lost += Math.abs(total) >= Math.abs(term) ? total - next + term : term - next + total;
      total = next;
    },
    // After an overflow `lost` is NaN, and the total alone tells the truth.
    value: () => (Number.isFinite(total) ? total + lost : total),
  };
}
