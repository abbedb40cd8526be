import {activated, storedOf} from "../../models/resfgb-layers";
import type {BoostedEmbedding, EmbeddingLayer} from "../../models/resfgb-model";
import type {StoredTensor} from "../../models/snapshot";
import type {Random} from "../../numerics/random";
import {affine} from "../../tensors/fused/affine";
import {rectify} from "../../tensors/fused/relu";
import {holding} from "../../tensors/holding";
import {tf} from "../../tensors/tensorflow";
import {batchTrainer} from "./batch-trainer";
import {fitByEpochs, tunedRate} from "./fit-by-epochs";
import {assign} from "./classifier";
import type {EmbeddingSettings, ResfgbRecipe} from "./recipes";

/** The embedding of a fit: the next block's begins where the last one's ended. */
export interface EmbeddingFitter {
  fit(
    examples: {
      /** φ_t, [n, d]. */
      readonly features: tf.Tensor2D;
      /** ∂l/∂z of every example, [n, d], not divided by n. */
      readonly gradient: tf.Tensor2D;
      readonly input: tf.Tensor2D;
    },
    options: {readonly block: number; readonly signal?: AbortSignal},
  ): Promise<{embedding: BoostedEmbedding; misfit: number; epochs: number}>;
  state(): Record<string, StoredTensor>;
  restore(state: Readonly<Record<string, StoredTensor>>): void;
  dispose(): void;
}

type PerceptronSettings = Extract<EmbeddingSettings, {kind: "perceptron"}>;

/** The embedding of a recipe, untrained, for features of that many coordinates. */
export function embeddingFitter(
  {embedding}: ResfgbRecipe,
  {features, inputs, random}: {features: number; inputs: number; random: Random},
): EmbeddingFitter {
  const nothing = {state: () => ({}), restore: () => undefined, dispose: () => undefined};
  switch (embedding.kind) {
    case "perceptron":
      return perceptronFitter(embedding, {features, random});
    case "gaussian":
      return {
        ...nothing,
        fit: async ({features: rows}) => ({
          embedding: {kind: "gaussian", width: embedding.width, centres: storedOf(rows)},
          misfit: NaN,
          epochs: 0,
        }),
      };
    case "random features":
      return {
        ...nothing,
        fit: async (_, {block}) => ({
          embedding: randomFeatures(embedding, {
            inputs: features + (embedding.seesInput ? inputs : 0),
            random: random.child(`random features ${block}`),
          }),
          misfit: NaN,
          epochs: 0,
        }),
      };
  }
}

/** tanh(W z + b) with W of deviation 1/√inputs and b uniform on ±1, scaled to a length of about 1. */
function randomFeatures(
  {count, seesInput = false}: Extract<EmbeddingSettings, {kind: "random features"}>,
  {inputs, random}: {inputs: number; random: Random},
): BoostedEmbedding {
  const draw = (length: number, next: () => number) => Float32Array.from({length}, next);
  const weights = draw(inputs * count, () => random.normal() / Math.sqrt(inputs));
  const bias = draw(count, () => 2 * random.uniform() - 1);
  return {
    kind: "layers",
    layers: [
      {
        weights: {shape: [inputs, count], values: weights},
        bias: {shape: [count], values: bias},
        activation: "tanh",
      },
    ],
    constant: true,
    ...(seesInput ? {seesInput} : {}),
  };
}

/**
 * A ReLU network trained by least squares to imitate the direction of the functional gradient:
 * each row of the target has length √d (or all rows have one scale, see `target`).
 *
 * @see nitanda2018 choice of the kernel; our derivation (why the normalised gradient)
 */
