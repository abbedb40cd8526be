import type {Dataset} from "../../datasets/dataset";
import {examplesBetween} from "../../datasets/subsets";
import {residualForward} from "../../models/residual-forward";
import type {ResidualNetwork} from "../../models/residual-network";
import {requireWhole} from "../../numerics/require-number";
import {tidied} from "../../tensors/tidied";
import {tf} from "../../tensors/tensorflow";
import {batchTensors} from "../../training/batches";
import {evaluateNetwork} from "../../training/evaluate-network";
import {batchLoss} from "../../training/losses";
import type {Loss} from "../../training/losses";
import {decomposePaths} from "./path-decomposition";
import {pathProfile} from "./path-profile";
import type {PathProfile} from "./path-profile";

/** What a residual network is like after some step of its training. */
export type NetworkStage = {
  readonly step: number;
  readonly profile: PathProfile;
  /** Error of the sum of parts, and its bound. */
  readonly error: number;
  readonly tolerance: number;
  /** On the whole test set. */
  readonly accuracy: number;
  readonly loss: number;
  /** λ_1 … λ_p, each averaged over units where it has several; empty without normalisation. */
  readonly lambdas: readonly number[];
  /** |W_1| … |W_p|, Frobenius. */
  readonly weightNorms: readonly number[];
  /** Standard deviation of all logits of the probe. */
  readonly logitDeviation: number;
  /** Σ_l λ_l ∂L/∂λ_l on the probe; null without normalisation. */
  readonly lambdaSlope: number | null;
  /** ⟨o, ∂L/∂o⟩ on the probe: below 0 where larger logits would lower the loss. */
  readonly logitSlope: number;
};

/**
 * Measures a network: paths, scales, weights, and the two sides of the identity that says what
 * moves λ.
 *
 *     Σ_l λ_l ∂L/∂λ_l = ⟨o, ∂L/∂o⟩
 *
 *     L    the loss, o the logits; homogeneous of degree 1 in (λ_1 … λ_p) whatever the normaliser,
 *          as long as it is measured on the batch and every layer has one
 *
 * Under gradient flow d|λ|²/dt = −2 ⟨o, ∂L/∂o⟩: λ grows exactly while larger logits lower the loss,
 * whatever the paths do. A frozen σ breaks the homogeneity, and the two sides differ.
 *
 *     test     the data; the first `probe` examples (default 256) are used for all but accuracy
 *              and loss, and a live normaliser is measured on just these
 *
 * @see littwin2016 §4.1, Eq. 20
 */
export function measureStage(
  network: ResidualNetwork,
  {
    step,
    test,
    probe = 256,
    loss = "cross-entropy",
  }: {
    readonly step: number;
    readonly test: Dataset;
    readonly probe?: number;
    readonly loss?: Loss;
  },
): NetworkStage {
  requireWhole("probe", probe, {from: 1, to: test.shape[0], of: "test examples"});
  return tidied(() => {
    const {images, labels} = batchTensors(examplesBetween(test, 0, probe));
    const decomposition = decomposePaths(network, images);
    return {
      step,
      profile: pathProfile(decomposition),
      error: decomposition.error,
      tolerance: decomposition.tolerance,
      ...evaluateNetwork(network, test, {loss}),
      lambdas: network.lambdas.map((lambda) => numberOf(() => lambda.mean())),
      weightNorms: network.weights.map((weights) => numberOf(() => weights.norm())),
      logitDeviation: numberOf(() => tf.moments(residualForward(network, images)).variance.sqrt()),
      ...slopes(network, {images, labels, loss}),
    };
  });
}

function slopes(
  network: ResidualNetwork,
  {images, labels, loss}: {images: tf.Tensor; labels: tf.Tensor1D; loss: Loss},
): {lambdaSlope: number | null; logitSlope: number} {
  const lossOf = (logits: tf.Tensor) => batchLoss(logits as tf.Tensor2D, {loss, labels});
  const logitSlope = numberOf(() => {
    const logits = residualForward(network, images);
    return logits.mul(tf.grad(lossOf)(logits)).sum();
  });
  if (network.lambdas.length === 0) return {lambdaSlope: null, logitSlope};
  const lambdaSlope = numberOf(() => {
    const {grads} = tf.variableGrads(
      () => lossOf(residualForward(network, images)) as tf.Scalar,
      [...network.lambdas],
    );
    return tf.addN(network.lambdas.map((lambda) => lambda.mul(grads[lambda.name]).sum()));
  });
  return {lambdaSlope, logitSlope};
}

function numberOf(compute: () => tf.Tensor): number {
  return tidied(() => compute().dataSync<"float32">()[0]);
}
