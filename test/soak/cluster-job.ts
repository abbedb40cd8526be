import {setTimeout} from "node:timers/promises";
import {randomStream} from "../../src/numerics/random";
import {seedJob} from "../../src/runs/seed-job";
import type {Report} from "../../src/runs/seed-job";

/** Four arms of a seed's work, by their learning rates. */
export type SoakWork = {readonly rates: Readonly<Record<string, number>>; readonly steps: number};

/** The loss after the last step of a small network, to the last bit, for each learning rate. */
export const soakOfSeed = seedJob(
  {file: __filename, name: "soakOfSeed", splitBy: "rates"},
  async (
    seed: number,
    {rates, steps}: SoakWork,
    report: Report = () => undefined,
  ): Promise<Record<string, number>> => {
    const {tf} = await import("../../src/tensors/tensorflow");
    const {compileStep} = await import("../../src/tensors/compile-step");
    const {momentumOptimizer} = await import("../../src/tensors/fused/optimizers");
    const {affine} = await import("../../src/tensors/fused/affine");
    const losses: Record<string, number> = {};
    for (const [name, learningRate] of Object.entries(rates)) {
      const random = randomStream(seed);
      const normals = (...shape: number[]): InstanceType<typeof tf.Tensor> => {
        const size = shape.reduce((a, b) => a * b, 1);
        const values = Float32Array.from({length: size}, () => 0.05 * random.normal());
        return tf.tensor(values, shape);
      };
      const [weights, bias] = [tf.variable(normals(256, 256)), tf.variable(normals(256))];
      const optimizer = momentumOptimizer([weights, bias], {momentum: 0.9});
      const step = compileStep(({x}) => affine(x, {weights, bias}).square().mean(), {
        feeds: {x: [128, 256], learningRate: []},
        optimizer,
      });
      const x = normals(128, 256);
      for (let t = 0; t < steps; t++) {
        const loss = step({x, learningRate});
        losses[name] = loss.dataSync()[0];
        loss.dispose();
        if (t % 100 === 0) {
          report(t / steps);
          await setTimeout(0);
        }
      }
      step.dispose();
      optimizer.dispose();
      tf.dispose([weights, bias, x]);
    }
    return losses;
  },
);

/** Next to no work: what is left is the way there and back. */
export const nothingOfSeed = seedJob(
  {file: __filename, name: "nothingOfSeed"},
  (seed: number): number => seed,
);
