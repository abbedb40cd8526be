import type {Dataset, Split} from "../../datasets/dataset";
import {disposeNetwork, forward} from "../../models/network";
import {readVariables, writeVariables} from "../../models/snapshot";
import {allVariables} from "../../models/network";
import {varianceFloor} from "../../models/normalisation";
import {stackForward} from "../../models/stack/stack-forward";
import {createStack} from "../../models/stack/stack-network";
import type {StackNetwork} from "../../models/stack/stack-network";
import type {StackOptions} from "../../models/stack/stack-options";
import type {Random} from "../../numerics/random";
import {tf} from "../../tensors/tensorflow";
import {tidied} from "../../tensors/tidied";
import {batchTensors} from "../../training/batches";
import {evaluateNetwork} from "../../training/evaluate-network";
import {trainedStack} from "./trained-stack";
import type {StackTrial} from "./trained-stack";

/**
 * The paper's construction: a deeper plain stack that computes the very function of a shallow one.
 * Its first blocks are copies, the added ones identity matrices without bias, which ReLU leaves
 * alone because what comes is never negative: R(I R(I x)) = x for x ≥ 0.
 *
 * With batch norm the added layers undo what it does to these examples, up to rounding, with
 *
 *     γ_c = √(v_c + ε),  β_c = m_c      of the mean m_c and the variance v_c of unit c behind the copies
 *
 *     start      "he" fills the added blocks with random weights instead: what the construction is not
 *     examples   those whose statistics batch norm is to take, all at once; without it they count for nothing
 *
 * Only for plain dense stacks of order "post". The caller disposes it.
 * @see he2015 §1
 */
export function deepened(
  shallow: StackNetwork,
  {
    blocks,
    start,
    examples,
    random,
  }: {
    readonly blocks: number;
    readonly start: "identity" | "he";
    readonly examples: Dataset;
    readonly random: Random;
  },
): StackNetwork {
  const {options} = shallow;
  const {shortcut, order, kind} = options;
  if (shortcut !== "none" || order !== "post" || kind !== "dense" || blocks < options.blocks) {
    throw new RangeError(
      `the identity can be inserted into a plain dense stack of order "post", and only to make it ` +
        `deeper; got a ${kind} one with shortcut "${shortcut}", order "${order}" and ` +
        `${options.blocks} → ${blocks} blocks`,
    );
  }
  const settings: StackOptions = {...options, blocks, start, noise: 0};
  const deep = createStack(settings, {random});
  const common = new Map(
    [...allVariables(deep)].filter(([name]) => allVariables(shallow).has(name)),
  );
  writeVariables(common, readVariables(allVariables(shallow)));
  if (start === "identity" && options.normalisation === "batch") undoNorm(deep, shallow, examples);
  return deep;
}

/** Lets each batch norm behind the blocks of `shallow` put out what it is given on these examples. */
function undoNorm(deep: StackNetwork, shallow: StackNetwork, examples: Dataset): void {
  const {blocks, layersPerBlock} = shallow.options;
  tidied(() => {
    stackForward(shallow, batchTensors(examples).images, {
      at: (stream, block) => {
        if (block < blocks) return stream;
        const {mean, variance} = tf.moments(stream, 0);
        for (let layer = blocks * layersPerBlock + 1; layer < deep.scales.length; layer++) {
          deep.scales[layer].assign(variance.add(varianceFloor).sqrt());
          deep.offsets[layer].assign(mean);
        }
        return stream;
      },
    });
  });
}

export type DeepenedSettings = {
  readonly shallow: StackTrial;
  /** Blocks of the deep stack. */
  readonly blocks: number;
};

/** What became of a stack that was deepened with identities, and with random blocks. */
export type DeepenedStack = {
  readonly shallowError: number;
  /** Largest difference of a logit, and the training error, right after deepening. */
  readonly identity: Deepening;
  readonly he: Deepening;
};
type Deepening = {
  readonly difference: number;
  readonly error: number;
};

/** Trains a shallow plain stack, and deepens it in both ways. */
export async function deepenedStack(
  split: Split,
  {shallow, blocks, random}: DeepenedSettings & {readonly random: Random},
): Promise<DeepenedStack> {
  const deepenings = {} as Record<"identity" | "he", Deepening>;
  const {trainError} = await trainedStack(split, {
    ...shallow,
    random,
    onTrained: (network) => {
      for (const start of ["identity", "he"] as const) {
        const added = random.child("added");
        const deep = deepened(network, {blocks, start, examples: split.train, random: added});
        try {
          const difference = largestDifference(network, deep, split.train);
          deepenings[start] = {difference, error: errorOf(deep, split.train)};
        } finally {
          disposeNetwork(deep);
        }
      }
    },
  });
  return {shallowError: trainError, ...deepenings};
}

const errorOf = (network: StackNetwork, data: Dataset): number =>
  1 - evaluateNetwork(network, data, {batchSize: data.shape[0]}).accuracy;

function largestDifference(a: StackNetwork, b: StackNetwork, data: Dataset): number {
  return tidied(() => {
    const {images} = batchTensors(data);
    return forward(a, images).sub(forward(b, images)).abs().max().dataSync()[0];
  });
}
