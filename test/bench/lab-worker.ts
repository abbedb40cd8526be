/**
 * One of the lab's own runners in a process of its own: `lab-worker.ts '{"case": …, "variant": …}'`.
 * Each line on stdin, a number of steps, is answered by a line: their times, and the CPU time.
 */
import {createInterface} from "node:readline";
import {createPerceptron, perceptronForward} from "../../src/models/perceptron";
import {randomStream} from "../../src/numerics/random";
import {compileStep} from "../../src/tensors/compile-step";
import {softmaxCrossEntropy} from "../../src/tensors/fused/cross-entropy";
import {momentumOptimizer} from "../../src/tensors/fused/optimizers";
import {tf} from "../../src/tensors/tensorflow";
import {batchNormNetwork} from "../tensors/batch-norm-network";
import type {BenchCase} from "./cases";
import {plainForward, plainLoss} from "./plain-network";

const {case: setting, variant} = JSON.parse(process.argv[2]) as {
  case: BenchCase;
  variant: "compiled" | "eager" | "plain";
};
const {network, batch, classes, rate, nesterov} = setting;

const model =
  network.kind === "resnet"
    ? batchNormNetwork({...network, classes, seed: 1})
    : perceptronModel(network.inputs, network.hidden);
const input = network.kind === "resnet" ? [network.side, network.side, 1] : [network.inputs];
const random = randomStream(2);
const pixels = Float32Array.from({length: input.reduce((a, b) => a * b, batch)}, () =>
  random.normal(),
);
const images = tf.tensor(pixels, [batch, ...input]);
const labels = tf.tensor1d(
  Int32Array.from({length: batch}, () => random.integer(classes)),
  "int32",
);

const step = makeStep();
createInterface({input: process.stdin}).on("line", (line) => {
  const times: number[] = [];
  const before = process.cpuUsage();
  for (let i = 0; i < Number(line); i++) {
    const started = performance.now();
    step();
    times.push(performance.now() - started);
  }
  const {user, system} = process.cpuUsage(before);
  console.log(JSON.stringify({times, cpu: (user + system) / 1000}));
});

function makeStep(): () => void {
  const read = (tensor: tf.Tensor): void => {
    tensor.dataSync();
    tensor.dispose();
  };
  if (variant === "plain") {
    const forward = plainForward(model.trained, network.kind);
    if (setting.work === "infer") return () => read(tf.tidy(() => forward(images)));
    const optimizer = tf.train.momentum(rate, 0.9, nesterov);
    const target = tf.oneHot(labels, classes);
    return () =>
      read(optimizer.minimize(() => plainLoss(forward(images), target), true, model.trained)!);
  }
  const eager = variant === "eager";
  const feeds = {images: [batch, ...input]};
  if (setting.work === "infer") {
    const infer = compileStep(({images}) => model.forward(images), {feeds, eager});
    return () => read(infer({images}));
  }
  const optimizer = momentumOptimizer(model.trained, {momentum: 0.9, nesterov});
  const train = compileStep(
    ({images, labels}) => softmaxCrossEntropy(model.forward(images), labels).mean(),
    {
      feeds: {...feeds, labels: {shape: [batch], dtype: "int32"}, learningRate: []},
      optimizer,
      eager,
    },
  );
  return () => read(train({images, labels, learningRate: rate}));
}

function perceptronModel(
  inputs: number,
  hidden: readonly number[],
): {
  trained: tf.Variable[];
  forward(images: tf.Tensor): tf.Tensor;
} {
  const made = createPerceptron({input: [inputs], hidden, classes}, {random: randomStream(1)});
  const trained = made.weights.flatMap((weights, i) => [weights, made.biases[i]]);
  return {trained, forward: (images) => perceptronForward(made, images)};
}
