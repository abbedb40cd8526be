import {sum} from "../../numerics/sum";

/** What the oracle of round t is handed, example by example. */
export type OracleRound = {
  /** y_i, −1 or 1. */
  readonly labels: ArrayLike<number>;
  /** D_t(i). */
  readonly weights: ArrayLike<number>;
  /** α_t o_t(x_i). */
  readonly current: ArrayLike<number>;
};

/**
 * What the oracle of Algorithm 2 minimises, at a candidate block and read-out with the scores z.
 *
 *     Σ_i D_t(i) exp(−y_i z_i + y_i α_t o_t(x_i)),    z_i = α vᵀ[f(g_t) + g_t](x_i)
 *
 * @see huang2018 Algorithm 2
 */
export const weightedObjective = (
  {labels, weights, current}: OracleRound,
  scores: ArrayLike<number>,
): number =>
  sum(
    Float64Array.from(weights, (weight, i) => {
      return weight * Math.exp(labels[i] * (current[i] - scores[i]));
    }),
  );

/** What it comes down to: (1/m) Σ_i exp(−y_i z_i), in which neither D_t nor o_t stands. @see huang2018 Eq. 6 */
export const plainObjective = (
  {labels}: Pick<OracleRound, "labels">,
  scores: ArrayLike<number>,
): number =>
  sum(Float64Array.from(labels, (label, i) => Math.exp(-label * scores[i]))) / labels.length;

/**
 * What ordinary boosting would minimise, where the new module is added to the old ones instead of put in
 * their place: Σ_i D_t(i) exp(−y_i z_i). Here the weights do count.
 */
export const additiveObjective = (
  {labels, weights}: Pick<OracleRound, "labels" | "weights">,
  scores: ArrayLike<number>,
): number =>
  sum(Float64Array.from(weights, (weight, i) => weight * Math.exp(-labels[i] * scores[i])));
