import "./one-thread";
import assert from "node:assert/strict";
import {test} from "node:test";
import {allVariables, disposeNetwork, forward, trainableVariables} from "../../src/models/network";
import type {Network} from "../../src/models/network";
import {createPerceptron} from "../../src/models/perceptron";
import {createResidualNetwork} from "../../src/models/residual-network";
import type {ResidualSettings} from "../../src/models/residual-options";
import {createStack} from "../../src/models/stack/stack-network";
import {randomStream} from "../../src/numerics/random";
import {compileStep} from "../../src/tensors/compile-step";
import {softmaxCrossEntropy} from "../../src/tensors/fused/cross-entropy";
import {adamOptimizer, momentumOptimizer} from "../../src/tensors/fused/optimizers";
import type {StepOptimizer} from "../../src/tensors/fused/optimizers";
import {tf} from "../../src/tensors/tensorflow";
import {batchNormNetwork} from "./batch-norm-network";

const [batch, classes, steps] = [32, 4, 20];

/** A model under test: its variables, and what training changes. */
type Subject = {
  readonly all: readonly tf.Variable[];
  readonly trained: readonly tf.Variable[];
  forward(images: tf.Tensor): tf.Tensor;
  dispose(): void;
};

function subject(network: Network): Subject {
  return {
    all: [...allVariables(network).values()],
    trained: [...trainableVariables(network).values()],
    forward: (images) => forward(network, images),
    dispose: () => disposeNetwork(network),
  };
}

const dense = {kind: "dense", input: [12], classes, depth: 4, width: 10} as const;
const images = {kind: "convolutional", input: [6, 6, 1], classes, depth: 3, width: 4} as const;
const residual = (settings: ResidualSettings) => (): Subject =>
  subject(createResidualNetwork(settings, {random: randomStream(1)}));
const perceptron = (hidden: number[]) => (): Subject =>
  subject(createPerceptron({input: [12], hidden, classes}, {random: randomStream(2)}));
const stages = (shortcut: "identity" | "projection") => (): Subject =>
  subject(createStack({...images, blocks: 3, stages: 3, shortcut}, {random: randomStream(3)}));
const momentum = (variables: readonly tf.Variable[]): StepOptimizer =>
  momentumOptimizer(variables, {momentum: 0.9});
const nesterov = (variables: readonly tf.Variable[]): StepOptimizer =>
  momentumOptimizer(variables, {momentum: 0.9, nesterov: true});

const cases: [string, () => Subject, (variables: readonly tf.Variable[]) => StepOptimizer][] = [
  ["dense residual, no normalisation", residual(dense), momentum],
  [
    "dense residual, standard, per unit",
    residual({...dense, normalisation: "standard", scope: "unit"}),
    momentum,
  ],
  [
    "dense residual, rms, pre-activation",
    residual({...dense, normalisation: "rms", order: "pre"}),
    momentum,
  ],
  ["dense residual, centred", residual({...dense, normalisation: "centred"}), adamOptimizer],
  ["dense residual, stopped", residual({...dense, normalisation: "stopped"}), nesterov],
  ["dense residual, frozen", residual({...dense, normalisation: "frozen"}), momentum],
  ["dense plain", residual({...dense, skip: false}), momentum],
  ["convolutional residual, standard", residual({...images, normalisation: "standard"}), momentum],
  [
    "convolutional residual, per unit, pre",
    residual({...images, normalisation: "standard", scope: "unit", order: "pre", stride: 2}),
    nesterov,
  ],
  [
    "batch-norm residual with running statistics",
    () => batchNormNetwork({blocks: 2, channels: 4, classes, seed: 3}),
    momentum,
  ],
  ["convolutional stack in stages", stages("identity"), momentum],
  ["convolutional stack in stages, projections", stages("projection"), momentum],
  ["perceptron", perceptron([20, 20]), nesterov],
  ["perceptron with Adam", perceptron([20]), adamOptimizer],
  ["linear classifier", perceptron([]), momentum],
];

/** Every variable and slot after each of 20 steps on changing batches at changing rates. */
function trajectory(
  make: () => Subject,
  optimizerOf: (variables: readonly tf.Variable[]) => StepOptimizer,
  {eager, input}: {eager: boolean; input: number[]},
): {losses: number[]; values: Float32Array[][]} {
  const model = make();
  const optimizer = optimizerOf(model.trained);
  const step = compileStep(
    ({images, labels}) => softmaxCrossEntropy(model.forward(images), labels).mean(),
    {
      feeds: {
        images: [null, ...input],
        labels: {shape: [null], dtype: "int32"},
        learningRate: [],
      },
      variables: model.all,
      optimizer,
      eager,
    },
  );
  const random = randomStream(7);
  const losses: number[] = [];
  const values: Float32Array[][] = [];
  for (let t = 0; t < steps; t++) {
    // The last batch of each five is smaller, as the last of an epoch is.
    const size = t % 5 === 4 ? batch - 3 : batch;
    const pixels = input.reduce((a, b) => a * b, size);
    const images = tf.tensor(
      Float32Array.from({length: pixels}, () => random.normal()),
      [size, ...input],
    );
    const labels = tf.tensor1d(
      Int32Array.from({length: size}, () => random.integer(classes)),
      "int32",
    );
    const loss = step({images, labels, learningRate: 0.01 * 0.9 ** t});
    losses.push(loss.dataSync()[0]);
    tf.dispose([loss, images, labels]);
    step.read();
    values.push([...model.all, ...optimizer.slots].map((v) => v.dataSync() as Float32Array));
  }
  step.dispose();
  optimizer.dispose();
  model.dispose();
  return {losses, values};
}

/** Largest difference between two tensors, for numbers above 1 relative to the largest of them. */
function largestGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const largest = (values: number[]): number =>
    values.reduce((x, y) => Math.max(x, Math.abs(y)), 0);
  const gap = largest(Array.from(a, (value, i) => value - b[i]));
  return gap / Math.max(1, largest(Array.from(a)));
}

for (const [name, make, optimizerOf] of cases) {
  const input = name.startsWith("conv") || name.startsWith("batch") ? [6, 6, 1] : [12];
  test(`the compiled step equals the eager one over ${steps} steps, and itself to the bit: ${name}`, () => {
    const before = tf.memory().numTensors;
    const eager = trajectory(make, optimizerOf, {eager: true, input});
    const graph = trajectory(make, optimizerOf, {eager: false, input});
    for (let t = 0; t < steps; t++) {
      const gaps = eager.values[t].map((value, i) => largestGap(value, graph.values[t][i]));
      const gap = Math.max(...gaps, largestGap([eager.losses[t]], [graph.losses[t]]));
      if (process.env.SHOW) console.log(name, t, gap);
      assert.ok(gap <= 1e-5 * (t + 1), `step ${t}: ${gap}`);
    }
    assert.notDeepEqual(graph.values[0], graph.values[steps - 1]);
    const again = trajectory(make, optimizerOf, {eager: false, input});
    assert.deepEqual(again, graph, "the same bits again");
    assert.equal(tf.memory().numTensors, before);
  });
}
