import type {Claim, MeasuredPrediction} from "./claim";
import type {SeedValue} from "./collect";
import {fewestSeeds} from "./usable-runs";
import type {Estimate} from "./estimate";

/**
 * Standard error of the difference of two accuracies on the same test rows, after McNemar: only the rows
 * on which the two part count.
 *
 *     √(b + c − (b − c)²/n) / n
 *
 *     b, c   rows that only the first, only the second gets right
 *     n      rows in all
 *
 * Throws a RangeError for counts that do not fit.
 */
export function pairedError({
  onlyFirst,
  onlySecond,
  rows,
}: {
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly rows: number;
}): number {
  const apart = onlyFirst + onlySecond;
  const fits = [onlyFirst, onlySecond].every((count) => Number.isInteger(count) && count >= 0);
  if (!fits || !Number.isInteger(rows) || rows < 1 || apart > rows) {
    throw new RangeError(
      `rows on which two methods part must be whole and at most all ${rows}, got ${onlyFirst} and ${onlySecond}`,
    );
  }
  return Math.sqrt(apart - (onlyFirst - onlySecond) ** 2 / rows) / rows;
}

/**
 * The most that standard error can be where only both accuracies are known: two methods part on at most
 * as many rows as they get wrong together, or right together.
 */
export function pairedErrorAtMost(
  accuracies: readonly [first: number, second: number],
  {rows}: {readonly rows: number},
): number {
  const [first, second] = accuracies;
  const apart = Math.min(2 - first - second, first + second, 1);
  return Math.sqrt(Math.max(0, apart - (first - second) ** 2) / rows);
}

/**
 * Throws a TypeError where two methods are compared on too few splits of the data for the splits to be
 * the sample, and the values do not carry the error that the test rows make.
 */
export function requireSplits(
  {id, predicts, setting}: Claim<MeasuredPrediction>,
  values: readonly SeedValue[],
): void {
  if (predicts.between !== "methods") return;
  const {splits} = setting as {splits?: unknown};
  if (!Number.isInteger(splits) || (splits as number) < 1) {
    throw new TypeError(`${id} compares methods: setting.splits must say on how many splits`);
  }
  if ((splits as number) >= fewestSeeds) return;
  if (values.every(({error}) => Number.isFinite(error))) return;
  throw new TypeError(
    `${id} compares methods on ${splits as number} split: its seeds do not draw the test rows, so each ` +
      "value needs the {error} that those make, see pairedError",
  );
}

/** Student's and the normal's 31/32 point agree for hundreds of rows: 1 − Φ(1.863) = 1/32. */
const normalPoint = 1.863;

/** The estimate with the error of the test rows, which all seeds share, added to its interval. */
export function widened(estimate: Estimate, values: readonly SeedValue[]): Estimate {
  const errors = values.map(({error}) => error ?? 0);
  const extra = normalPoint * Math.max(0, ...errors);
  if (extra === 0) return estimate;
  const rule: Estimate["rule"] = (samples) => {
    const {low, high, ...rest} = estimate.rule(samples);
    return {...rest, low: low - extra, high: high + extra};
  };
  return {...estimate, interval: rule(estimate.samples), rule};
}
