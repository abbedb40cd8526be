import assert from "node:assert/strict";
import {test} from "node:test";
import {randomStream} from "../../../src/numerics/random";
import {gatherRows} from "../../../src/tensors/gather-rows";
import {tf} from "../../../src/tensors/tensorflow";
import {batchTrainer} from "../../../src/training/boosted/batch-trainer";
import {fitByEpochs, tunedRate} from "../../../src/training/boosted/fit-by-epochs";
import {meanScoreLoss, scoreSlopeRows} from "../../../src/training/boosted/tensor-losses";
import {scoreLoss} from "../../../src/models/score-loss";

/** w in one dimension: loss mean (w x − y)², penalty (decay/2) w². */
function line(decay: number) {
  const weight = tf.tidy(() => tf.variable(tf.zeros([1, 1])));
  const trainer = batchTrainer({
    variables: [weight],
    penalised: [true],
    decay,
    loss: (rows, targets) => rows.matMul(weight).sub(targets).square().mean<tf.Scalar>(),
    columns: 1,
    target: {shape: [1], dtype: "float32"},
    optimizer: "nesterov",
  });
  const examples = {rows: tf.tensor2d([[1], [2]]), targets: tf.tensor2d([[3], [1]])};
  const end = () => {
    trainer.dispose();
    tf.dispose([weight, examples.rows, examples.targets]);
  };
  return {weight, trainer, examples, end};
}

test("two steps of Nesterov's momentum and the objective agree with a computation by hand", () => {
  const before = tf.memory().numTensors;
  const {weight, trainer, examples, end} = line(0.5);
  const positions = Int32Array.of(0, 1);
  // Gradient 5 w − 5 + 0.5 w. In the look-ahead form v ← 0.9 v − 0.1 g, w ← w − 0.1 g + 0.9 v.
  let [w, v] = [0, 0];
  assert.ok(Math.abs(trainer.objective(examples) - 5) < 1e-6);
  for (let step = 0; step < 2; step++) {
    const g = 5 * w - 5 + 0.5 * w;
    v = 0.9 * v - 0.1 * g;
    w = w - 0.1 * g + 0.9 * v;
    trainer.step(examples, {positions, rate: 0.1});
  }
  trainer.read();
  assert.ok(Math.abs(weight.dataSync()[0] - w) < 1e-6);
  const objective = ((w - 3) ** 2 + (2 * w - 1) ** 2) / 2 + 0.25 * w * w;
  assert.ok(Math.abs(trainer.objective(examples) - objective) < 1e-5);
  end();
  assert.equal(tf.memory().numTensors, before);
});

test("a rate that diverges is halved until it does not, and the tuned one is no worse than its double", async () => {
  const {trainer, examples, weight, end} = line(0);
  const options = {batchSize: 2, epochs: 60, earlyStop: 10, random: randomStream(1)};
  const {rate, objective} = await fitByEpochs(trainer, examples, {...options, rate: 6.4});
  assert.ok(rate < 0.4 && Math.log2(6.4 / rate) % 1 === 0);
  assert.ok(Math.abs(objective - 2.5) < 0.01 && Math.abs(weight.dataSync()[0] - 1) < 0.1);
  weight.assign(tf.tidy(() => tf.zeros([1, 1])));
  const tuned = await tunedRate(trainer, examples, {
    batchSize: 2,
    steps: 8,
    random: randomStream(2),
  });
  const after = (by: number): number => {
    const saved = trainer.save();
    trainer.reset();
    for (let i = 0; i < 8; i++) trainer.step(examples, {positions: Int32Array.of(0, 1), rate: by});
    const value = trainer.objective(examples);
    trainer.restore(saved);
    tf.dispose(saved);
    return value;
  };
  assert.ok(after(tuned) <= after(2 * tuned) && after(tuned) <= after(tuned / 2));
  end();
});

test("the losses on tensors are those in double precision", () => {
  const random = randomStream(3);
  const scores = Float32Array.from({length: 30}, () => 3 * random.normal());
  const labels = Int32Array.from({length: 10}, () => random.integer(3));
  for (const loss of ["logistic", "smooth hinge"] as const) {
    const parts = Array.from(labels, (label, i) =>
      scoreLoss(Float64Array.from(scores.subarray(3 * i, 3 * i + 3)), {label, loss}),
    );
    tf.tidy(() => {
      const [s, l] = [tf.tensor2d(scores, [10, 3]), tf.tensor1d(labels, "int32")];
      const mean = parts.reduce((total, {value}) => total + value, 0) / 10;
      assert.ok(Math.abs(meanScoreLoss(s, {labels: l, loss}).dataSync()[0] - mean) < 1e-5);
      const slopes = scoreSlopeRows(s, {labels: l, loss}).dataSync();
      parts.forEach(({slope}, i) =>
        slope.forEach((value, k) => assert.ok(Math.abs(slopes[3 * i + k] - value) < 1e-5)),
      );
    });
  }
});

test("rows are gathered by position, whole numbers too", () => {
  tf.tidy(() => {
    const at = tf.tensor1d([2, 0, 2], "int32");
    const rows = gatherRows(
      tf.tensor2d([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
      at,
    );
    assert.deepEqual(rows.arraySync(), [
      [5, 6],
      [1, 2],
      [5, 6],
    ]);
    const labels = gatherRows(tf.tensor1d([7, 8, 9], "int32"), at);
    assert.deepEqual([labels.dtype, ...labels.dataSync()], ["int32", 9, 7, 9]);
    assert.throws(() => gatherRows(rows, tf.tensor1d([1])), /positions must be int32/);
  });
});
