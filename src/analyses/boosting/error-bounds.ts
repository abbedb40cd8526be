import {requireAbove} from "../../numerics/require-number";
import type {BoostingRound} from "./boosting-rounds";

/**
 * What a chain of rounds promises of the training error of its last module.
 *
 *     theorem   exp(−½ T γ²), T blocks, γ² the smallest γ_t²: null where some γ_t² is not above 0, and no γ
 *               is left. T blocks are T + 1 rounds, so that the proof gives one factor more than is printed
 *     sum       exp(−½ Σ γ_t²), the step before, which needs no common γ; above 1 it says nothing
 *     last      √(1 − γ̃²) of the last edge = Π √(1 − γ_t²): the step before that
 *     product   Π Z_t, the mean of exp(−y α o) of the last module
 *     error     the training error
 *
 * error ≤ product holds always, product ≤ last where the last covariance is not above 0, and
 * last ≤ sum ≤ theorem always.
 * @see huang2018 Theorem 4.2; our derivation
 */
export type ErrorBounds = {
  readonly error: number;
  readonly product: number;
  readonly last: number;
  readonly sum: number;
  readonly theorem: number | null;
};

/** The bounds after the last of these rounds. */
export function errorBounds(rounds: readonly BoostingRound[]): ErrorBounds {
  const {error, product, bound} = rounds[rounds.length - 1];
  const improvements = rounds.map(({improvement}) => improvement);
  const smallest = Math.min(...improvements);
  return {
    error,
    product,
    last: bound,
    sum: Math.exp(-0.5 * improvements.reduce((total, value) => total + value, 0)),
    theorem: smallest > 0 ? Math.exp(-0.5 * (rounds.length - 1) * smallest) : null,
  };
}

/** Σ |w| of the largest sum of weights into one unit, for each of a block's two layers. */
export type BlockNorms = {readonly inner: number; readonly outer: number};

/**
 * The right-hand side of the margin bound for two classes, but for the share of small margins.
 *
 *     (4 C_0 r / θ) √(ln(2n) / (2m)) Σ_t Λ_t + (2/θ) √(ln T / m) + β,    Λ_t = Π_(t' ≤ t) 2 Λ_(t',t'−1)
 *     β = √( ⌈(4/θ²) ln(θ² m / ln T)⌉ ln T / m + ln(2/δ) / (2m) )
 *
 *     blocks    Λ_(t,t−1), taken as the product of the block's two layers, the shortcut left out: so what
 *               comes back is rather too small
 *     head      C_0, Σ |w| of the read-out
 *     columns   n;  examples m;  largest r, the mean of max_j |x_j|;  margin θ;  failure δ
 *
 * For T = 1, where ln T is 0, β is √(ln(2/δ) / (2m)).
 * @see huang2018 Corollary 4.3
 */
export function marginBoundTerm({
  blocks,
  head,
  columns,
  examples,
  largest,
  margin,
  failure = 0.05,
}: {
  readonly blocks: readonly BlockNorms[];
  readonly head: number;
  readonly columns: number;
  readonly examples: number;
  readonly largest: number;
  readonly margin: number;
  readonly failure?: number;
}): number {
  requireAbove("margin", margin);
  const depth = Math.log(Math.max(1, blocks.length));
  let product = 1;
  let products = 0;
  for (const {inner, outer} of blocks) {
    product *= 2 * inner * outer;
    products += product;
  }
  const capacity =
    ((4 * head * largest) / margin) * Math.sqrt(Math.log(2 * columns) / (2 * examples)) * products;
  const steps =
    depth === 0
      ? 0
      : Math.max(0, Math.ceil((4 / margin ** 2) * Math.log((margin ** 2 * examples) / depth)));
  const beta = Math.sqrt((steps * depth) / examples + Math.log(2 / failure) / (2 * examples));
  return capacity + (2 / margin) * Math.sqrt(depth / examples) + beta;
}
