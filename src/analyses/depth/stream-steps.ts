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
  /** Correlation of the stream before the block with that behind it. */
  readonly kept: number;
  /** Root mean square of the difference of the two, over that of the stream before. */
  readonly moved: number;
};

/**
 * Every block's step of the stream on a batch; a block that changes the shape of the stream is left out.
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
        if (before && before.shape.join() === stream.shape.join()) {
          const share = (where: tf.Tensor): number => where.cast("float32").mean().dataSync()[0];
          steps.push({
            block,
            cut: share(stream.equal(0)),
            falling: share(stream.less(before)),
            size: sizeOf(stream),
            kept: correlation(before, stream),
            moved: sizeOf(stream.sub(before)) / sizeOf(before),
          });
        }
        before = stream;
        return stream;
      },
    });
    return steps;
  });
}

const sizeOf = (tensor: tf.Tensor): number => Math.sqrt(tensor.square().mean().dataSync()[0]);

function correlation(a: tf.Tensor, b: tf.Tensor): number {
  const [u, v] = [a, b].map((tensor) => tensor.sub(tensor.mean()));
  return u.mul(v).mean().dataSync()[0] / (sizeOf(u) * sizeOf(v));
}
