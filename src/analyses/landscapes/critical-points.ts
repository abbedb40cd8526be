import {
  alongFrame,
  expandOnSphere,
  randomSpherePoint,
  stepOnSphere,
  type SphereExpansion,
} from "../../models/sphere";
import type {SphericalGlass} from "../../models/spherical-glass";
import type {Random} from "../../numerics/random";
import {requireWhole} from "../../numerics/require-number";
import {solveSymmetric, symmetricEigenvalues} from "../../numerics/symmetric-matrix";
import {norm, plus} from "../../numerics/vector";

/** A place where the energy is flat along the sphere. */
export type CriticalPoint = {
  readonly point: Float64Array;
  /** f = H/√N; the energy per spin is f/√N. */
  readonly value: number;
  /** How many directions lead down. */
  readonly index: number;
};

/** All critical points found, and whether their indices fit the shape of the sphere. */
export type CriticalPointSearch = {
  readonly points: readonly CriticalPoint[];
  /** Entry k: points of index k, k = 0 … N − 1. */
  readonly byIndex: readonly number[];
  /** Σ (−1)^k #_k equals 2 for odd N and 0 for even N, as it must when none is missing. */
  readonly eulerHolds: boolean;
  readonly starts: number;
};

/**
 * All critical points of a small spin glass on the sphere, by Newton's method from random starts, and
 * from the far side of every point found: in a pure glass critical points come in such pairs.
 *
 * It goes on until every point has been found `hits` times and the Euler characteristic fits, or
 * `maxStarts` are used up: a point not yet seen would then be a rare one among many. A pair of
 * points missing together does not disturb the characteristic, so nothing here is a proof.
 *
 *     hits        how often each point must be found, default 4
 *     maxStarts   default 20,000
 *
 * Meant for N = 2 … 6.
 * @see littwin2016 §5; our derivation (counting them one by one)
 */
export function findCriticalPoints(
  glass: SphericalGlass,
  {random, hits = 4, maxStarts = 20_000}: {random: Random; hits?: number; maxStarts?: number},
): CriticalPointSearch {
  requireWhole("hits", hits, {from: 1});
  requireWhole("maxStarts", maxStarts, {from: 1});
  const {size} = glass;
  const found: {point: CriticalPoint; seen: number}[] = [];
  const farSides: Float64Array[] = [];
  let rare = 0; // points seen fewer than `hits` times
  let starts = 0;
  let done = false;
  while (starts < maxStarts && !done) {
    starts++;
    const reached = newtonFrom(glass, farSides.pop() ?? randomSpherePoint(size, random));
    if (!reached) continue;
    const known = found.find(({point}) => norm(plus(point.point, reached.point, -1)) < 1e-5);
    if (!known) {
      found.push({point: reached, seen: 1});
      farSides.push(reached.point.map((spin) => -spin));
      if (hits > 1) rare++;
    } else if (++known.seen === hits) {
      rare--;
    }
    done =
      rare === 0 &&
      farSides.length === 0 &&
      eulerCharacteristic(found.map(({point}) => point)) === (size % 2) * 2;
  }
  const points = found.map(({point}) => point);
  const byIndex = Array.from({length: size}, (_, k) => points.filter((p) => p.index === k).length);
  return {points, byIndex, eulerHolds: eulerCharacteristic(points) === (size % 2) * 2, starts};
}

/** The critical point that Newton's method reaches, or none. */
function newtonFrom(glass: SphericalGlass, start: Float64Array): CriticalPoint | undefined {
  const rows = glass.size - 1;
  let point = start;
  for (let step = 0; step < 60; step++) {
    const local = expandOnSphere(glass, point);
    const {gradient, hessian} = local;
    if (norm(gradient) < 1e-11) return {point, value: local.value, index: indexOf(local)};
    const newton = solveSymmetric({size: rows, entries: hessian}, gradient);
    if (!newton) return undefined;
    // Long steps leave the range in which the tangent plane says anything about the sphere.
    const shrink = -Math.min(1, 0.5 / norm(newton));
    point = stepOnSphere(point, alongFrame(point, newton), shrink);
  }
  return undefined;
}

function indexOf({hessian, gradient}: SphereExpansion): number {
  const size = gradient.length;
  return symmetricEigenvalues({size, entries: hessian}).filter((value) => value < 0).length;
}

const eulerCharacteristic = (points: readonly CriticalPoint[]): number =>
  points.reduce((total, {index}) => total + (index % 2 === 0 ? 1 : -1), 0);
