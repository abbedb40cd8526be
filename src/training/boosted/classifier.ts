import type {BoostedClassifier} from "../../models/resfgb-model";
import type {StoredTensor} from "../../models/snapshot";
import {storedOf, tensorOf} from "../../models/resfgb-layers";
import {quasiNewtonMinimum} from "../../numerics/quasi-newton";
import type {Random} from "../../numerics/random";
import {compileStep} from "../../tensors/compile-step";
import {addBias, multiply} from "../../tensors/fused/affine";
import {tidied} from "../../tensors/tidied";
import {tf} from "../../tensors/tensorflow";
import {batchTrainer} from "./batch-trainer";
import {givingWay, fitByEpochs, tunedRate} from "./fit-by-epochs";
import type {ResfgbRecipe} from "./recipes";
import {meanScoreLoss, scoreSlopeRows} from "./tensor-losses";

/** The linear classifier of a fit: it goes on from one stage to the next. */
export interface ClassifierFitter {
  fit(
    examples: {readonly features: tf.Tensor2D; readonly labels: tf.Tensor1D},
    options: {readonly stage: number; readonly signal?: AbortSignal},
  ): Promise<BoostedClassifier>;
  /** What it carries between stages besides the classifier. */
  state(): Record<string, StoredTensor>;
  restore(classifier: BoostedClassifier, state: Readonly<Record<string, StoredTensor>>): void;
  dispose(): void;
}

type Shape = {
  readonly features: number;
  readonly classes: number;
  readonly columns: number;
  readonly random: Random;
  readonly classWeights?: Float32Array;
};

/** The classifier of a recipe, untrained. The caller disposes it. */
export function classifierFitter(recipe: ResfgbRecipe, shape: Shape): ClassifierFitter {
  return recipe.classifier.kind === "exact"
    ? exactFitter(recipe, {...shape, settings: recipe.classifier})
    : nesterovFitter(recipe, {...shape, settings: recipe.classifier});
}

/** Weights from the uniform law on ±0.05, as the authors' code has them, and a bias of 0. */
function nesterovFitter(
  {loss}: ResfgbRecipe,
  {
    features,
    classes,
    random,
    classWeights,
    settings,
  }: Shape & {settings: Extract<ResfgbRecipe["classifier"], {kind: "nesterov"}>},
): ClassifierFitter {
  const draw = random.child("classifier");
  const start = Float32Array.from({length: features * classes}, () => 0.1 * draw.uniform() - 0.05);
  const weights = tf.tidy(() => tf.variable(tf.tensor2d(start, [features, classes])));
  const bias = tf.tidy(() => tf.variable(tf.zeros([classes])));
  const trainer = batchTrainer({
    variables: [weights, bias],
    penalised: [true, false],
    decay: settings.decay,
    loss: (rows, labels) =>
      meanScoreLoss(addBias(multiply(rows, weights), bias), {
        labels: labels as tf.Tensor1D,
        ...{loss, classWeights},
      }),
    columns: features,
    target: {shape: [], dtype: "int32"},
    optimizer: "nesterov",
  });
  let rate = NaN;
  const {epochs, earlyStop, tuneSteps} = settings;
  return {
    fit: async ({features: rows, labels}, {stage, signal}) => {
      const examples = {rows, targets: labels};
      const [batchSize, stream] = [100, random.child(`classifier at stage ${stage}`)];
      if (Number.isNaN(rate)) {
        const tune = stream.child("tune");
        rate = await tunedRate(trainer, examples, {
          batchSize,
          steps: tuneSteps,
          random: tune,
          signal,
        });
      }
      const options = {rate, batchSize, epochs, earlyStop, random: stream, signal};
      rate = (await fitByEpochs(trainer, examples, options)).rate;
      return {weights: storedOf(weights), bias: storedOf(bias)};
    },
    state: () => ({"classifier rate": {shape: [1], values: Float32Array.of(rate)}}),
    restore: (classifier, state) => {
      assign(weights, classifier.weights);
      assign(bias, classifier.bias);
      rate = state["classifier rate"].values[0];
    },
    dispose: () => {
      trainer.dispose();
      tf.dispose([weights, bias]);
    },
  };
}

