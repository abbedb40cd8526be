import type {Dataset} from "../../datasets/dataset";
import {varianceFloor} from "../../models/normalisation";
import type {StackNetwork} from "../../models/stack/stack-network";
import {intactWiring} from "./wiring";
import type {Wiring} from "./wiring";

/** One layer as it stands: x → R(scale · x + shift) W, entry (k, j) of W at weights[k · width + j]. */
export type FrozenLayer = {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
  readonly weights: Float64Array;
};

/**
 * A trained stack of the order "pre" in double precision, with the statistics of its batch norms held.
 * Plain data: what is done to it leaves the network as it was.
 *
 *     x_b = x_(b-1) + factor · F_b(x_(b-1)),    or factor · F_b(x_(b-1)) in a plain stack
 *     F_b(x) = W_m R(s_m · … W_1 R(s_1 · x + t_1) … + t_m)
 *
 *     first           W_0, [features, width]
 *     modules         the layers of F_1 … F_B
 *     head            what the read-out sees is R(scale · x_B + shift)
 *     branchFactor    μ, the share of the branches that count outside of training, and no α
 * @see he2016 §4, Fig. 4
 */
export type FrozenStack = {
  readonly kind: "residual" | "plain";
  readonly features: number;
  readonly width: number;
  readonly classes: number;
  readonly first: Float64Array;
  readonly modules: readonly (readonly FrozenLayer[])[];
  readonly head: Omit<FrozenLayer, "weights">;
  readonly readout: Float64Array;
  readonly readoutBias: Float64Array;
  readonly branchFactor: number;
};

/** Numbers of some examples, row by row: [examples, width]. */
export type Rows = Float64Array;

/**
 * Holds a stack's statistics as they are on a data set, all examples at once.
 *
 *     data           the examples to measure on: [examples, …input]
 *     wirings        in which form of the stack: as it is, or the mean over several, as the running
 *                    averages of a training that leaves branches out are; a layer's statistics count
 *                    whether its branch is there or not
 *     branchFactor   while measuring, and of the result: that of the stack unless given
 *
 * Throws a RangeError for a stack that is not dense and in the order "pre", with shortcut "identity" or
 * "none" at scale 1 and no gates.
 */
export function freezeStack(
  network: StackNetwork,
  data: Dataset,
  {wirings, branchFactor}: {readonly wirings?: readonly Wiring[]; branchFactor?: number} = {},
): FrozenStack {
  const {options} = network;
  requirePlainOrder(network);
  const {blocks, layersPerBlock: m, width, classes, normalisation} = options;
  const numbers = (variable: {dataSync(): ArrayLike<number>}): Float64Array =>
    Float64Array.from(variable.dataSync());
  const active = options.activeBlocks ?? blocks;
  const factor = branchFactor ?? options.branchScale * (blocks === 0 ? 1 : active / blocks);
  const layers = blocks * m + 1;
  const gains = Array.from({length: layers}, (_, l) =>
    normalisation === "none" ? new Float64Array(width).fill(1) : numbers(network.scales[l]),
  );
  const offsets = network.offsets.map(numbers);
  const alphaOf = (block: number): number => numbers(network.alphas[block] ?? ones)[0];
  // α is folded into the branch's last weights.
  const weights = network.weights.map((variable, l) => {
    const alpha = l > 0 && l % m === 0 ? alphaOf(l / m - 1) : 1;
    return numbers(variable).map((value) => alpha * value);
  });
  const kind = options.shortcut === "none" ? "plain" : "residual";
  const sums = Array.from({length: layers}, () => ({
    mean: new Float64Array(width),
    variance: new Float64Array(width),
  }));
  const features = options.input.reduce((product, extent) => product * extent, 1);
  const inputs = Float64Array.from(data.features);
  const forms = wirings ?? [intactWiring(blocks, kind)];
  const affine = (layer: number, {mean, variance}: Statistics): Omit<FrozenLayer, "weights"> => {
    if (normalisation === "none") return {scale: gains[layer], shift: offsets[layer]};
    const scale = gains[layer].map((gain, j) => gain / Math.sqrt(variance[j] + varianceFloor));
    return {scale, shift: offsets[layer].map((offset, j) => offset - scale[j] * mean[j])};
  };
  /** A layer by the statistics of these numbers, which are added to the sums. */
  const measured = (layer: number, rows: Rows): FrozenLayer => {
    const statistics = statisticsOf(rows, width);
    for (const name of ["mean", "variance"] as const) {
      statistics[name].forEach((value, j) => (sums[layer][name][j] += value / forms.length));
    }
    return {...affine(layer, statistics), weights: weights[layer]};
  };
  for (const wiring of forms) {
    let stream = timesMatrix(inputs, weights[0], {inner: features, width});
    for (const {module, branch, skip} of wiring) {
      let values = stream;
      for (let layer = module * m + 1; layer <= module * m + m; layer++) {
        values = throughLayer(values, measured(layer, values));
      }
      stream = joined(stream, values, {branch, skip, factor});
    }
    measured(0, stream);
  }
  return {
    kind,
    features,
    width,
    classes,
    first: weights[0],
    modules: Array.from({length: blocks}, (_, b) =>
      Array.from({length: m}, (_, i) => {
        const layer = b * m + i + 1;
        return {...affine(layer, sums[layer]), weights: weights[layer]};
      }),
    ),
    head: affine(0, sums[0]),
    readout: numbers(network.readout),
    readoutBias: numbers(network.readoutBias),
    branchFactor: factor,
  };
}

