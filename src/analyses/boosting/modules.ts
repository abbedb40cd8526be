/**
 * How scores z become a module o with |o| ≤ 1, which the theory asks for and no linear classifier obeys.
 *
 *     largest   z / max_j |z_j| over these examples: changes no classifier, and no ratio of margins
 *     tanh      tanh z
 *     sign      ±1, and 0 for 0
 */
export type Bounding = "largest" | "tanh" | "sign";

/** The module of these scores. Its signs, and so its errors, are the same for each of the three. */
export function boundedModule(scores: ArrayLike<number>, bounding: Bounding): Float64Array {
  const values = Float64Array.from(scores);
  switch (bounding) {
    case "largest": {
      const most = values.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
      return most === 0 ? values : values.map((value) => value / most);
    }
    case "tanh":
      return values.map(Math.tanh);
    case "sign":
      return values.map(Math.sign);
  }
}
