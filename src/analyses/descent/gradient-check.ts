import {
  bestClassifier,
  functionalGradient,
  functionDot,
  featureRisk,
} from "../../models/feature-risk";
import type {FeatureProblem} from "../../models/feature-risk";
import {added, denseMatrix} from "../../numerics/dense-matrix";
import type {Random} from "../../numerics/random";

/** How far a difference quotient is from the functional gradient's promise. */
export type GradientCheckRow = {
  readonly epsilon: number;
  /** With the classifier solved again at both ends. */
  readonly error: number;
  /** The same for the gradient at a classifier that is not the best one. */
  readonly errorElsewhere: number;
};

/**
 * The functional gradient against central differences of the risk along a random change ξ of all
 * points, the best classifier found again at every place.
 *
 *     | (R(φ + ε ξ) − R(φ − ε ξ)) / 2ε − ⟨∇_φ R, ξ⟩ |,    of order ε²
 *
 * The control takes ∇ at a classifier that is not the minimiser, `off` of its length away in a random
 * direction: the envelope theorem then does not hold, and the error stays.
 * @see nitanda2018 functional gradient; our derivation
 */
export function functionalGradientCheck(
  problem: FeatureProblem,
  {
    epsilons,
    off = 0.3,
    random,
  }: {readonly epsilons: readonly number[]; readonly off?: number; readonly random: Random},
): GradientCheckRow[] {
  const {weights} = bestClassifier(problem);
  const drawn = (rows: number, columns: number, name: string) => {
    const stream = random.child(name);
    const values = Array.from({length: rows * columns}, () => stream.normal());
    return denseMatrix([rows, columns], values);
  };
  const way = drawn(problem.points.rows, problem.points.columns, "way");
  const size = Math.hypot(...weights.values) / Math.sqrt(weights.values.length);
  const elsewhere = added(weights, drawn(weights.rows, weights.columns, "off"), off * size);
  const [slope, slopeElsewhere] = [weights, elsewhere].map((at) =>
    functionDot(functionalGradient(problem, at), way),
  );
  return epsilons.map((epsilon) => {
    const [up, down] = [epsilon, -epsilon].map(
      (by) =>
        bestClassifier({...problem, points: added(problem.points, way, by)}, {start: weights}).risk,
    );
    const quotient = (up - down) / (2 * epsilon);
    return {
      epsilon,
      error: Math.abs(quotient - slope),
      errorElsewhere: Math.abs(quotient - slopeElsewhere),
    };
  });
}

/**
 * The order of an error that falls like ε^k: the slope of its logarithm against that of ε, by least
 * squares.
 */
export function orderOf(
  rows: readonly {readonly epsilon: number; readonly error: number}[],
): number {
  const xs = rows.map(({epsilon}) => Math.log(epsilon));
  const ys = rows.map(({error}) => Math.log(error));
  const mean = (list: number[]) => list.reduce((total, value) => total + value, 0) / list.length;
  const [x0, y0] = [mean(xs), mean(ys)];
  const top = xs.reduce((total, x, i) => total + (x - x0) * (ys[i] - y0), 0);
  return top / xs.reduce((total, x) => total + (x - x0) ** 2, 0);
}

/** The descent lemma at one change of the features: both sides, and by how much it holds. */
export type DescentLemmaRow = {
  readonly size: number;
  readonly risk: number;
  readonly bound: number;
};

/**
 * The smoothness of the risk along random changes of the features of many sizes.
 *
 *     R(ψ) ≤ R(φ) + ⟨∇_φ R, ψ − φ⟩ + (A/2) ‖ψ − φ‖²
 *
 *     smoothness    A
 *
 * @see nitanda2018 smoothness of the risk; our derivation
 */
export function descentLemmaRows(
  problem: FeatureProblem,
  {
    smoothness,
    sizes,
    random,
  }: {readonly smoothness: number; readonly sizes: readonly number[]; readonly random: Random},
): DescentLemmaRow[] {
  const {weights, risk} = bestClassifier(problem);
  const gradient = functionalGradient(problem, weights);
  const {rows, columns} = problem.points;
  return sizes.map((size, i) => {
    const stream = random.child(`change ${i}`);
    const values = Float64Array.from({length: rows * columns}, () => size * stream.normal());
    const change = denseMatrix([rows, columns], values);
    const moved = {...problem, points: added(problem.points, change)};
    return {
      size,
      risk: Math.min(bestClassifier(moved).risk, featureRisk(moved, weights)),
      bound: risk + functionDot(gradient, change) + (smoothness / 2) * functionDot(change, change),
    };
  });
}
