import type {Dataset} from "../../datasets/dataset";
import {stackForward} from "../../models/stack/stack-forward";
import type {StackNetwork} from "../../models/stack/stack-network";
import {tidied} from "../../tensors/tidied";
import type {tf} from "../../tensors/tensorflow";
import {batchTensors} from "../../training/batches";

/** What a block does to the stream, over all units and examples. */
export type StreamStep = {
  readonly block: number;
  /** Share of entries that are exactly 0 behind the block: those that its last ReLU cut. */
  readonly cut: number;
  /** Share of entries that are lower than before the block. */
  readonly falling: number;
  /** Root mean square behind the block. */
  readonly size: number;
};

/**
 * Every block's step of the stream on a batch.
 *
 * In the order "post" an entry is cut where x + F(x) < 0. In the order "relu-before" F is never
 * negative, so that nothing can fall.
 * @see he2016 §4.1
 */
export function streamSteps(network: StackNetwork, batch: Dataset): StreamStep[] {
  return tidied(() => {
    const steps: StreamStep[] = [];
    let before: tf.Tensor | undefined;
    stackForward(network, batchTensors(batch).images, {
      at: (stream, block) => {
        if (before) {
          const share = (where: tf.Tensor): number => where.cast("float32").mean().dataSync()[0];
          steps.push({
            block,
            cut: share(stream.equal(0)),
            falling: share(stream.less(before)),
            size: Math.sqrt(stream.square().mean().dataSync()[0]),
          });
        }
        before = stream;
        return stream;
      },
    });
    return steps;
  });
}
