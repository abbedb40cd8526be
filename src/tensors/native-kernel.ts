import {tf} from "./tensorflow";

/** An attribute of a TensorFlow kernel as the binding of tfjs-node takes it. */
export type KernelAttribute = {
  readonly name: string;
  readonly type: number;
  readonly value: boolean | number | string | readonly number[];
};

/** What the binding says of a tensor it made: its handle, shape and TensorFlow's dtype number. */
export type NativeTensor = {readonly id: number; readonly shape: number[]; readonly dtype: number};

/** The native side of tfjs-node: every kernel it runs passes through `executeOp`. */
export type NativeBinding = {
  createTensor(shape: number[], dtype: number, values: ArrayBufferView | Uint8Array[]): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  executeOp(
    name: string,
    attributes: readonly KernelAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): NativeTensor[];
  loadSavedModel(folder: string, tags: string): number;
  runSavedModel(
    session: number,
    inputs: readonly number[],
    inputNames: string,
    outputNames: string,
  ): NativeTensor[];
  deleteSavedModel(session: number): void;
  getNumOfSavedModels(): number;
};

/** The part of tfjs-node's backend that fused kernels and recorded steps use. */
export type NativeBackend = {
  binding: NativeBinding;
  getInputTensorIds(tensors: readonly tf.Tensor[]): number[];
  createOutputTensor(metadata: NativeTensor): tf.Tensor;
  /** Takes values from JavaScript; they reach the native side when a kernel first needs them. */
  write(values: object, shape: number[], dtype: string): object;
};

/** TensorFlow's numbers for dtypes and for kinds of attributes. */
export const dtypeNumber = {float32: 1, int32: 3, bool: 10} as const;
const attributeKind = {string: 0, integer: 1, float: 2, boolean: 3, type: 4} as const;

/** The backend that tfjs-node registered; a RangeError when another one is active. */
export function nativeBackend(): NativeBackend {
  if (tf.getBackend() !== "tensorflow") {
    throw new RangeError(
      `fused kernels need the "tensorflow" backend of tfjs-node, got "${tf.getBackend()}": ` +
        `do not call tf.setBackend`,
    );
  }
  return tf.backend() as unknown as NativeBackend;
}

export const typeAttribute = (
  name: string,
  dtype: keyof typeof dtypeNumber = "float32",
): KernelAttribute => ({name, type: attributeKind.type, value: dtypeNumber[dtype]});

export const floatAttribute = (name: string, value: number): KernelAttribute => ({
  name,
  type: attributeKind.float,
  value,
});

export const booleanAttribute = (name: string, value: boolean): KernelAttribute => ({
  name,
  type: attributeKind.boolean,
  value,
});

export const stringAttribute = (name: string, value: string): KernelAttribute => ({
  name,
  type: attributeKind.string,
  value,
});

/**
 * Runs one TensorFlow kernel by name and returns its outputs, owned by the caller (or the `tidy`
 * around it). Gradients do not see through it: wrap it in `tf.customGrad`.
 */
export function runKernel(
  name: string,
  inputs: readonly tf.Tensor[],
  {attributes, outputs = 1}: {attributes: readonly KernelAttribute[]; outputs?: number},
): tf.Tensor[] {
  const backend = nativeBackend();
  return backend.binding
    .executeOp(name, attributes, backend.getInputTensorIds(inputs), outputs)
    .map((made) => backend.createOutputTensor(made));
}

/**
 * True while a gradient is itself being differentiated. A fused gradient kernel is invisible to
 * the outer derivative, so fused functions then compute their gradient from plain operations.
 */
export function gradientIsDifferentiated(): boolean {
  return tf.engine().state.gradientDepth > 0;
}
