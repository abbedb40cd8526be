import {splitTable, tableOf} from "../../datasets/mixed-table";
import type {MixedTable} from "../../datasets/mixed-table";
import {encodedDataset, encodedNames, fitEncoding} from "../../datasets/tables/encoding";
import type {EncodingOptions, TableEncoding} from "../../datasets/tables/encoding";
import {modelSize} from "../../models/resfgb-model";
import type {ResfgbModel} from "../../models/resfgb-model";
import {predictProbability} from "../../models/resfgb-predict";
import type {Random} from "../../numerics/random";
import {fitResfgb} from "../boosted/fit-resfgb";
import {labRecipe} from "../boosted/recipes";
import type {ResfgbRecipe, ResfgbSettings} from "../boosted/recipes";
import {summarised} from "../summarised";
import {calibratedModel} from "./calibrate";
import {probabilityReport} from "./report";
import type {ProbabilityReport} from "./report";

/** A network with what it needs to read a table: plain data, for saveTableModel. */
export type TableModel = {
  readonly kind: "resfgb table";
  readonly encoding: TableEncoding;
  /** Its temperature was fitted on rows kept aside. */
  readonly model: ResfgbModel;
};

export type TableSettings = EncodingOptions &
  Pick<ResfgbSettings, "classWeights" | "onStage" | "signal"> & {
    readonly random: Random;
    /** Default the lab's variant. */
    readonly recipe?: ResfgbRecipe;
    /** The most blocks; the rows kept aside choose how many are kept. Default 10. */
    readonly blocks?: number;
    /** Blocks without a better accuracy on these after which it ends; default 3. */
    readonly patience?: number;
    /** The share of rows kept aside; default 0.2. */
    readonly holdoutShare?: number;
    /** Whether the network is grown once more on all rows; default true. */
    readonly refit?: boolean;
  };

/** What a fit came to. */
export type TableFit = TableModel & {
  readonly rows: number;
  /** Of the network that did not learn from them: on the rows kept aside, calibrated on these. */
  readonly holdout: ProbabilityReport;
  /** The same before calibration. */
  readonly uncalibrated: ProbabilityReport;
  readonly remarks: readonly string[];
};

/**
 * Learns from a table as it is: numbers with gaps, texts, and a column with the class.
 *
 *     const {train, test} = splitTable(readTable("wine.csv", {label: "cultivar"}), {testShare: 0.3, random});
 *     const wine = await fitTable(train, {random});
 *     scoreTable(wine, test)
 *
 * A fifth of the rows, of each class as many, is kept aside: by it the number of blocks is chosen and the
 * probabilities are calibrated (one temperature for all scores, which changes no prediction). Then the
 * network of so many blocks is grown on all rows. Gaps are imputed and texts encoded as the rows that are
 * learned from say, see TableEncoding.
 *
 * Throws a RangeError that lists what has to be decided first (an index among the columns, a number as
 * class, …) with what to write.
 */
export async function fitTable(table: MixedTable, settings: TableSettings): Promise<TableFit> {
  const {random, blocks = 10, patience = 3, holdoutShare = 0.2, refit = true} = settings;
  const {recipe = labRecipe(), classWeights, onStage, signal} = settings;
  // Asked of all rows, not of the part that is learned from first.
  const whole = fitEncoding(table, settings);
  const {train, test} = splitTable(table, {
    testShare: holdoutShare,
    random: random.child("holdout"),
  });
  const inner = fitEncoding(train, {...settings, questions: false});
  const [learned, validation] = [train, test].map((part) => encodedDataset(part, inner));
  const common = {
    ...recipe,
    random: random.child("resfgb"),
    onRemark: (): void => undefined,
    ...(classWeights === undefined ? {} : {classWeights}),
    ...(onStage === undefined ? {} : {onStage}),
    ...(signal === undefined ? {} : {signal}),
  };
  const fit = await fitResfgb(learned, {...common, blocks, validation, patience});
  const calibrated = calibratedModel(fit.model, validation);
  const {temperature} = calibrated;
  const report = (model: ResfgbModel): ProbabilityReport =>
    probabilityReport({
      probabilities: predictProbability(model, validation),
      labels: validation.labels,
      classes: validation.classes.length,
    });
  const useAll = refit && fit.finished;
  const final = useAll
    ? await fitResfgb(encodedDataset(table, whole), {...common, blocks: fit.best})
    : fit;
  const found = {
    kind: "resfgb table" as const,
    encoding: useAll ? whole : inner,
    model: {...final.model, temperature: temperature!},
    rows: useAll ? table.rows : train.rows,
    holdout: report(calibrated),
    uncalibrated: report(fit.model),
    remarks: fit.remarks.filter((remark) => !remark.includes("calibrat")),
  };
  return summarised(found, () => tableSummary(found));
}

/** A fit in some lines. */
function tableSummary({encoding, model, rows, holdout, uncalibrated, remarks}: TableFit): string {
  const {columns} = encoding;
  const texts = columns.filter(({kind}) => kind === "text").length;
  const gaps = columns.filter(({hadGaps}) => hadGaps).map(({name}) => name);
  const share = (value: number): string => `${(100 * value).toFixed(1)} %`;
  return [
    `ResFGB for ${encoding.label}: ${model.classes.join(", ")}`,
    `learned from ${rows} rows: ${columns.length - texts} columns of numbers, ${texts} of texts, ` +
      `${encodedNames(encoding).length} inputs` +
      (gaps.length > 0 ? `; gaps imputed in ${gaps.join(", ")}` : ""),
    `${model.blocks.length} blocks, ${modelSize(model).toLocaleString("en")} numbers, temperature ` +
      model.temperature!.toFixed(2),
    `on the ${holdout.rows} rows kept aside: ${share(holdout.accuracy)} right, ` +
      `log loss ${holdout.logLoss.toFixed(3)} (${uncalibrated.logLoss.toFixed(3)} before calibration; ` +
      `${holdout.logLossOfShares.toFixed(3)} by the classes' shares alone)`,
    ...remarks.map((remark) => `Note: ${remark}.`),
  ].join("\n");
}

/** A table from rows of numbers, as other libraries hold them, with the class of each. */
export function tableOfRows(
  rows: readonly ArrayLike<number | string | null>[],
  {
    columns,
    classes,
    name,
  }: {
    readonly columns: readonly string[];
    /** The class of each row; left out for rows to be predicted. */
    readonly classes?: readonly (string | number)[];
    readonly name?: string;
  },
): MixedTable {
  const odd = rows.findIndex((row) => row.length !== columns.length);
  if (odd >= 0) {
    throw new RangeError(
      `row ${odd + 1} has ${rows[odd].length} cells, but there are ${columns.length} columns`,
    );
  }
  const label = "class";
  const named = Object.fromEntries(
    columns.map((column, at) => [column, rows.map((row) => row[at])]),
  );
  return tableOf(classes ? {...named, [label]: classes} : named, {
    ...(name === undefined ? {} : {name}),
    ...(classes ? {label} : {}),
  });
}
