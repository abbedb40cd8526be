import assert from "node:assert/strict";
import {test} from "node:test";
import {byChance} from "../../src/evidence/by-chance";
import type {ClaimTerms, MeasuredPrediction} from "../../src/evidence/claim";
import {collect, collectControl, controlOf, valuesOf} from "../../src/evidence/collect";
import type {SeedValue} from "../../src/evidence/collect";
import {judge} from "../../src/evidence/judge";
import {pairedError, pairedErrorAtMost} from "../../src/evidence/paired-error";
import {randomStream} from "../../src/numerics/random";
import {below5, claimOf, controlFrom, drop, measuredFrom, seeded} from "./made-up";

const random = randomStream(7);
const low = [0.01, 0.02, 0.015, 0.03, 0.012];
const high = [0.31, 0.4, 0.35, 0.28, 0.5];
type More = Partial<ClaimTerms<MeasuredPrediction>> & {seeds?: number[]};

async function tried(
  id: string,
  measured: readonly SeedValue[],
  control: readonly SeedValue[],
  {predicts = below5, ...more}: More = {},
) {
  const claim = claimOf<MeasuredPrediction>(id, predicts, more);
  const runs = [
    await collect(claim, () => measured),
    await collectControl(claim, () => control),
  ] as const;
  return judge(claim, ...runs, {random});
}

test("a seed that was dropped on the way leaves the verdict undecided and is named", async () => {
  const ten = {seeds: [1, 2, 3, 4, 5, 6]};
  const verdict = await tried("seeds-dropped", seeded(low), seeded([...high, 0.3]), ten);
  assert.equal(verdict.kind, "undecided");
  assert.match(verdict.reason, /has 5 of the 6 seeds registered, without 6, and a seed may not be/);
  const stray = await tried("seeds-stray", seeded(low, 11), seeded(high, 11));
  assert.match(stray.reason, /without 1, 2, 3, 4, 5/);
  const more = await tried("seeds-more", seeded([...low, 0.02]), seeded(high));
  assert.match(more.reason, /seeds that were not registered, 6: name them in setting\.seeds/);
});

test("a failed seed says why, and decides nothing without a rule for it", async () => {
  const failing = [...seeded(low.slice(1), 2), {seed: 1, value: NaN, failed: "wild: diverged"}];
  const verdict = await tried("seeds-failed", failing, seeded(high));
  assert.equal(verdict.kind, "undecided");
  assert.match(verdict.reason, /^Of the measured run seed 1 failed \(wild: diverged\), and a seed/);
  const [failure] = verdict.failed;
  assert.deepEqual(failure, {seed: 1, of: "measured", why: "wild: diverged", countedAs: null});
});

test("a rule that was registered counts a failed seed, and the verdict says so", async () => {
  const failing = [...seeded(high.slice(1), 2), {seed: 1, value: NaN, failed: "diverged"}];
  const failures = {countAs: 0.9, because: "a network whose loss is no number guesses"};
  const predicts: MeasuredPrediction = {kind: "above", threshold: 0.2, ...drop};
  const verdict = await tried("seeds-counted", failing, seeded(low), {predicts, failures});
  assert.equal(verdict.kind, "supported");
  assert.deepEqual(verdict.failed[0].countedAs, 0.9);
  assert.ok(verdict.values.includes(0.9));
});

test("settings that moved after a look are shown as exploratory, and void nothing", async () => {
  const first = claimOf("settings-moved", below5);
  await measuredFrom(first, low);
  const verdict = await tried("settings-moved", seeded(low, 11), seeded(high, 11), {
    seeds: [11, 12, 13, 14, 15],
  });
  assert.equal(verdict.kind, "supported");
  assert.match(verdict.exploratory ?? "", /^seeds\.0 was 1 and is 11/);
  assert.equal((await tried("settings-kept", seeded(low), seeded(high))).exploratory, null);
});

