/** What training needs at once and for each update. */
export type Extent = {
  readonly columns: number;
  readonly hidden: number;
  readonly outputs: number;
  readonly batchSize: number;
  /** Blocks that gradients go through. */
  readonly blocks: number;
};

/**
 * Multiplications (each with its addition) of one update: three for each weight and example, forward, for
 * the gradient of the weights and for that of what comes in.
 *
 *     3 · batch · (T · 2 columns · hidden + columns · outputs)
 *
 * Greedy training puts T = 1 here in every stage, so that T stages of as many epochs come to what one run
 * of all blocks does: (C_1 T + C_2) against T (C_1 + C_2). Features of the stages before are kept, which
 * costs one pass through each block.
 * @see huang2018 §4.3
 */
export const multiplyAdds = ({columns, hidden, outputs, batchSize, blocks}: Extent): number =>
  3 * batchSize * (2 * blocks * columns * hidden + columns * outputs);

/**
 * Numbers that one update keeps for its gradients: what comes into each layer, for every example of the
 * batch, and all weights with their gradients and Adam's two moments.
 * @see huang2018 §4.3
 */
export function numbersKept({columns, hidden, outputs, batchSize, blocks}: Extent): number {
  const streams = batchSize * (blocks * (columns + hidden) + columns);
  const weights = blocks * (2 * columns * hidden + hidden) + (columns + 1) * outputs;
  return streams + 4 * weights;
}
