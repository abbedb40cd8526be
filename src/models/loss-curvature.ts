import {added, denseMatrix, product, transposed, type DenseMatrix} from "../numerics/dense-matrix";
import {requireFeatures} from "../numerics/require-examples";
import {requireWhole} from "../numerics/require-number";
import {scoreLoss} from "./score-loss";
import type {NetworkSnapshot} from "./snapshot";

/** Labelled examples in double precision: [batch, features] and the class of each. */
export type LabelledInputs = {readonly inputs: DenseMatrix; readonly labels: ArrayLike<number>};

/** The loss of a network at its weights, to second order. */
export type LossCurvature = {
  /** Number of weights P. */
  readonly size: number;
  /** Mean cross-entropy, in nats. */
  readonly loss: number;
  readonly accuracy: number;
  /** ∂L/∂θ, [P]: W_1, …, W_p and the read-out, each row by row. */
  readonly gradient: Float64Array;
  /** v → (∂²L/∂θ²) v. */
  hessianTimes(direction: Float64Array): Float64Array;
};

/**
 * Loss, gradient and Hessian-vector products of a dense network without normalisation, plain or
 * residual, in double precision. With R{·} the derivative along v, of every line of the backward
 * pass (Pearlmutter's way):
 *
 *     Z_l = N_(l−1) W_l,   N_l = [skip] N_(l−1) + g_l Z_l,   o = N_p O / scale,   L = −mean ln softmax(o)_y
 *     Hv = R{∂L/∂θ}
 *
 *     g_l    gates of the ReLU, 0 or 1; the Hessian is that of the piece of L on which they stay
 *
 * One product costs about as much as two gradients. Throws a RangeError for a network of another
 * kind, and for examples that do not fit.
 * @see littwin2016 §2, Eq. 7
 */
export function lossCurvature(
  snapshot: NetworkSnapshot,
  {inputs, labels}: LabelledInputs,
): LossCurvature {
  const {weights, skip, scale} = denseParts(snapshot);
  const depth = weights.length - 1;
  const readout = weights[depth];
  requireExamples({inputs, labels}, {features: weights[0].rows, classes: readout.columns});
  const batch = inputs.rows;
  const size = weights.reduce((sum, {values}) => sum + values.length, 0);
  const skips = (layer: number): boolean => skip && layer > 0;
  const turned = weights.map(transposed);

  // Forward: stream[l] goes into layer l, stream[depth] into the read-out.
  const stream: DenseMatrix[] = [inputs];
  const gates: Uint8Array[] = [];
  for (let l = 0; l < depth; l++) {
    const raw = product(stream[l], weights[l]); // [batch, width]
    gates.push(Uint8Array.from(raw.values, (z) => (z > 0 ? 1 : 0)));
    const branch = gated(gates[l], raw);
    stream.push(skips(l) ? added(stream[l], branch) : branch);
  }
  const scores = judged(scaled(product(stream[depth], readout), 1 / scale), labels);
  const errors = scaled(scores.slopes, 1 / batch / scale); // ∂L/∂(N_p O)

  // Backward: slopes[l] = ∂L/∂Z_l.
  const slopes: DenseMatrix[] = [];
  const gradients: DenseMatrix[] = [];
  let back = product(errors, turned[depth]); // ∂L/∂N_l
  gradients[depth] = product(stream[depth], errors, {transposeA: true});
  for (let l = depth - 1; l >= 0; l--) {
    slopes[l] = gated(gates[l], back);
    gradients[l] = product(stream[l], slopes[l], {transposeA: true});
    const through = product(slopes[l], turned[l]);
    back = skips(l) ? added(through, back) : through;
  }

  const hessianTimes = (direction: Float64Array): Float64Array => {
    requireWhole("length of a direction", direction.length, {from: size, to: size});
    const moves = split(direction, weights);
    let moved = denseMatrix([batch, inputs.columns]); // R{N_l}
    const streamMoves = [moved];
    for (let l = 0; l < depth; l++) {
      const raw = added(product(moved, weights[l]), product(stream[l], moves[l]));
      const branch = gated(gates[l], raw);
      moved = skips(l) ? added(moved, branch) : branch;
      streamMoves.push(moved);
    }
    const logitMoves = scaled(
      added(product(moved, readout), product(stream[depth], moves[depth])),
      1 / scale,
    );
    const errorMoves = scaled(softmaxMoves(scores.chances, logitMoves), 1 / batch / scale);
    const result: DenseMatrix[] = [];
    result[depth] = added(
      product(moved, errors, {transposeA: true}),
      product(stream[depth], errorMoves, {transposeA: true}),
    );
    let backMoves = added(
      product(errorMoves, turned[depth]),
      product(errors, transposed(moves[depth])),
    );
    for (let l = depth - 1; l >= 0; l--) {
      const slopeMoves = gated(gates[l], backMoves);
      result[l] = added(
        product(streamMoves[l], slopes[l], {transposeA: true}),
        product(stream[l], slopeMoves, {transposeA: true}),
      );
      const through = added(
        product(slopeMoves, turned[l]),
        product(slopes[l], transposed(moves[l])),
      );
      backMoves = skips(l) ? added(through, backMoves) : through;
    }
    return joined(result, size);
  };

  return {
    size,
    loss: scores.loss,
    accuracy: scores.accuracy,
    gradient: joined(gradients, size),
    hessianTimes,
  };
}