type Statistics = {readonly mean: Float64Array; readonly variance: Float64Array};

const ones = {dataSync: () => [1]};

function requirePlainOrder({options, gateWeights, projections}: StackNetwork): void {
  const {kind, order, shortcut, shortcutScale} = options;
  const fine = kind === "dense" && order === "pre" && gateWeights.length + projections.length === 0;
  if (fine && ["identity", "none"].includes(shortcut) && shortcutScale === 1) return;
  throw new RangeError(
    'lesions are for dense stacks of the order "pre" with shortcut "identity" or "none" at scale 1, ' +
      `got a ${kind} one of the order "${order}" with shortcut "${shortcut}" at scale ${shortcutScale}`,
  );
}

/** Mean and population variance of each column. */
function statisticsOf(rows: Rows, width: number): Statistics {
  const [mean, variance] = [new Float64Array(width), new Float64Array(width)];
  const count = rows.length / width;
  for (let at = 0; at < rows.length; at++) mean[at % width] += rows[at] / count;
  for (let at = 0; at < rows.length; at++) {
    variance[at % width] += (rows[at] - mean[at % width]) ** 2 / count;
  }
  return {mean, variance};
}

/** What a site makes of the stream and of its branch. */
export function joined(
  stream: Rows,
  branch: Rows | null,
  site: {readonly branch: boolean; readonly skip: boolean; readonly factor: number},
): Rows {
  const out = site.skip ? stream.slice() : new Float64Array(stream.length);
  if (!site.branch || branch === null) return out;
  for (let at = 0; at < out.length; at++) out[at] += site.factor * branch[at];
  return out;
}

/** R(scale · x + shift), in each row. */
export function rectifiedRows(rows: Rows, {scale, shift}: Omit<FrozenLayer, "weights">): Rows {
  const width = scale.length;
  const out = new Float64Array(rows.length);
  for (let from = 0; from < rows.length; from += width) {
    for (let j = 0; j < width; j++) {
      const value = scale[j] * rows[from + j] + shift[j];
      // A NaN must stay one: a comparison would make 0 of it.
      out[from + j] = value <= 0 ? 0 : value;
    }
  }
  return out;
}

/**
 * Each row times a matrix: [examples, inner] → [examples, width]. Entries that are 0, half of what ReLU
 * lets through, are passed over, and four sums run side by side: three times as fast as plain loops.
 */
export function timesMatrix(
  rows: Rows,
  matrix: Float64Array,
  {inner, width}: {readonly inner: number; readonly width: number},
): Rows {
  const out = new Float64Array((rows.length / inner) * width);
  const entries = {at: new Int32Array(inner), values: new Float64Array(inner)};
  const {at, values} = entries;
  for (let from = 0, to = 0; from < rows.length; from += inner, to += width) {
    let count = 0;
    for (let k = 0; k < inner; k++) {
      const value = rows[from + k];
      at[count] = k * width;
      values[count] = value;
      count += value === 0 ? 0 : 1;
    }
    writeProducts(entries, count, {matrix, width, out, to});
  }
  return out;
}

/**
 * R(scale · x + shift) W of each row, W square: `timesMatrix` of `rectifiedRows` to the last bit, in one go
 * and in half the time.
 */
export function throughLayer(rows: Rows, {scale, shift, weights}: FrozenLayer): Rows {
  const width = scale.length;
  const out = new Float64Array(rows.length);
  const entries = {at: new Int32Array(width), values: new Float64Array(width)};
  const {at, values} = entries;
  for (let from = 0; from < rows.length; from += width) {
    let count = 0;
    for (let k = 0; k < width; k++) {
      const value = scale[k] * rows[from + k] + shift[k];
      at[count] = k * width;
      values[count] = value;
      // A NaN must stay one: a comparison would make 0 of it.
      count += value <= 0 ? 0 : 1;
    }
    writeProducts(entries, count, {matrix: weights, width, out, to: from});
  }
  return out;
}

/** The transpose of a square matrix. */
export function transposed(matrix: Float64Array): Float64Array {
  const width = Math.sqrt(matrix.length);
  return matrix.map((_, at) => matrix[(at % width) * width + Math.floor(at / width)]);
}

/** Of a row the entries that are not 0, and where in the matrix the row that each multiplies begins. */
type Entries = {readonly at: Int32Array; readonly values: Float64Array};

/** The first `count` entries times the matrix, written to out[to …]; four sums run side by side. */
function writeProducts(
  {at, values}: Entries,
  count: number,
  {
    matrix,
    width,
    out,
    to,
  }: {
    readonly matrix: Float64Array;
    readonly width: number;
    readonly out: Float64Array;
    readonly to: number;
  },
): void {
  const fours = width - (width % 4);
  let j = 0;
  for (; j < fours; j += 4) {
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let i = 0; i < count; i++) {
      const value = values[i];
      const row = at[i] + j;
      a += value * matrix[row];
      b += value * matrix[row + 1];
      c += value * matrix[row + 2];
      d += value * matrix[row + 3];
    }
    out[to + j] = a;
    out[to + j + 1] = b;
    out[to + j + 2] = c;
    out[to + j + 3] = d;
  }
  for (; j < width; j++) {
    for (let i = 0; i < count; i++) out[to + j] += values[i] * matrix[at[i] + j];
  }
}
