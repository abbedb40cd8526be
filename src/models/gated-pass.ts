import type {Random} from "../numerics/random";
import {bernoulliTensor} from "../tensors/seeded";
import {tf} from "../tensors/tensorflow";
import {asInput} from "./network-layers";
import {branchScale, layerMap, readOut} from "./residual-forward";
import type {ResidualNetwork} from "./residual-network";

/**
 * The gates of one forward pass: the ReLUs' own, or independent ones that are open with the given
 * probability whatever the signal (a control; the paper's assumption).
 * @see littwin2016 §3, Eq. 10
 */
export type Gates =
  "actual" | {readonly kind: "independent"; readonly probability: number; readonly random: Random};

/** Gates set by a fair coin: the paper's assumption at ρ = 1/2, and the control of path studies. */
export const coinGates = (random: Random): Gates => ({
  kind: "independent",
  probability: 0.5,
  random,
});

/**
 * One forward pass with its gates and scales written down. Held fixed, they make every layer a
 * linear map, and the network's output a sum over the paths through it.
 */
export type GatedPass = {
  readonly input: tf.Tensor;
  /** 0 or 1 per layer: [batch, …units]; null where the order "pre" has none (layer 1). */
  readonly gates: readonly (tf.Tensor | null)[];
  /** λ_l / σ_l per layer, as this pass found them; null without normalisation. */
  readonly scales: readonly (tf.Tensor | null)[];
  /** The gate before the read-out, in the order "pre" only. */
  readonly lastGate: tf.Tensor | null;
  /** Logits of this pass, [batch, classes]. */
  readonly output: tf.Tensor2D;
};

/**
 * Runs the network on a batch and keeps gates and scales.
 *
 *     images    [batch, …input]
 *
 * The caller disposes the pass (disposePass).
 */
export function gatedPass(
  network: ResidualNetwork,
  images: tf.Tensor,
  {gates: kind = "actual"}: {readonly gates?: Gates} = {},
): GatedPass {
  const {depth, skip, order} = network.options;
  const gateFor = (values: tf.Tensor, name: string): tf.Tensor => {
    if (kind === "actual") return values.greater(0).cast("float32");
    const random = kind.random.child(name);
    return bernoulliTensor(values.shape, {probability: kind.probability, random});
  };
  const run = () => {
    const input = asInput(network.options, images);
    const gates: (tf.Tensor | null)[] = [];
    const scales: (tf.Tensor | null)[] = [];
    let stream = input;
    for (let layer = 1; layer <= depth; layer++) {
      const gated = order === "post" ? layerMap(network, layer, stream) : layer > 1 ? stream : null;
      gates.push(gated === null ? null : gateFor(gated, `gates ${layer}`));
      const unscaled = {gate: gates[layer - 1], scale: null};
      const [values] = tf.unstack(gatedBranch(network, layer, stream.expandDims(0), unscaled));
      scales.push(branchScale(network, layer, values));
      const branch = scaled(values, scales[layer - 1]);
      stream = skip && layer > 1 ? stream.add(branch) : branch;
    }
    const lastGate = order === "pre" ? gateFor(stream, "last gates") : null;
    const output = readOut(network, lastGate === null ? stream : stream.mul(lastGate));
    return {input, gates, scales, lastGate, output};
  };
  // tidy keeps every tensor it finds in what is returned; its types have no word for null.
  return tf.tidy(run as unknown as () => tf.TensorContainerObject) as unknown as GatedPass;
}

export function disposePass(pass: GatedPass): void {
  tf.dispose(pass as unknown as tf.TensorContainerObject);
}

/**
 * The branch of a layer with gate and scale held fixed: linear in each part.
 *
 *     parts    [parts, batch, …units], signals that each go through on their own
 */
export function gatedBranch(
  network: ResidualNetwork,
  layer: number,
  parts: tf.Tensor,
  {gate, scale}: {readonly gate: tf.Tensor | null; readonly scale: tf.Tensor | null},
): tf.Tensor {
  const {order, normalisation} = network.options;
  return tf.tidy(() => {
    const open = (values: tf.Tensor) => (gate === null ? values : values.mul(gate));
    const map = (values: tf.Tensor) => mapParts(values, (flat) => layerMap(network, layer, flat));
    const raw = order === "post" ? open(map(parts)) : map(open(parts));
    // The mean over the batch is linear too, so long as each part is centred by itself.
    const axes = Array.from({length: raw.rank - 2}, (_, axis) => axis + 1);
    const values = normalisation === "centred" ? raw.sub(raw.mean(axes, true)) : raw;
    return scaled(values, scale);
  });
}

/** The logits of each part: [parts, batch, …units] → [parts, batch, classes]. */
export function gatedReadOut(
  network: ResidualNetwork,
  parts: tf.Tensor,
  {lastGate}: Pick<GatedPass, "lastGate">,
): tf.Tensor3D {
  return tf.tidy(() => {
    const open = lastGate === null ? parts : parts.mul(lastGate);
    return mapParts(open, (flat) => readOut(network, flat)) as tf.Tensor3D;
  });
}

const scaled = (values: tf.Tensor, scale: tf.Tensor | null): tf.Tensor =>
  scale === null ? values : values.mul(scale);

/** Applies a map of batches to [parts, batch, …] as one large batch. */
function mapParts(parts: tf.Tensor, map: (batch: tf.Tensor) => tf.Tensor): tf.Tensor {
  const [count, batch, ...units] = parts.shape;
  const mapped = map(parts.reshape([count * batch, ...units]));
  return mapped.reshape([count, batch, ...mapped.shape.slice(1)]);
}