function denseParts(snapshot: NetworkSnapshot): {
  weights: DenseMatrix[];
  skip: boolean;
  scale: number;
} {
  if (snapshot.kind !== "residual")
    throw new RangeError(`only residual networks, got a ${snapshot.kind}`);
  const {kind, normalisation, order, depth, skip, logitScale} = snapshot.options;
  if (kind !== "dense" || normalisation !== "none" || order !== "post") {
    throw new RangeError(
      `curvature is known for dense networks without normalisation, ReLU last, got ${kind}, ${normalisation}, ${order}`,
    );
  }
  const names = [...Array.from({length: depth}, (_, l) => `weights ${l + 1}`), "readout"];
  const weights = names.map((name) => {
    const {shape, values} = snapshot.values[name];
    return denseMatrix([shape[0], shape[1]], values);
  });
  return {weights, skip, scale: logitScale};
}

function requireExamples(
  {inputs, labels}: LabelledInputs,
  {features, classes}: {features: number; classes: number},
): void {
  if (inputs.columns !== features) {
    throw new RangeError(`this network takes ${features} features, got ${inputs.columns}`);
  }
  if (labels.length !== inputs.rows) {
    throw new RangeError(`${inputs.rows} examples need as many labels, got ${labels.length}`);
  }
  Array.from(labels).forEach((label, i) =>
    requireWhole(`label ${i}`, label, {from: 0, to: classes - 1}),
  );
  const {rows, columns, values} = inputs;
  requireFeatures(values, {shape: [rows, columns], of: "the examples:"});
}

function scaled(a: DenseMatrix, s: number): DenseMatrix {
  const values = new Float64Array(a.values.length);
  for (let i = 0; i < values.length; i++) values[i] = s * a.values[i];
  return {...a, values};
}

/** Zero where the gate is shut. */
function gated(gates: Uint8Array, a: DenseMatrix): DenseMatrix {
  const values = new Float64Array(a.values.length);
  for (let i = 0; i < values.length; i++) if (gates[i] === 1) values[i] = a.values[i];
  return {...a, values};
}

/** Loss and accuracy of logits, softmax, and the slope of each example's loss in its logits. */
function judged(
  logits: DenseMatrix,
  labels: ArrayLike<number>,
): {loss: number; accuracy: number; chances: DenseMatrix; slopes: DenseMatrix} {
  const {rows, columns} = logits;
  const slopes = new Float64Array(rows * columns);
  const chances = new Float64Array(rows * columns);
  let [loss, right] = [0, 0];
  for (let i = 0; i < rows; i++) {
    const row = logits.values.subarray(i * columns, (i + 1) * columns);
    const label = labels[i];
    const {value, slope} = scoreLoss(row, {label, loss: "logistic"});
    loss += value / rows;
    // Where all scores are alike, the first class is the answer.
    if (row.indexOf(Math.max(...row)) === label) right++;
    slopes.set(slope, i * columns);
    chances.set(slope, i * columns);
    chances[i * columns + label] += 1;
  }
  return {
    loss,
    accuracy: right / rows,
    chances: {rows, columns, values: chances},
    slopes: {rows, columns, values: slopes},
  };
}

/** R{softmax}: π_k (ȯ_k − Σ_m π_m ȯ_m). */
function softmaxMoves(chances: DenseMatrix, logitMoves: DenseMatrix): DenseMatrix {
  const {rows, columns} = chances;
  const values = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    let mean = 0;
    for (let k = i * columns; k < (i + 1) * columns; k++) {
      mean += chances.values[k] * logitMoves.values[k];
    }
    for (let k = i * columns; k < (i + 1) * columns; k++) {
      values[k] = chances.values[k] * (logitMoves.values[k] - mean);
    }
  }
  return {rows, columns, values};
}

function split(direction: Float64Array, weights: readonly DenseMatrix[]): DenseMatrix[] {
  let at = 0;
  return weights.map(({rows, columns, values}) => {
    const part = direction.subarray(at, at + values.length);
    at += values.length;
    return {rows, columns, values: part};
  });
}

function joined(parts: readonly DenseMatrix[], size: number): Float64Array {
  const all = new Float64Array(size);
  let at = 0;
  for (const {values} of parts) {
    all.set(values, at);
    at += values.length;
  }
  return all;
}
