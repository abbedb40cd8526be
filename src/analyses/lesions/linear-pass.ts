import {requireExamples} from "../../datasets/dataset";
import type {Dataset} from "../../datasets/dataset";
import {joined, rectifiedRows, timesMatrix, transposed} from "./frozen-stack";
import type {FrozenLayer, FrozenStack, Rows} from "./frozen-stack";
import {wiringOf} from "./wired-pass";
import type {Wiring} from "./wiring";

/**
 * One layer with its gates held as they stood.
 *
 *     gates   open where what ReLU saw was above 0: [examples, width]
 *     back    the transpose of its weights
 */
type GatedLayer = FrozenLayer & {readonly gates: Uint8Array; readonly back: Float64Array};

/** A site whose branch is a linear map for each example: J_i, its factor included. */
export type GatedSite = {
  readonly branch: boolean;
  readonly skip: boolean;
  readonly factor: number;
  readonly layers: readonly GatedLayer[];
};

/** What a pass leaves behind: the gates of every site, the first stream, and the loss's gradient. */
export type LinearPass = {
  readonly sites: readonly GatedSite[];
  /** x_0, [examples, width]. */
  readonly start: Rows;
  /** Gates of the read-out, [examples, width]. */
  readonly head: Uint8Array;
  /** ∂(cross-entropy, summed over examples) / ∂x_n, [examples, width]. */
  readonly gradient: Rows;
};

/**
 * Runs examples through a stack and holds all gates where they stood, so that each module is a matrix
 * for each example. Batch statistics are held too: in training they move with the batch, which is not
 * counted here.
 * @see veit2016 gradient by path length; our derivation (gates held)
 */
export function linearPass(
  stack: FrozenStack,
  data: Dataset,
  {wiring = wiringOf(stack)}: {readonly wiring?: Wiring} = {},
): LinearPass {
  requireExamples(data, {classes: stack.classes});
  const {features, width, classes, branchFactor: factor} = stack;
  const start = timesMatrix(Float64Array.from(data.features), stack.first, {
    inner: features,
    width,
  });
  let stream = start;
  const sites = wiring.map(({module, branch, skip}): GatedSite => {
    const layers: GatedLayer[] = [];
    let values = stream;
    for (const layer of stack.modules[module]) {
      const seen = rectifiedRows(values, layer);
      layers.push({...layer, gates: openGates(seen), back: transposed(layer.weights)});
      values = timesMatrix(seen, layer.weights, {inner: width, width});
    }
    stream = joined(stream, values, {branch, skip, factor});
    return {branch, skip, factor, layers};
  });
  const seen = rectifiedRows(stream, stack.head);
  const head = openGates(seen);
  const logits = timesMatrix(seen, stack.readout, {inner: width, width: classes});
  const byLogit = lossGradient(
    logits.map((value, i) => value + stack.readoutBias[i % classes]),
    {labels: data.labels, classes},
  );
  const gradient = new Float64Array(stream.length);
  for (let at = 0; at < gradient.length; at++) {
    if (head[at] === 0) continue;
    const [example, j] = [Math.floor(at / width), at % width];
    let sum = 0;
    for (let k = 0; k < classes; k++) {
      sum += byLogit[example * classes + k] * stack.readout[j * classes + k];
    }
    gradient[at] = stack.head.scale[j] * sum;
  }
  return {sites, start, head, gradient};
}

const openGates = (seen: Rows): Uint8Array => Uint8Array.from(seen, (value) => (value > 0 ? 1 : 0));

/** softmax − 1 at the label, row by row. */
function lossGradient(
  logits: Rows,
  {labels, classes}: {readonly labels: Int32Array; readonly classes: number},
): Rows {
  const out = new Float64Array(logits.length);
  labels.forEach((label, example) => {
    const row = logits.subarray(example * classes, (example + 1) * classes);
    const top = row.reduce((most, value) => Math.max(most, value), -Infinity);
    const total = row.reduce((sum, value) => sum + Math.exp(value - top), 0);
    row.forEach((value, k) => {
      out[example * classes + k] = Math.exp(value - top) / total - (k === label ? 1 : 0);
    });
  });
  return out;
}

/** J_iᵀ of each row: a gradient behind the branch, as it is in front of it. */
export function pulledBack({layers, factor}: GatedSite, rows: Rows): Rows {
  let values = rows;
  for (let l = layers.length - 1; l >= 0; l--) {
    const {back, gates, scale} = layers[l];
    const width = scale.length;
    values = timesMatrix(values, back, {inner: width, width});
    for (let at = 0; at < values.length; at++) {
      values[at] = gates[at] === 0 ? 0 : scale[at % width] * values[at];
    }
  }
  if (layers.length > 0 && factor === 1) return values;
  return values.map((value) => factor * value);
}

/** J_i of each row: what the branch makes of a small change of the stream. */
export function pushedForward({layers, factor}: GatedSite, rows: Rows): Rows {
  let values = rows;
  for (const {weights, scale, gates} of layers) {
    const width = scale.length;
    const seen = values.map((value, at) => (gates[at] === 0 ? 0 : scale[at % width] * value));
    values = timesMatrix(seen, weights, {inner: width, width});
  }
  return values.map((value) => factor * value);
}

/** What the read-out makes of a change of the last stream: [examples, classes]. */
export function readOff(stack: FrozenStack, {head}: LinearPass, rows: Rows): Rows {
  const {width, classes} = stack;
  const seen = rows.map((value, at) => (head[at] === 0 ? 0 : stack.head.scale[at % width] * value));
  return timesMatrix(seen, stack.readout, {inner: width, width: classes});
}

/**
 * What the offsets alone make of themselves at the output, gates held: the logits that are left where the
 * first stream is 0 and every gate stands as it stood. With all paths of the first stream it is the logits.
 */
export function offsetsAtOutput(stack: FrozenStack, {sites, start, head}: LinearPass): Rows {
  const {width, classes, readoutBias} = stack;
  let stream: Rows = new Float64Array(start.length);
  for (const {layers, branch, skip, factor} of sites) {
    let values = stream;
    for (const layer of layers) {
      const seen = gatedRows(values, layer);
      values = timesMatrix(seen, layer.weights, {inner: width, width});
    }
    stream = joined(stream, values, {branch, skip, factor});
  }
  const seen = gatedRows(stream, {...stack.head, gates: head});
  const logits = timesMatrix(seen, stack.readout, {inner: width, width: classes});
  return logits.map((value, i) => value + readoutBias[i % classes]);
}

/** scale · x + shift where the gates are open, 0 elsewhere. */
const gatedRows = (rows: Rows, {gates, scale, shift}: Omit<GatedLayer, "weights" | "back">): Rows =>
  rows.map((value, at) => {
    const j = at % scale.length;
    return gates[at] === 0 ? 0 : scale[j] * value + shift[j];
  });
