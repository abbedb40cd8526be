/** Σ a_i b_i, in plain order: for short vectors in inner loops. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}

/** The length of a vector, √Σ a_i². */
export function norm(a: ArrayLike<number>): number {
  return Math.sqrt(dot(a, a));
}

/** a + s b. */
export function plus(a: Float64Array, b: ArrayLike<number>, s = 1): Float64Array {
  const result = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = a[i] + s * b[i];
  return result;
}
