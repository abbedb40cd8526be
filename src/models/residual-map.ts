import {denseMatrix, product, rowOf, transposed} from "../numerics/dense-matrix";
import type {DenseMatrix} from "../numerics/dense-matrix";
import {requireWhole} from "../numerics/require-number";
import type {Random} from "../numerics/random";

/** One block of a residual feature map in double precision: z ← z + B tanh(V z + b), or ReLU. */
export type ResidualMapBlock = {
  /** V, [hidden, features] */
  readonly inner: DenseMatrix;
  /** b, [hidden] */
  readonly bias: Float64Array;
  /** B, [features, hidden] */
  readonly outer: DenseMatrix;
};

/** A feature map with parameters θ: residual blocks, one after the other. */
export type ResidualMap = {
  readonly activation: "tanh" | "relu";
  readonly blocks: readonly ResidualMapBlock[];
};

/** What a pass leaves behind for the way back. */
export type MapPass = {
  /** z before each block, and after the last. */
  readonly states: readonly DenseMatrix[];
  /** tanh(V z + b) or ReLU of each block, [examples, hidden]. */
  readonly hidden: readonly DenseMatrix[];
};

/** A map with normal parameters of deviation `spread` / √fan-in. */
export function drawResidualMap({
  features,
  hidden,
  depth,
  activation,
  spread = 1,
  random,
}: {
  readonly features: number;
  readonly hidden: number;
  readonly depth: number;
  readonly activation: ResidualMap["activation"];
  readonly spread?: number;
  readonly random: Random;
}): ResidualMap {
  requireWhole("depth", depth, {from: 1, of: "blocks"});
  const draw = (length: number, fanIn: number, stream: Random) =>
    Float64Array.from({length}, () => (spread * stream.normal()) / Math.sqrt(fanIn));
  const blocks = Array.from({length: depth}, (_, t) => {
    const [inner, bias, outer] = ["inner", "bias", "outer"].map((name) =>
      random.child(`${name} ${t}`),
    );
    return {
      inner: denseMatrix([hidden, features], draw(hidden * features, features, inner)),
      bias: draw(hidden, 1, bias),
      outer: denseMatrix([features, hidden], draw(hidden * features, hidden, outer)),
    };
  });
  return {activation, blocks};
}

/** φ_θ of points [examples, features], with what the way back needs. */
export function mapForward({activation, blocks}: ResidualMap, points: DenseMatrix): MapPass {
  const states = [points];
  const hidden: DenseMatrix[] = [];
  for (const {inner, bias, outer} of blocks) {
    const z = states[states.length - 1];
    const sums = product(z, transposed(inner));
    const values = sums.values.map((value, at) => {
      const sum = value + bias[at % bias.length];
      return activation === "tanh" ? Math.tanh(sum) : Math.max(0, sum);
    });
    const active = {...sums, values};
    hidden.push(active);
    const branch = product(active, transposed(outer));
    states.push({...z, values: z.values.map((value, at) => value + branch.values[at])});
  }
  return {states, hidden};
}

/**
 * The parameter gradient that belongs to a function at the examples, by back-propagation:
 *
 *     ∂_θ R = ⟨ξ, ∂_θ φ_θ⟩ = (1/N) Σ_i (∂_θ φ_θ(x_i))ᵀ ξ_i
 *
 *     outward    ξ_i, [examples, features]: with the functional gradient this is the network's own
 *
 * Returns one list: inner, bias and outer of each block, row-major.
 * @see nitanda2018 stationary points; our derivation (the chain rule)
 */
export function pulledBack(
  {activation, blocks}: ResidualMap,
  {states, hidden}: MapPass,
  outward: DenseMatrix,
): Float64Array {
  const parts: Float64Array[] = [];
  let slope = outward;
  const examples = outward.rows;
  for (let t = blocks.length - 1; t >= 0; t--) {
    const {inner, outer} = blocks[t];
    const byOuter = product(slope, hidden[t], {transposeA: true});
    const atHidden = product(slope, outer); // [examples, hidden]
    atHidden.values.forEach((value, at) => {
      const h = hidden[t].values[at];
      atHidden.values[at] = value * (activation === "tanh" ? 1 - h * h : Number(h > 0));
    });
    const byInner = product(atHidden, states[t], {transposeA: true});
    const byBias = new Float64Array(inner.rows);
    for (let i = 0; i < examples; i++) {
      rowOf(atHidden, i).forEach((value, unit) => (byBias[unit] += value));
    }
    parts.unshift(byInner.values, byBias, byOuter.values);
    const through = product(atHidden, inner);
    slope = {...slope, values: slope.values.map((value, at) => value + through.values[at])};
  }
  return Float64Array.from(parts.flatMap((part) => Array.from(part))).map(
    (value) => value / examples,
  );
}

/** θ as one list, in the order of `pulledBack`; and a map with another θ. */
export const mapParameters = ({blocks}: ResidualMap): Float64Array =>
  Float64Array.from(
    blocks.flatMap(({inner, bias, outer}) => [...inner.values, ...bias, ...outer.values]),
  );

export function withParameters(map: ResidualMap, parameters: Float64Array): ResidualMap {
  let from = 0;
  const take = (length: number) => parameters.slice(from, (from += length));
  const blocks = map.blocks.map(({inner, bias, outer}) => ({
    inner: {...inner, values: take(inner.values.length)},
    bias: take(bias.length),
    outer: {...outer, values: take(outer.values.length)},
  }));
  return {...map, blocks};
}

/**
 * ‖∂_θ φ_θ‖, the most that a unit change of θ moves the features: the largest singular value of
 * the Jacobian as a map from parameters to functions on the examples. Given as its Gram matrix
 * J Jᵀ / N, [examples · features], whose largest eigenvalue is the square.
 */
export function jacobianGram(map: ResidualMap, points: DenseMatrix): DenseMatrix {
  const {rows: examples, columns: features} = points;
  const rows: Float64Array[] = [];
  for (let i = 0; i < examples; i++) {
    const single = denseMatrix([1, features], rowOf(points, i));
    const pass = mapForward(map, single);
    for (let a = 0; a < features; a++) {
      const unit = denseMatrix([1, features]);
      unit.values[a] = 1;
      rows.push(pulledBack(map, pass, unit));
    }
  }
  const size = rows.length;
  const gram = denseMatrix([size, size]);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let total = 0;
      for (let p = 0; p < rows[i].length; p++) total += rows[i][p] * rows[j][p];
      gram.values[i * size + j] = total / examples;
      gram.values[j * size + i] = total / examples;
    }
  }
  return gram;
}
