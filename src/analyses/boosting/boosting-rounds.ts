import {requireWithin} from "../../numerics/require-number";
import {sum} from "../../numerics/sum";

/**
 * How examples are weighted from round to round.
 *
 *     algorithm   D_(t+1) ∝ D_t exp(−y h_t), h_t = α_(t+1) o_(t+1) − α_t o_t: the paper's
 *     script      D_(t+1) ∝ D_t exp(−y α_(t+1) o_(t+1)): the authors' script, whose "previous" module is
 *                 set to 0 once and never moved on, so that scores pile up as in ordinary boosting
 *     none        D_t = 1/m
 */
export type Weighting = "algorithm" | "script" | "none";

/**
 * Who sets α_t.
 *
 *     closed   ½ ln((1 + γ̃) / (1 − γ̃)) of the edge γ̃: the authors' script
 *     oracle   what minimises Σ_i exp(−y_i α o(x_i)), and so the objective of Algorithm 2, at this module:
 *              the oracle of Algorithms 1 and 2 returns α together with the block. The next weights are
 *              then such that this module's own edge under them is 0
 */
export type Coefficient = "closed" | "oracle";

/** One round: what module t + 1 is worth under the weights that module t has left. */
export type BoostingRound = {
  /** γ̃, the edge Σ_i D_t(i) y_i o(x_i). */
  readonly edge: number;
  /** The edge under equal weights. */
  readonly plainEdge: number;
  readonly alpha: number;
  /** γ_t² = (γ̃_(t+1)² − γ̃_t²) / (1 − γ̃_t²): below 0 where the edge has fallen. */
  readonly improvement: number;
  /** Covariance under D_t of exp(−y α_(t+1) o_(t+1)) and exp(y α_t o_t). */
  readonly covariance: number;
  /** Z_t = Σ_i D_t(i) exp(−y_i h_t(x_i)), and the product of all up to here. */
  readonly normaliser: number;
  readonly product: number;
  /** √(1 − γ̃²), what the theorem bounds the error by. */
  readonly bound: number;
  /** Share of examples with y o ≤ 0. */
  readonly error: number;
  /** h_t, and D_(t+1). */
  readonly weak: Float64Array;
  readonly weights: Float64Array;
};

/** No edge is taken for larger: a module without error would have an α without end. */
export const largestEdge = 1 - 1e-9;

/**
 * Algorithm 1 for two classes, as far as it is book-keeping: edges, weights and bounds of modules that
 * somebody has trained.
 *
 *     α as `coefficient` says,    o_0 = 0,    D_0 = 1/m
 *
 *     labels    y_i, −1 or 1
 *     modules   o_1 … o_(T+1), each a list of numbers in [−1, 1]; o_1 sees the input, T blocks follow
 *
 * Returns T + 1 rounds, t = 0 … T. Weights are carried in logarithms, so that none is rounded to 0.
 * Throws a RangeError for a label or a value outside of its range.
 * @see huang2018 Algorithm 1
 */