function perceptronFitter(
  settings: PerceptronSettings,
  {features, random}: {features: number; random: Random},
): EmbeddingFitter {
  const {hidden, output, batchSize, epochs, earlyStop, tuneSteps, decay} = settings;
  const sizes = [features, ...hidden, features];
  const variables: tf.Variable[] = sizes.slice(1).flatMap((outgoing, index) => {
    const shape: [number, number] = [sizes[index], outgoing];
    return tf.tidy(() => [tf.variable(tf.zeros(shape)), tf.variable(tf.zeros([outgoing]))]);
  });
  const start = (block: number): void =>
    variables.forEach((variable, i) => {
      const stream = random.child(`embedding ${block} weights ${i}`);
      assign(variable, startValues(variable.shape, settings.initial, stream));
    });
  start(0);
  const last = output === "hidden" ? "linear" : output;
  const forward = (rows: tf.Tensor2D): tf.Tensor2D => {
    let values = rows;
    for (let layer = 0; layer < sizes.length - 1; layer++) {
      const sums = affine(values, {weights: variables[2 * layer], bias: variables[2 * layer + 1]});
      values = layer < hidden.length ? rectify(sums) : activated(sums, last);
    }
    return values;
  };
  const trainer = batchTrainer({
    variables,
    penalised: variables.map(({shape}) => shape.length === 2),
    decay,
    loss: (rows, targets) => forward(rows).sub(targets).square().mean<tf.Scalar>(),
    columns: features,
    target: {shape: [features], dtype: "float32"},
    optimizer: settings.optimizer,
  });
  let rate = settings.rate ?? NaN;
  return {
    fit: async ({features: rows, gradient}, {block, signal}) => {
      if (settings.cold && block > 0) start(block);
      return holding(async (hold) => {
        const targets = hold(() => normalisedRows(gradient, settings.target));
        const stream = random.child(`embedding ${block}`);
        const examples = {rows, targets};
        if (Number.isNaN(rate)) {
          const tune = stream.child("tune");
          const options = {batchSize, steps: tuneSteps, random: tune, signal};
          rate = await tunedRate(trainer, examples, options);
        }
        const options = {rate, batchSize, epochs, earlyStop, random: stream, signal};
        const end = await fitByEpochs(trainer, examples, options);
        if (settings.rate === null) rate = end.rate;
        return {
          embedding: storedLayers(variables, settings),
          misfit: end.objective,
          epochs: end.epochs,
        };
      });
    },
    state: () => {
      trainer.read();
      return Object.fromEntries([
        ...variables.map((variable, i) => [`embedding ${i}`, storedOf(variable)] as const),
        ["embedding rate", {shape: [1], values: Float32Array.of(rate)}] as const,
      ]);
    },
    restore: (state) => {
      variables.forEach((variable, i) => assign(variable, state[`embedding ${i}`]));
      rate = state["embedding rate"].values[0];
    },
    dispose: () => {
      trainer.dispose();
      tf.dispose(variables);
    },
  };
}

/** Every row divided by its root mean square, or all by the root mean square of the whole. */
function normalisedRows(gradient: tf.Tensor2D, target: PerceptronSettings["target"]): tf.Tensor2D {
  return tf.tidy(() => {
    const squares = gradient.square();
    if (target === "whole") return gradient.div<tf.Tensor2D>(squares.mean().sqrt().add(1e-12));
    // The authors add 1e-10 to gradients that are divided by n.
    const rms = squares
      .mean(1, true)
      .sqrt()
      .add(1e-10 * gradient.shape[0]);
    return gradient.div<tf.Tensor2D>(rms);
  });
}

function startValues(
  shape: readonly number[],
  initial: PerceptronSettings["initial"],
  random: Random,
): StoredTensor {
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (shape.length === 1) return {shape, values: new Float32Array(size)};
  const half = initial === "glorot" ? Math.sqrt(6 / (shape[0] + shape[1])) : initial;
  const values = Float32Array.from({length: size}, () => half * (2 * random.uniform() - 1));
  return {shape, values};
}

function storedLayers(
  variables: readonly tf.Variable[],
  {hidden, output}: PerceptronSettings,
): BoostedEmbedding {
  const count = output === "hidden" ? hidden.length : hidden.length + 1;
  const layers = Array.from({length: count}, (_, layer): EmbeddingLayer => {
    const [weights, bias] = [variables[2 * layer], variables[2 * layer + 1]].map(storedOf);
    const activation = layer < hidden.length || output === "hidden" ? "relu" : output;
    return {weights, bias, activation};
  });
  return {kind: "layers", layers, constant: output === "hidden"};
}
