import {dot, norm, plus} from "./vector";

/** A function at a point, to first order. */
export type FirstOrder = {readonly value: number; readonly gradient: Float64Array};

/**
 * The minimum of a convex function by L-BFGS, for gradients that may carry rounding of single
 * precision: it ends where no step lowers the value.
 *
 *     slope       done once the gradient is this short
 *     memory      pairs of steps kept, default 10
 *     maxSteps    default 200; reached, the best point so far is returned
 */
export function quasiNewtonMinimum(
  f: (point: Float64Array) => FirstOrder,
  start: Float64Array,
  {
    slope,
    memory = 10,
    maxSteps = 200,
  }: {readonly slope: number; readonly memory?: number; readonly maxSteps?: number},
): {readonly point: Float64Array; readonly value: number; readonly steps: number} {
  let point = start;
  let here = f(point);
  const pairs: {step: Float64Array; bend: Float64Array; inverse: number}[] = [];
  let steps = 0;
  for (; steps < maxSteps && norm(here.gradient) > slope; steps++) {
    const direction = towards(here.gradient, pairs);
    const promised = dot(here.gradient, direction);
    // The first direction has no scale of its own yet.
    let share = pairs.length === 0 ? Math.min(1, 1 / norm(here.gradient)) : 1;
    let found: {point: Float64Array; next: FirstOrder} | undefined;
    for (let tries = 0; tries < 25; tries++, share /= 2) {
      const tried = plus(point, direction, share);
      const next = f(tried);
      if (next.value < here.value && next.value <= here.value + 1e-4 * share * promised) {
        found = {point: tried, next};
        break;
      }
    }
    if (!found) {
      if (pairs.length === 0) break;
      // A stale memory can point uphill by rounding: try the plain gradient once.
      pairs.length = 0;
      continue;
    }
    const step = plus(found.point, point, -1);
    const bend = plus(found.next.gradient, here.gradient, -1);
    const curvature = dot(step, bend);
    if (curvature > 1e-12 * dot(bend, bend)) {
      pairs.push({step, bend, inverse: 1 / curvature});
      if (pairs.length > memory) pairs.shift();
    }
    [point, here] = [found.point, found.next];
  }
  return {point, value: here.value, steps};
}

/** −H g by the two loops of L-BFGS. */
function towards(
  gradient: Float64Array,
  pairs: readonly {step: Float64Array; bend: Float64Array; inverse: number}[],
): Float64Array {
  let direction: Float64Array = gradient.map((value) => -value);
  const shares: number[] = [];
  for (let i = pairs.length - 1; i >= 0; i--) {
    const {step, bend, inverse} = pairs[i];
    shares[i] = inverse * dot(step, direction);
    direction = plus(direction, bend, -shares[i]);
  }
  const last = pairs[pairs.length - 1];
  if (last) {
    const scale = 1 / (last.inverse * dot(last.bend, last.bend));
    direction = direction.map((value) => value * scale);
  }
  pairs.forEach(({step, bend, inverse}, i) => {
    direction = plus(direction, step, shares[i] - inverse * dot(bend, direction));
  });
  return direction;
}
