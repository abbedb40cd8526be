import type {Dataset} from "../../datasets/dataset";
import {moons, rings, spirals, xor} from "../../datasets/toys";
import type {Random} from "../../numerics/random";
import {pointSet} from "./point-set";
import type {PointSet} from "./point-set";

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
