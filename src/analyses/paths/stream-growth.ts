import {disposePass, gatedBranch, gatedPass} from "../../models/gated-pass";
import type {ResidualNetwork} from "../../models/residual-network";
import {tf} from "../../tensors/tensorflow";

/**
 * How large the stream of a residual network grows, layer by layer.
 *
 *     E N_l² = mean of N_l² over batch and units,    l = 1 … p
 *
 *     images   [batch, …input]; a live normaliser is measured on these
 *
 * The paper has E N_(l+1)² = 1 + E N_l² under batch norm, which needs branches of mean 0 and mean
 * square 1. A branch that ends in a ReLU has neither: divided by its root mean square it gives
 *
 *     E N_l² ≈ l²/π + l (1 − 1/π)
 *
 * since its mean, √(2/π) · √½ of its size, adds up in step from layer to layer.
 * @see littwin2016 §4.1, below Eq. 20
 */
export function streamGrowth(network: ResidualNetwork, images: tf.Tensor): Float64Array {
  const {depth, skip} = network.options;
  const pass = gatedPass(network, images);
  try {
    const squares = tf.tidy(() => {
      let stream = pass.input.expandDims(0); // [1, batch, …units]
      const means: tf.Tensor[] = [];
      for (let layer = 1; layer <= depth; layer++) {
        const [gate, scale] = [pass.gates[layer - 1], pass.scales[layer - 1]];
        const branch = gatedBranch(network, layer, stream, {gate, scale});
        stream = skip && layer > 1 ? stream.add(branch) : branch;
        means.push(stream.square().mean());
      }
      return tf.stack(means);
    });
    const growth = Float64Array.from(squares.dataSync<"float32">());
    squares.dispose();
    return growth;
  } finally {
    disposePass(pass);
  }
}

/**
 * What E N_l² is in a wide random network whose ReLU branches are divided by their root mean square.
 *
 *     l²/π + l (1 − 1/π)
 */
export const rootMeanSquareGrowth = (layer: number): number =>
  layer ** 2 / Math.PI + layer * (1 - 1 / Math.PI);
