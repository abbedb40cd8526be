import type {Random} from "../../numerics/random";
import {requireWhole} from "../../numerics/require-number";
import {dot, norm} from "../../numerics/vector";

/** The paths that carry one product of weights. */
export type WeightConfiguration = {
  /** (i_1 … i_r): which of the distinct weights the path takes, in order. */
  readonly weights: readonly number[];
  /** How many of its paths start at each input; their sum is the number of paths. */
  readonly fromInput: readonly number[];
};

/** All configurations of one path length. */
export type SharedPaths = {
  readonly length: number;
  readonly configurations: readonly WeightConfiguration[];
};

/** An edge from unit `from` (or input `from`, for layer 1) to unit `to` of a layer. */
export type Edge = {readonly layer: number; readonly from: number; readonly to: number};

/** A small network whose edges share few distinct weights. */
export type SharedNetwork = {
  readonly inputs: number;
  readonly width: number;
  readonly depth: number;
  readonly distinct: number;
  /** Which of the distinct weights an edge has; default: spread evenly. */
  readonly assign?: (edge: Edge) => number;
};

/**
 * Walks every path of a small network in which few distinct weights are spread evenly, and sorts
 * the paths by the weights they take: what Lemmas 1 and 2 count, by brute force.
 *
 *     W_l[i, j] = w_((i + j) mod Λ)      so that every unit touches every distinct weight alike,
 *                                        unless `assign` says which weight an edge has
 *
 *     inputs    d    input units              width       n    units per layer, a multiple of Λ
 *     depth     p    weight layers            distinct    Λ    distinct weights
 *
 * Lemma 1 says that each of the Λ^r configurations lies on ψ_r / Λ^r paths. Lemma 2 bounds the
 * second moment of the sum ξ of the inputs that reach a configuration, Σ_i fromInput_i² for
 * independent inputs, by (ψ_r / Λ^r)² / d from below and (ψ_r / Λ^r)² from above.
 *
 * Walks d n (1 + n)^(p−1) paths: a RangeError above a million.
 * @see littwin2016 §3, Lemmas 1 and 2
 */
export function uniformSharing({
  inputs,
  width,
  depth,
  distinct,
  assign = ({from, to}) => (from + to) % distinct,
}: SharedNetwork): SharedPaths[] {
  for (const [name, value] of Object.entries({inputs, width, depth, distinct})) {
    requireWhole(name, value, {from: 1});
  }
  if (width % distinct !== 0) {
    throw new RangeError(
      `width must be a multiple of distinct (Lemma 1 needs n / Λ whole), got ${width} and ${distinct}`,
    );
  }
  const paths = inputs * width * (1 + width) ** (depth - 1);
  requireWhole("the number of paths", paths, {from: 1, to: 1_000_000});

  const found = Array.from({length: depth}, () => new Map<string, number[]>());
  const walk = (layer: number, at: {input: number; unit: number; weights: number[]}): void => {
    const {input, unit, weights} = at;
    if (layer > depth) {
      const configurations = found[weights.length - 1];
      const key = weights.join();
      const fromInput = configurations.get(key) ?? new Array<number>(inputs).fill(0);
      fromInput[input]++;
      configurations.set(key, fromInput);
      return;
    }
    if (layer > 1) walk(layer + 1, at); // the skip
    for (let next = 0; next < width; next++) {
      const taken = [...weights, assign({layer, from: unit, to: next})];
      walk(layer + 1, {input, unit: next, weights: taken});
    }
  };
  for (let input = 0; input < inputs; input++) walk(1, {input, unit: input, weights: []});

  return found.map((configurations, index) => ({
    length: index + 1,
    configurations: [...configurations].map(([key, fromInput]) => ({
      weights: key.split(",").map(Number),
      fromInput,
    })),
  }));
}

/** An `assign` that deals the distinct weights out at random, each edge its own draw. */
export function randomlyShared(
  {distinct}: Pick<SharedNetwork, "distinct">,
  {random}: {random: Random},
): (edge: Edge) => number {
  // A stream for each edge: the weight of one does not depend on which were asked for before.
  return ({layer, from, to}) => random.child(`edge ${layer} ${from} ${to}`).integer(distinct);
}

/** What Lemma 2 says and section 5 needs of the couplings of a network, at one path length. */
export type CouplingCheck = {
  readonly length: number;
  /** Smallest and largest E ξ² / lower bound: 1 where the bound is attained. */
  readonly variance: readonly [number, number];
  /** Smallest and largest correlation of two different couplings, for independent inputs. */
  readonly correlation: readonly [number, number];
};

/**
 * Variances and correlations of the couplings x̃ of a network, exactly, from its path counts.
 *
 *     ξ = Σ_i a_i x_i:   E ξ² = |a|²,   corr(ξ, ξ′) = a·a′ / |a||a′|,   bound = (Σ_i a_i)² / d
 *
 * Equality in the bound means that all a_i are alike; then every correlation is 1.
 * @see littwin2016 §3, Lemma 2
 */
export function checkCouplings(network: SharedNetwork): CouplingCheck[] {
  return uniformSharing(network).map(({length, configurations}) => {
    const counts = configurations.map(({fromInput}) => fromInput);
    const ratios = counts.map(
      (a) => (network.inputs * dot(a, a)) / a.reduce((sum, count) => sum + count, 0) ** 2,
    );
    const correlations = counts.flatMap((a, i) =>
      counts.slice(0, i).map((b) => dot(a, b) / norm(a) / norm(b)),
    );
    const range = (list: number[]) => [Math.min(...list), Math.max(...list)] as const;
    return {length, variance: range(ratios), correlation: range(correlations)};
  });
}
