import {drawResidualMap, mapParameters, withParameters} from "../../models/residual-map";
import type {ResidualMap} from "../../models/residual-map";
import {quasiNewtonMinimum} from "../../numerics/quasi-newton";
import type {Random} from "../../numerics/random";
import {dot, norm, plus} from "../../numerics/vector";
import {mapRisk} from "./stationarity";
import type {MapProblem} from "./stationarity";

/** A network of one unit, and how long its two lists of weights are kept. */
export type BoundedUnit = {
  readonly map: ResidualMap;
  /** ‖(V, b)‖ and ‖B‖. */
  readonly reach: number;
  readonly push: number;
};

/** A place of rest of the risk itself, not of the risk with a penalty on θ. */
export type Standstill = BoundedUnit & {
  /** Length of the gradient of the risk in the directions that the network can take. */
  readonly slope: number;
};

/**
 * Where the training of one residual unit, z + B tanh(V z + b), comes to rest when its weights cannot grow:
 * (V, b) and B keep their lengths and turn only. Without such a bound the risk has no minimum, since
 * larger features let the classifier's penalty go; with it, the networks form a compact set, on which the
 * risk has one. L-BFGS from a random place; of several, the first that comes to rest.
 *
 *     reach, push    ‖(V, b)‖, ‖B‖; default 3 and 2
 *     slope          how short the gradient has to be, default 1e-8
 *
 * Throws a RangeError where none of ten starts comes to rest.
 * @see nitanda2018 stationary points; our derivation
 */
export function boundedStandstill(
  problem: MapProblem,
  {
    reach = 3,
    push = 2,
    slope = 1e-8,
    random,
  }: {
    readonly reach?: number;
    readonly push?: number;
    readonly slope?: number;
    readonly random: Random;
  },
): Standstill {
  const features = problem.inputs.columns;
  for (let start = 0; start < 10; start++) {
    const map = drawResidualMap({
      ...{features, hidden: 1, depth: 1, activation: "tanh"},
      random: random.child(`start ${start}`),
    });
    const unit = {map, reach, push};
    const f = (point: Float64Array) => sphereRisk(unit, problem, point);
    const {point} = quasiNewtonMinimum(f, mapParameters(map), {slope: slope / 10, maxSteps: 500});
    const rest = {...unit, map: mapAt(unit, point)};
    const here = f(mapParameters(rest.map));
    if (norm(here.gradient) < slope) return {...rest, slope: norm(here.gradient)};
  }
  throw new RangeError("none of ten starts came to rest: take another reach, or a longer slope");
}

/** The risk after gradient descent along the spheres from a place. */
export function sphereDescent(
  unit: BoundedUnit,
  problem: MapProblem,
  {steps, rate}: {readonly steps: number; readonly rate: number},
): number {
  let point = mapParameters(unit.map);
  for (let step = 0; step < steps; step++) {
    const {gradient} = sphereRisk(unit, problem, point);
    point = mapParameters(mapAt(unit, plus(point, gradient, -rate)));
  }
  return sphereRisk(unit, problem, point).value;
}

/**
 * The risk of the network that a point of any length stands for, and its gradient there, which lies along
 * the spheres: with a = ν u/‖u‖, ∂R/∂u = (ν/‖u‖) (1 − ûûᵀ) ∂R/∂a.
 */
export function sphereRisk(
  unit: BoundedUnit,
  problem: MapProblem,
  point: Float64Array,
): {value: number; gradient: Float64Array} {
  const {value, gradient} = mapRisk(mapAt(unit, point), problem);
  const cut = point.length - problem.inputs.columns;
  const along = (from: number, to: number, radius: number): number[] => {
    const [own, slope] = [point.subarray(from, to), gradient.subarray(from, to)];
    const length = norm(own);
    const outward = dot(own, slope) / length ** 2;
    return [...slope].map((entry, at) => (radius / length) * (entry - outward * own[at]));
  };
  return {
    value,
    gradient: Float64Array.of(...along(0, cut, unit.reach), ...along(cut, point.length, unit.push)),
  };
}

/** The network that a point stands for: its two parts brought to their lengths. */
function mapAt({map, reach, push}: BoundedUnit, point: Float64Array): ResidualMap {
  const cut = point.length - map.blocks[0].outer.rows;
  const scaled = (part: Float64Array, radius: number): Float64Array =>
    part.map((value) => (radius * value) / norm(part));
  const parts = [scaled(point.slice(0, cut), reach), scaled(point.slice(cut), push)];
  return withParameters(map, Float64Array.of(...parts[0], ...parts[1]));
}
