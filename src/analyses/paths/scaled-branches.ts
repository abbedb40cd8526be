import {frozenCopy} from "../../models/calibrated-network";
import {holdNetwork} from "../../models/network";
import {createResidualNetwork} from "../../models/residual-network";
import type {ResidualNetwork} from "../../models/residual-network";
import type {Random} from "../../numerics/random";
import {requireWhole} from "../../numerics/require-number";
import {holding} from "../../tensors/holding";
import {normalTensor} from "../../tensors/seeded";
import {tf} from "../../tensors/tensorflow";
import {decomposePaths} from "./path-decomposition";
import {pathProfile} from "./path-profile";
import type {PathProfile} from "./path-profile";

/** Path profiles of one random network whose branches were scaled after it was made. */
export type ScaledBranches = {
  readonly seed: number;
  /** Divisors follow the signal, as in batch norm: raising all λ alike undoes itself. */
  readonly live: PathProfile;
  /** Divisors stay what they were while all λ were 1, as the paper's algebra has it. */
  readonly frozen: PathProfile;
};

/**
 * What scaling the branches does to the path lengths of an untrained network, with normalisers that
 * follow the signal and with normalisers that do not.
 *
 *     scales     λ_1 … λ_p, whose number is the depth
 *     width      units per layer, default 100
 *     inputs     dimensions of the normal inputs, default 30
 *     classes    outputs, default 100: few of them scatter from network to network
 *     examples   how many of them, default 256: the normaliser is measured on these
 *
 * The claim "λ plays the part of C" holds in the second column only.
 * @see littwin2016 §4.1, Eq. 20
 */
export function scaledBranches(
  scales: readonly number[],
  {
    width = 100,
    inputs = 30,
    classes = 100,
    examples = 256,
    random,
  }: {
    readonly width?: number;
    readonly inputs?: number;
    readonly classes?: number;
    readonly examples?: number;
    readonly random: Random;
  },
): ScaledBranches {
  requireWhole("the number of scales", scales.length, {from: 1, of: "layers"});
  requireWhole("examples", examples, {from: 1});
  const settings = {input: [inputs], classes, depth: scales.length, width};
  return holding((hold) => {
    const live = holdNetwork(hold, () =>
      createResidualNetwork({...settings, normalisation: "rms"}, {random: random.child("network")}),
    );
    const images = hold(() => normalTensor([examples, inputs], {random: random.child("inputs")}));
    const frozen = holdNetwork(hold, () => frozenCopy(live, images));
    const smaller = hold(() => tf.tidy(() => images.mul(evenedOut(scales))));
    return {
      seed: random.seed,
      live: scaledProfile(live, {scales, images}),
      frozen: scaledProfile(frozen, {scales, images: smaller}),
    };
  });
}

/**
 * A factor for the inputs of a frozen network, in which the stream may grow by Π (1 + λ_l): half of that,
 * in powers of 2, so that it ends as far above 1 as it begins below and float32 holds it. The network is
 * homogeneous: its shares stay what they are.
 */
const evenedOut = (scales: readonly number[]): number =>
  2 ** -Math.round(scales.reduce((sum, scale) => sum + Math.log2(1 + scale), 0) / 2);

function scaledProfile(
  network: ResidualNetwork,
  {scales, images}: {scales: readonly number[]; images: tf.Tensor},
): PathProfile {
  network.lambdas.forEach((lambda, index) =>
    tf.tidy(() => lambda.assign(tf.scalar(scales[index]))),
  );
  return pathProfile(decomposePaths(network, images));
}
