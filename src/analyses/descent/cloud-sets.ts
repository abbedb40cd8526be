import {denseMatrix, rowOf} from "../../numerics/dense-matrix";
import type {Random} from "../../numerics/random";
import {requireWhole} from "../../numerics/require-number";
import type {PointSet} from "./planar-sets";

/**
 * Normal clouds in a space of any dimension, their centres drawn from the unit sphere, or, for as many
 * features as classes at least, each on an axis of its own, as far from any other.
 *
 *     spread    deviation of a cloud in every direction
 */
export function cloudSet({
  features,
  classes,
  count,
  spread = 0.5,
  even = false,
  random,
}: {
  readonly features: number;
  readonly classes: number;
  readonly count: number;
  readonly spread?: number;
  readonly even?: boolean;
  readonly random: Random;
}): PointSet {
  requireWhole("features", features, {from: even ? classes : 1});
  requireWhole("classes", classes, {from: 2});
  const centres = Array.from({length: classes}, (_, k) => {
    if (even) return Array.from({length: features}, (_unused, a) => Number(a === k));
    const stream = random.child(`centre ${k}`);
    const way = Array.from({length: features}, () => stream.normal());
    return way.map((value) => value / Math.hypot(...way));
  });
  const labels = Int32Array.from({length: count}, (_, i) => i % classes);
  const points = denseMatrix([count, features]);
  const noise = random.child("noise");
  labels.forEach((label, i) =>
    rowOf(points, i).set(centres[label].map((value) => value + spread * noise.normal())),
  );
  return {points, labels, classes};
}
