import assert from "node:assert/strict";
import {test} from "node:test";
import type {MeasuredPrediction} from "../../src/evidence/claim";
import {collect, controlOf, valuesOf} from "../../src/evidence/collect";
import type {Evidence, SeedValue} from "../../src/evidence/collect";
import {judge} from "../../src/evidence/judge";
import {randomStream} from "../../src/numerics/random";
import {below5, claimOf, controlFrom, drop, measuredFrom, seeded} from "./made-up";

const random = randomStream(7);
const low = [0.01, 0.02, 0.015, 0.03, 0.012];
const high = [0.31, 0.4, 0.35, 0.28, 0.5];
const across = [0.01, 0.09, 0.02, 0.07, 0.03];

/** The verdict on values and a control's values, under a claim of its own. */
async function tried(
  id: string,
  predicts: MeasuredPrediction,
  values: readonly number[],
  control: readonly number[],
  expects?: Parameters<typeof claimOf>[2],
) {
  const seeds = values.map((_, i) => i + 1);
  const claim = claimOf(id, predicts, {seeds, ...(expects as object)});
  return judge(claim, await measuredFrom(claim, values), await controlFrom(claim, control), {
    random,
  });
}

test("five seeds on the predicted side, and a control that is not, support a claim", async () => {
  const verdict = await tried("judge-supported", below5, low, high);
  assert.equal(verdict.kind, "supported");
  assert.equal(verdict.effect, 0.015);
  assert.deepEqual(verdict.interval, [0.01, 0.03]);
  assert.equal(verdict.level, 15 / 16);
  assert.equal(verdict.control.outcome, "as expected");
  assert.deepEqual(verdict.values, low);
  assert.deepEqual(verdict.seeds, [1, 2, 3, 4, 5]);
  assert.equal(
    verdict.reason,
    "The median accuracy drop is 0.015 (0.01 to 0.03), wholly below 0.05 as predicted, " +
      "and the control behaved as it must.",
  );
});

test("five seeds on the other side refute it, and seeds on both leave it undecided", async () => {
  assert.equal((await tried("judge-refuted", below5, high, high)).kind, "refuted");
  const verdict = await tried("judge-undecided", below5, across, high);
  assert.equal(verdict.kind, "undecided");
  assert.match(
    verdict.reason,
    /partly below 0\.05 and partly not: too wide for five seeds, which have/,
  );
});

test("a failed control outranks every outcome, and an undecided one withholds it", async () => {
  const strict = {
    control: {
      description: "plain network",
      sabotage: "measured run",
      expects: {kind: "above", threshold: 0.2},
    },
  } as object;
  for (const values of [low, high, across, [NaN, ...low], low.slice(0, 3)]) {
    const failed = await tried(
      `judge-control-${values.length}-${values[0]}`,
      below5,
      values,
      low,
      strict,
    );
    assert.equal(failed.kind, "control failed", `${values}`);
    assert.match(
      failed.reason,
      /median accuracy drop had to lie above 0\.2 and is 0\.015 \(0\.01 to 0\.03\), so this/,
    );
  }
  const unsure = await tried(
    "judge-control-unsure",
    below5,
    low,
    [0.1, 0.3, 0.3, 0.3, 0.3],
    strict,
  );
  assert.equal(unsure.kind, "undecided");
  assert.match(unsure.reason, /too wide to tell, so run more seeds/);
  assert.equal((await tried("judge-no-expects", below5, low, low)).kind, "control failed");
});

test("each kind of region decides at its own edges", async () => {
  const at = {...drop, threshold: 1};
  const cases: [MeasuredPrediction, number[], string][] = [
    [{...at, kind: "above"}, [1.1, 1.2, 1.3, 1.4, 1.5], "supported"],
    [{...at, kind: "above"}, [1, 1, 1, 1, 1], "refuted"],
    [{...at, kind: "below"}, [1, 1, 1, 1, 1], "refuted"],
    [{...at, kind: "within", margin: 0.5}, [0.5, 0.6, 1.5, 1, 1], "supported"],
    [{...at, kind: "within", margin: 0.5}, [1.6, 1.7, 1.8, 1.9, 2], "refuted"],
    [{...at, kind: "within", margin: 0.5}, [0.4, 0.6, 1, 1, 1], "undecided"],
    [{...at, kind: "outside", margin: 0.5}, [0.1, 0.2, 0.3, 0.4, 0.4], "supported"],
    [{...at, kind: "outside", margin: 0.5}, [0.6, 0.7, 0.8, 0.9, 1], "refuted"],
    [{...at, kind: "outside", margin: 0.5}, [0.1, 0.2, 0.3, 1.7, 1.8], "undecided"],
  ];
  for (const [i, [predicts, values, kind]] of cases.entries()) {
    // A control that no region above holds: it straddles both edges.
    const verdict = await tried(`judge-region-${i}`, predicts, values, [-9, 0.9, 1, 1.1, 9]);
    assert.equal(verdict.kind, kind, `${JSON.stringify(predicts)} ${values}`);
  }
});

