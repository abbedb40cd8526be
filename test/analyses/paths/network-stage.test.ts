import assert from "node:assert/strict";
import {test} from "node:test";
import {measureStage} from "../../../src/analyses/paths/network-stage";
import {drawFromClouds, gaussianTask} from "../../../src/datasets/gaussian-task";
import {frozenCopy} from "../../../src/models/calibrated-network";
import {disposeNetwork} from "../../../src/models/network";
import type {Normalisation, NormalisationScope} from "../../../src/models/normalisation";
import {createResidualNetwork} from "../../../src/models/residual-network";
import {randomStream} from "../../../src/numerics/random";
import {tf} from "../../../src/tensors/tensorflow";
import {batchTensors} from "../../../src/training/batches";

const random = randomStream(11);
const task = gaussianTask({clouds: 5, dimensions: 6, random: random.child("centres")});
const points = drawFromClouds(task, {count: 120, random: random.child("points")});

const network = (normalisation: Normalisation, scope: NormalisationScope = "layer", skip = true) =>
  createResidualNetwork(
    {input: [6], classes: 5, depth: 4, width: 9, normalisation, scope, skip},
    {random: random.child("network")},
  );

test("with live divisors the lambdas' slopes sum to the logits' slope, for every kind and loss", () => {
  for (const normalisation of ["rms", "standard", "centred"] as const) {
    for (const scope of ["layer", "unit"] as const) {
      for (const loss of ["cross-entropy", "hinge", "squared"] as const) {
        const measured = network(normalisation, scope);
        const stage = measureStage(measured, {step: 0, test: points, probe: 60, loss});
        // Homogeneous but for the 1e-5 under σ²: a relative error of about 1e-5 / σ² a layer, and
        // rms and standard deviations of these branches are above 0.3.
        const slack = 1e-3 * Math.abs(stage.logitSlope) + 1e-5;
        assert.ok(Math.abs((stage.lambdaSlope as number) - stage.logitSlope) < slack);
        disposeNetwork(measured);
      }
    }
  }
});

test("frozen divisors break the identity, and without normalisation there is none", () => {
  const live = network("rms");
  const {images, labels} = batchTensors(points);
  const frozen = frozenCopy(live, images);
  const stage = measureStage(frozen, {step: 0, test: points, probe: 120});
  // A λ_l now moves all paths through l: the sum is of length · share, not of 1 · share.
  assert.ok(Math.abs((stage.lambdaSlope as number) / stage.logitSlope - 1) > 0.3);
  const bare = network("none");
  assert.equal(measureStage(bare, {step: 0, test: points, probe: 20}).lambdaSlope, null);
  tf.dispose([images, labels]);
  [live, frozen, bare].forEach(disposeNetwork);
});

test("without skips only the last lambda has a slope, and it has all of it", () => {
  const plain = network("rms", "layer", false);
  const {lambdaSlope, logitSlope, profile} = measureStage(plain, {
    step: 3,
    test: points,
    probe: 60,
  });
  assert.deepEqual(profile.lengths, [4]);
  assert.ok(Math.abs((lambdaSlope as number) / logitSlope - 1) < 1e-3);
  disposeNetwork(plain);
});

test("norms, scales and the spread of logits are those of the variables, and no tensor stays", () => {
  const before = tf.memory().numTensors;
  const measured = network("rms", "unit");
  tf.tidy(() => measured.lambdas[1].assign(tf.range(0, 9)));
  const stage = measureStage(measured, {step: 7, test: points, probe: 30});
  assert.equal(stage.step, 7);
  assert.deepEqual(stage.lambdas, [1, 4, 1, 1]);
  const values = measured.weights[2].dataSync<"float32">();
  const norm = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0));
  assert.ok(Math.abs(stage.weightNorms[2] - norm) < 1e-5 * norm);
  assert.ok(stage.logitDeviation > 0 && stage.error <= stage.tolerance);
  assert.throws(
    () => measureStage(measured, {step: 0, test: points, probe: 121}),
    /probe.*got 121/,
  );
  disposeNetwork(measured);
  assert.equal(tf.memory().numTensors, before);
});
