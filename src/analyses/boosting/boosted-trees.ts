import {requireWhole} from "../../numerics/require-number";
import type {DenseMatrix} from "../../numerics/dense-matrix";
import {closedCoefficient} from "./boosting-rounds";

/** A round of AdaBoost: edge γ̃ under its weights, Π √(1 − γ̃²) so far, and the errors of the sum. */
export type TreeRound = {
  readonly edge: number;
  readonly bound: number;
  readonly error: number;
  readonly testError: number;
};

type Labelled = {readonly rows: DenseMatrix; readonly labels: ArrayLike<number>};

/** Values that a column is cut into: at most so many, at equal distances. */
const bins = 32;

/**
 * AdaBoost with small trees of values ±1: predictions are added, and the weights remember all rounds.
 *
 *     F = Σ_t α_t o_t,    D_(t+1) ∝ D_t exp(−α_t y o_t),    α = ½ ln((1 + γ̃) / (1 − γ̃))
 *     error of sign F ≤ Π_t √(1 − γ̃_t²)
 *
 * Ends before `rounds` where a tree has no error or no edge. The bound asks of each round an edge over
 * *guessing*, under weights that make the last tree worth nothing.
 * @see huang2018 §4; classical boosting, recalled
 */
export function boostedTrees(
  train: Labelled,
  {rounds, depth, test}: {readonly rounds: number; readonly depth: number; readonly test: Labelled},
): TreeRound[] {
  requireWhole("rounds", rounds, {from: 1});
  requireWhole("depth", depth, {from: 1, to: 12});
  const m = train.rows.rows;
  const cuts = cutsOf(train.rows);
  const binned = binsOf(train.rows, cuts);
  const weights = new Float64Array(m).fill(1 / m);
  const [sums, testSums] = [new Float64Array(m), new Float64Array(test.rows.rows)];
  const testBins = binsOf(test.rows, cuts);
  const found: TreeRound[] = [];
  let bound = 1;
  for (let round = 0; round < rounds; round++) {
    const examples = {binned, columns: train.rows.columns, labels: train.labels, weights};
    const tree = grown(
      examples,
      Int32Array.from({length: m}, (_, i) => i),
      depth,
    );
    const votes = Float64Array.from({length: m}, (_, i) =>
      voteOf(tree, binned, i * examples.columns),
    );
    const edge = votes.reduce((total, vote, i) => total + weights[i] * train.labels[i] * vote, 0);
    if (!(edge > 0)) break;
    const alpha = closedCoefficient(edge);
    const scaled = weights.map(
      (weight, i) => weight * Math.exp(-alpha * train.labels[i] * votes[i]),
    );
    const total = scaled.reduce((all, weight) => all + weight, 0);
    weights.set(scaled.map((weight) => weight / total));
    votes.forEach((vote, i) => (sums[i] += alpha * vote));
    testSums.forEach(
      (_, i) => (testSums[i] += alpha * voteOf(tree, testBins, i * examples.columns)),
    );
    bound *= Math.sqrt(1 - Math.min(1, edge ** 2));
    const error = wrongShare(sums, train.labels);
    found.push({edge, bound, error, testError: wrongShare(testSums, test.labels)});
    if (edge >= 1) break;
  }
  return found;
}

const wrongShare = (scores: Float64Array, labels: ArrayLike<number>): number =>
  scores.reduce((wrong, score, i) => wrong + (score * labels[i] <= 0 ? 1 : 0), 0) / scores.length;

type Tree =
  | {readonly vote: number}
  | {readonly column: number; readonly cut: number; readonly low: Tree; readonly high: Tree};

type Weighted = {
  readonly binned: Uint8Array;
  readonly columns: number;
  readonly labels: ArrayLike<number>;
  readonly weights: Float64Array;
};

function voteOf(tree: Tree, binned: Uint8Array, from: number): number {
  let node = tree;
  while (!("vote" in node)) node = binned[from + node.column] < node.cut ? node.low : node.high;
  return node.vote;
}

/** A tree on these examples whose every cut lowers the weighted error most, leaves voting by weight. */
function grown(data: Weighted, positions: Int32Array, depth: number): Tree {
  const balance = positions.reduce((all, i) => all + data.weights[i] * data.labels[i], 0);
  const leaf = {vote: balance >= 0 ? 1 : -1};
  if (depth === 0 || positions.length < 2) return leaf;
  const split = bestSplit(data, positions);
  if (split === null) return leaf;
  const isLow = (i: number): boolean => data.binned[i * data.columns + split.column] < split.cut;
  return {
    ...split,
    low: grown(data, positions.filter(isLow), depth - 1),
    high: grown(
      data,
      positions.filter((i) => !isLow(i)),
      depth - 1,
    ),
  };
}

/** The cut with the least weighted Gini impurity: the error itself is flat for too many. */
function bestSplit(
  {binned, columns, labels, weights}: Weighted,
  positions: Int32Array,
): {column: number; cut: number} | null {
  let best: {column: number; cut: number} | null = null;
  let lowest = Infinity;
  const [plus, minus] = [new Float64Array(bins), new Float64Array(bins)];
  for (let column = 0; column < columns; column++) {
    plus.fill(0);
    minus.fill(0);
    for (const i of positions) {
      (labels[i] > 0 ? plus : minus)[binned[i * columns + column]] += weights[i];
    }
    const [allPlus, allMinus] = [plus, minus].map((list) => list.reduce((a, b) => a + b, 0));
    let [lowPlus, lowMinus] = [0, 0];
    for (let cut = 1; cut < bins; cut++) {
      lowPlus += plus[cut - 1];
      lowMinus += minus[cut - 1];
      const [low, high] = [lowPlus + lowMinus, allPlus + allMinus - lowPlus - lowMinus];
      if (low <= 0 || high <= 0) continue;
      const impurity =
        (lowPlus * lowMinus) / low + ((allPlus - lowPlus) * (allMinus - lowMinus)) / high;
      if (impurity < lowest) [best, lowest] = [{column, cut}, impurity];
    }
  }
  return best;
}

type Cuts = {readonly low: Float64Array; readonly high: Float64Array};

function cutsOf({rows, columns, values}: DenseMatrix): Cuts {
  const [low, high] = [
    new Float64Array(columns).fill(Infinity),
    new Float64Array(columns).fill(-Infinity),
  ];
  for (let at = 0; at < rows * columns; at++) {
    const column = at % columns;
    low[column] = Math.min(low[column], values[at]);
    high[column] = Math.max(high[column], values[at]);
  }
  return {low, high};
}

const binsOf = ({columns, values}: DenseMatrix, {low, high}: Cuts): Uint8Array =>
  Uint8Array.from(values, (value, at) => {
    const column = at % columns;
    const span = high[column] - low[column] || 1;
    return Math.max(0, Math.min(bins - 1, Math.floor(((value - low[column]) / span) * bins)));
  });
