import {rowsOf, sameTask} from "../../runs/comparison-results";
import type {ComparisonResults, ComparisonRow} from "../../runs/comparison-results";
import {meanInterval} from "../../numerics/intervals-of-mean";

type Task = ComparisonRow["task"];
type Rows = Pick<ComparisonResults, "rows">;

/** A method on a task over its seeds: mean accuracy with Student's 95 % interval, and its cost. */
export type SummaryRow = {
  readonly method: string;
  readonly seeds: number;
  readonly accuracy: number;
  /** NaN for a single seed. */
  readonly low: number;
  readonly high: number;
  /** CPU seconds of choosing and of the last fit, means. */
  readonly tuneSeconds: number;
  readonly seconds: number;
  readonly megabytes: number;
};

/**
 * Every method that a task has rows of, the most accurate first.
 *
 * On a data set with one split the seeds differ in what a method draws itself, so that the interval
 * of one that draws nothing has no width; what the choice of test rows would change, it leaves out.
 */
export function summaryOf(results: Rows, task: Task): SummaryRow[] {
  const rows = results.rows.filter((row) => sameTask(row.task, task));
  return [...new Set(rows.map(({method}) => method))]
    .map((method) => {
      const own = rowsOf(results, {task, method});
      const accuracies = own.map(({accuracy}) => accuracy);
      const {low, high} =
        own.length > 1 ? meanInterval(accuracies, {tail: 0.025}) : {low: NaN, high: NaN};
      return {
        method,
        seeds: own.length,
        accuracy: meanOf(accuracies),
        low,
        high,
        tuneSeconds: meanOf(own.map(({tuneSeconds}) => tuneSeconds)),
        seconds: meanOf(own.map(({seconds}) => seconds)),
        megabytes: meanOf(own.map(({bytes}) => bytes)) / 1e6,
      };
    })
    .sort((a, b) => b.accuracy - a.accuracy);
}

/** Accuracy of a method less that of another on the same rows, for every seed that both have. */
export function advantages(
  results: Rows,
  {task, method, over}: {readonly task: Task; readonly method: string; readonly over: string},
): {readonly seed: number; readonly value: number}[] {
  const others = rowsOf(results, {task, method: over});
  return rowsOf(results, {task, method}).flatMap(({seed, accuracy}) => {
    const other = others.find((row) => row.seed === seed);
    return other ? [{seed, value: accuracy - other.accuracy}] : [];
  });
}

/** Accuracy on the way of a fit against CPU seconds, means over the seeds, for a chart. */
export function costCurve(
  results: Rows,
  {task, method}: {readonly task: Task; readonly method: string},
): {readonly name: string; readonly x: number[]; readonly y: number[]} {
  const curves = rowsOf(results, {task, method}).map(({curve}) => curve);
  // Seeds whose settings were chosen apart may have curves of other lengths.
  const shortest = Math.min(...curves.map(({length}) => length));
  const points = Array.from({length: curves.length === 0 ? 0 : shortest}, (_, i) => ({
    x: meanOf(curves.map((curve) => curve[i].seconds)),
    y: meanOf(curves.map((curve) => curve[i].accuracy)),
  }));
  return {name: method, x: points.map(({x}) => x), y: points.map(({y}) => y)};
}

/**
 * Accuracy of a method, seed by seed, along one property of a task: the number of examples, or the
 * share of wrong labels: values at which more than half of the most seeds were run, and the seeds
 * that all of these have.
 */