test("values of one setting are not judged under another", async () => {
  const claim = claimOf("settings-stamp", below5);
  const runs = [await measuredFrom(claim, low), await controlFrom(claim, high)] as const;
  const wider = claimOf("settings-stamp", below5, {
    setting: {on: "digits", seeds: [1, 2, 3, 4, 5]},
  });
  assert.match(judge(wider, ...runs, {random}).reason, /under other terms or settings/);
});

test("a control that the mechanism put back makes fail is trusted", async () => {
  const {control} = await tried("sabotage-swap", seeded(low), seeded(high));
  assert.equal(control.sabotage.outcome, "fails");
  const {control: idle} = await tried("sabotage-idle", seeded(high), seeded(high));
  assert.equal(idle.sabotage.outcome, "not tried");
  // A control that shows the effect where the claim says it is missing: the measured run fails it.
  const expects = {kind: "below", threshold: 0.05} as const;
  const sees = {control: {description: "small logits", expects, sabotage: "measured run"}} as const;
  const {kind, control: positive} = await tried("sabotage-sees", seeded(high), seeded(low), sees);
  assert.equal(kind, "refuted");
  assert.equal(positive.sabotage.outcome, "fails");
});

test("what is true by construction is labelled, also where nobody said so", async () => {
  const ones = [1, 1, 1, 1, 1];
  const {control} = await tried("construction-found", seeded(low), seeded(ones));
  assert.equal(control.sabotage.outcome, "by construction");
  assert.match(control.sabotage.says, /every seed gave the very same number/);
  const said = {control: {description: "no skips", sabotage: "by construction"}} as const;
  const {control: told} = await tried("construction-said", seeded(low), seeded(high), said);
  assert.equal(told.sabotage.says, "true by construction: it adds no trust");
});

test("a control that its own sabotage does not make fail, fails the claim", async () => {
  const control = {description: "no skips", sabotage: "run of its own"} as const;
  const claim = claimOf("sabotage-own", below5, {control});
  const runs = [await measuredFrom(claim, low), await controlFrom(claim, high)] as const;
  const [blind, good] = [await controlFrom(claim, high), await controlFrom(claim, low)];
  assert.throws(() => judge(claim, ...runs, {random}), /hand that run to judge, \{sabotage\}/);
  const verdict = judge(claim, ...runs, {random, sabotage: blind});
  assert.equal(verdict.kind, "control failed");
  assert.match(verdict.reason, /it still passes: it cannot fail, so it proves nothing/);
  const held = judge(claim, ...runs, {random, sabotage: good});
  assert.deepEqual([held.kind, held.control.sabotage.outcome], ["supported", "fails"]);
  const other = claimOf("sabotage-none", below5);
  const others = [await measuredFrom(other, low), await controlFrom(other, high)] as const;
  assert.throws(() => judge(other, ...others, {random, sabotage: good}), /takes no other run/);
});

test("a manipulation that did not take place cannot try a claim", async () => {
  const predicts = {kind: "below", threshold: 0, compare: "difference", ...drop} as const;
  const manipulation = {kind: "above", threshold: 1.05, quantity: "λ where it is free", unit: ""};
  const claim = claimOf("manipulated", predicts, {manipulation} as More as object);
  const run = await collect(claim, () => ({free: seeded(low), held: seeded(high)}));
  const [free, held] = [valuesOf(run, (of) => of.free), controlOf(run, (of) => of.held)];
  const moved = (values: number[]) =>
    judge(claim, free, held, {random, manipulated: valuesOf(run, () => seeded(values))});
  assert.equal(moved([1.2, 1.3, 1.1, 1.2, 1.4]).kind, "supported");
  const still = moved([1.002, 1.001, 1.003, 1.002, 1.002]);
  assert.equal(still.kind, "control failed");
  assert.match(still.reason, /had to lie above 1\.05 and is 1\.002? .* did not take place/);
  assert.equal(moved([1.2, 1.3, 1.0, 1.2, 1.4]).kind, "undecided");
  assert.equal(moved([1.2, 1.3, 1.1]).kind, "undecided");
  assert.throws(() => judge(claim, free, held, {random}), /hand it over, \{manipulated\}/);
});

