import {moons} from "../../datasets/toys";
import {bestClassifier, functionalGradient, functionNorm} from "../../models/feature-risk";
import {gaussianKernel, smoothed} from "../../models/kernel-smoothing";
import {drawResidualMap, mapParameters, withParameters} from "../../models/residual-map";
import type {ResidualMap} from "../../models/residual-map";
import type {Random} from "../../numerics/random";
import {plus} from "../../numerics/vector";
import {functionalDescent} from "./functional-descent";
import {pointSet} from "./planar-sets";
import {boundedStandstill, sphereDescent} from "./bounded-standstill";
import {mapRisk, steepness, stuckMap} from "./stationarity";
import type {MapProblem} from "./stationarity";

/** Both gradients at a random network. */
export type NetworkSteepness = {
  readonly depth: number;
  readonly hidden: number;
  readonly parametric: number;
  readonly functional: number;
  /** ‖∂_θ R‖ over its bound ‖∇_φ R‖ ‖∂_θ φ‖. */
  readonly ratio: number;
  /** The same with the smoothed gradient T_k ∇ in place of ∇: no bound; 0 where that is 0, too. */
  readonly smoothedRatio: number;
};

/** Steepness of random residual networks of several depths on moons. */
export function randomNetworkSteepness({
  depths,
  examples = 40,
  random,
}: {
  readonly depths: readonly number[];
  readonly examples?: number;
  readonly random: Random;
}): NetworkSteepness[] {
  return depths.map((depth) => {
    const stream = random.child(`depth ${depth}`);
    const problem = moonProblem(examples, stream.child("data"));
    const hidden = 2 + stream.integer(6);
    const activation = stream.uniform() < 0.5 ? "tanh" : "relu";
    const map = drawResidualMap({features: 2, hidden, depth, activation, random: stream});
    const {parametric, functional, stretch, ratio, points} = steepness(map, problem);
    const {weights} = bestClassifier({...problem, points});
    const gradient = functionalGradient({...problem, points}, weights);
    const smooth = smoothed(gaussianKernel(points, points, {width: 0.5}), gradient);
    const most = functionNorm(smooth, 2) * stretch;
    const smoothedRatio = most > 0 ? parametric / most : 0;
    return {depth, hidden, parametric, functional, ratio, smoothedRatio};
  });
}

/** One place where a network is stuck, and what each kind of descent makes of it. */
export type StuckRow = {
  readonly place: string;
  /** Length of the gradient of what the network minimises there. */
  readonly parametric: number;
  readonly functional: number;
  readonly risk: number;
  /** Fall of the risk by gradient descent on the parameters, and by functional blocks. */
  readonly ordinaryDrop: number;
  readonly functionalDrop: number;
};

/**
 * Places where a network's own gradient of the risk vanishes: a block of zeros, dead units, and a network
 * of one unit whose weights are bounded, trained to a standstill; and as many steps of gradient descent on
 * its weights, at the best of three rates, as of functional descent.
 * @see nitanda2018 stationary points; our derivation
 */
export function stuckPlaces({
  steps,
  examples = 60,
  random,
}: {
  readonly steps: number;
  readonly examples?: number;
  readonly random: Random;
}): StuckRow[] {
  const problem = moonProblem(examples, random.child("data"));
  const shape = {features: 2, hidden: 4, depth: 1} as const;
  const relu = drawResidualMap({...shape, activation: "relu", random: random.child("relu")});
  const rest = boundedStandstill(problem, {random: random.child("narrow")});
  const places: {place: string; map: ResidualMap; slope?: number; ordinary: number}[] = [
    ...(["zero block", "dead units"] as const).map((kind, k) => {
      const map = stuckMap(kind, relu, problem);
      const place = ["a block of zeros", "dead units"][k];
      return {
        place,
        map,
        ordinary: lowestOf((rate) => ordinaryDescent(map, problem, {steps, rate})),
      };
    }),
    {
      place: "one unit, trained to rest",
      map: rest.map,
      slope: rest.slope,
      ordinary: lowestOf((rate) => sphereDescent(rest, problem, {steps, rate})),
    },
  ];
  return places.map(({place, map, slope, ordinary}) => {
    const {parametric, functional, points, risk} = steepness(map, problem);
    return {
      place,
      parametric: slope ?? parametric,
      functional,
      risk,
      ordinaryDrop: risk - ordinary,
      functionalDrop: risk - functionalRisk(problem, {points, steps}),
    };
  });
}

/** The lowest risk that one of three rates reaches. */
const lowestOf = (riskAt: (rate: number) => number): number =>
  Math.min(...[0.1, 1, 10].map(riskAt));

/** The risk after that many allowed functional steps with a Gaussian kernel, σ = 0.5. */
export function functionalRisk(
  problem: MapProblem,
  {points, steps}: {points: MapProblem["inputs"]; steps: number},
): number {
  const {decay} = problem;
  const smoothing = {kind: "gaussian", width: 0.5} as const;
  const layers = functionalDescent({...problem, points}, {smoothing, layers: steps, decay});
  return layers[steps].risk;
}

/** The risk after plain gradient descent on θ. */
function ordinaryDescent(
  map: ResidualMap,
  problem: MapProblem,
  {steps, rate}: {steps: number; rate: number},
): number {
  let theta = mapParameters(map);
  for (let step = 0; step < steps; step++) {
    theta = plus(theta, mapRisk(withParameters(map, theta), problem).gradient, -rate);
  }
  return mapRisk(withParameters(map, theta), problem).value;
}

/** Two moons as inputs of a network, λ = 0.01. */
export function moonProblem(count: number, random: Random): MapProblem {
  const {points, ...rest} = pointSet(moons({count, noise: 0.25, random}));
  return {inputs: points, ...rest, loss: "logistic", decay: 0.01};
}
