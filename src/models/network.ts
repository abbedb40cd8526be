import type {Hold} from "../tensors/holding";
import type {tf} from "../tensors/tensorflow";
import {perceptronForward} from "./perceptron";
import type {Perceptron} from "./perceptron";
import {residualForward} from "./residual-forward";
import type {ResidualNetwork} from "./residual-network";
import {stackForward} from "./stack/stack-forward";
import type {StackNetwork} from "./stack/stack-network";

/** Every model that can be trained, snapshot and restored. */
export type Network = ResidualNetwork | Perceptron | StackNetwork;

/**
 * Logits [batch, classes] for images [batch, …input], owned by the caller.
 *
 *     training    what drops at random in training does so
 */
export function forward(
  network: Network,
  images: tf.Tensor,
  {training = false}: {readonly training?: boolean} = {},
): tf.Tensor2D {
  switch (network.kind) {
    case "residual":
      return residualForward(network, images);
    case "perceptron":
      return perceptronForward(network, images);
    case "stack":
      return stackForward(network, images, {training});
  }
}

/** What training changes, by name: "weights 1", "lambda 1", "readout", … in a fixed order. */
export function trainableVariables(network: Network): Map<string, tf.Variable> {
  const named = (name: string, list: readonly tf.Variable[]): [string, tf.Variable][] =>
    list.map((variable, index) => [`${name} ${index + 1}`, variable]);
  switch (network.kind) {
    case "residual":
      return new Map([
        ...named("weights", network.weights),
        ...named("lambda", network.lambdas),
        ["readout", network.readout],
      ]);
    case "perceptron":
      return new Map([...named("weights", network.weights), ...named("bias", network.biases)]);
    case "stack":
      return new Map([
        ...named("weights", network.weights),
        ...named("offset", network.offsets),
        ...named("scale", network.scales),
        ...named("alpha", network.alphas),
        ...named("gate", network.gateWeights),
        ...named("gate bias", network.gateBiases),
        ...named("projection", network.projections),
        ["readout", network.readout],
        ["readout bias", network.readoutBias],
      ]);
  }
}

/** Everything a network consists of: what is trained, then frozen σ as "sigma 1", … */
export function allVariables(network: Network): Map<string, tf.Variable> {
  const variables = trainableVariables(network);
  if (network.kind === "residual") {
    network.sigmas.forEach((sigma, index) => variables.set(`sigma ${index + 1}`, sigma));
  }
  return variables;
}

/** How many draws a network that drops at random has made; most make none. */
export const drawsOf = (network: Network): tf.Variable[] =>
  network.kind === "stack" && network.noise ? [network.noise.draws] : [];

/** Makes a network that is disposed when the work at hand ends, however it ends. */
export function holdNetwork<Made extends Network>(hold: Hold, make: () => Made): Made {
  let network!: Made;
  hold(() => {
    network = make();
    return [...allVariables(network).values(), ...drawsOf(network)];
  });
  return network;
}

export function disposeNetwork(network: Network): void {
  for (const variable of [...allVariables(network).values(), ...drawsOf(network)]) {
    variable.dispose();
  }
}