export function boostingRounds(
  {
    labels,
    modules,
  }: {readonly labels: ArrayLike<number>; readonly modules: readonly ArrayLike<number>[]},
  {
    weighting = "algorithm",
    coefficient = "closed",
  }: {readonly weighting?: Weighting; readonly coefficient?: Coefficient} = {},
): BoostingRound[] {
  requireModules(labels, modules);
  const m = labels.length;
  const each = (of: (i: number) => number): Float64Array =>
    Float64Array.from({length: m}, (_, i) => of(i));
  const rounds: BoostingRound[] = [];
  let logWeights = each(() => -Math.log(m));
  let last = {edge: 0, alpha: 0, module: new Float64Array(m) as ArrayLike<number>};
  for (const module of modules) {
    const weights = logWeights.map(Math.exp);
    const edge = sum(each((i) => weights[i] * labels[i] * module[i]));
    const alpha =
      coefficient === "closed" ? closedCoefficient(edge) : oracleCoefficient(labels, module);
    const before =
      weighting === "script" ? each(() => 0) : each((i) => last.alpha * last.module[i]);
    const weak = each((i) => alpha * module[i] - before[i]);
    const moved = each((i) => logWeights[i] - labels[i] * weak[i]);
    const normaliser = sum(moved.map(Math.exp));
    const next =
      weighting === "none" ? logWeights : moved.map((value) => value - Math.log(normaliser));
    rounds.push({
      edge,
      plainEdge: sum(each((i) => labels[i] * module[i])) / m,
      alpha,
      improvement: improvementOf({from: last.edge, to: edge}),
      covariance: covariance(weights, {
        a: each((i) => Math.exp(-labels[i] * alpha * module[i])),
        b: each((i) => Math.exp(labels[i] * before[i])),
      }),
      normaliser,
      product: normaliser * (rounds[rounds.length - 1]?.product ?? 1),
      bound: Math.sqrt(1 - Math.min(edge ** 2, 1)),
      error: sum(each((i) => (labels[i] * module[i] <= 0 ? 1 : 0))) / m,
      weak,
      weights: next.map(Math.exp),
    });
    logWeights = next;
    last = {edge, alpha, module};
  }
  return rounds;
}

/**
 * α = ½ ln((1 + γ̃) / (1 − γ̃)), which minimises the chord bound on Σ D exp(−α y o): it is then at most
 * √(1 − γ̃²).
 * @see huang2018 the authors' code; our derivation
 */
export function closedCoefficient(edge: number): number {
  const kept = Math.max(-largestEdge, Math.min(largestEdge, edge));
  return 0.5 * Math.log((1 + kept) / (1 - kept));
}

/**
 * The α that minimises Σ_i exp(−y_i α o_i), where d/dα of it is 0; that of the largest edge where no
 * example is wrong, so that there is no minimum.
 *
 * By halving: the sum is convex in α, so its slope changes sign once.
 * @see huang2018 Algorithm 2; our derivation
 */
export function oracleCoefficient(labels: ArrayLike<number>, module: ArrayLike<number>): number {
  const margins = Float64Array.from(labels, (label, i) => label * module[i]);
  const slope = (alpha: number): number =>
    -sum(margins.map((margin) => margin * Math.exp(-alpha * margin)));
  const most = closedCoefficient(1);
  let [low, high] = [-most, most];
  if (slope(high) < 0) return high;
  if (slope(low) > 0) return low;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (slope(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** γ_t² of an edge that goes from one value to another. */
export const improvementOf = ({from, to}: {readonly from: number; readonly to: number}): number =>
  (to ** 2 - from ** 2) / (1 - Math.min(from ** 2, largestEdge ** 2));

/** Of a and b under weights that sum to 1. */
function covariance(
  weights: Float64Array,
  {a, b}: {readonly a: Float64Array; readonly b: Float64Array},
): number {
  const mean = (values: Float64Array): number => sum(values.map((value, i) => weights[i] * value));
  const [meanA, meanB] = [mean(a), mean(b)];
  return mean(a.map((value, i) => (value - meanA) * (b[i] - meanB)));
}

function requireModules(labels: ArrayLike<number>, modules: readonly ArrayLike<number>[]): void {
  const odd = Array.from(labels).find((label) => Math.abs(label) !== 1);
  if (odd !== undefined || labels.length === 0) {
    throw new RangeError(`labels must be −1 or 1, at least one of them, got ${String(odd)}`);
  }
  modules.forEach((module, t) => {
    if (module.length !== labels.length) {
      throw new RangeError(
        `module ${t + 1} must have one value for each of ${labels.length} labels, got ${module.length}`,
      );
    }
    for (const value of Array.from(module)) {
      requireWithin(`every value of module ${t + 1}`, value, [-1, 1]);
    }
  });
}
