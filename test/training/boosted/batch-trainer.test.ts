import "../../tensors/one-thread";
import assert from "node:assert/strict";
import {test} from "node:test";
import {randomStream} from "../../../src/numerics/random";
import {affine} from "../../../src/tensors/fused/affine";
import {rectify} from "../../../src/tensors/fused/relu";
import {normalTensor} from "../../../src/tensors/seeded";
import {tf} from "../../../src/tensors/tensorflow";
import {batchTrainer} from "../../../src/training/boosted/batch-trainer";
import type {BatchTrainerOptions} from "../../../src/training/boosted/batch-trainer";
import {meanScoreLoss} from "../../../src/training/boosted/tensor-losses";

const [count, columns, hidden, classes, steps] = [60, 5, 8, 3, 20];

type Part = Pick<BatchTrainerOptions, "loss" | "target" | "penalised"> & {
  readonly variables: tf.Variable[];
  readonly targets: tf.Tensor;
};

/** What a block of ResFGB trains: an embedding towards the gradient, and the classifier. */
const parts: Record<string, () => Part> = {
  "embedding of a block": () => {
    const random = randomStream(3);
    const draw = (name: string, shape: number[]) => {
      const drawn = normalTensor(shape, {random: random.child(name)});
      const variable = tf.variable(drawn);
      drawn.dispose();
      return variable;
    };
    const variables = [draw("w1", [columns, hidden]), draw("b1", [hidden])];
    variables.push(draw("w2", [hidden, columns]), draw("b2", [columns]));
    const [w1, b1, w2, b2] = variables as unknown as [
      tf.Tensor2D,
      tf.Tensor1D,
      tf.Tensor2D,
      tf.Tensor1D,
    ];
    return {
      variables,
      penalised: [true, false, true, false],
      target: {shape: [columns], dtype: "float32"},
      targets: normalTensor([count, columns], {random: random.child("targets")}),
      loss: (rows, targets) =>
        affine(rectify(affine(rows, {weights: w1, bias: b1})), {weights: w2, bias: b2})
          .sub(targets)
          .square()
          .sum(1)
          .mean() as tf.Scalar,
    };
  },
  classifier: () => {
    const random = randomStream(4);
    const drawn = normalTensor([columns, classes], {random: random.child("w")});
    const variables = [tf.variable(drawn), tf.tidy(() => tf.variable(tf.zeros([classes])))];
    drawn.dispose();
    const labels = Int32Array.from({length: count}, () => random.integer(classes));
    const [weights, bias] = variables as unknown as [tf.Tensor2D, tf.Tensor1D];
    return {
      variables,
      penalised: [true, true],
      target: {shape: [], dtype: "int32"},
      targets: tf.tensor1d(labels, "int32"),
      loss: (rows, targets) =>
        meanScoreLoss(affine(rows, {weights, bias}), {
          labels: targets as tf.Tensor1D,
          loss: "logistic",
        }),
    };
  },
};

function trajectory(
  make: () => Part,
  {optimizer, eager}: {optimizer: "nesterov" | "adam"; eager: boolean},
): Float32Array[][] {
  const {variables, targets, ...part} = make();
  const rows = normalTensor([count, columns], {random: randomStream(5)});
  const options = {...part, variables, columns, decay: 0.01, optimizer, eager};
  const trainer = batchTrainer(options);
  const random = randomStream(6);
  const values: Float32Array[][] = [];
  for (let t = 0; t < steps; t++) {
    const size = t % 5 === 4 ? 7 : 16;
    const positions = random.permutation(count).slice(0, size);
    trainer.step({rows: rows as tf.Tensor2D, targets}, {positions, rate: 0.05 * 0.9 ** t});
    trainer.read();
    values.push(variables.map((variable) => variable.dataSync() as Float32Array));
  }
  trainer.dispose();
  tf.dispose([...variables, targets, rows]);
  return values;
}

for (const [name, make] of Object.entries(parts))
  for (const optimizer of ["nesterov", "adam"] as const)
    test(`the ${name} trains alike as a graph and step by step, and repeats to the bit: ${optimizer}`, () => {
      const before = tf.memory().numTensors;
      const eager = trajectory(make, {optimizer, eager: true});
      const graph = trajectory(make, {optimizer, eager: false});
      for (const [t, variables] of eager.entries())
        for (const [i, value] of variables.entries())
          for (const [j, entry] of value.entries()) {
            const gap = Math.abs(entry - graph[t][i][j]) / Math.max(1, Math.abs(entry));
            assert.ok(gap <= 1e-5 * (t + 1), `step ${t}, variable ${i}: ${gap}`);
          }
      assert.notDeepEqual(graph[0], graph[steps - 1]);
      assert.deepEqual(trajectory(make, {optimizer, eager: false}), graph);
      assert.equal(tf.memory().numTensors, before);
    });
