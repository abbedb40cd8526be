import {requireLabel} from "../../datasets/mixed-table";
import type {MixedTable} from "../../datasets/mixed-table";
import {encodedRows} from "../../datasets/tables/encoding";
import {matchedClasses} from "../../models/matched-rows";
import {predictClasses, predictProbability} from "../../models/resfgb-predict";
import {summarised} from "../summarised";
import type {TableModel} from "./fit-table";
import {probabilityReport} from "./report";
import type {ProbabilityReport} from "./report";

/** The class of every row of a table, by name; it needs no column of classes. */
export function predictTable({model, encoding}: TableModel, table: MixedTable): string[] {
  return predictClasses(model, encodedRows(table, encoding));
}

/** The probability of every class for every row: `{oak: 0.9, elm: 0.1}`. */
export function tableProbabilities(
  {model, encoding}: TableModel,
  table: MixedTable,
): Record<string, number>[] {
  const {classes} = model;
  const all = predictProbability(model, encodedRows(table, encoding));
  return Array.from({length: table.rows}, (_, i) =>
    Object.fromEntries(classes.map((name, k) => [name, all[i * classes.length + k]])),
  );
}

/** What a model is worth on a table with classes. */
export type TableScore = ProbabilityReport & {
  readonly classes: readonly string[];
  /** Rows of classes that the model never saw; they count as wrong. */
  readonly unseen: Readonly<Record<string, number>>;
};

/**
 * How good a model is on rows whose classes are known, columns and classes matched by name.
 *
 * Throws a RangeError where the model knows none of the classes.
 */
export function scoreTable({model, encoding}: TableModel, table: MixedTable): TableScore {
  const {classes, codes} = requireLabel(table);
  const numbers = matchedClasses(classes, {known: model.classes});
  const unseen: Record<string, number> = {};
  for (const code of codes) {
    if (numbers[code] < 0) unseen[classes[code]] = (unseen[classes[code]] ?? 0) + 1;
  }
  const report = probabilityReport({
    probabilities: predictProbability(model, encodedRows(table, encoding)),
    labels: codes.map((code) => numbers[code]),
    classes: model.classes.length,
  });
  const score: TableScore = {...report, classes: model.classes, unseen};
  return summarised(score, () => scoreText(score));
}

function scoreText(score: TableScore): string {
  const strange = Object.entries(score.unseen).map(([name, count]) => `${count} of ${name}`);
  return [
    `${(100 * score.accuracy).toFixed(1)} % of ${score.rows} rows right; log loss ` +
      `${score.logLoss.toFixed(3)} (${score.logLossOfShares.toFixed(3)} by the classes' shares alone); ` +
      `mean confidence ${score.confidence.toFixed(3)}, calibration error ` +
      score.calibrationError.toFixed(3),
    ...(strange.length > 0
      ? [`Note: ${strange.join(", ")} are of classes that the model never saw, and count as wrong.`]
      : []),
  ].join("\n");
}
