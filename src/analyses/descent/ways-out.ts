import {denseMatrix, rowOf} from "../../numerics/dense-matrix";
import type {DenseMatrix} from "../../numerics/dense-matrix";
import type {Random} from "../../numerics/random";
import {functionalDescent} from "./functional-descent";
import type {DescentLayer, DescentOptions} from "./functional-descent";
import {symmetricSet} from "./planar-sets";
import type {PointSet, SymmetricKind} from "./planar-sets";

/** The saddle at w = 0 and what may lead out of it. */
export const waysOut = [
  "none",
  "broken symmetry",
  "another classifier",
  "more coordinates",
] as const;
export type WayOut = (typeof waysOut)[number];

/**
 * Functional descent from a set on which the best classifier is 0, and with it the gradient.
 *
 *     none                 the steps are as long as a search along the direction finds good: there is
 *                          no direction
 *     broken symmetry      the same after a jitter of the points by a twentieth
 *     another classifier   the penalty pulls w to a random place instead of 0, so that it is not the
 *                          best one
 *     more coordinates     two that are 0 at first, whose weights the penalty pulls to score a class
 *                          each, and steps of a set length
 *
 * Returns the states of the descent; the features of the last way have four coordinates.
 * @see nitanda2018 stationary points; our derivation (the trap)
 */
export function descentFromSaddle(
  kind: SymmetricKind,
  {
    way,
    layers,
    count = 120,
    width = 0.5,
    random,
  }: {
    readonly way: WayOut;
    readonly layers: number;
    readonly count?: number;
    readonly width?: number;
    readonly random: Random;
  },
): {readonly set: PointSet; readonly states: DescentLayer[]} {
  const jitter = way === "broken symmetry" ? 0.05 : 0;
  const set = symmetricSet(kind, {count, jitter, random: random.child("points")});
  const common = {smoothing: {kind: "gaussian", width}, layers, decay: 0.01} as const;
  const search = {kind: "line search", share: 0.5} as const;
  const run = (points: DenseMatrix, more: Partial<DescentOptions>) => ({
    set: {...set, points},
    states: functionalDescent({...set, points}, {...common, ...more}),
  });
  switch (way) {
    case "none":
    case "broken symmetry":
      return run(set.points, {step: search});
    case "another classifier": {
      const drawn = random.child("anchor");
      const anchor = denseMatrix(
        [2, 2],
        Array.from({length: 4}, () => drawn.normal()),
      );
      return run(set.points, {step: search, anchor});
    }
    case "more coordinates":
      return run(padded(set.points, 2), {
        step: {kind: "displacement", size: 0.2},
        anchor: denseMatrix([4, 2], [0, 0, 0, 0, 1, 0, 0, 1]),
      });
  }
}

/** The points with coordinates appended that are 0. */
export function padded(points: DenseMatrix, extra: number): DenseMatrix {
  const wider = denseMatrix([points.rows, points.columns + extra]);
  for (let i = 0; i < points.rows; i++) rowOf(wider, i).set(rowOf(points, i));
  return wider;
}
