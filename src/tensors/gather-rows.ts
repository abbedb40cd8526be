import {runKernel, typeAttribute} from "./native-kernel";
import {tf} from "./tensorflow";

/**
 * The rows of a tensor at these positions, in one kernel, also in a recorded step (TensorFlow.js's
 * own looks at the positions' values first).
 *
 *     rows        [n, …], float32 or int32
 *     positions   [m] int32, 0 … n − 1; TensorFlow throws for one outside
 *
 * Returns [m, …]. No gradient flows back through it: it is for feeds.
 */
export function gatherRows<T extends tf.Tensor>(rows: T, positions: tf.Tensor1D): T {
  if (positions.dtype !== "int32") {
    throw new TypeError(`positions must be int32, got ${positions.dtype}`);
  }
  const dtype = rows.dtype === "int32" ? "int32" : "float32";
  return tf.tidy(
    () =>
      runKernel("GatherV2", [rows, positions, tf.scalar(0, "int32")], {
        attributes: [
          typeAttribute("Tparams", dtype),
          typeAttribute("Tindices", "int32"),
          typeAttribute("Taxis", "int32"),
          {name: "batch_dims", type: 1, value: 0},
        ],
      })[0] as T,
  );
}
