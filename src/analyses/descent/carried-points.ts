import {gaussianKernel, smoothed} from "../../models/kernel-smoothing";
import {added, denseMatrix, product, rowOf} from "../../numerics/dense-matrix";
import type {DenseMatrix} from "../../numerics/dense-matrix";
import {requireWhole} from "../../numerics/require-number";
import type {DescentLayer} from "./functional-descent";

/** Where the examples stood at every block, and what moved them: enough to move any other point. */
type Blocks = readonly Pick<DescentLayer, "points" | "gradient" | "rate" | "weights">[];

/**
 * Any points carried through the blocks of a descent, as fresh points are.
 *
 *     z ← z − η (1/N) Σ_j k(z, z_j) g_j,    k Gaussian of that width
 *
 * Returns the points before each block and after the last: as many as the descent has states.
 * @see nitanda2018 kernel smoothing; our derivation (a step carried off the sample)
 */
export function carriedPoints(
  blocks: Blocks,
  start: DenseMatrix,
  {width}: {readonly width: number},
): DenseMatrix[] {
  const found = [start];
  for (const {points, gradient, rate} of blocks.slice(0, -1)) {
    const here = found[found.length - 1];
    const moved = smoothed(gaussianKernel(here, points, {width}), gradient);
    found.push(added(here, moved, -rate));
  }
  return found;
}

/** A square of side × side places from −reach to reach, row by row from below. */
export type Lattice = {
  readonly side: number;
  readonly ticks: Float64Array;
  /** [side², features]: features beyond the second are 0. */
  readonly points: DenseMatrix;
};

export function latticeOf({
  side,
  reach,
  features = 2,
}: {
  readonly side: number;
  readonly reach: number;
  readonly features?: number;
}): Lattice {
  requireWhole("side", side, {from: 2, of: "places"});
  const ticks = Float64Array.from({length: side}, (_, i) => reach * ((2 * i) / (side - 1) - 1));
  const points = denseMatrix([side * side, features]);
  for (let at = 0; at < side * side; at++) {
    rowOf(points, at).set([ticks[at % side], ticks[Math.floor(at / side)]]);
  }
  return {side, ticks, points};
}

/**
 * Which class the classifier of each state gives to the places of a lattice, once they are carried
 * to it: the decision regions pulled back to the plane of the inputs. `rows[i][j]` stands at
 * (ticks[j], ticks[i]).
 */
export function regionsOf(
  blocks: Blocks,
  lattice: Lattice,
  {width}: {readonly width: number},
): Int32Array[][] {
  return carriedPoints(blocks, lattice.points, {width}).map((points, layer) => {
    const scores = product(points, blocks[layer].weights);
    const classes = Int32Array.from({length: points.rows}, (_, at) => {
      const row = rowOf(scores, at);
      return row.reduce((best, score, k) => (score > row[best] ? k : best), 0);
    });
    return Array.from({length: lattice.side}, (_, i) =>
      classes.slice(i * lattice.side, (i + 1) * lattice.side),
    );
  });
}

/**
 * The share of a lattice's triangles that a map of the plane has turned over. A map that is continuous
 * and takes no two points to one place turns over none, or all: between, the plane is folded.
 *
 *     points    the carried lattice; its first two coordinates count
 */
export function foldedShare({side}: Lattice, points: DenseMatrix): number {
  let folded = 0;
  const at = (i: number, j: number) => rowOf(points, i * side + j);
  const turned = (a: Float64Array, b: Float64Array, c: Float64Array): number =>
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) < 0 ? 1 : 0;
  for (let i = 0; i + 1 < side; i++) {
    for (let j = 0; j + 1 < side; j++) {
      folded += turned(at(i, j), at(i, j + 1), at(i + 1, j));
      folded += turned(at(i + 1, j + 1), at(i + 1, j), at(i, j + 1));
    }
  }
  return folded / (2 * (side - 1) ** 2);
}

/**
 * How much farther apart the blocks so far can have pulled two points, at most: the product of their
 * Lipschitz constants, a stand-in for the complexity that bounds on new data grow with.
 *
 *     Π_t (1 + η_t ‖g_t‖_L1 / (σ √e)),    a Gaussian's slope being at most 1/(σ √e)
 *
 * One number for each state, 1 for the first.
 * @see nitanda2018 margin bound on the population
 */
export function stretchBounds(
  blocks: readonly Pick<DescentLayer, "rate" | "gradientL1">[],
  {width}: {readonly width: number},
): number[] {
  const products = [1];
  for (const {rate, gradientL1} of blocks.slice(0, -1)) {
    const factor = 1 + (rate * gradientL1) / (width * Math.sqrt(Math.E));
    products.push(products[products.length - 1] * factor);
  }
  return products;
}
