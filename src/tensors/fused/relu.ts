import {gradientIsDifferentiated, runKernel, typeAttribute} from "../native-kernel";
import {tf} from "../tensorflow";

/**
 * The rectified linear unit, with its gradient in one kernel.
 *
 *     y = max(x, 0),    dx = dy where y > 0, else 0
 *
 * Any shape. The gradient keeps y, which the next layer keeps anyway, and not x.
 */
export function rectify<T extends tf.Tensor>(x: T): T {
  const operation = tf.customGrad((x, save) => {
    const [y] = runKernel("Relu", [x as tf.Tensor], {attributes: [typeAttribute("T")]});
    (save as tf.GradSaveFunc)([y]);
    const gradFunc = (dy: tf.Tensor, [y]: tf.Tensor[]): tf.Tensor =>
      gradientIsDifferentiated()
        ? dy.mul(tf.step(y))
        : runKernel("ReluGrad", [dy, y], {attributes: [typeAttribute("T")]})[0];
    return {value: y, gradFunc};
  });
  return operation(x) as T;
}
