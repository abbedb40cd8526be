import assert from "node:assert/strict";
import {test} from "node:test";
import {
  armRows,
  finishedRun,
  lengthGain,
  runsOfArm,
  weightGrowth,
} from "../../../src/analyses/paths/dynamics-summary";
import {gaussianDynamics} from "../../../src/analyses/paths/gaussian-dynamics";
import {dynamicsArmsOfSeed} from "../../../src/analyses/paths/path-jobs";
import type {ArmRun} from "../../../src/analyses/paths/path-jobs";
import {randomStream} from "../../../src/numerics/random";
import {fromJson, toJson} from "../../../src/runs/plain-data";

const short = {arms: ["clouds", "bare clouds"], steps: 3, at: [1]} as const;

test("the arms of a seed run one after the other, can be sent, and become rows", async () => {
  const shares: number[] = [];
  const seeds = [
    await dynamicsArmsOfSeed(1, short, (share) => shares.push(share)),
    await dynamicsArmsOfSeed(2, short),
  ];
  assert.deepEqual(fromJson(toJson(seeds[0])), seeds[0]);
  assert.ok(shares.every((share, i) => i === 0 || share >= shares[i - 1]));
  assert.equal(shares[shares.length - 1], 1);
  const alone = await gaussianDynamics({steps: 3, at: [1]}, {random: randomStream(1)});
  const [run] = runsOfArm(seeds, "clouds");
  assert.deepEqual({...run, seconds: 0}, {...alone, seconds: 0});

  const [clouds, bare] = armRows(seeds);
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
  const arm: ArmRun = {arm: "clouds", run};
  assert.throws(() => runsOfArm([[arm]], "clouds"), sentence);
  assert.throws(() => runsOfArm([[arm]], "parity"), /"parity" was not run; there are clouds/);
});
