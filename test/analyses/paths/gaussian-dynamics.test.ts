import assert from "node:assert/strict";
import {test} from "node:test";
import {gaussianDynamics} from "../../../src/analyses/paths/gaussian-dynamics";
import {randomStream} from "../../../src/numerics/random";

const norm = (numbers: readonly number[]) => Math.hypot(...numbers);

test("the untrained network of the set-up has the mean length of p = 10: energy 2.7, coherent H_10", async () => {
  const starts = await Promise.all(
    [1, 2].map(async (seed) => {
      const {stages} = await gaussianDynamics({steps: 1}, {random: randomStream(seed)});
      return stages[0];
    }),
  );
  const mean = (value: (stage: (typeof starts)[0]) => number) =>
    starts.reduce((sum, stage) => sum + value(stage) / 2, 0);
  // H_10 = 2.929; from seed to seed the mean lengths have a deviation of about 0.06, 0.04 for two.
  assert.ok(Math.abs(mean(({profile}) => profile.coherentMean) - 2.929) < 3 * 0.04);
  assert.ok(Math.abs(mean(({profile}) => profile.energyMean) - 2.72) < 3 * 0.04);
  assert.deepEqual(starts[0].lambdas, new Array(10).fill(1));
});

test("lambda grows on the clouds and shrinks on labels that do not depend on the points", async () => {
  const grown = async (labels: "cloud" | "random cloud") => {
    const {stages} = await gaussianDynamics(
      {labels, steps: 300, at: []},
      {random: randomStream(1)},
    );
    for (const {lambdaSlope, logitSlope} of stages) {
      assert.ok(Math.abs((lambdaSlope as number) - logitSlope) < 1e-3 * Math.abs(logitSlope));
    }
    return norm(stages[1].lambdas) / norm(stages[0].lambdas);
  };
  assert.ok((await grown("cloud")) > 1.2);
  assert.ok((await grown("random cloud")) < 1);
});

test("without normalisation the weight norm grows on the clouds", async () => {
  const {stages} = await gaussianDynamics(
    {network: {normalisation: "none"}, steps: 400, at: []},
    {random: randomStream(1)},
  );
  assert.deepEqual(stages[0].lambdas, []);
  assert.ok(norm(stages[1].weightNorms) > 1.02 * norm(stages[0].weightNorms));
});
