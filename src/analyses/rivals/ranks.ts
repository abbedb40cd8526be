import {rowsOf} from "../../runs/comparison-results";
import type {ComparisonResults, ComparisonRow} from "../../runs/comparison-results";
import {taskName} from "./task";
import type {ComparisonTask} from "./task";

type Task = ComparisonRow["task"];

/** q at 5 % for 2 … 12 methods: the studentised range over √2, infinitely many degrees of freedom. */
const studentisedRange = [
  1.96, 2.343, 2.569, 2.728, 2.85, 2.949, 3.031, 3.102, 3.164, 3.219, 3.268,
];

/** Methods over several data sets: mean ranks, the best first, and by how much they must differ. */
export type RankTable = {
  readonly ranks: readonly {readonly method: string; readonly rank: number}[];
  /** Data sets that every method has. */
  readonly sets: number;
  /** Mean ranks that differ by less are not told apart at 5 %, all pairs taken together. */
  readonly criticalDifference: number;
  /** Friedman's χ², and Iman and Davenport's F with (k − 1) and (k − 1)(N − 1) degrees of freedom. */
  readonly friedman: number;
  readonly imanDavenport: number;
};

/**
 * Mean ranks with Nemenyi's critical difference.
 *
 *     CD = q √(k (k + 1) / (6 N)),    χ²_F = 12 N / (k (k + 1)) (Σ_j R_j² − k (k + 1)² / 4)
 *     F_F = (N − 1) χ²_F / (N (k − 1) − χ²_F)
 *
 *     values    [set][method], equal ones share their ranks
 *     better    whether more or less is better
 *
 * The sets are the sample: splits of one set are averaged before, or they would count as sets.
 */
export function rankTable(
  methods: readonly string[],
  {
    values,
    better,
  }: {readonly values: readonly (readonly number[])[]; readonly better: "more" | "less"},
): RankTable {
  const [k, sets] = [methods.length, values.length];
  if (k < 2 || k - 2 >= studentisedRange.length) {
    throw new RangeError(`ranks need 2 to ${studentisedRange.length + 1} methods, got ${k}`);
  }
  if (sets < 2) throw new RangeError(`ranks need at least 2 data sets, got ${sets}`);
  const means = new Array<number>(k).fill(0);
  for (const row of values) {
    if (row.length !== k || !row.every(Number.isFinite)) {
      throw new RangeError(
        `each set needs a finite value for each of ${k} methods, got ${row.join(", ")}`,
      );
    }
    const sign = better === "more" ? -1 : 1;
    row.forEach((value, j) => {
      const ahead = row.filter((other) => sign * other < sign * value).length;
      const level = row.filter((other) => other === value).length;
      means[j] += (ahead + (level + 1) / 2) / sets;
    });
  }
  return {...rankStatistics(means, sets), ranks: ranked(methods, means)};
}

/** What follows from mean ranks alone. */
export function rankStatistics(
  means: readonly number[],
  sets: number,
): Pick<RankTable, "sets" | "criticalDifference" | "friedman" | "imanDavenport"> {
  const k = means.length;
  const squares = means.reduce((sum, rank) => sum + rank * rank, 0);
  const friedman = ((12 * sets) / (k * (k + 1))) * (squares - (k * (k + 1) ** 2) / 4);
  return {
    sets,
    criticalDifference: studentisedRange[k - 2] * Math.sqrt((k * (k + 1)) / (6 * sets)),
    friedman,
    imanDavenport: ((sets - 1) * friedman) / (sets * (k - 1) - friedman),
  };
}

const ranked = (methods: readonly string[], means: readonly number[]): RankTable["ranks"] =>
  methods.map((method, j) => ({method, rank: means[j]})).sort((a, b) => a.rank - b.rank);

/**
 * Ranks of stored results, the mean over the splits of each set; sets where a method has fewer than
 * `splits` seeds are left out, and named.
 */
export function storedRanks(
  results: Pick<ComparisonResults, "rows">,
  {
    tasks,
    methods,
    measure,
    splits = 5,
  }: {
    readonly tasks: readonly Task[];
    readonly methods: readonly string[];
    readonly measure: "accuracy" | "logLoss" | "calibrationError";
    readonly splits?: number;
  },
): {readonly table: RankTable | undefined; readonly leftOut: readonly string[]} {
  const leftOut: string[] = [];
  const values = tasks.flatMap((task) => {
    const means = methods.map((method) => {
      const found = rowsOf(results, {task, method}).flatMap((row) => row[measure] ?? []);
      return found.length < splits
        ? NaN
        : found.reduce((sum, value) => sum + value, 0) / found.length;
    });
    if (means.every(Number.isFinite)) return [means];
    const lacking = methods.filter((_, j) => !Number.isFinite(means[j]));
    leftOut.push(
      `${taskName(task as ComparisonTask)}: fewer than ${splits} splits of ${lacking.join(", ")}`,
    );
    return [];
  });
  const better = measure === "accuracy" ? "more" : "less";
  return {
    table: values.length < 2 ? undefined : rankTable(methods, {values, better}),
    leftOut,
  };
}
