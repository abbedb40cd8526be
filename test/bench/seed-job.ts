import {randomStream} from "../../src/numerics/random";
import {seedJob} from "../../src/runs/seed-job";
import {compileStep} from "../../src/tensors/compile-step";
import {softmaxCrossEntropy} from "../../src/tensors/fused/cross-entropy";
import {momentumOptimizer} from "../../src/tensors/fused/optimizers";
import {tf} from "../../src/tensors/tensorflow";
import {batchNormNetwork} from "../tensors/batch-norm-network";

export type SeedWork = {
  readonly steps: number;
  readonly blocks: number;
  readonly side: number;
  readonly channels: number;
  readonly batch: number;
};

/** What a seed's run gives: its last loss, and what its process has used so far. */
export type SeedUse = {readonly loss: number; readonly pid: number; readonly cpu: number};

/** Trains the network of case a from a seed, as an analysis would. */
export const trainSeed = seedJob(
  {file: __filename, name: "trainSeed"},
  (seed: number, {steps, batch, side, ...sizes}: SeedWork): SeedUse => {
    const network = batchNormNetwork({...sizes, classes: 10, seed});
    const optimizer = momentumOptimizer(network.trained, {momentum: 0.9});
    const train = compileStep(
      ({images, labels}) => softmaxCrossEntropy(network.forward(images), labels).mean(),
      {
        feeds: {
          images: [null, side, side, 1],
          labels: {shape: [null], dtype: "int32"},
          learningRate: [],
        },
        optimizer,
      },
    );
    const random = randomStream(seed).child("data");
    const pixels = Float32Array.from({length: batch * side * side}, () => random.normal());
    const images = tf.tensor(pixels, [batch, side, side, 1]);
    const classes = Int32Array.from({length: batch}, () => random.integer(10));
    const labels = tf.tensor1d(classes, "int32");
    let loss = NaN;
    for (let t = 0; t < steps; t++) {
      const made = train({images, labels, learningRate: 0.05});
      loss = made.dataSync()[0];
      made.dispose();
    }
    train.dispose();
    optimizer.dispose();
    network.dispose();
    tf.dispose([images, labels]);
    const {user, system} = process.cpuUsage();
    return {loss, pid: process.pid, cpu: (user + system) / 1000};
  },
);
