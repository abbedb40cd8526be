import {rowOf} from "../../numerics/dense-matrix";
import type {DenseMatrix} from "../../numerics/dense-matrix";
import {carriedPoints, latticeOf, regionsOf} from "./carried-points";
import type {DescentLayer} from "./functional-descent";

/** One state of a descent as a plane chart takes it: points by class, arrows, a grid, regions. */
export type PlaneView = {
  readonly layer: number;
  readonly clouds: readonly {readonly name: string; readonly x: number[]; readonly y: number[]}[];
  readonly arrows?: readonly Field[];
  readonly mesh?: {readonly name: string; readonly x: number[]; readonly y: number[]};
  readonly regions?: {
    readonly x: Float64Array;
    readonly y: Float64Array;
    readonly rows: readonly Int32Array[];
  };
};

type Field = {
  readonly name: string;
  readonly look: number;
  readonly x: number[];
  readonly y: number[];
  readonly dx: number[];
  readonly dy: number[];
};

type Axes = readonly [number, number];

/** The examples of every state, by class; `axes` are the two coordinates to look at. */
export function particleViews(
  states: readonly DescentLayer[],
  {labels, axes = [0, 1]}: {readonly labels: Int32Array; readonly axes?: Axes},
): PlaneView[] {
  return states.map(({layer, points}) => ({layer, clouds: cloudsOf(points, {labels, axes})}));
}

/**
 * The same with arrows along −g and −T_k g at every `every`-th example of a class. Either kind is drawn on one
 * scale for all states, on which its longest arrow has length `longest`; so they shrink as the
 * gradient does, and say nothing about each other's length.
 */
export function arrowViews(
  states: readonly DescentLayer[],
  {
    labels,
    every = 1,
    longest = 0.8,
  }: {readonly labels: Int32Array; readonly every?: number; readonly longest?: number},
): PlaneView[] {
  const kinds = [
    {name: "smoothed step, −T g", look: 5, pick: (state: DescentLayer) => state.direction},
    {name: "raw step, −g", look: 6, pick: (state: DescentLayer) => state.gradient},
  ];
  const scales = kinds.map(({pick}) => longest / Math.max(...states.map((one) => most(pick(one)))));
  // Labels of toys alternate: of each class, every so manieth.
  const seen = new Map<number, number>();
  const shown = Array.from(labels, (label, i) => {
    const before = seen.get(label) ?? 0;
    seen.set(label, before + 1);
    return before % every === 0 ? i : -1;
  }).filter((i) => i >= 0);
  return particleViews(states, {labels}).map((view, t) => ({
    ...view,
    arrows: kinds.map(({name, look, pick}, k): Field => {
      const [at, along] = [states[t].points, pick(states[t])];
      const scale = Number.isFinite(scales[k]) ? -scales[k] : 0;
      return {
        name,
        look,
        x: shown.map((i) => rowOf(at, i)[0]),
        y: shown.map((i) => rowOf(at, i)[1]),
        dx: shown.map((i) => scale * rowOf(along, i)[0]),
        dy: shown.map((i) => scale * rowOf(along, i)[1]),
      };
    }),
  }));
}

/**
 * The examples where they stand at the start, in front of the regions of every state's classifier
 * pulled back to the plane of the inputs.
 */
export function regionViews(
  states: readonly DescentLayer[],
  {
    labels,
    width,
    side = 45,
    reach = 2.6,
  }: {
    readonly labels: Int32Array;
    readonly width: number;
    readonly side?: number;
    readonly reach?: number;
  },
): PlaneView[] {
  const lattice = latticeOf({side, reach, features: states[0].points.columns});
  const clouds = cloudsOf(states[0].points, {labels, axes: [0, 1]});
  return regionsOf(states, lattice, {width}).map((rows, t) => ({
    layer: states[t].layer,
    clouds,
    regions: {x: lattice.ticks, y: lattice.ticks, rows},
  }));
}

/** The examples of every state on a square grid that moved with them. */
export function gridViews(
  states: readonly DescentLayer[],
  {
    labels,
    width,
    side = 25,
    reach = 2.2,
    axes = [0, 1],
  }: {
    readonly labels: Int32Array;
    readonly width: number;
    readonly side?: number;
    readonly reach?: number;
    readonly axes?: Axes;
  },
): PlaneView[] {
  const lattice = latticeOf({side, reach, features: states[0].points.columns});
  const carried = carriedPoints(states, lattice.points, {width});
  return particleViews(states, {labels, axes}).map((view, t) => ({
    ...view,
    mesh: {name: "the plane's grid", ...meshOf(carried[t], {side, axes})},
  }));
}

function cloudsOf(
  points: DenseMatrix,
  {labels, axes}: {labels: Int32Array; axes: Axes},
): PlaneView["clouds"] {
  return [...new Set(labels)]
    .sort((a, b) => a - b)
    .map((label) => {
      const mine = Array.from(labels.keys()).filter((i) => labels[i] === label);
      const [x, y] = axes.map((axis) => mine.map((i) => rowOf(points, i)[axis]));
      return {name: `class ${label}`, x, y};
    });
}

/** The rows and then the columns of a lattice as one line with gaps. */
function meshOf(
  points: DenseMatrix,
  {side, axes}: {side: number; axes: Axes},
): {x: number[]; y: number[]} {
  const order = Array.from({length: side}, (_, i) => i);
  const lines = [
    ...order.map((i) => order.map((j) => i * side + j)),
    ...order.map((j) => order.map((i) => i * side + j)),
  ];
  const along = (axis: number) =>
    lines.flatMap((line) => [...line.map((at) => rowOf(points, at)[axis]), NaN]);
  return {x: along(axes[0]), y: along(axes[1])};
}

/** The length of the longest row. */
const most = (matrix: DenseMatrix): number => {
  let longest = 0;
  for (let i = 0; i < matrix.rows; i++)
    longest = Math.max(longest, Math.hypot(...rowOf(matrix, i)));
  return longest;
};