test("a difference is taken seed by seed where the control shares the seeds", async () => {
  const predicts = {kind: "above", threshold: 0, compare: "difference", ...drop} as const;
  const manipulation = {byConstruction: "the skips are taken out"};
  const claim = claimOf("judge-paired", predicts, {manipulation});
  // Seeds differ wildly from one another and hardly from their own control.
  const base = [1, 20, -30, 400, 5000];
  const measured = await measuredFrom(
    claim,
    base.map((value, i) => value + 0.1 + i / 100),
  );
  const control = await collectInReverse(claim, base);
  const verdict = judge(claim, measured, control, {random});
  assert.equal(verdict.kind, "supported");
  assert.ok(Math.abs((verdict.effect ?? 0) - 0.12) < 1e-9);
  assert.equal(verdict.control.outcome, "baseline");
  // On other seeds the same values say nothing.
  const apart = judge(claim, measured, await controlFrom(claim, base, 101), {random});
  assert.equal(apart.kind, "undecided");
  assert.throws(
    () =>
      judge(
        claim,
        measured,
        {...control, result: [...control.result.slice(1), {seed: 9, value: 0}]},
        {random},
      ),
    /share 4 of 5 and 5 seeds: run both on the same seeds, or on none in common/,
  );
});

const collectInReverse = async (
  claim: Parameters<typeof controlFrom>[0],
  values: number[],
): Promise<Evidence<SeedValue[]>> => {
  const control = await controlFrom(claim, values);
  return {...control, result: [...control.result].reverse()};
};

test("a share is judged by the exact binomial rule", async () => {
  const predicts = {kind: "above", threshold: 0.5, statistic: "share", ...drop} as const;
  const ones = Array<number>(12).fill(1);
  const half = [1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0];
  assert.equal((await tried("judge-share", predicts, ones, half)).kind, "supported");
  assert.equal((await tried("judge-share-half", predicts, half, half)).kind, "undecided");
  await assert.rejects(
    tried("judge-share-odd", predicts, [...ones, 0.5], half),
    /0 and 1, got 0\.5/,
  );
});

test("too few seeds and seeds without a number are undecided, with the reason", async () => {
  const few = await tried("judge-few", below5, low.slice(0, 4), high);
  assert.equal(few.kind, "undecided");
  assert.equal(
    few.reason,
    "The measured run has four seeds, and fewer than five decide nothing: run more.",
  );
  assert.equal(few.effect, null);
  const diverged = await tried("judge-nan", below5, [...low, NaN], high);
  assert.equal(diverged.kind, "undecided");
  assert.match(
    diverged.reason,
    /Of the measured run seed 6 gave NaN, and a seed may not be left out/,
  );
  const blind = await tried("judge-control-nan", below5, low, [...high, Infinity]);
  assert.equal(blind.kind, "undecided");
  assert.match(blind.reason, /Of the control seed 6 gave Infinity/);
});

test("seeds that all give one value are pointed out", async () => {
  const verdict = await tried("judge-same", below5, [0, 0, 0, 0, 0], high);
  assert.equal(verdict.kind, "supported");
  assert.match(
    verdict.reason,
    /an exact result, the end of a scale, or a run that does not use its seed/,
  );
});

test("values from elsewhere than this claim's runs are refused", async () => {
  const claim = claimOf("judge-foreign", below5);
  const other = claimOf("judge-other", below5);
  const [measured, control] = [await measuredFrom(claim, low), await controlFrom(claim, high)];
  const plain = seeded(low) as unknown as typeof measured;
  assert.throws(
    () => judge(claim, plain, control, {random}),
    /must come from collect\(claim, run\)/,
  );
  assert.throws(() => judge(claim, control, measured, {random}), /expected the measured run/);
  assert.throws(() => judge(other, measured, control, {random}), /made for judge-foreign, not for/);
  const empty = {...measured, result: []};
  assert.throws(() => judge(claim, empty, control, {random}), /holds no list of values/);
  const twice = {...measured, result: [...measured.result, {seed: 3, value: 0}]};
  assert.throws(() => judge(claim, twice, control, {random}), /lists seed 3 twice/);
  const bare = {...measured, result: [0.1, 0.2] as unknown as SeedValue[]};
  assert.throws(() => judge(claim, bare, control, {random}), /must list \{seed, value\}/);
});

test("one run may serve several claims and hold its own control", async () => {
  const claims = [
    claimOf("judge-shared-1", below5),
    claimOf("judge-shared-2", {...below5, threshold: 0.012}),
  ];
  const study = await collect(claims, () => ({residual: seeded(low), plain: seeded(high)}));
  const kinds = claims.map(
    (claim) =>
      judge(
        claim,
        valuesOf(study, (s) => s.residual),
        controlOf(study, (s) => s.plain),
        {random},
      ).kind,
  );
  assert.deepEqual(kinds, ["supported", "undecided"]);
});

test("the verdict survives JSON, and two judgings of the same runs are equal", async () => {
  const claim = claimOf("judge-plain", {...below5, statistic: "mean"});
  const runs = [await measuredFrom(claim, low), await controlFrom(claim, high)] as const;
  const [one, two] = [0, 1].map(() => judge(claim, ...runs, {random: randomStream(1)}));
  assert.deepEqual(one, two);
  assert.deepEqual(JSON.parse(JSON.stringify(one)), one);
});
