import path from "node:path";
import type {Dataset} from "../../datasets/dataset";
import {sourceVersion} from "../../files/source-version";
import {spareWriter} from "../../files/spare-write";
import {applyBlock, loadBlock, storedOf} from "../../models/resfgb-layers";
import {accuracyOf, inputTensor, knownLabels, scoresOf} from "../../models/resfgb-predict";
import {atStage} from "../../models/resfgb-model";
import type {BoostedBlock, BoostedClassifier, ResfgbModel} from "../../models/resfgb-model";
import {holding, whole} from "../../tensors/holding";
import type {Hold} from "../../tensors/holding";
import {tidied} from "../../tensors/tidied";
import {tf} from "../../tensors/tensorflow";
import {summarised} from "../summarised";
import {FitStopped} from "./fit-by-epochs";
import {weightsOfClasses} from "./class-weights";
import {directionRows, FeaturesOverflow, gradientRows, outputMatrix} from "./block";
import type {FitRows} from "./block";
import {readStages, writeStage} from "./checkpoint";
import {classifierFitter} from "./classifier";
import {embeddingFitter} from "./embedding";
import {fingerprint, requireLearnable} from "./data";
import {fitRemarks, fitSummary, isIdle} from "./fit-summary";
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
 * Blocks that lower the loss by next to nothing, as the authors' start leaves narrow ones, are told by
 * `onRemark`: the network is then its linear classifier.
 * With validation rows the stage of best validation accuracy is kept, the earliest of equals.
 *
 * Throws a RangeError for data that cannot be learned from (one class, a class without examples, numbers
 * that are not finite) and for a setting that is none.
 * @see nitanda2018 the algorithm
 */
export async function fitResfgb(train: Dataset, settings: ResfgbSettings): Promise<ResfgbFit> {
  requireLearnable(train, settings);
  return holding((hold) => new Fit(hold, train, settings).run());
}

