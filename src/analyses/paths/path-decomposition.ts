import {requireWhole} from "../../numerics/require-number";
import {gatedBranch, gatedPass, gatedReadOut} from "../../models/gated-pass";
import type {GatedPass, Gates} from "../../models/gated-pass";
import {residualForward} from "../../models/residual-forward";
import type {ResidualNetwork} from "../../models/residual-network";
import {tidied} from "../../tensors/tidied";
import {tf} from "../../tensors/tensorflow";

/** A network's logits for a batch, split by the length of the paths that carry them. */
export type PathDecomposition = {
  /** Path lengths r, ascending; with a `longest`, the last entry holds all lengths from it on. */
  readonly lengths: readonly number[];
  readonly batch: number;
  readonly classes: number;
  /** The logits that each length carries: entry i belongs to lengths[i], [batch × classes]. */
  readonly parts: readonly Float64Array[];
  /** The network's own logits, [batch × classes]. */
  readonly total: Float64Array;
  /** Largest |Σ parts − total| over logits, relative to the largest Σ |parts|. */
  readonly error: number;
  /** What rounding alone may make of `error`. */
  readonly tolerance: number;
};

/**
 * The exact split of a residual network's output by path length, for the gates and normalisers of
 * the pass at hand.
 *
 *     h_1[1] = b_1(x),   h_l[r] = h_(l−1)[r] + b_l(h_(l−1)[r−1]),   Σ_r O h_p[r] = logits
 *
 *     h_l[r]    what paths of length r bring to the stream after layer l, [batch, …units]
 *     b_l       the branch of layer l, gates and λ/σ held at their values: a linear map
 *     images    [batch, …input]
 *
 * Layer l carries l signals, stacked into one tensor: p kernels in all, p²/2 signal-layers of
 * arithmetic. `longest` pools all lengths from there on into one exact entry, which makes the
 * arithmetic linear in p too (a normalised network hardly uses long paths).
 *
 * With independent gates the total is the output under those gates. Throws an Error where the parts
 * do not sum to the output within rounding, unless `mustSum` is false: for whoever tries just that.
 * @see littwin2016 §2.2, Eq. 8
 */
export function decomposePaths(
  network: ResidualNetwork,
  images: tf.Tensor,
  {
    gates = "actual",
    longest,
    mustSum = true,
  }: {readonly gates?: Gates; readonly longest?: number; readonly mustSum?: boolean} = {},
): PathDecomposition {
  const {depth, skip, classes} = network.options;
  const cap = longest ?? depth;
  requireWhole("longest", cap, {from: 1, of: "layers"});

  const {numbers, total, tolerance, count, batch} = tidied(() => {
    const pass = gatedPass(network, images, {gates});
    const output = gates === "actual" ? residualForward(network, images) : pass.output;
    const parts = tf.tidy(() => {
      let signals = layerOf(network, 1, pass.input.expandDims(0), pass); // [1, batch, …units]
      for (let layer = 2; layer <= depth; layer++) {
        const next = advance(network, layer, signals, {pass, cap});
        signals.dispose();
        signals = next;
      }
      return gatedReadOut(network, signals, pass); // [lengths, batch, classes]
    });
    const tolerance = roundingTolerance(network, pass);
    const numbers = Float64Array.from(parts.dataSync<"float32">());
    const total = Float64Array.from(output.dataSync<"float32">());
    const [count, batch] = parts.shape;
    return {numbers, total, tolerance, count, batch};
  });

  const split = Array.from({length: count}, (_, index) =>
    numbers.slice(index * batch * classes, (index + 1) * batch * classes),
  );
  const lengths = skip ? split.map((_, index) => index + 1) : [depth];
  const error = largestError(split, total);
  if (mustSum && !(error <= tolerance)) {
    throw new Error(
      `the parts of the paths must sum to the output within ${tolerance.toExponential(1)}, ` +
        `got ${error.toExponential(1)}: are all weights finite?`,
    );
  }
  return {lengths, batch, classes, parts: split, total, error, tolerance};
}

/** One layer further: [lengths, batch, …units] → [lengths + 1, batch, …units], or capped. */
function advance(
  network: ResidualNetwork,
  layer: number,
  signals: tf.Tensor,
  {pass, cap}: {pass: GatedPass; cap: number},
): tf.Tensor {
  return tf.tidy(() => {
    const longer = layerOf(network, layer, signals, pass);
    if (!network.options.skip) return longer;
    const nothing = tf.zeros([1, ...signals.shape.slice(1)]);
    const count = signals.shape[0];
    if (count < cap) return tf.concat([signals, nothing]).add(tf.concat([nothing, longer]));
    // Whatever leaves the longest entry is still "longest or more": it stays there.
    const kept = count > 1 ? tf.concat([nothing, longer.slice(0, count - 1)]) : nothing;
    const last = longer.slice(count - 1);
    const back = count > 1 ? tf.concat([tf.zerosLike(signals.slice(0, count - 1)), last]) : last;
    return signals.add(kept).add(back);
  });
}

function layerOf(
  network: ResidualNetwork,
  layer: number,
  signals: tf.Tensor,
  {gates, scales}: GatedPass,
): tf.Tensor {
  return gatedBranch(network, layer, signals, {gate: gates[layer - 1], scale: scales[layer - 1]});
}

function largestError(parts: readonly Float64Array[], total: Float64Array): number {
  let error = 0;
  let size = Number.MIN_VALUE;
  total.forEach((value, at) => {
    let sum = 0;
    let magnitude = 0;
    for (const part of parts) {
      sum += part[at];
      magnitude += Math.abs(part[at]);
    }
    // max() would let a NaN pass as "no error".
    const difference = Math.abs(sum - value);
    error = difference > error || Number.isNaN(difference) ? difference : error;
    size = Math.max(size, magnitude);
  });
  return error / size;
}

/**
 * Rounding errors of independent sign: the p layers and the read-out each sum up to `terms` numbers,
 * which leaves 2⁻²⁴ √((p + 1) terms) in the pass and as much in the parts; a factor of 4 keeps chance
 * out. Where each channel is normalised by itself, its mean and deviation come from one kernel in the
 * pass and from another in the parts, and are sums over the batch and its positions.
 */
function roundingTolerance(network: ResidualNetwork, {gates}: GatedPass): number {
  const {depth, width, kind, input, normalisation, scope} = network.options;
  const features = input.reduce((product, extent) => product * extent, 1);
  const products = kind === "dense" ? Math.max(features, width) : 9 * Math.max(input[2], width);
  const gated = gates[depth - 1]?.size ?? 0;
  const measured = normalisation === "centred" && scope === "unit" ? gated / width : 0;
  return 4 * 2 * 2 ** -24 * Math.sqrt((depth + 1) * Math.max(products, measured));
}
