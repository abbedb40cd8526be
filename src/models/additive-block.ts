import {added, denseMatrix, product} from "../numerics/dense-matrix";
import type {DenseMatrix} from "../numerics/dense-matrix";
import type {Random} from "../numerics/random";
import {affine, multiply} from "../tensors/fused/affine";
import {rectify} from "../tensors/fused/relu";
import {normalTensor} from "../tensors/seeded";
import {tf} from "../tensors/tensorflow";

/**
 * A residual block with nothing behind its addition: g ← g + V R(W g + b).
 *
 *     inner  W [columns, hidden];  bias b [hidden];  outer V [hidden, columns]
 */
export type AdditiveBlock = {
  readonly inner: tf.Variable;
  readonly bias: tf.Variable;
  readonly outer: tf.Variable;
};

/** A linear read-out: weights [columns, outputs], bias [outputs]. */
export type LinearHead = {readonly weights: tf.Variable; readonly bias: tf.Variable};

/**
 * Where a block begins.
 *
 *     he     W and V ~ N(0, 2 / fan-in): a branch about as large as the stream
 *     zero   the same W, and V = 0: the block changes nothing yet
 */
export type BlockStart = "he" | "zero";

/** The starting values of a block, in the order of `blockVariables`; the caller owns them. */
export function blockStart(
  {
    columns,
    hidden,
    start,
  }: {readonly columns: number; readonly hidden: number; readonly start: BlockStart},
  {random}: {readonly random: Random},
): tf.Tensor[] {
  const drawn = (name: string, [rows, units]: [number, number]): tf.Tensor =>
    normalTensor([rows, units], {sd: Math.sqrt(2 / rows), random: random.child(name)});
  return [
    drawn("inner", [columns, hidden]),
    tf.zeros([hidden]),
    start === "he" ? drawn("outer", [hidden, columns]) : tf.zeros([hidden, columns]),
  ];
}

/** A read-out of zeros, in the order of `headVariables`; the caller owns it. */
export const headStart = (columns: number, outputs: number): tf.Tensor[] => [
  tf.zeros([columns, outputs]),
  tf.zeros([outputs]),
];

export const blockVariables = ({inner, bias, outer}: AdditiveBlock): tf.Variable[] => [
  inner,
  bias,
  outer,
];
export const headVariables = ({weights, bias}: LinearHead): tf.Variable[] => [weights, bias];

/** The stream behind a block, [batch, columns]; the caller owns it. */
export const afterBlock = (stream: tf.Tensor2D, {inner, bias, outer}: AdditiveBlock): tf.Tensor2D =>
  tf.tidy(() => stream.add(multiply(rectify(affine(stream, {weights: inner, bias})), outer)));

/** The read-out of the stream behind all blocks, [batch, outputs]; the caller owns it. */
export const additiveScores = (
  rows: tf.Tensor2D,
  {blocks, head}: {readonly blocks: readonly AdditiveBlock[]; readonly head: LinearHead},
): tf.Tensor2D => tf.tidy(() => affine(blocks.reduce<tf.Tensor2D>(afterBlock, rows), head));

/** A block's numbers in double precision. */
export type BlockValues = {
  readonly inner: DenseMatrix;
  readonly bias: DenseMatrix;
  readonly outer: DenseMatrix;
};
export type HeadValues = {readonly weights: DenseMatrix; readonly bias: DenseMatrix};

/** A tensor of rank 1 or 2 as a matrix, a vector as a row. */
export function matrixOf(tensor: tf.Tensor): DenseMatrix {
  const [rows, columns] = tensor.rank === 2 ? tensor.shape : [1, tensor.size];
  return denseMatrix([rows, columns], tensor.dataSync());
}

export const blockValues = ({inner, bias, outer}: AdditiveBlock): BlockValues => {
  return {inner: matrixOf(inner), bias: matrixOf(bias), outer: matrixOf(outer)};
};
export const headValues = ({weights, bias}: LinearHead): HeadValues => {
  return {weights: matrixOf(weights), bias: matrixOf(bias)};
};

/** Puts these numbers into a block's variables. Do it before a graph uses them. */
export function setBlock(block: AdditiveBlock, values: BlockValues): void {
  for (const name of ["inner", "bias", "outer"] as const) assign(block[name], values[name]);
}
export function setHead(head: LinearHead, values: HeadValues): void {
  for (const name of ["weights", "bias"] as const) assign(head[name], values[name]);
}

const assign = (variable: tf.Variable, {values}: DenseMatrix): void =>
  void tf.tidy(() => variable.assign(tf.tensor(Float32Array.from(values), variable.shape)));

/** What a block adds to these features, V R(W g + b), in double precision: [rows, columns]. */
export function displacement(
  features: DenseMatrix,
  {inner, bias, outer}: BlockValues,
): DenseMatrix {
  const sums = withBias(product(features, inner), bias);
  return product({...sums, values: sums.values.map((value) => Math.max(0, value))}, outer);
}

/** The features behind a block, in double precision. */
export const carried = (features: DenseMatrix, block: BlockValues): DenseMatrix =>
  added(features, displacement(features, block));

/** The scores of a read-out in double precision, [rows, outputs]. */
export const linearScores = (features: DenseMatrix, {weights, bias}: HeadValues): DenseMatrix =>
  withBias(product(features, weights), bias);

function withBias(matrix: DenseMatrix, bias: DenseMatrix): DenseMatrix {
  const {columns, values} = matrix;
  return {...matrix, values: values.map((value, at) => value + bias.values[at % columns])};
}
