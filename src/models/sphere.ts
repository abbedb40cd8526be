import type {Random} from "../numerics/random";
import {dot, norm, plus} from "../numerics/vector";
import {expandGlass, slopeOfGlass, type SphericalGlass} from "./spherical-glass";

/** What the sphere sees of a function's slope at one of its points. */
export type SphereSlope = {
  readonly value: number;
  /** Riemannian gradient in the tangent frame of the point, [N − 1]. */
  readonly gradient: Float64Array;
};

/** The slope, and how it bends. */
export type SphereExpansion = SphereSlope & {
  /** Riemannian Hessian in the same frame, [N − 1, N − 1]. */
  readonly hessian: Float64Array;
};

/**
 * Value, gradient and Hessian of a spin glass along the unit sphere.
 *
 *     grad f = P g,    Hess f = P (H − (g·s) I) P,    P = I − s sᵀ
 *
 *     g, H   gradient and Hessian in flat space
 *
 * Given in the orthonormal frame that `alongFrame` turns into directions. `point` must be of
 * length 1.
 */
export function expandOnSphere(glass: SphericalGlass, point: Float64Array): SphereExpansion {
  const {value, gradient: g, hessian: H} = expandGlass(glass, point);
  const n = point.length;
  const {v, beta} = reflectorOf(point);
  const radial = dot(g, point);

  // Q H Q = H − v wᵀ − w vᵀ for the reflection Q = I − β v vᵀ: no N³ products.
  const p = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) p[i] += beta * H[i * n + j] * v[j];
  }
  const half = (beta * dot(p, v)) / 2;
  const w = p.map((x, i) => x - half * v[i]);

  const hessian = new Float64Array((n - 1) ** 2);
  for (let i = 1; i < n; i++) {
    for (let j = 1; j < n; j++) {
      hessian[(i - 1) * (n - 1) + j - 1] =
        H[i * n + j] - v[i] * w[j] - w[i] * v[j] - (i === j ? radial : 0);
    }
  }
  return {value, gradient: tangent(g, {v, beta}), hessian};
}

/** Value and gradient of a spin glass along the unit sphere, as `expandOnSphere` gives them. */
export function slopeOnSphere(glass: SphericalGlass, point: Float64Array): SphereSlope {
  const {value, gradient} = slopeOfGlass(glass, point);
  return {value, gradient: tangent(gradient, reflectorOf(point))};
}

/** A direction in R^N in the tangent frame of the reflection's point. */
function tangent(g: Float64Array, {v, beta}: ReturnType<typeof reflectorOf>): Float64Array {
  const along = beta * dot(v, g);
  const coordinates = new Float64Array(g.length - 1);
  for (let i = 1; i < g.length; i++) coordinates[i - 1] = g[i] - along * v[i];
  return coordinates;
}

/** The direction in R^N of coordinates in a point's tangent frame. */
export function alongFrame(point: Float64Array, coordinates: ArrayLike<number>): Float64Array {
  const {v, beta} = reflectorOf(point);
  const direction = new Float64Array(point.length);
  for (let i = 1; i < direction.length; i++) direction[i] = coordinates[i - 1];
  return plus(direction, v, -beta * dot(v, direction));
}

/** The point reached by `length` times a direction off the sphere and back along the radius. */
export function stepOnSphere(
  point: Float64Array,
  direction: ArrayLike<number>,
  length = 1,
): Float64Array {
  return onUnitSphere(plus(point, direction, length));
}

/** A uniformly random point of the unit sphere in R^size. */
export function randomSpherePoint(size: number, random: Random): Float64Array {
  return onUnitSphere(Float64Array.from({length: size}, () => random.normal()));
}

function onUnitSphere(vector: Float64Array): Float64Array {
  const length = norm(vector);
  return vector.map((x) => x / length);
}

/** The reflection I − β v vᵀ that takes the first axis to ±s; its other columns span the tangent. */
function reflectorOf(point: Float64Array): {v: Float64Array; beta: number} {
  const v = point.slice();
  v[0] += Math.sign(point[0]) || 1; // away from cancellation
  return {v, beta: 2 / dot(v, v)};
}
