import {bestClassifier, functionalGradient, functionNorm} from "../../models/feature-risk";
import {drawResidualMap} from "../../models/residual-map";
import type {DenseMatrix} from "../../numerics/dense-matrix";
import type {Random} from "../../numerics/random";
import {symmetricSet} from "./planar-sets";
import type {SymmetricKind} from "./planar-sets";
import {mapRisk, steepness} from "./stationarity";
import type {MapProblem} from "./stationarity";
import {functionalRisk, moonProblem} from "./stationarity-study";

/** What both kinds of descent make of a set on which the best linear classifier is 0. */
export type TrapRow = {
  readonly set: SymmetricKind;
  readonly risk: number;
  /** ‖∇_φ R‖_L2 at the points themselves, and after a network of random weights. */
  readonly functional: number;
  readonly functionalBehind: number;
  /** ‖∂_θ R‖ of that network. */
  readonly parametric: number;
  /** Fall of the risk by functional blocks. */
  readonly drop: number;
};

/**
 * The trap: on exactly symmetric sets the best classifier is 0 and with it both gradients, also
 * behind a network of tanh units without biases, which keeps the symmetry.
 *
 * Returns how far functional descent lowers the risk there, and on moons for comparison.
 * @see nitanda2018 stationary points; our derivation (the trap)
 */
export function trapDrop({
  steps,
  examples = 60,
  random,
}: {
  readonly steps: number;
  readonly examples?: number;
  readonly random: Random;
}): {readonly traps: readonly TrapRow[]; readonly moons: number} {
  const drop = (problem: MapProblem): number =>
    bestClassifier({...problem, points: problem.inputs}).risk -
    functionalRisk(problem, {points: problem.inputs, steps});
  const traps = (["xor", "rings"] as const).map((kind): TrapRow => {
    const {points, ...rest} = symmetricSet(kind, {count: examples, random: random.child(kind)});
    const problem = {inputs: points, ...rest, loss: "logistic", decay: 0.01} as const;
    const flat = {...problem, points};
    const {weights, risk} = bestClassifier(flat);
    const drawn = drawResidualMap({
      features: 2,
      hidden: 4,
      depth: 2,
      activation: "tanh",
      random: random.child("network"),
    });
    const blocks = drawn.blocks.map((block) => ({...block, bias: block.bias.map(() => 0)}));
    const behind = steepness({...drawn, blocks}, problem);
    return {
      set: kind,
      risk,
      functional: functionNorm(functionalGradient(flat, weights), 2),
      functionalBehind: behind.functional,
      parametric: behind.parametric,
      drop: drop(problem),
    };
  });
  return {traps, moons: drop(moonProblem(examples, random.child("moons")))};
}

/**
 * The risk around a block of zeros: V = inner · V_0 and B = outer · B_0 for two random matrices.
 *
 *     reach    of both factors, to either side
 *
 * `rows[i][j]` stands at outer factor ticks[i] and inner factor ticks[j]; biases are 0, units ReLU.
 * Along either axis the risk does not change; between them it falls one way and rises the other: a
 * saddle.
 * @see nitanda2018 stationary points; our derivation
 */
export function zeroBlockLandscape({
  side = 17,
  reach = 1,
  examples = 60,
  random,
}: {
  readonly side?: number;
  readonly reach?: number;
  readonly examples?: number;
  readonly random: Random;
}): {readonly ticks: Float64Array; readonly rows: readonly Float64Array[]} {
  const problem = moonProblem(examples, random.child("data"));
  const map = drawResidualMap({features: 2, hidden: 4, depth: 1, activation: "relu", random});
  const ticks = Float64Array.from({length: side}, (_, i) => reach * ((2 * i) / (side - 1) - 1));
  const times = (matrix: DenseMatrix, by: number): DenseMatrix => ({
    ...matrix,
    values: matrix.values.map((value) => by * value),
  });
  const riskAt = (outer: number, inner: number): number => {
    const blocks = map.blocks.map((block) => ({
      inner: times(block.inner, inner),
      bias: block.bias.map(() => 0),
      outer: times(block.outer, outer),
    }));
    return mapRisk({...map, blocks}, problem).value;
  };
  return {ticks, rows: Array.from(ticks, (outer) => ticks.map((inner) => riskAt(outer, inner)))};
}
