import {CholeskyDecomposition, Matrix} from "ml-matrix";
import {dot, norm, plus} from "./vector";

/** A strictly convex function at a point, to second order. */
export type SecondOrder = {
  readonly value: number;
  readonly gradient: Float64Array;
  /** [size, size] row-major, positive definite. */
  readonly hessian: () => Float64Array;
};

/** Where a function is least. */
export type Minimum = {
  readonly point: Float64Array;
  readonly value: number;
  /** Length of the gradient that is left. */
  readonly slope: number;
  readonly steps: number;
};

/**
 * The minimum of a strictly convex function by Newton's method, each step halved until the value
 * falls by a quarter of what the slope promises.
 *
 *     slope       done once the gradient is this short, default 1e-12
 *     maxSteps    default 100
 *
 * Ends also where rounding allows no lower value. Throws a RangeError when a Hessian is not positive
 * definite and an Error after maxSteps.
 */
export function newtonMinimum(
  f: (point: Float64Array) => SecondOrder,
  start: Float64Array,
  {slope = 1e-12, maxSteps = 100}: {readonly slope?: number; readonly maxSteps?: number} = {},
): Minimum {
  let point = start;
  let here = f(point);
  for (let steps = 0; steps <= maxSteps; steps++) {
    const left = norm(here.gradient);
    if (left <= slope) return {point, value: here.value, slope: left, steps};
    const direction = newtonDirection(here);
    const promised = dot(here.gradient, direction);
    let next: SecondOrder | undefined;
    let share = 1;
    for (; share > 1e-12; share /= 2) {
      next = f(plus(point, direction, share));
      const enough = here.value + 0.25 * share * promised;
      // Near the minimum the value no longer tells steps apart; a gradient that halves still does.
      const level =
        Math.abs(next.value - here.value) <= 1e-14 * (1 + Math.abs(here.value)) &&
        norm(next.gradient) < left / 2;
      if ((next.value < here.value && next.value <= enough) || level) break;
      next = undefined;
    }
    if (next === undefined) return {point, value: here.value, slope: left, steps};
    point = plus(point, direction, share);
    here = next;
  }
  throw new Error(
    `Newton's method has not converged after ${maxSteps} steps: the gradient is still ` +
      `${norm(here.gradient)} long; raise maxSteps or the strength of the penalty`,
  );
}

function newtonDirection({gradient, hessian}: SecondOrder): Float64Array {
  const size = gradient.length;
  const entries = hessian();
  if (!entries.every(Number.isFinite)) {
    throw new RangeError("Newton's method met a Hessian with entries that are not finite numbers");
  }
  const cholesky = new CholeskyDecomposition(
    Matrix.from1DArray(size, size, entries as unknown as number[]),
  );
  if (!cholesky.isPositiveDefinite()) {
    throw new RangeError(
      "Newton's method needs a strictly convex function, and this Hessian is not positive definite: " +
        "add a penalty on the squares",
    );
  }
  return Float64Array.from(
    cholesky.solve(Matrix.columnVector(gradient)).to1DArray(),
    (value) => -value,
  );
}
