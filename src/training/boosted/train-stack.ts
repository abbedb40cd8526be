import {requireExamples} from "../../datasets/dataset";
import type {Dataset} from "../../datasets/dataset";
import {inputTensor} from "../../models/resfgb-predict";
import {inChunks, storedOf} from "../../models/resfgb-layers";
import type {BoostedBlock, ResfgbModel} from "../../models/resfgb-model";
import {requireWhole} from "../../numerics/require-number";
import type {Random} from "../../numerics/random";
import {addBias, affine, multiply} from "../../tensors/fused/affine";
import {rectify} from "../../tensors/fused/relu";
import {holding} from "../../tensors/holding";
import type {Hold} from "../../tensors/holding";
import {tidied} from "../../tensors/tidied";
import {tf} from "../../tensors/tensorflow";
import {batchTrainer} from "./batch-trainer";
import {fitByEpochs} from "./fit-by-epochs";
import {assign} from "./classifier";
import {fittedInput} from "./input";
import type {ResfgbRecipe} from "./recipes";
import {meanScoreLoss} from "./tensor-losses";

/**
 * How the blocks of a residual network, z ← z + (h(z), 1) B with a ReLU network h, are trained by
 * back-propagation.
 *
 *     end to end    all at once, as a ResNet usually is
 *     greedy        one after the other, each with a classifier of its own on top, those below it
 *                   frozen (in the manner of BoostResNet)
 *     corrective    greedy, and after each block all of them together (in the manner of GrowNet)
 */
export type StackWay = "end to end" | "greedy" | "corrective";

export type BoostedStackSettings = {
  readonly way: StackWay;
  readonly blocks: number;
  /** Widths of h. */
  readonly hidden: readonly number[];
  /** Epochs in which a block is trained: in all, end to end; alone, greedily. */
  readonly epochs: number;
  /** Epochs of all blocks together after each one. */
  readonly correctiveEpochs?: number;
  readonly rate: number;
  readonly batchSize: number;
  /** Penalty on all weight matrices. */
  readonly decay: number;
  readonly scaling: ResfgbRecipe["scaling"];
  readonly padding: number;
  readonly random: Random;
  readonly signal?: AbortSignal;
};

type Block = {readonly hidden: tf.Variable[]; readonly outer: tf.Variable};

/**
 * Trains a residual network of the blocks that ResFGB grows, by back-propagation with Adam, and
 * hands it over in the same form; every stage has the last classifier.
 *
 * Each way makes the same number of passes through each block for the same `epochs`, the corrective
 * one more. B begins at 0, so that every block begins as the identity.
 * @see huang2018 telescoping sum boosting (one block after the other)
 */
