import path from "node:path";
import {readJson} from "../files/read-whole";
import {verified} from "../files/signed-json";

/**
 * One classifier on one task with one seed.
 *
 *     chosen        the setting that was best on the holdout, out of `trials`
 *     holdout       its accuracy there
 *     accuracy      that of a fresh fit on all training rows, on the test rows, looked at once
 *     logLoss, calibrationError    of its probabilities on the test rows, over a temperature chosen on the
 *                   holdout; rows stored before these were taken lack them
 *     tuneSeconds   CPU seconds of choosing; no candidate was begun after `budget`
 *     seconds       CPU seconds of the last fit
 *     bytes         of the fitted model
 *     curve         accuracy on the test rows on the way, by CPU seconds; nothing is chosen by it
 *     run           position in `runs`
 */
export type ComparisonRow = {
  readonly task: {
    readonly data: string;
    readonly examples?: number;
    readonly noise?: number;
    /** Training and test rows drawn for the seed, where the set has a usual split. */
    readonly split?: "drawn";
  };
  readonly method: string;
  readonly seed: number;
  readonly accuracy: number;
  readonly logLoss?: number;
  readonly calibrationError?: number;
  readonly budget?: number;
  readonly holdout: number;
  readonly chosen: Readonly<Record<string, unknown>>;
  readonly trials: number;
  readonly tuneSeconds: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly curve: readonly {readonly seconds: number; readonly accuracy: number}[];
  readonly run: number;
};

/** A comparison as it lies in data/results/rivals.json, with where its rows come from. */
export type ComparisonResults = {
  readonly format: string;
  readonly runs: readonly {
    readonly date: string;
    readonly commit: string | null;
    readonly changed: boolean;
    readonly versions: Readonly<Record<string, string>>;
  }[];
  readonly rows: readonly ComparisonRow[];
};

export const comparisonFormat = "residual-lab comparison 1";

export const comparisonFile = path.join(__dirname, "..", "..", "data", "results", "rivals.json");

/**
 * The stored comparison of ResFGB with its rivals, made by `npm run rivals`; empty where there is none.
 * Throws an Error that names the file and what to do where it cannot be read or was damaged.
 */
export function storedComparison({file = comparisonFile}: {file?: string} = {}): ComparisonResults {
  const remedy = `delete it and run npm run rivals, or restore it with git checkout -- ${file}`;
  const nothing: ComparisonResults = {format: comparisonFormat, runs: [], rows: []};
  return readJson(file, {remedy, check: comparisonIn}) ?? nothing;
}

function comparisonIn(value: unknown): ComparisonResults {
  const {format, runs, rows} = verified(value) as Partial<ComparisonResults>;
  if (format !== comparisonFormat || !Array.isArray(runs) || !Array.isArray(rows)) {
    throw new RangeError("holds no comparison");
  }
  const stray = rows.findIndex((row: ComparisonRow) => runs[row.run] === undefined);
  if (stray >= 0) throw new RangeError(`has a row, the ${stray + 1}., of a run that is not there`);
  return {format, runs, rows};
}

/** Whether two rows speak of one task. */
export const sameTask = (a: ComparisonRow["task"], b: ComparisonRow["task"]): boolean =>
  a.data === b.data &&
  a.examples === b.examples &&
  (a.noise ?? 0) === (b.noise ?? 0) &&
  a.split === b.split;

/** The rows of one task and one method, by seed. */
export const rowsOf = (
  {rows}: Pick<ComparisonResults, "rows">,
  {task, method}: {readonly task: ComparisonRow["task"]; readonly method: string},
): ComparisonRow[] =>
  rows
    .filter((row) => row.method === method && sameTask(row.task, task))
    .sort((a, b) => a.seed - b.seed);

/** What was chosen for each of these seeds; a RangeError that says what to run where nothing was. */
export function chosenFor<Choice>(
  results: Pick<ComparisonResults, "rows">,
  {
    seeds,
    ...which
  }: {
    readonly task: ComparisonRow["task"];
    readonly method: string;
    readonly seeds: readonly number[];
  },
): Record<number, Choice> {
  const rows = rowsOf(results, which);
  return Object.fromEntries(
    seeds.map((seed) => {
      const row = rows.find((one) => one.seed === seed);
      if (row) return [seed, row.chosen as unknown as Choice];
      const {method, task} = which;
      throw new RangeError(
        `nothing is stored for ${method} on ${task.data} with seed ${seed}: run npm run rivals`,
      );
    }),
  );
}
