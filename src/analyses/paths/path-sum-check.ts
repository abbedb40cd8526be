import type {Dataset} from "../../datasets/dataset";
import {skipPatterns} from "../../models/dense-network-float64";
import {coinGates} from "../../models/gated-pass";
import {holdNetwork} from "../../models/network";
import {createResidualNetwork} from "../../models/residual-network";
import type {ResidualNetwork} from "../../models/residual-network";
import type {ResidualSettings} from "../../models/residual-options";
import {snapshotNetwork} from "../../models/snapshot";
import type {Random} from "../../numerics/random";
import {holding} from "../../tensors/holding";
import {tf} from "../../tensors/tensorflow";
import {decomposePaths} from "./path-decomposition";
import type {PathDecomposition} from "./path-decomposition";

/** How well the paths of one network add up to its output; errors relative to the largest Σ |parts|. */
export type PathSumCheck = {
  readonly decomposition: PathDecomposition;
  /** Σ over lengths against the network's own logits. */
  readonly sumError: number;
  /** Each length against the listing of all 2^(p−1) skip patterns; null for convolutions. */
  readonly listingError: number | null;
  /** The same sum with gates drawn by coin: it must miss the logits. */
  readonly foreignGatesError: number;
  readonly tolerance: number;
};

/**
 * Adds up the paths of an untrained network on real images in three ways: by length in one sweep
 * per layer, by listing every skip pattern in float64 (dense networks of at most 12 layers), and,
 * as a control, with gates that do not belong to the images.
 *
 *     network   its input shape and classes come from the images
 *     images    a data set of a few examples, [n, height, width, channel] or [n, columns]
 *
 * @see littwin2016 §2.2, Eq. 8
 */
export function checkPathSum(
  network: Omit<ResidualSettings, "input" | "classes">,
  {images, random}: {readonly images: Dataset; readonly random: Random},
): PathSumCheck {
  const settings = {...network, input: images.shape.slice(1), classes: images.classes.length};
  return holding((hold) => {
    const residual = holdNetwork(hold, () =>
      createResidualNetwork(settings, {random: random.child("network")}),
    );
    const batch = hold(() => tf.tensor(images.features, [...images.shape]));
    const decomposition = decomposePaths(residual, batch, {mustSum: false});
    const gates = coinGates(random.child("gates"));
    const foreign = decomposePaths(residual, batch, {gates, mustSum: false});
    const {error, tolerance, total} = decomposition;
    const listed = listedParts(residual, images);
    return {
      decomposition,
      sumError: error,
      listingError:
        listed && largestDifference(decomposition.parts, listed) / sizeOf(decomposition),
      foreignGatesError: largestDifference([foreign.total], [total]) / sizeOf(decomposition),
      tolerance,
    };
  });
}

const mostListedLayers = 12;

/** The logits of each length from the listing, entry r − 1; null where nothing can be listed. */
function listedParts(network: ResidualNetwork, images: Dataset): Float64Array[] | null {
  const snapshot = snapshotNetwork(network);
  const {kind, depth} = network.options;
  if (snapshot.kind !== "residual" || kind !== "dense" || depth > mostListedLayers) return null;
  const [count] = images.shape;
  const columns = images.features.length / count;
  const rows = Array.from({length: count}, (_, i) =>
    Array.from(images.features.subarray(i * columns, (i + 1) * columns)),
  );
  const parts = Array.from(
    {length: depth},
    () => new Float64Array(count * network.options.classes),
  );
  for (const {length, logits} of skipPatterns(snapshot, rows)) {
    logits.flat().forEach((logit, at) => (parts[length - 1][at] += logit));
  }
  return parts;
}

const sizeOf = ({parts}: PathDecomposition): number =>
  Math.max(...parts[0].map((_, at) => parts.reduce((sum, part) => sum + Math.abs(part[at]), 0)));

const largestDifference = (a: readonly Float64Array[], b: readonly Float64Array[]): number =>
  Math.max(...a.map((part, i) => Math.max(...part.map((value, at) => Math.abs(value - b[i][at])))));