/** A fit in progress: the model so far, and all rows as its last block left them. */
class Fit {
  readonly #settings: ResfgbSettings;
  readonly #classifier: ReturnType<typeof classifierFitter>;
  readonly #embedding: ReturnType<typeof embeddingFitter>;
  /** The training rows, and the validation rows where there are any. */
  readonly #sides: readonly Side[];
  readonly #rows: ResfgbRow[] = [];
  readonly #classWeights: Float32Array | undefined;
  /** Names data, recipe, stream and code in the checkpoint. */
  readonly #identity: {readonly settings: string; readonly code: string} | undefined;
  readonly #spare = spareWriter((reason) =>
    console.warn(`the fit goes on without a checkpoint: ${reason}`),
  );
  readonly #started = performance.now();
  #model: ResfgbModel;
  /** Seconds and stages of the run that this one goes on from. */
  #before = 0;
  #resumed = 0;

  constructor(hold: Hold, train: Dataset, settings: ResfgbSettings) {
    const {loss, random, validation, checkpoint} = settings;
    this.#settings = settings;
    const input = fittedInput(train, settings);
    const columns = input.columns;
    const features = columns + input.padding;
    const classWeights = weightsOfClasses(train, settings);
    this.#classWeights = classWeights;
    const shape = {features, columns, classes: train.classes.length, random, classWeights};
    this.#classifier = hold(() => classifierFitter(settings, shape));
    this.#embedding = hold(() => embeddingFitter(settings, {...shape, inputs: features}));
    const model = {kind: "resfgb" as const, classes: train.classes, loss, input};
    this.#model = {...model, blocks: [], stages: []};
    this.#sides = [train, ...(validation ? [validation] : [])].map((data) =>
      hold(() => fitRows(this.#model, data)),
    );
    if (checkpoint !== undefined)
      this.#identity = {
        settings: fingerprint(train, settings),
        code: sourceVersion(__filename, {root: path.join(__dirname, "../../..")}),
      };
  }

  async run(): Promise<ResfgbFit> {
    const {blocks, patience = Infinity, validation} = this.#settings;
    const rows = this.#rows;
    this.#resume();
    let finished = true;
    let ending: string | undefined;
    try {
      if (rows.length === 0) await this.#judge(null, null);
      while (rows.length <= blocks && rows.length - 1 - bestStage(rows) < patience) {
        const {block, report} = await this.#grow(this.#model.stages[rows.length - 1]);
        this.#advance(block);
        await this.#judge(block, report);
      }
    } catch (error) {
      const isOver = error instanceof FeaturesOverflow && rows.length > 0;
      if (!(error instanceof FitStopped || isOver)) throw error;
      finished = false;
      if (isOver) ending = error.message;
    }
    if (rows.length === 0) throw new Error("the fit was stopped before its first stage");
    const best = validation ? bestStage(rows) : rows.length - 1;
    const seconds = this.#seconds();
    const found = {model: atStage(this.#model, best), rows, best, finished, seconds};
    const fit: ResfgbFit = {...found, remarks: fitRemarks(found, ending)};
    if (isIdle(rows)) (this.#settings.onRemark ?? console.warn)(fit.remarks[0]);
    return summarised(fit, () => fitSummary(fit));
  }

  #seconds(): number {
    return this.#before + (performance.now() - this.#started) / 1000;
  }

  /** Takes up the stages of the checkpoint. */
  #resume(): void {
    const {checkpoint, blocks} = this.#settings;
    const identity = this.#identity;
    if (checkpoint === undefined || identity === undefined) return;
    const stored = readStages(checkpoint, identity).slice(0, blocks + 1);
    if (stored.length === 0) return;
    for (const stage of stored) {
      if (stage.block) this.#advance(stage.block);
      this.#reach(stage);
      this.#classifier.restore(stage.classifier, stage.state);
    }
    const last = stored[stored.length - 1];
    this.#embedding.restore(last.state);
    this.#before = last.row.seconds;
    this.#resumed = stored.length;
  }

  /** One block: embedding, output matrix, rate. */
  async #grow(classifier: BoostedClassifier): Promise<{block: BoostedBlock; report: BlockReport}> {
    const {loss, signal, step} = this.#settings;
    const classWeights = this.#classWeights;
    const [side] = this.#sides;
    return holding(async (hold) => {
      const gradient = hold(() => gradientRows(side, {classifier, loss, classWeights}));
      const {embedding, misfit, epochs} = await this.#embedding.fit(
        {...side, gradient},
        {block: this.#rows.length - 1, signal},
      );
      const {embedding: recipe} = this.#settings;
      const ridge = recipe.kind === "gaussian" ? undefined : recipe.ridge;
      return tidied(() => {
        const matrix = outputMatrix(side, {embedding, gradient, ridge});
        const aligned = outputMatrix(side, {embedding, gradient, unit: true});
        const loaded = loadBlock({embedding, matrix: storedOf(matrix)});
        const direction = directionRows(side, loaded);
        const rate = stepLength(side, {direction, classifier, loss, classWeights, step});
        const report = blockReport({gradient, direction, aligned, rate, misfit, epochs});
        return {block: {embedding, matrix: storedOf(matrix.mul(rate))}, report};
      });
    });
  }

  /** Moves all rows through a block. */
  #advance(block: BoostedBlock): void {
    tf.tidy(() => {
      const loaded = loadBlock(block);
      this.#sides.forEach((side) => {
        const next = applyBlock(loaded, side);
        whole(() => {
          side.features.dispose();
          side.features = tf.keep(next);
        });
      });
    });
  }

  /** The classifier of the present features, and what it leaves to be learned. */
  async #judge(block: BoostedBlock | null, report: BlockReport | null): Promise<void> {
    const {loss, signal} = this.#settings;
    const classWeights = this.#classWeights;
    const [side] = this.#sides;
    const stage = this.#rows.length;
    const classifier = await this.#classifier.fit(side, {stage, signal});
    const [own, other] = this.#sides.map((side) => measure(side, {classifier, loss}));
    if (stage > 0 && !Number.isFinite(own.loss)) {
      throw new FeaturesOverflow("the features of a block are too large to be judged");
    }
    const gradientL1 = tidied(() => {
      const gradient = gradientRows(side, {classifier, loss, classWeights});
      return gradient.square().sum(1).sqrt().mean().dataSync()[0];
    });
    const row: ResfgbRow = {
      stage,
      loss: own.loss,
      accuracy: own.accuracy,
      validationLoss: other?.loss ?? NaN,
      validationAccuracy: other?.accuracy ?? NaN,
      gradientL1,
      block: report,
      seconds: this.#seconds(),
    };
    this.#reach({classifier, block, row});
    this.#store({classifier, block, row});
    this.#tell(row);
    await new Promise(setImmediate);
  }

  /** Records a finished stage. */
  #reach({classifier, block, row}: Stage): void {
    const {blocks, stages} = this.#model;
    this.#model = {
      ...this.#model,
      blocks: block ? [...blocks, block] : blocks,
      stages: [...stages, classifier],
    };
    this.#rows.push(row);
  }

  #store(stage: Stage): void {
    const {checkpoint} = this.#settings;
    const identity = this.#identity;
    if (checkpoint === undefined || identity === undefined) return;
    const state = {...this.#classifier.state(), ...this.#embedding.state()};
    this.#spare(() => writeStage(checkpoint, {...identity, stage: {...stage, state}}));
  }

  #tell(row: ResfgbRow): void {
    const {blocks, onStage} = this.#settings;
    const done = this.#seconds() - this.#before;
    const pace = done / (this.#rows.length - this.#resumed);
    const remaining = row.stage === 0 ? undefined : pace * (blocks - row.stage);
    onStage?.({row, blocks, model: this.#model, remaining});
  }
}

type Stage = {
  readonly classifier: BoostedClassifier;
  readonly block: BoostedBlock | null;
  readonly row: ResfgbRow;
};

type Side = {-readonly [K in keyof FitRows]: FitRows[K]} & {dispose(): void};

function fitRows(model: ResfgbModel, data: Dataset): Side {
  const input = inputTensor(model, data);
  const labels = tf.tensor1d(knownLabels(model, data), "int32");
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