export function accuracyAlong(
  results: Rows,
  {
    data,
    method,
    along,
    at = {},
  }: {
    readonly data: string;
    readonly method: string;
    readonly along: "examples" | "noise";
    /** The other properties of the task. */
    readonly at?: Omit<Task, "data">;
  },
): {readonly name: string; readonly x: number[]; readonly runs: number[][]} {
  const valueOf = ({task}: ComparisonRow): number =>
    along === "noise" ? (task.noise ?? 0) : (task.examples ?? NaN);
  const rows = results.rows.filter(
    (row) =>
      row.method === method &&
      row.task.data === data &&
      Number.isFinite(valueOf(row)) &&
      sameTask({...row.task, [along]: undefined}, {data, ...at, [along]: undefined}),
  );
  const count = (x: number): number => rows.filter((row) => valueOf(row) === x).length;
  const values = [...new Set(rows.map(valueOf))].sort((a, b) => a - b);
  const most = Math.max(0, ...values.map(count));
  const x = values.filter((value) => count(value) > most / 2);
  const seeds = [...new Set(rows.map(({seed}) => seed))]
    .sort((a, b) => a - b)
    .filter((seed) =>
      x.every((value) => rows.some((row) => row.seed === seed && valueOf(row) === value)),
    );
  const runs = seeds.map((seed) =>
    x.map(
      (value) => rows.find((row) => row.seed === seed && valueOf(row) === value)?.accuracy ?? NaN,
    ),
  );
  return {name: method, x, runs};
}

/** Where stored rows come from, in a sentence for below a table. */
export function originOf({runs, rows}: ComparisonResults, task: Task): string {
  const used = [...new Set(rows.filter((row) => sameTask(row.task, task)).map(({run}) => run))];
  if (used.length === 0) return "nothing is stored: run npm run rivals";
  const versions = Object.assign({}, ...used.map((run) => runs[run].versions)) as Record<
    string,
    string
  >;
  const dates = [...new Set(used.map((run) => runs[run].date))].sort().join(", ");
  const commits = [
    ...new Set(
      used.map(
        (run) =>
          (runs[run].commit?.slice(0, 7) ?? "no commit") +
          (runs[run].changed ? " with changes" : ""),
      ),
    ),
  ];
  const named = Object.entries(versions)
    .filter(([name]) => ["LightGBM", "scikit-learn", "TensorFlow"].includes(name))
    .map(([name, version]) => `${name} ${version}`);
  return `stored by npm run rivals on ${dates} at commit ${commits.join(", ")}; ${named.join(", ")}`;
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Accuracies of methods over seeds as bars of their means, whiskers from the least to the most. */
export function meanBars(
  name: string,
  columns: readonly {readonly method: string; readonly values: readonly number[]}[],
): {name: string; x: string[]; y: number[]; spread: {low: number[]; high: number[]}} {
  return {
    name,
    x: columns.map(({method}) => method),
    y: columns.map(({values}) => meanOf(values)),
    spread: {
      low: columns.map(({values}) => Math.min(...values)),
      high: columns.map(({values}) => Math.max(...values)),
    },
  };
}

/**
 * One line for each method, one column for each task: "0.9765 ± 0.0002", mean and the half width of
 * Student's 95 % interval over the seeds; "" where nothing is stored.
 */
export function accuracyTable(
  results: Rows,
  {tasks, methods}: {readonly tasks: readonly Task[]; readonly methods: readonly string[]},
): Record<string, string>[] {
  const summaries = tasks.map((task) => ({task, rows: summaryOf(results, task)}));
  return methods.map((method) => ({
    method,
    ...Object.fromEntries(
      summaries.map(({task, rows}) => {
        const row = rows.find((one) => one.method === method);
        const half = row ? (row.high - row.low) / 2 : NaN;
        const width = Number.isFinite(half) ? ` ± ${half.toFixed(4)}` : "";
        return [task.data, row ? `${row.accuracy.toFixed(4)}${width}` : ""];
      }),
    ),
  }));
}

/** Where a method was given fewer seeds or fewer candidates than usual: one line for each. */
export function reducedRuns(
  results: Rows,
  {
    tasks,
    seeds,
    candidates,
  }: {readonly tasks: readonly Task[]; readonly seeds: number; readonly candidates: number},
): {set: string; method: string; seeds: number; candidates: number}[] {
  return tasks.flatMap((task) =>
    summaryOf(results, task).flatMap(({method, seeds: had}) => {
      const least = Math.min(...rowsOf(results, {task, method}).map(({trials}) => trials));
      const line = {set: task.data, method, seeds: had, candidates: least};
      return had < seeds || least < candidates ? [line] : [];
    }),
  );
}
