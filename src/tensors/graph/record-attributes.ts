import type {KernelAttribute, NativeBinding} from "../native-kernel";

/**
 * Type attributes that TensorFlow.js leaves out and eager TensorFlow takes from an input, which a
 * graph does not do: for each kernel, the attribute and the input that has its type.
 */
const leftOut: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  ExpandDims: {T: 0, Tdim: 1},
};

/** A kernel's attributes, completed for a graph. */
export function completeAttributes(
  native: NativeBinding,
  {
    name,
    attributes,
    inputs,
  }: {
    name: string;
    attributes: readonly KernelAttribute[];
    inputs: readonly number[];
  },
): readonly KernelAttribute[] {
  const missing = Object.entries(leftOut[name] ?? {}).filter(
    ([attribute]) => !attributes.some((given) => given.name === attribute),
  );
  return attributes.concat(
    missing.map(([attribute, input]) => {
      const [copy] = native.executeOp("Identity", [], [inputs[input]], 1);
      native.deleteTensor(copy.id);
      return {name: attribute, type: 4, value: copy.dtype};
    }),
  );
}