test("the error of one split of test rows is McNemar's, and widens the interval", async () => {
  // By hand: 60 against 46 of 5000 rows, √(106 − 14²/5000)/5000.
  const error = pairedError({onlyFirst: 60, onlySecond: 46, rows: 5000});
  assert.ok(Math.abs(error - Math.sqrt(106 - 196 / 5000) / 5000) < 1e-15);
  assert.ok(pairedErrorAtMost([0.978, 0.9752], {rows: 5000}) >= error);
  assert.throws(() => pairedError({onlyFirst: 3, onlySecond: 9, rows: 10}), /at most all 10/);
  const predicts = {kind: "above", threshold: 0, between: "methods", ...drop} as const;
  const ahead = [0.003, 0.004, 0.002, 0.003, 0.003];
  const setting = {on: "letter", seeds: [1, 2, 3, 4, 5], splits: 1};
  const behind = seeded(ahead.map((value) => -value));
  const carrying = (values: SeedValue[]) => values.map((one) => ({...one, error}));
  const verdict = await tried("split-one", carrying(seeded(ahead)), behind, {predicts, setting});
  assert.equal(verdict.kind, "undecided");
  assert.ok(Math.abs((verdict.interval?.[0] ?? 0) - (0.002 - 1.863 * error)) < 1e-12);
  await assert.rejects(
    tried("split-bare", seeded(ahead), behind, {predicts, setting}),
    /compares methods on 1 split: .* see pairedError/,
  );
  await assert.rejects(
    tried("split-unsaid", seeded(ahead), behind, {predicts}),
    /setting\.splits must say on how many splits/,
  );
  const five = {...setting, splits: 5};
  const drawn = await tried("split-five", seeded(ahead), behind, {predicts, setting: five});
  assert.equal(drawn.kind, "supported");
});

test("with nothing there, as many verdicts come out as chance says", async () => {
  const seeds = Array.from({length: 5}, (_, i) => i + 1);
  const trials = 200;
  const made = random.child("nothing");
  const verdicts = [];
  for (let i = 0; i < trials; i++) {
    // Spread around the bar itself: neither answer is right. The control stays out of the way.
    const values = seeds.map((seed) => ({seed, value: 0.05 + made.normal()}));
    verdicts.push(await tried(`chance-${i}`, values, seeded([90, 91, 92, 93, 94])));
  }
  const {measured, supported, refuted, sentence} = byChance(verdicts);
  assert.equal(measured, trials);
  // Five seeds on one side: 1/32 each way, exactly.
  assert.ok(Math.abs(supported - trials / 32) < 1e-9 && Math.abs(refuted - trials / 32) < 1e-9);
  for (const kind of ["supported", "refuted"] as const) {
    const seen = verdicts.filter((verdict) => verdict.kind === kind).length;
    assert.ok(Math.abs(seen - trials / 32) <= 4 * Math.sqrt(trials / 32), `${seen} ${kind}`);
  }
  assert.match(sentence, /If nothing were there/);
  assert.match(byChance([]).sentence, /No chance enters/);
});

test("a run that was read from the store counts with what computing it took, and the verdict says so", async () => {
  const claim = claimOf("stored-time", below5);
  const outcome = (seed: number, stored: boolean) =>
    ({kind: "done", seed, value: 0.01, seconds: 8, stored}) as const;
  const runs = await collect(claim, () => ({
    arms: [outcome(1, true), outcome(2, true), outcome(3, false)],
  }));
  assert.equal(runs.storedSeconds, 16);
  assert.ok(runs.seconds >= 16 && runs.seconds < 17, `${runs.seconds}`);
  const values = valuesOf(runs, () => seeded([0.01, 0.02, 0.015, 0.03, 0.012]));
  const control = controlOf(runs, () => seeded([0.31, 0.4, 0.35, 0.28, 0.5]));
  const verdict = judge(claim, values, control, {random: randomStream(1)});
  assert.equal(verdict.storedSeconds, 16);
  const fresh = await collect(claim, () => seeded([0.01]));
  assert.ok(!("storedSeconds" in fresh));
});
