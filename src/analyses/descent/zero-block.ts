import {bestClassifier, featureRisk, functionalGradient} from "../../models/feature-risk";
import {blockMatrix} from "../../models/kernel-smoothing";
import {added, denseMatrix, product, transposed} from "../../numerics/dense-matrix";
import type {DenseMatrix} from "../../numerics/dense-matrix";
import type {Random} from "../../numerics/random";
import type {PointSet} from "./planar-sets";

/** Two gradients that should be one. */
export type ZeroBlockCheck = {
  /** Largest difference between ∂R/∂B at B = 0 and A. */
  readonly error: number;
  /** The same at a B that is not 0. */
  readonly errorElsewhere: number;
};

/**
 * Is a ResFGB layer one gradient step on a freshly inserted residual block? The block is
 * z + B ι(z) with random tanh units ι; ∂R/∂B is taken by central differences, entry by entry.
 *
 *     ∂R/∂B |_{B=0} = A = (1/N) Σ_i g_i ι(z_i)ᵀ
 *
 * @see nitanda2018 stationary points; our derivation (the equivalence)
 */
export function zeroBlockCheck(
  {points, labels, classes}: PointSet,
  {units, random}: {readonly units: number; readonly random: Random},
): ZeroBlockCheck {
  const draw = (rows: number, columns: number, name: string): DenseMatrix => {
    const stream = random.child(name);
    return denseMatrix(
      [rows, columns],
      Array.from({length: rows * columns}, () => stream.normal()),
    );
  };
  const sums = product(points, draw(points.columns, units, "units"));
  const embedded = {...sums, values: sums.values.map(Math.tanh)};
  const problem = {points, labels, classes, loss: "logistic", decay: 0.01} as const;
  const {weights} = bestClassifier(problem);
  const matrix = blockMatrix(functionalGradient(problem, weights), embedded);
  const riskAt = (block: DenseMatrix): number =>
    featureRisk({...problem, points: added(points, product(embedded, transposed(block)))}, weights);
  const largestError = (centre: DenseMatrix): number => {
    let most = 0;
    for (let at = 0; at < centre.values.length; at++) {
      const [up, down] = [1e-5, -1e-5].map((by) => {
        const values = centre.values.slice();
        values[at] += by;
        return riskAt({...centre, values});
      });
      most = Math.max(most, Math.abs((up - down) / 2e-5 - matrix.values[at]));
    }
    return most;
  };
  return {
    error: largestError(denseMatrix([points.columns, units])),
    errorElsewhere: largestError(draw(points.columns, units, "block")),
  };
}
