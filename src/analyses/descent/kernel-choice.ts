import {bestClassifier, functionalGradient, functionNorm} from "../../models/feature-risk";
import type {FeatureProblem} from "../../models/feature-risk";
import {blockMatrix, idealEmbedding} from "../../models/kernel-smoothing";
import {denseMatrix, frobeniusNorm} from "../../numerics/dense-matrix";
import type {DenseMatrix} from "../../numerics/dense-matrix";

/** How much of the functional gradient a kernel passes on. */
export type KernelChoice = {
  /** ‖A‖_F² / ‖∇‖²_L1 with ι of length at most 1. */
  readonly ratio: number;
  /** 1/r, r = min(features, classes − 1): what the ideal embedding passes on at least. */
  readonly least: number;
  /** trace A / ‖∇‖_L1: 1 for the ideal embedding. */
  readonly trace: number;
};

/**
 * The kernel-choice condition at a set of features, for the ideal embedding ι = g/‖g‖ or another.
 *
 *     1/r ≤ ‖A‖_F² / ‖∇‖²_L1 ≤ 1,    A = (1/N) Σ g_i ι_iᵀ,  r = min(d, classes − 1)
 *
 *     embedded    ι of the examples, [examples, D]; brought to length 1; default the ideal one
 *
 * The upper bound holds for every embedding, the lower one for the ideal.
 * @see nitanda2018 choice of the kernel; our derivation
 */
export function kernelChoice(
  problem: FeatureProblem,
  {embedded}: {readonly embedded?: (gradient: DenseMatrix) => DenseMatrix} = {},
): KernelChoice {
  const {weights} = bestClassifier(problem);
  const gradient = functionalGradient(problem, weights);
  const unit = idealEmbedding(embedded ? embedded(gradient) : gradient);
  const matrix = blockMatrix(gradient, unit);
  const length = functionNorm(gradient, 1);
  const diagonal = Math.min(matrix.rows, matrix.columns);
  let trace = 0;
  for (let a = 0; a < diagonal; a++) trace += matrix.values[a * matrix.columns + a];
  return {
    ratio: (frobeniusNorm(matrix) / length) ** 2,
    least: 1 / Math.min(problem.points.columns, problem.classes - 1),
    trace: trace / length,
  };
}

/** The non-negative part of the gradient's direction: the best that a ReLU output can do. */
export function rectified(gradient: DenseMatrix): DenseMatrix {
  const {rows, columns, values} = idealEmbedding(gradient);
  return denseMatrix(
    [rows, columns],
    values.map((value) => Math.max(0, value)),
  );
}