export async function trainStack(
  train: Dataset,
  settings: BoostedStackSettings,
): Promise<ResfgbModel> {
  const {way, blocks: count, hidden, epochs, rate, batchSize, decay, random, signal} = settings;
  const {correctiveEpochs = 0} = settings;
  requireWhole("blocks", count, {from: 1});
  requireExamples(train);
  const input = fittedInput(train, settings);
  const features = input.columns + input.padding;
  const classes = train.classes.length;
  return holding(async (hold) => {
    const blocks = Array.from({length: count}, (_, t) =>
      drawBlock(hold, {features, hidden, random: random.child(`block ${t}`)}),
    );
    const weights = hold(() => drawn([features, classes], random.child("classifier")));
    const bias = hold(() => tf.tidy(() => tf.variable(tf.zeros([classes]))));
    const rows = hold(() => inputTensor({input}, train));
    const labels = hold(() => tf.tensor1d(train.labels, "int32"));

    /** Trains these blocks and the classifier, on features that went through those before. */
    const fit = async (part: readonly Block[], {from, name, passes}: FitPart): Promise<void> => {
      const variables = [...part.flatMap((block) => [...block.hidden, block.outer]), weights, bias];
      await holding(async (holdTrainer) => {
        const trainer = holdTrainer(() =>
          batchTrainer({
            variables,
            penalised: variables.map(({shape}) => shape.length === 2),
            decay,
            loss: (batch, targets) => {
              const through = part.reduce((z, block) => blockOutput(z, block), batch);
              const scores = addBias(multiply(through, weights), bias);
              return meanScoreLoss(scores, {labels: targets as tf.Tensor1D, loss: "logistic"});
            },
            columns: features,
            target: {shape: [], dtype: "int32"},
            optimizer: "adam",
          }),
        );
        const options = {rate, batchSize, epochs: passes, earlyStop: 0, signal};
        const examples = {rows: from, targets: labels};
        await fitByEpochs(trainer, examples, {...options, random: random.child(name)});
      });
    };

    if (way === "end to end") {
      await fit(blocks, {from: rows, name: "all", passes: epochs});
    } else {
      for (const [t, block] of blocks.entries()) {
        await holding(async (holdRows) => {
          // Joint training moved the earlier blocks, too: start from the input.
          const before = blocks.slice(0, t);
          const reached = holdRows(() =>
            inChunks(rows, (chunk) =>
              before.reduce((z, one) => blockOutput(z, one), chunk.clone()),
            ),
          );
          await fit([block], {from: reached, name: `alone ${t}`, passes: epochs});
        });
        if (way === "corrective" && t > 0) {
          const sofar = blocks.slice(0, t + 1);
          await fit(sofar, {from: rows, name: `together ${t}`, passes: correctiveEpochs});
        }
      }
    }
    const stage = {weights: storedOf(weights), bias: storedOf(bias)};
    return {
      kind: "resfgb",
      classes: train.classes,
      loss: "logistic",
      input,
      blocks: blocks.map(storedBlock),
      stages: Array.from({length: count + 1}, () => stage),
    };
  });
}

type FitPart = {readonly from: tf.Tensor2D; readonly name: string; readonly passes: number};

/** z + (h(z), 1) B. */
function blockOutput(z: tf.Tensor2D, {hidden, outer}: Block): tf.Tensor2D {
  let values = z;
  for (let layer = 0; layer < hidden.length; layer += 2) {
    values = rectify(affine(values, {weights: hidden[layer], bias: hidden[layer + 1]}));
  }
  return z.add(multiply(tf.concat([values, tf.onesLike(values.slice([0, 0], [-1, 1]))], 1), outer));
}

function drawBlock(
  hold: Hold,
  {features, hidden, random}: {features: number; hidden: readonly number[]; random: Random},
): Block {
  const sizes = [features, ...hidden];
  const layers = hidden.flatMap((width, layer) => [
    hold(() => drawn([sizes[layer], width], random.child(`weights ${layer}`))),
    hold(() => tf.tidy(() => tf.variable(tf.zeros([width])))),
  ]);
  const outer = hold(() =>
    tf.tidy(() => tf.variable(tf.zeros([sizes[hidden.length] + 1, features]))),
  );
  return {hidden: layers, outer};
}

/** Weights by Glorot's uniform law. */
function drawn(shape: [number, number], random: Random): tf.Variable {
  const half = Math.sqrt(6 / (shape[0] + shape[1]));
  const values = Float32Array.from(
    {length: shape[0] * shape[1]},
    () => half * (2 * random.uniform() - 1),
  );
  const variable = tf.tidy(() => tf.variable(tf.zeros(shape)));
  assign(variable, {shape, values});
  return variable;
}

/** The block as ResFGB stores it, which subtracts. */
function storedBlock({hidden, outer}: Block): BoostedBlock {
  return tidied(() => ({
    embedding: {
      kind: "layers" as const,
      constant: true,
      layers: Array.from({length: hidden.length / 2}, (_, layer) => ({
        weights: storedOf(hidden[2 * layer]),
        bias: storedOf(hidden[2 * layer + 1]),
        activation: "relu" as const,
      })),
    },
    matrix: storedOf(outer.neg()),
  }));
}
