import type {Dataset} from "../../datasets/dataset";
import {spareWriter} from "../../files/spare-write";
import {applyBlock, loadBlock, storedOf} from "../../models/resfgb-layers";
import {accuracyOf, inputTensor, scoresOf} from "../../models/resfgb-predict";
import {atStage} from "../../models/resfgb-model";
import type {BoostedBlock, BoostedClassifier, ResfgbModel} from "../../models/resfgb-model";
import {holding, whole} from "../../tensors/holding";
import type {Hold} from "../../tensors/holding";
import {scoped} from "../../tensors/owning";
import {tf} from "../../tensors/tensorflow";
import {Stopped} from "./fit-by-epochs";
import {directionRows, gradientRows, outputMatrix} from "./block";
import type {FitRows} from "./block";
import {readStages, writeStage} from "./checkpoint";
import {classifierFitter} from "./classifier";
import {embeddingFitter} from "./embedding";
import {fingerprint, requireLearnable} from "./data";
import {fittedInput} from "./input";
import type {BlockReport, ResfgbFit, ResfgbRow, ResfgbSettings} from "./recipes";
import {blockReport, stepLength} from "./step";
import {meanScoreLoss} from "./tensor-losses";

/**
 * Grows a residual network block by block by functional gradient descent in feature space.
 *
 *     w_t      ← the best linear classifier on φ_t
 *     ι_t      ← an embedding that imitates the functional gradient's directions
 *     A_t      = (1/N) Σ_i ∂_z l(φ_t(x_i), y_i, w_t) ι_t(φ_t(x_i))ᵀ
 *     φ_{t+1}  = φ_t − η A_t ι_t(φ_t)
 *
 * The numbers depend on data, recipe and stream alone: neither a stop and a resume from its
 * checkpoint nor progress reports change a bit. A fit ended by its signal returns the stages finished
 * by then. An interrupted cell gets no answer: keep the model that `onStage` is told, or give a
 * `checkpoint` to go on from.
 * With validation rows the stage of best validation accuracy is kept, the earliest of equals.
 *
 * Throws a RangeError for data that cannot be learned from: one class, a class without examples,
 * numbers that are not finite.
 * @see nitanda2018 the algorithm
 */
export async function fitResfgb(train: Dataset, settings: ResfgbSettings): Promise<ResfgbFit> {
  requireLearnable(train, settings);
  return holding((hold) => fitHolding(hold, train, settings));
}

