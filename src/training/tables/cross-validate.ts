import {requireLabel, rowsOfTable} from "../../datasets/mixed-table";
import type {MixedTable} from "../../datasets/mixed-table";
import type {Random} from "../../numerics/random";
import {requireWhole} from "../../numerics/require-number";
import {studentQuantile} from "../../numerics/student-t";
import {summarised} from "../summarised";
import {fitTable} from "./fit-table";
import type {TableSettings} from "./fit-table";
import {scoreTable} from "./predict-table";
import type {TableScore} from "./predict-table";

/** A mean over folds with a 95 % interval. */
export type FoldMean = {readonly mean: number; readonly low: number; readonly high: number};

export type CrossValidation = {
  readonly folds: readonly TableScore[];
  readonly accuracy: FoldMean;
  readonly logLoss: FoldMean;
};

/**
 * How good fits of a table are on rows that they did not see: every row is judged once, by the fit of the
 * folds that it is not in. Each class is dealt out evenly.
 *
 * The interval is Student's with the variance of Nadeau and Bengio, s² (1/k + 1/(k − 1)): the fits share
 * most of their rows, so that the folds' own scatter says too little. It is about as wide as it should be,
 * no more can be said.
 *
 *     folds    k, default 5
 */
export async function crossValidate(
  table: MixedTable,
  {folds = 5, ...settings}: TableSettings & {readonly folds?: number},
): Promise<CrossValidation> {
  const {codes, classes} = requireLabel(table);
  requireWhole("folds", folds, {from: 2, to: table.rows});
  const counts = classes.map((_, k) => codes.filter((code) => code === k).length);
  const thin = counts.findIndex((count) => count > 0 && count < folds);
  if (thin >= 0) {
    throw new RangeError(
      `class ${classes[thin]} has ${counts[thin]} rows, so it cannot be in each of ${folds} folds: take ` +
        `fewer folds, drop it, or merge it with another`,
    );
  }
  const fold = foldsOf(codes, {folds, random: settings.random.child("folds")});
  const scores: TableScore[] = [];
  for (let k = 0; k < folds; k++) {
    const rows = [...codes.keys()];
    const train = rowsOfTable(
      table,
      rows.filter((row) => fold[row] !== k),
    );
    const test = rowsOfTable(
      table,
      rows.filter((row) => fold[row] === k),
    );
    const random = settings.random.child(`fold ${k}`);
    scores.push(scoreTable(await fitTable(train, {...settings, random}), test));
  }
  const found: CrossValidation = {
    folds: scores,
    accuracy: foldMean(scores.map(({accuracy}) => accuracy)),
    logLoss: foldMean(scores.map(({logLoss}) => logLoss)),
  };
  return summarised(found, () => crossText(found));
}

/** The fold of every row: rows of a class are dealt out in random order, going on where the last ended. */
export function foldsOf(
  codes: Int32Array,
  {folds, random}: {readonly folds: number; readonly random: Random},
): Int32Array {
  const order = [...random.permutation(codes.length)].sort((a, b) => codes[a] - codes[b]);
  const fold = new Int32Array(codes.length);
  order.forEach((row, at) => (fold[row] = at % folds));
  return fold;
}

function foldMean(values: readonly number[]): FoldMean {
  const folds = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / folds;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (folds - 1);
  const half =
    studentQuantile(0.025, folds - 1) * Math.sqrt(variance * (1 / folds + 1 / (folds - 1)));
  return {mean, low: mean - half, high: mean + half};
}

function crossText({folds, accuracy, logLoss}: CrossValidation): string {
  const shown = ({mean, low, high}: FoldMean): string =>
    `${mean.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
  return [
    `${folds.length} folds: accuracy ${shown(accuracy)}, log loss ${shown(logLoss)}`,
    `by fold: ${folds.map((one) => one.accuracy.toFixed(3)).join(", ")}`,
  ].join("\n");
}
