import type {KernelAttribute} from "../native-kernel";
import {tf} from "../tensorflow";
import {normalizeBatch, normalizeBatchGradient} from "./batch-norm-kernel";
import {crossEntropyKernel} from "./cross-entropy-kernel";

/**
 * Stands for `tensors/native-kernel.ts` in a browser: the kernels of TensorFlow that the lab calls by name, made
 * of TensorFlow.js' own operations, or in plain loops where it has none.
 */
type Kernel = (
  inputs: readonly tf.Tensor[],
  attribute: (name: string) => KernelAttribute["value"] | undefined,
) => tf.Tensor[];

const kernels: Readonly<Record<string, Kernel>> = {
  Relu: ([x]) => [tf.relu(x)],
  ReluGrad: ([dy, y]) => [dy.mul(tf.step(y))],
  BiasAdd: ([x, bias]) => [x.add(bias)],
  BiasAddGrad: ([dy]) => [dy.sum(dy.shape.slice(0, -1).map((_, axis) => axis))],
  MatMul: ([a, b], attribute) => [
    tf.matMul(a, b, attribute("transpose_a") === true, attribute("transpose_b") === true),
  ],
  GatherV2: ([rows, positions]) => [tf.gather(rows, positions as tf.Tensor1D)],
  SparseSoftmaxCrossEntropyWithLogits: ([logits, labels]) => crossEntropyKernel(logits, labels),
  FusedBatchNormV3: (inputs, attribute) =>
    normalizeBatch(inputs, {
      epsilon: attribute("epsilon") as number,
      training: attribute("is_training") === true,
      kept: attribute("exponential_avg_factor") as number,
    }),
  FusedBatchNormGradV3: (inputs, attribute) =>
    normalizeBatchGradient(inputs, {
      epsilon: attribute("epsilon") as number,
      training: attribute("is_training") === true,
    }),
};

/** The same as that of its namesake. Throws for a kernel that browsers do not have. */
export function runKernel(
  name: string,
  inputs: readonly tf.Tensor[],
  {attributes}: {attributes: readonly KernelAttribute[]; outputs?: number},
): tf.Tensor[] {
  const kernel = kernels[name];
  if (!kernel) throw new Error(`a page has no kernel ${name}: it runs where the notebook runs`);
  return kernel(inputs, (wanted) => attributes.find((one) => one.name === wanted)?.value);
}

export function nativeBackend(): never {
  throw new Error("a page has no native TensorFlow: this runs where the notebook runs");
}

const attributeOf = (name: string, value: KernelAttribute["value"]): KernelAttribute => ({
  name,
  type: 0,
  value,
});

export const dtypeNumber = {float32: 1, int32: 3, bool: 10} as const;
export const typeAttribute = (name: string, dtype: keyof typeof dtypeNumber = "float32") =>
  attributeOf(name, dtypeNumber[dtype]);
export const floatAttribute = (name: string, value: number) => attributeOf(name, value);
export const booleanAttribute = (name: string, value: boolean) => attributeOf(name, value);
export const stringAttribute = (name: string, value: string) => attributeOf(name, value);

export const gradientIsDifferentiated = (): boolean => tf.engine().state.gradientDepth > 0;
