import assert from "node:assert/strict";
import {test} from "node:test";
import {
  armRows,
  finishedRun,
  runOfArm,
  lambdaMoved,
  lengthGain,
  runsOfArm,
  weightGrowth,
} from "../../../src/analyses/paths/dynamics-summary";
import {gaussianDynamics} from "../../../src/analyses/paths/gaussian-dynamics";
import {dynamicsArmsOfSeed} from "../../../src/analyses/paths/path-jobs";
import type {ArmRuns} from "../../../src/analyses/paths/path-jobs";
import type {SeedOutcome} from "../../../src/runs/seed-tasks";
import {randomStream} from "../../../src/numerics/random";
import {fromJson, toJson} from "../../../src/runs/plain-data";

const done = (seed: number, value: ArmRuns) =>
  ({kind: "done", seed, value, seconds: 1, stored: false}) as const;
const short = {arms: ["clouds", "bare clouds"], steps: 3, at: [1]} as const;

test("the arms of a seed run one after the other, can be sent, and become rows", async () => {
  const shares: number[] = [];
  const first = await dynamicsArmsOfSeed(1, short, (share) => shares.push(share));
  const seeds = [done(1, first), done(2, await dynamicsArmsOfSeed(2, short))];
  assert.deepEqual(fromJson(toJson(first)), first);
  assert.ok(shares.every((share, i) => i === 0 || share >= shares[i - 1]));
  assert.equal(shares[shares.length - 1], 1);
  const alone = await gaussianDynamics({steps: 3, at: [1]}, {random: randomStream(1)});
  const [run] = runsOfArm(seeds, "clouds");
  assert.deepEqual({...run, seconds: 0}, {...alone, seconds: 0});

  const lost = [{arm: "bare clouds", message: "diverged", stack: ""}];
  const partly: SeedOutcome<ArmRuns> = {...done(3, {clouds: run}), kind: "in part", lost};
  assert.deepEqual(
    armRows([...seeds, partly], short.arms).map(({seeds}) => seeds),
    ["3 of 3", "2 of 3"],
  );
  const [clouds, bare] = armRows(seeds, short.arms);
  const gains = runsOfArm(seeds, "clouds").map(lengthGain);
  const gain = clouds.endLength - clouds.startLength;
  assert.ok(gain > Math.min(...gains) - 0.2 && gain < Math.max(...gains) + 0.2);
  assert.equal(clouds.firstLambda !== null && clouds.laterLambda !== null, true);
  assert.deepEqual([bare.firstLambda, bare.laterLambda], [null, null]);
  const growths = runsOfArm(seeds, "bare clouds").map((one) => weightGrowth(one));
  assert.equal(bare.weightGrowth, (growths[0] + growths[1]) / 2);
});

test("a run that was stopped is no sample", async () => {
  const controller = new AbortController();
  const run = await gaussianDynamics(
    {
      steps: 20,
      at: [],
      training: {
        signal: controller.signal,
        onProgress: ({step}) => step === 4 && controller.abort(),
      },
    },
    {random: randomStream(1)},
  );
  assert.equal(run.finished, false);
  const sentence = /seed 1 was stopped after 4 steps: a run that was stopped is not a sample/;
  assert.throws(() => finishedRun(run), sentence);
  assert.throws(() => runsOfArm([done(1, {clouds: run})], "clouds"), sentence);
  assert.throws(() => runOfArm({clouds: run}, "clouds"), sentence);
  assert.throws(() => runOfArm({clouds: run}, "parity"), /"parity" was not run; there are clouds/);
});

test("how far λ moved leaves the first layer out, and counts what rose and what fell", () => {
  assert.equal(lambdaMoved({lambdas: [9, 1, 1]}), 0);
  assert.ok(Math.abs(lambdaMoved({lambdas: [9, 1.3, 0.6]}) - Math.sqrt((0.09 + 0.16) / 2)) < 1e-12);
  assert.ok(Number.isNaN(lambdaMoved({lambdas: [9]})));
});
