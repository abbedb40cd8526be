import assert from "node:assert/strict";
import {test} from "node:test";
import {
  chooseStack,
  judgeStack,
  stackCandidates,
  stackWays,
} from "../../../src/analyses/rivals/choose-stack";
import {comparisonSplit, hasOneSplit, taskName} from "../../../src/analyses/rivals/task";

const short = {...stackCandidates()[0], blocks: 1, hidden: [8], epochs: 8, batchSize: 32};

test("a residual MLP is chosen on the holdout and judged once, with its probabilities", async () => {
  const split = await comparisonSplit({data: "moons", examples: 120}, {seed: 3});
  const candidates = [
    {...short, rate: 1e-6},
    {...short, rate: 0.02},
  ];
  const {chosen, holdout, tried} = await chooseStack(split, {candidates, seed: 3});
  assert.equal(tried.length, 2);
  assert.equal(holdout, Math.max(...tried.map((one) => one.holdout)));
  assert.ok(chosen.temperature! > 0);
  const {accuracy, logLoss, calibrationError, curve} = await judgeStack(split, {chosen, seed: 3});
  assert.ok(accuracy > 0.7 && logLoss < Math.LN2, `${accuracy}, ${logLoss}`);
  assert.ok(calibrationError >= 0 && calibrationError < 0.5);
  assert.equal(curve[0].accuracy, accuracy);
  const spent = await chooseStack(split, {candidates, seed: 3, budget: 1e-9});
  assert.equal(spent.tried.length, 1);
  await assert.rejects(
    () => chooseStack(split, {candidates: [], seed: 3}),
    /at least one candidate/,
  );
});

test("BoostResNet chooses among the same candidates, trained block by block", async () => {
  const [together, grown] = [stackCandidates(), stackCandidates(stackWays.BoostResNet)];
  assert.deepEqual(
    grown.map((one) => ({...one, way: "end to end"})),
    together,
  );
  const split = await comparisonSplit({data: "moons", examples: 120}, {seed: 3});
  const judged = await Promise.all(
    [short, {...short, way: grown[0].way}].map((chosen) =>
      judgeStack(split, {chosen: {...chosen, blocks: 2, rate: 0.02}, seed: 3}),
    ),
  );
  assert.ok(judged.every(({accuracy}) => accuracy > 0.7));
  assert.notEqual(judged[0].logLoss, judged[1].logLoss);
});

test("splits that are drawn differ by seed, keep all rows and the usual shares", async () => {
  const task = {data: "satimage", split: "drawn"} as const;
  const usual = await comparisonSplit({data: "satimage"}, {seed: 1});
  const [a, b] = await Promise.all([1, 2].map((seed) => comparisonSplit(task, {seed})));
  assert.equal(a.train.labels.length + a.test.labels.length, 6435);
  assert.ok(Math.abs(a.test.labels.length - usual.test.labels.length) <= 6);
  assert.notDeepEqual(a.test.features.subarray(0, 360), b.test.features.subarray(0, 360));
  const total = ({train, test: judged}: typeof a): number =>
    [...train.features, ...judged.features].reduce((sum, value) => sum + value, 0);
  assert.equal(total(a), total(usual));
  assert.equal(hasOneSplit(task), false);
  assert.equal(taskName(task), "satimage, drawn splits");
});