/** L-BFGS on all rows; the penalty pulls the weights of padded coordinates to their anchor. */
function exactFitter(
  {loss, paddingAnchor}: ResfgbRecipe,
  {
    features,
    classes,
    columns,
    random,
    classWeights,
    settings: {decay},
  }: Shape & {settings: Extract<ResfgbRecipe["classifier"], {kind: "exact"}>},
): ClassifierFitter {
  const anchor = anchorOf(paddingAnchor, {features, classes, columns, random});
  const evaluate = lossAndSlopes({loss, features, classes, classWeights});
  const cut = features * classes;
  let point = anchor.slice();
  return {
    fit: async ({features: rows, labels}, {signal}) => {
      await givingWay(signal)();
      const f = (at: Float64Array) =>
        tidied(() => {
          const made = evaluate({
            rows,
            labels,
            weights: tf.tensor2d(Float32Array.from(at.subarray(0, cut)), [features, classes]),
            bias: tf.tensor1d(Float32Array.from(at.subarray(cut))),
          });
          const slope = made.weights.dataSync();
          const rest = made.bias.dataSync();
          const gradient = new Float64Array(at.length);
          let penalty = 0;
          for (let i = 0; i < cut; i++) {
            const away = at[i] - anchor[i];
            gradient[i] = slope[i] + decay * away;
            penalty += away * away;
          }
          for (let i = cut; i < at.length; i++) gradient[i] = rest[i - cut];
          return {value: made.value.dataSync()[0] + (decay / 2) * penalty, gradient};
        });
      ({point} = quasiNewtonMinimum(f, point, {slope: 1e-5, maxSteps: 300}));
      const weights = Float32Array.from(point.subarray(0, cut));
      const bias = Float32Array.from(point.subarray(cut));
      // Bits that a later stage starts from are those that are stored.
      point = Float64Array.of(...weights, ...bias);
      return {
        weights: {shape: [features, classes], values: weights},
        bias: {shape: [classes], values: bias},
      };
    },
    state: () => ({}),
    restore: ({weights, bias}) => {
      point = Float64Array.of(...weights.values, ...bias.values);
    },
    dispose: () => evaluate.dispose(),
  };
}

/** Where the penalty pulls to: zeros, and for padded coordinates the recipe's anchor. */
function anchorOf(
  paddingAnchor: ResfgbRecipe["paddingAnchor"],
  {features, classes, columns, random}: Pick<Shape, "features" | "classes" | "columns" | "random">,
): Float64Array {
  const draw = random.child("classifier");
  const anchor = new Float64Array((features + 1) * classes);
  for (let at = columns * classes; at < features * classes; at++) {
    const [row, column] = [Math.floor(at / classes) - columns, at % classes];
    anchor[at] =
      paddingAnchor === "scores"
        ? Number(row % classes === column)
        : paddingAnchor.deviation * draw.normal();
  }
  return anchor;
}

/** One graph for the mean loss of all rows and its slopes in weights and bias. */
function lossAndSlopes({
  loss,
  features,
  classes,
  classWeights,
}: Pick<ResfgbRecipe, "loss"> & Pick<Shape, "features" | "classes" | "classWeights">) {
  return compileStep(
    ({rows, labels, weights, bias}) => {
      const own = {labels: labels as tf.Tensor1D, loss, classWeights};
      const scores = addBias(multiply(rows, weights), bias);
      const slopes = scoreSlopeRows(scores, own).div(rows.shape[0]);
      return {
        value: meanScoreLoss(scores, own) as tf.Tensor,
        weights: multiply(rows, slopes, {transposeA: true}) as tf.Tensor,
        bias: slopes.sum(0),
      };
    },
    {
      feeds: {
        rows: [null, features],
        labels: {shape: [null], dtype: "int32"},
        weights: [features, classes],
        bias: [classes],
      },
    },
  );
}

/** Overwrites a variable with stored numbers. */
export function assign(variable: tf.Variable, stored: StoredTensor): void {
  tf.tidy(() => variable.assign(tensorOf(stored)));
}
