import {bestClassifier, functionalGradient, functionNorm} from "../../models/feature-risk";
import type {FeatureProblem} from "../../models/feature-risk";
import {
  jacobianGram,
  mapForward,
  mapParameters,
  pulledBack,
  withParameters,
} from "../../models/residual-map";
import type {ResidualMap} from "../../models/residual-map";
import type {DenseMatrix} from "../../numerics/dense-matrix";
import {symmetricEigenvalues} from "../../numerics/symmetric-matrix";
import {norm} from "../../numerics/vector";

/** How steep the risk is at one network, for its parameters and for functions. */
export type Steepness = {
  readonly risk: number;
  /** ‖∂_θ R‖, the network's own gradient, the classifier at its best. */
  readonly parametric: number;
  /** ‖∇_φ R‖_L2. */
  readonly functional: number;
  /** ‖∂_θ φ_θ‖. */
  readonly stretch: number;
  /** ‖∂_θ R‖ / (‖∇_φ R‖ ‖∂_θ φ_θ‖), at most 1; 0 where the product is 0. */
  readonly ratio: number;
  readonly points: DenseMatrix;
};

/** What the features of a network are judged by: inputs in place of features. */
export type MapProblem = Omit<FeatureProblem, "points"> & {readonly inputs: DenseMatrix};

/**
 * Both gradients at a network and the inequality between them.
 *
 *     ‖∂_θ R(φ_θ)‖ ≤ ‖∇_φ R(φ_θ)‖_L2 ‖∂_θ φ_θ‖
 *
 * Where the functional gradient vanishes, no parametrisation has a gradient; not the other way.
 * @see nitanda2018 stationary points; our derivation
 */
export function steepness(map: ResidualMap, {inputs, ...rest}: MapProblem): Steepness {
  const pass = mapForward(map, inputs);
  const points = pass.states[pass.states.length - 1];
  const problem = {...rest, points};
  const {weights, risk} = bestClassifier(problem);
  const gradient = functionalGradient(problem, weights);
  const parametric = norm(pulledBack(map, pass, gradient));
  const functional = functionNorm(gradient, 2);
  const gram = jacobianGram(map, inputs);
  const eigenvalues = symmetricEigenvalues({size: gram.rows, entries: gram.values});
  const stretch = Math.sqrt(Math.max(0, eigenvalues[eigenvalues.length - 1]));
  const most = functional * stretch;
  return {risk, parametric, functional, stretch, ratio: most > 0 ? parametric / most : 0, points};
}

/** min_w R and its gradient in θ: what ordinary gradient descent on a network sees. */
export function mapRisk(
  map: ResidualMap,
  {inputs, ...rest}: MapProblem,
): {value: number; gradient: Float64Array} {
  const pass = mapForward(map, inputs);
  const problem = {...rest, points: pass.states[pass.states.length - 1]};
  const {weights, risk} = bestClassifier(problem);
  return {value: risk, gradient: pulledBack(map, pass, functionalGradient(problem, weights))};
}

/**
 * Networks at which the parameter gradient is 0 by construction whatever the data.
 *
 *     zero block      V, b and B all 0: each factor waits for the other, a saddle
 *     dead units      ReLU with biases so low that no example wakes a unit: a plateau, hence a bad
 *                     local minimum, in a whole neighbourhood of θ
 */
export function stuckMap(
  kind: "zero block" | "dead units",
  map: ResidualMap,
  {inputs}: {readonly inputs: DenseMatrix},
): ResidualMap {
  const zeros = new Float64Array(mapParameters(map).length);
  if (kind === "zero block") return withParameters(map, zeros);
  if (map.activation !== "relu") throw new RangeError("only units of a ReLU can be dead");
  const reach = inputs.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const blocks = map.blocks.map((block) => {
    const heaviest = block.inner.values.reduce((sum, value) => sum + Math.abs(value), 0);
    return {...block, bias: block.bias.map(() => -1 - heaviest * reach)};
  });
  return {...map, blocks};
}
