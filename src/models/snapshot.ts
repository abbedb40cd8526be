import {randomStream} from "../numerics/random";
import {tf} from "../tensors/tensorflow";
import {allVariables} from "./network";
import type {Network} from "./network";
import {createPerceptron} from "./perceptron";
import type {PerceptronOptions} from "./perceptron";
import {createResidualNetwork} from "./residual-network";
import type {ResidualOptions} from "./residual-options";
import {createStack} from "./stack/stack-network";
import type {StackOptions} from "./stack/stack-options";

/** The numbers of a tensor, in row-major order. */
export type StoredTensor = {readonly shape: readonly number[]; readonly values: Float32Array};

/** A network as plain data: its options and its numbers by name. */
export type NetworkSnapshot = {
  readonly values: Readonly<Record<string, StoredTensor>>;
} & (
  | {readonly kind: "residual"; readonly options: ResidualOptions}
  | {readonly kind: "perceptron"; readonly options: PerceptronOptions}
  | {readonly kind: "stack"; readonly options: StackOptions}
);

/** A copy of the network as plain data. */
export function snapshotNetwork(network: Network): NetworkSnapshot {
  const values = readVariables(allVariables(network));
  switch (network.kind) {
    case "residual":
      return {kind: "residual", options: network.options, values};
    case "perceptron":
      return {kind: "perceptron", options: network.options, values};
    case "stack":
      return {kind: "stack", options: network.options, values};
  }
}

/** The network of a snapshot, bit for bit. The caller disposes it. */
export function restoreNetwork(snapshot: NetworkSnapshot): Network {
  // The numbers drawn here are overwritten at once: any seed would do.
  const random = randomStream(0);
  const network = ((): Network => {
    switch (snapshot.kind) {
      case "residual":
        return createResidualNetwork(snapshot.options, {random});
      case "perceptron":
        return createPerceptron(snapshot.options, {random});
      case "stack":
        return createStack(snapshot.options, {random});
    }
  })();
  writeVariables(allVariables(network), snapshot.values);
  return network;
}

/** Copies of the variables' numbers, by name. */
export function readVariables(
  variables: ReadonlyMap<string, tf.Variable>,
): Record<string, StoredTensor> {
  const values: Record<string, StoredTensor> = {};
  for (const [name, variable] of variables) {
    // dataSync may hand out the tensor's own memory, hence the copy.
    const numbers = Float32Array.from(variable.dataSync<"float32">());
    values[name] = {shape: [...variable.shape], values: numbers};
  }
  return values;
}

/** Overwrites variables by name. Throws before the first change where a name or shape is missing. */
export function writeVariables(
  variables: ReadonlyMap<string, tf.Variable>,
  values: Readonly<Record<string, StoredTensor>>,
): void {
  for (const [name, variable] of variables) {
    const stored = values[name];
    if (stored === undefined || stored.shape.join() !== variable.shape.join()) {
      throw new RangeError(
        `"${name}" must have shape [${variable.shape.join(", ")}], the record has ` +
          (stored === undefined ? "nothing under that name" : `[${stored.shape.join(", ")}]`),
      );
    }
  }
  for (const [name, variable] of variables) {
    const {shape, values: numbers} = values[name];
    const fresh = tf.tensor(Float32Array.from(numbers), [...shape]);
    variable.assign(fresh);
    fresh.dispose();
  }
}
