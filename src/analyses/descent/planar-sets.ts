import type {Dataset} from "../../datasets/dataset";
import {fitScaling, scaled} from "../../datasets/scaling";
import {moons, rings, spirals, xor} from "../../datasets/toys";
import {denseMatrix} from "../../numerics/dense-matrix";
import type {DenseMatrix} from "../../numerics/dense-matrix";
import type {Random} from "../../numerics/random";

export const toyKinds = ["moons", "spirals", "rings", "xor"] as const;
export type ToyKind = (typeof toyKinds)[number];

/** The noise at which each set is hard and still can be learned. */
const usualNoise: Record<ToyKind, number> = {moons: 0.25, spirals: 0.04, rings: 0.2, xor: 0.05};

/** One of four sets of two classes in the plane: two moons, two arms, two rings, a cut square. */
export function toySet(
  kind: ToyKind,
  {
    count,
    noise = usualNoise[kind],
    turns = 1,
    random,
  }: {
    readonly count: number;
    readonly noise?: number;
    /** Of the spirals. */
    readonly turns?: number;
    readonly random: Random;
  },
): Dataset {
  const options = {count, noise, random};
  switch (kind) {
    case "moons":
      return moons(options);
    case "spirals":
      return spirals({...options, turns});
    case "rings":
      return rings({...options, classes: 2});
    case "xor":
      return xor(options);
  }
}

/** Examples and fresh points of one kind, both standardised by the examples. */
export function toyPair(
  kind: ToyKind,
  {
    examples,
    fresh,
    noise,
    turns,
    random,
  }: {
    readonly examples: number;
    readonly fresh: number;
    readonly noise?: number;
    readonly turns?: number;
    readonly random: Random;
  },
): {
  readonly train: PointSet;
  readonly fresh: PointSet;
  readonly data: {train: Dataset; test: Dataset};
} {
  const [train, test] = [examples, fresh].map((count, i) =>
    toySet(kind, {
      count,
      ...(noise === undefined ? {} : {noise}),
      ...(turns === undefined ? {} : {turns}),
      random: random.child(`${kind} ${i}`),
    }),
  );
  return {train: pointSet(train), fresh: pointSet(test, {by: train}), data: {train, test}};
}

/** A data set as points in double precision, with its labels. */
export type PointSet = {
  readonly points: DenseMatrix;
  readonly labels: Int32Array;
  readonly classes: number;
};

/** The examples in double precision, standardised by their own mean and deviation or by others'. */
export function pointSet(data: Dataset, {by = data}: {readonly by?: Dataset} = {}): PointSet {
  const {features, labels, shape, classes} = scaled(data, fitScaling(by));
  const columns = features.length / shape[0];
  return {points: denseMatrix([shape[0], columns], features), labels, classes: classes.length};
}

export type SymmetricKind = "xor" | "rings";

/**
 * Two classes of which each holds, with every point, its mirror images to the bit, so that the best
 * linear classifier is 0: the risk is convex and even in w, hence least at 0.
 *
 *     xor      clouds about the corners of a square, opposite corners in one class
 *     rings    one ring inside the other
 *     jitter   deviation of a noise that breaks the symmetry; default 0
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
