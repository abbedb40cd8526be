import {modelSize} from "../../models/resfgb-model";
import type {ResfgbFit, ResfgbRow} from "./recipes";

/** A network whose blocks lower the loss by less than this share is its linear classifier. */
const idleShare = 0.01;

/**
 * What a reader should know before relying on a fit, a sentence each: blocks that learned nothing, so
 * that the network is its linear classifier; an end before its time; training rows learned by heart.
 */
export function fitRemarks(
  {rows, best, finished, model}: Omit<ResfgbFit, "remarks">,
  ending?: string,
): readonly string[] {
  const grown = rows.flatMap(({block}) => (block === null ? [] : [block]));
  const remarks: string[] = [];
  if (isIdle(rows)) {
    const {loss} = rows[rows.length - 1];
    const asleep = grown.every(({misfit}) => misfit > 0.99);
    remarks.push(
      `${grown.length} blocks took the loss from ${rows[0].loss.toFixed(4)} to ${loss.toFixed(4)}: this ` +
        `network is hardly more than its linear classifier` +
        (asleep
          ? `; its embedding never learned (misfit ${grown[grown.length - 1].misfit.toFixed(4)}; 1 is ` +
            `that of ι = 0): begin with larger weights (initial: "glorot"), or take wider layers`
          : ""),
    );
  }
  if (grown.length > 0 && best === 0) {
    remarks.push("the validation rows prefer the linear classifier alone to every block");
  }
  if (!finished) {
    const where = `after ${rows.length - 1} blocks`;
    remarks.push(
      ending === undefined
        ? `the fit was stopped ${where}`
        : `the fit ended ${where}: ${ending}; take shorter steps (share) or a larger decay`,
    );
  }
  const {accuracy} = rows[best];
  if (accuracy === 1 && model.temperature === undefined && model.loss === "logistic") {
    remarks.push(
      "every training row is right: probabilities are surer than they should be until they are " +
        "calibrated on rows kept aside (calibratedModel, fitTable)",
    );
  }
  return remarks;
}

/** Whether there are blocks and none of them lowered the loss to speak of. */
export function isIdle(rows: ResfgbFit["rows"]): boolean {
  const least = Math.min(...rows.map(({loss}) => loss));
  return rows.length > 1 && least > (1 - idleShare) * rows[0].loss;
}

/** A fit in some lines: what it is, stage by stage, and what to know. */
export function fitSummary({model, rows, best, seconds, remarks}: ResfgbFit): string {
  const {classes, input} = model;
  const hasValidation = !Number.isNaN(rows[0].validationAccuracy);
  const shown = rows.filter(
    ({stage}) => rows.length <= 12 || stage % Math.ceil(rows.length / 10) === 0 || stage === best,
  );
  const head = `ResFGB: ${input.columns} columns, ${classes.length} classes (${shortList(classes)}), ${best} blocks, ${modelSize(model).toLocaleString("en")} numbers, ${seconds.toFixed(1)} s`;
  const columns = ["stage", "loss", "accuracy", ...(hasValidation ? ["validation"] : []), "misfit"];
  const lines = shown.map((row) => cellsOf(row, {hasValidation, best}));
  return [
    head,
    "",
    ...[columns, ...lines].map((cells) => cells.map((cell) => cell.padStart(10)).join("")),
    ...(remarks.length > 0 ? ["", ...remarks.map((remark) => `Note: ${remark}.`)] : []),
  ].join("\n");
}

function cellsOf(
  {stage, loss, accuracy, validationAccuracy, block}: ResfgbRow,
  {hasValidation, best}: {readonly hasValidation: boolean; readonly best: number},
): string[] {
  return [
    `${stage}${stage === best ? " *" : ""}`,
    loss.toFixed(4),
    accuracy.toFixed(4),
    ...(hasValidation ? [validationAccuracy.toFixed(4)] : []),
    block === null || Number.isNaN(block.misfit) ? "" : block.misfit.toFixed(4),
  ];
}

const shortList = (names: readonly string[]): string =>
  names.length <= 6 ? names.join(", ") : `${names.slice(0, 5).join(", ")}, …`;