async function fitHolding(
  hold: Hold,
  train: Dataset,
  settings: ResfgbSettings,
): Promise<ResfgbFit> {
  const {loss, random, blocks, validation, patience = Infinity, signal, onStage} = settings;
  const {checkpoint, embedding: embeddingSettings, step} = settings;
  const classes = train.classes.length;
  const input = fittedInput(train, settings);
  const columns = input.columns;
  const shape = {features: columns + input.padding, columns, classes, random};
  const classifierOf = hold(() => classifierFitter(settings, shape));
  const embeddingOf = hold(() => embeddingFitter(settings, {...shape, inputs: shape.features}));

  let model: ResfgbModel = {
    kind: "resfgb",
    classes: train.classes,
    loss,
    input,
    blocks: [],
    stages: [],
  };
  const sides = [train, ...(validation ? [validation] : [])].map((data) =>
    hold(() => fitRows(model, data)),
  );
  const rows: ResfgbRow[] = [];
  const identity = checkpoint === undefined ? "" : fingerprint(train, settings);
  const spare = spareWriter((reason) =>
    console.warn(`the fit goes on without a checkpoint: ${reason}`),
  );
  const started = performance.now();
  let before = 0;
  const seconds = (): number => before + (performance.now() - started) / 1000;

  /** Moves all rows through a block. */
  const advance = (block: BoostedBlock): void => {
    tf.tidy(() => {
      const loaded = loadBlock(block);
      sides.forEach((side) => {
        const next = applyBlock(loaded, side);
        whole(() => {
          side.features.dispose();
          side.features = tf.keep(next);
        });
      });
    });
  };

  /** Records a finished stage. */
  const reach = (stage: {
    classifier: BoostedClassifier;
    block: BoostedBlock | null;
    row: ResfgbRow;
  }): void => {
    model = {
      ...model,
      blocks: stage.block ? [...model.blocks, stage.block] : model.blocks,
      stages: [...model.stages, stage.classifier],
    };
    rows.push(stage.row);
  };

  /** The classifier of the present features, and what it leaves to be learned. */
  const judge = async (block: BoostedBlock | null, report: BlockReport | null): Promise<void> => {
    const stage = rows.length;
    const classifier = await classifierOf.fit(sides[0], {stage, signal});
    const measured = sides.map((side) => measure(side, {classifier, loss}));
    const gradientL1 = scoped(() => {
      const gradient = gradientRows(sides[0], {classifier, loss});
      return gradient.square().sum(1).sqrt().mean().dataSync()[0];
    });
    const row: ResfgbRow = {
      stage,
      loss: measured[0].loss,
      accuracy: measured[0].accuracy,
      validationLoss: measured[1]?.loss ?? NaN,
      validationAccuracy: measured[1]?.accuracy ?? NaN,
      gradientL1,
      block: report,
      seconds: seconds(),
    };
    reach({classifier, block, row});
    if (checkpoint !== undefined) {
      const state = {...classifierOf.state(), ...embeddingOf.state()};
      spare(() =>
        writeStage(checkpoint, {settings: identity, stage: {row, classifier, block, state}}),
      );
    }
    const done = seconds() - before;
    const pace = rows.length - resumed;
    onStage?.({
      row,
      blocks,
      model,
      remaining: stage === 0 ? undefined : (done / pace) * (blocks - stage),
    });
    await new Promise(setImmediate);
  };

  let resumed = 0;
  let finished = true;
  const stored = checkpoint === undefined ? [] : readStages(checkpoint, {settings: identity});
  for (const stage of stored.slice(0, blocks + 1)) {
    if (stage.block) advance(stage.block);
    reach(stage);
    classifierOf.restore(stage.classifier, stage.state);
  }
  resumed = rows.length;
  if (resumed > 0) {
    embeddingOf.restore(stored[resumed - 1].state);
    before = rows[resumed - 1].seconds;
  }
  try {
    if (rows.length === 0) await judge(null, null);
    while (rows.length <= blocks && rows.length - 1 - bestStage(rows) < patience) {
      const classifier = model.stages[rows.length - 1];
      const {block, report} = await grow(classifier);
      advance(block);
      await judge(block, report);
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    finished = false;
  }
  if (model.stages.length === 0) throw new Error("the fit was stopped before its first stage");
  const best = validation ? bestStage(rows) : rows.length - 1;
  return {model: atStage(model, best), rows, best, finished, seconds: seconds()};

  /** One block: embedding, output matrix, rate. */
  async function grow(
    classifier: BoostedClassifier,
  ): Promise<{block: BoostedBlock; report: BlockReport}> {
    const [side] = sides;
    return holding(async (holdRows) => {
      const gradient = holdRows(() => gradientRows(side, {classifier, loss}));
      const {embedding, misfit, epochs} = await embeddingOf.fit(
        {...side, gradient},
        {block: rows.length - 1, signal},
      );
      const ridge = embeddingSettings.kind === "gaussian" ? undefined : embeddingSettings.ridge;
      return scoped(() => {
        const matrix = outputMatrix(side, {embedding, gradient, ridge});
        const aligned = outputMatrix(side, {embedding, gradient, unit: true});
        const loaded = loadBlock({embedding, matrix: storedOf(matrix)});
        const direction = directionRows(side, loaded);
        const rate = stepLength(side, {direction, classifier, loss, step});
        const report = blockReport({gradient, direction, aligned, rate, misfit, epochs});
        return {block: {embedding, matrix: storedOf(matrix.mul(rate))}, report};
      });
    });
  }
}

type Side = {-readonly [K in keyof FitRows]: FitRows[K]} & {dispose(): void};

function fitRows(model: ResfgbModel, data: Dataset): Side {
  const input = inputTensor(model, data);
  const labels = tf.tensor1d(data.labels, "int32");
  const side: Side = {
    features: input.clone(),
    input,
    labels,
    dispose: () => tf.dispose([side.features, input, labels]),
  };
  return side;
}

function measure(
  {features, labels}: FitRows,
  {classifier, loss}: {classifier: BoostedClassifier; loss: ResfgbSettings["loss"]},
): {loss: number; accuracy: number} {
  const scores = scoresOf(features, classifier);
  return tf.tidy(() => ({
    accuracy: accuracyOf(scores, labels.dataSync<"int32">()),
    loss: meanScoreLoss(tf.tensor2d(scores, [features.shape[0], classifier.bias.shape[0]]), {
      labels,
      loss,
    }).dataSync()[0],
  }));
}

/** The stage of best validation accuracy so far, the earliest of equals; the last without one. */
function bestStage(rows: readonly ResfgbRow[]): number {
  if (rows.length === 0 || Number.isNaN(rows[0].validationAccuracy)) return rows.length - 1;
  return rows.reduce(
    (best, {validationAccuracy}, stage) =>
      validationAccuracy > rows[best].validationAccuracy ? stage : best,
    0,
  );
}
