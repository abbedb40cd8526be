import {affine, multiply} from "../tensors/fused/affine";
import {rectify} from "../tensors/fused/relu";
import {tf} from "../tensors/tensorflow";
import type {BoostedBlock, BoostedEmbedding, BoostedInput, EmbeddingLayer} from "./resfgb-model";
import type {StoredTensor} from "./snapshot";

/** Rows that pass through a network at once; training and prediction cut alike, so bits agree. */
export const chunkRows = 10_000;

/** A network's numbers as tensors, ready for use. */
export type LoadedBlock = {
  readonly block: BoostedBlock;
  readonly tensors: readonly tf.Tensor[];
  readonly matrix: tf.Tensor2D;
};

/** Puts a block's numbers into tensors; the caller disposes them. */
export function loadBlock(block: BoostedBlock): LoadedBlock {
  const {embedding} = block;
  const stored =
    embedding.kind === "gaussian"
      ? [embedding.centres]
      : embedding.layers.flatMap(({weights, bias}) => [weights, bias]);
  return {block, tensors: stored.map(tensorOf), matrix: tensorOf(block.matrix) as tf.Tensor2D};
}

export function disposeBlock({tensors, matrix}: LoadedBlock): void {
  tf.dispose([...tensors, matrix]);
}

/** A tensor of stored numbers, owned by the caller. */
export const tensorOf = ({shape, values}: StoredTensor): tf.Tensor => tf.tensor(values, [...shape]);

/** The numbers of a tensor, copied. */
export const storedOf = (tensor: tf.Tensor): StoredTensor => ({
  shape: [...tensor.shape],
  values: Float32Array.from(tensor.dataSync<"float32">()),
});

/** Raw rows [n, columns] as features [n, columns + padding]. */
export function preparedRows(rows: tf.Tensor2D, input: BoostedInput): tf.Tensor2D {
  return tf.tidy(() => {
    const scaled = rows.sub(tensorOf(input.centre)).div<tf.Tensor2D>(tensorOf(input.scale));
    return scaled.pad([
      [0, 0],
      [0, input.padding],
    ]);
  });
}

/** φ_{t+1} = φ_t − ι(φ_t) · matrix, chunk by chunk. */
export function applyBlock(
  loaded: LoadedBlock,
  {features, input}: {readonly features: tf.Tensor2D; readonly input: tf.Tensor2D},
): tf.Tensor2D {
  return inChunks(features, (chunk, from) => {
    const embedded = embedRows(loaded, {features: chunk, input: rowsOfChunk(input, from, chunk)});
    return chunk.sub(multiply(embedded, loaded.matrix));
  });
}

/** ι of a chunk of features, [n, D], owned by the caller. */
export function embedRows(
  {block: {embedding}, tensors}: Pick<LoadedBlock, "block" | "tensors">,
  {features, input}: {readonly features: tf.Tensor2D; readonly input: tf.Tensor2D},
): tf.Tensor2D {
  return embedWith(embedding, {tensors, features, input});
}

/** The same for an embedding whose tensors lie elsewhere, such as in variables. */
export function embedWith(
  embedding: BoostedEmbedding,
  {
    tensors,
    features,
    input,
  }: {
    readonly tensors: readonly tf.Tensor[];
    readonly features: tf.Tensor2D;
    readonly input: tf.Tensor2D;
  },
): tf.Tensor2D {
  return tf.tidy(() => {
    if (embedding.kind === "gaussian") {
      return gaussianFeatures(features, {centres: tensors[0], width: embedding.width});
    }
    let values = embedding.seesInput ? tf.concat([features, input], 1) : features;
    embedding.layers.forEach(({activation}, index) => {
      const [weights, bias] = [tensors[2 * index], tensors[2 * index + 1]];
      values = activated(affine(values, {weights, bias}), activation);
    });
    return embedding.constant ? tf.concat([values, tf.ones([values.shape[0], 1])], 1) : values;
  });
}

/** An activation by name. */
export function activated(
  values: tf.Tensor2D,
  activation: EmbeddingLayer["activation"],
): tf.Tensor2D {
  switch (activation) {
    case "relu":
      return rectify(values);
    case "tanh":
      return values.tanh();
    case "cosine":
      return values.cos();
    case "linear":
      return values;
  }
}

/** A function of rows on all of them, chunk by chunk, put together again. */
export function inChunks(
  rows: tf.Tensor2D,
  use: (chunk: tf.Tensor2D, from: number) => tf.Tensor2D,
): tf.Tensor2D {
  return tf.tidy(() => {
    const count = rows.shape[0];
    if (count <= chunkRows) return use(rows, 0);
    const parts: tf.Tensor2D[] = [];
    for (let from = 0; from < count; from += chunkRows) {
      const length = Math.min(chunkRows, count - from);
      parts.push(tf.tidy(() => use(rows.slice([from, 0], [length, -1]), from)));
    }
    return tf.concat(parts, 0);
  });
}

/** The rows that belong to a chunk which begins at `from`. */
export const rowsOfChunk = (rows: tf.Tensor2D, from: number, chunk: tf.Tensor2D): tf.Tensor2D =>
  from === 0 && rows.shape[0] === chunk.shape[0]
    ? rows
    : rows.slice([from, 0], [chunk.shape[0], -1]);

function gaussianFeatures(
  rows: tf.Tensor2D,
  {centres, width}: {centres: tf.Tensor; width: number},
): tf.Tensor2D {
  const squares = rows.square().sum(1, true); // [n, 1]
  const others = centres.square().sum(1).expandDims(0); // [1, centres]
  const inner = multiply(rows, centres, {transposeB: true}); // [n, centres]
  return squares
    .add(others)
    .sub(inner.mul(2))
    .relu()
    .mul<tf.Tensor2D>(-1 / (2 * width * width))
    .exp();
}
