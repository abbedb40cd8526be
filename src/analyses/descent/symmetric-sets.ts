import {denseMatrix} from "../../numerics/dense-matrix";
import type {Random} from "../../numerics/random";
import type {PointSet} from "./point-set";

export type SymmetricKind = "xor" | "rings";

/**
 * Two classes of which each holds, with every point, its mirror images to the bit, so that the best
 * linear classifier is 0: the risk is convex and even in w, hence least at 0.
 *
 *     xor      clouds about the corners of a square, opposite corners in one class
 *     rings    one ring inside the other
 *     jitter   deviation of a noise that breaks the symmetry; 0 unless told
 *
 * Four images each: as many points as `count`, rounded up to eights.
 */
export function symmetricSet(
  kind: SymmetricKind,
  {count, jitter = 0, random}: {count: number; jitter?: number; random: Random},
): PointSet {
  const orbits = 2 * Math.ceil(count / 8);
  const points = denseMatrix([4 * orbits, 2]);
  const labels = new Int32Array(4 * orbits);
  const noise = random.child("jitter");
  for (let orbit = 0; orbit < orbits; orbit++) {
    const ring = orbit % 2;
    const [a, b] = kind === "xor" ? cornerPoint(random) : ringPoint(ring, random);
    points.values.set([a, b, -a, b, -a, -b, a, -b], 8 * orbit);
    labels.set(kind === "xor" ? [0, 1, 0, 1] : [ring, ring, ring, ring], 4 * orbit);
  }
  if (jitter > 0)
    points.values.forEach((value, at) => (points.values[at] = value + jitter * noise.normal()));
  return {points, labels, classes: 2};
}

const cornerPoint = (random: Random): [number, number] => [
  1 + 0.3 * random.normal(),
  1 + 0.3 * random.normal(),
];

function ringPoint(ring: number, random: Random): [number, number] {
  const turn = (Math.PI / 2) * random.uniform();
  const radius = 0.7 * (ring + 1) + 0.1 * random.normal();
  return [radius * Math.cos(turn), radius * Math.sin(turn)];
}
