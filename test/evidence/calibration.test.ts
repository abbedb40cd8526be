import assert from "node:assert/strict";
import {test} from "node:test";
import type {MeasuredPrediction} from "../../src/evidence/claim";
import {estimate, tail} from "../../src/evidence/estimate";
import {powerOf} from "../../src/evidence/power";
import {sideOf} from "../../src/evidence/region";
import {randomStream} from "../../src/numerics/random";
import type {Random} from "../../src/numerics/random";
import {drop, seeded} from "./made-up";

// How often each rule says "supported" when nothing is there, and whether it tells so truly.

const shapes: Record<string, {draw: (random: Random) => number; mean: number; median: number}> = {
  normal: {draw: (random) => random.normal(), mean: 0, median: 0},
  skewed: {draw: (random) => -Math.log(1 - random.uniform()), mean: 1, median: Math.LN2},
  mirrored: {draw: (random) => Math.log(1 - random.uniform()), mean: -1, median: -Math.LN2},
  heavy: {
    draw: (random) => {
      const squares = [0, 1, 2].map(() => random.normal() ** 2);
      return random.normal() / Math.sqrt(squares.reduce((a, b) => a + b, 0));
    },
    mean: 0,
    median: 0,
  },
};

const trials = 2000;
/** Four standard errors above a rate: the hundred rates below should all pass by chance. */
const atMost = (rate: number) => rate + 4 * Math.sqrt((rate * (1 - rate)) / trials);
const drawn = (n: number, shape: string, random: Random) =>
  Array.from({length: n}, () => shapes[shape].draw(random));

/** Share of trials in which the rule says "supported". */
function supportedRate(
  predicts: MeasuredPrediction,
  draw: () => [measured: number[], control: number[]],
  {sharedSeeds = true} = {},
): number {
  let supported = 0;
  for (let trial = 0; trial < trials; trial++) {
    const [measured, control] = draw();
    const from = sharedSeeds ? 1 : 1001;
    const {interval} = estimate(predicts, seeded(measured), seeded(control, from));
    if (sideOf(interval, predicts) === "inside") supported++;
  }
  return supported / trials;
}

test("the median's rule cries wolf at most 1 time in 32, at any shape and number of seeds", () => {
  const random = randomStream(11);
  for (const shape of Object.keys(shapes)) {
    for (const n of [5, 8, 30]) {
      for (const kind of ["above", "below"] as const) {
        const predicts = {...drop, kind, threshold: shapes[shape].median};
        const rate = supportedRate(predicts, () => [drawn(n, shape, random), []]);
        assert.ok(rate <= atMost(tail), `${shape}, ${n} seeds, ${kind}: ${rate}`);
      }
    }
  }
});

test("within and outside cry wolf at most 1 time in 32 with the truth on an edge", () => {
  const random = randomStream(12);
  for (const statistic of ["median", "mean"] as const) {
    for (const edge of [-1, 1]) {
      for (const kind of ["within", "outside"] as const) {
        const predicts = {...drop, kind, threshold: 0, margin: 1, statistic};
        const rate = supportedRate(predicts, () => [
          drawn(8, "normal", random).map((x) => edge + x / 10),
          [],
        ]);
        assert.ok(rate <= atMost(tail), `${statistic} ${kind} ${edge}: ${rate}`);
      }
    }
  }
});

test("the mean's rule keeps its promise for even spreads and owns up to the others", () => {
  const random = randomStream(13);
  for (const n of [5, 10, 30]) {
    const predicts = {...drop, kind: "below", threshold: 0, statistic: "mean"} as const;
    for (const shape of ["normal", "heavy"]) {
      const rate = supportedRate(predicts, () => [drawn(n, shape, random), []]);
      assert.ok(rate <= atMost(tail), `${shape}, ${n} seeds: ${rate}`);
    }
    const skewed = supportedRate({...predicts, threshold: 1}, () => [
      drawn(n, "skewed", random),
      [],
    ]);
    const found = estimate(predicts, seeded(drawn(n, "normal", random)), []);
    const {worstCase} = powerOf(predicts, found, {random: random.child("power")});
    // Both rates are simulated: 2000 trials here, 1000 in the rule's own report.
    const error = Math.sqrt(skewed * (1 - skewed) * (1 / trials + 1 / 1000));
    assert.ok(Math.abs((worstCase?.rate ?? 0) - skewed) <= 4 * error, `${n}: ${skewed}`);
    assert.match(worstCase?.shape ?? "", /lopsided, with a few high/);
    assert.ok(skewed > tail, "nothing to own up to");
  }
});

test("differences keep the promise in paired seeds, however much seeds differ", () => {
  const random = randomStream(14);
  for (const statistic of ["median", "mean"] as const) {
    const predicts = {
      ...drop,
      kind: "above",
      threshold: 0,
      compare: "difference",
      statistic,
    } as const;
    for (const shape of ["normal", "heavy"]) {
      const rate = supportedRate(predicts, () => {
        const seeds = drawn(6, shape, random).map((x) => 100 * x);
        return [drawn(6, shape, random), drawn(6, shape, random)].map((noise) =>
          noise.map((x, i) => seeds[i] + x),
        ) as [number[], number[]];
      });
      assert.ok(rate <= atMost(tail), `${statistic} ${shape}: ${rate}`);
    }
  }
});

test("differences of unequal groups, 21 seeds and 5, keep it too", () => {
  const random = randomStream(15);
  const sizes: [number, number][] = [
    [21, 5],
    [5, 21],
  ];
  for (const [n, m] of sizes) {
    for (const shape of ["normal", "skewed", "heavy"]) {
      const predicts = {...drop, kind: "above", threshold: 0, compare: "difference"} as const;
      const draw = (): [number[], number[]] => [drawn(n, shape, random), drawn(m, shape, random)];
      const rate = supportedRate(predicts, draw, {sharedSeeds: false});
      assert.ok(rate <= atMost(tail), `median ${shape} ${n} ${m}: ${rate}`);
      assert.ok(rate >= tail / 3, `median ${shape} ${n} ${m} never alarms: ${rate}`);
    }
    const welch = {
      ...drop,
      kind: "above",
      threshold: 0,
      compare: "difference",
      statistic: "mean",
    } as const;
    const draw = (): [number[], number[]] => [
      drawn(n, "normal", random).map((x) => 4 * x),
      drawn(m, "normal", random),
    ];
    const rate = supportedRate(welch, draw, {sharedSeeds: false});
    assert.ok(rate <= atMost(tail), `mean ${n} ${m}: ${rate}`);
  }
});

test("the share's rule keeps its promise and reports its exact rate", () => {
  const random = randomStream(16);
  for (const chance of [0.5, 0.9]) {
    const predicts = {...drop, kind: "above", threshold: chance, statistic: "share"} as const;
    const draw = (): [number[], number[]] => [
      Array.from({length: 30}, () => (random.uniform() < chance ? 1 : 0)),
      [],
    ];
    const rate = supportedRate(predicts, draw);
    const {falseAlarmRate} = powerOf(predicts, estimate(predicts, seeded(draw()[0]), []), {random});
    assert.ok(falseAlarmRate <= tail);
    const error = Math.sqrt((falseAlarmRate * (1 - falseAlarmRate)) / trials);
    assert.ok(Math.abs(rate - falseAlarmRate) <= 4 * error, `${rate} ${falseAlarmRate}`);
  }
});

test("an effect of the size called visible is seen four times in five", () => {
  const random = randomStream(17);
  const rules: {statistic: "median" | "mean"; n: number; control: number}[] = [
    {statistic: "median", n: 5, control: 0},
    {statistic: "mean", n: 5, control: 0},
    {statistic: "median", n: 20, control: 0},
    {statistic: "mean", n: 12, control: 5},
    {statistic: "median", n: 12, control: 5},
  ];
  for (const {statistic, n, control} of rules) {
    const compare = control > 0 ? "difference" : "value";
    const predicts = {...drop, kind: "above", threshold: 0, statistic, compare} as const;
    // A sample whose spread is exactly 1, which is what the promise is made for.
    const exact = (length: number) => unitSpread(drawn(length, "normal", random));
    const found = estimate(predicts, seeded(exact(n)), seeded(control ? exact(control) : [], 1001));
    const {smallestEffect} = powerOf(predicts, found, {random: random.child(statistic)});
    const rate = supportedRate(
      predicts,
      () => [
        drawn(n, "normal", random).map((x) => x + (smallestEffect ?? 0)),
        drawn(control, "normal", random),
      ],
      {sharedSeeds: false},
    );
    const error = Math.sqrt(0.8 * 0.2 * (1 / trials + 1 / 1000));
    assert.ok(Math.abs(rate - 0.8) <= 4 * error, `${statistic} ${n} ${control}: ${rate}`);
  }
});

function unitSpread(sample: number[]): number[] {
  if (sample.length === 0) return sample;
  const mean = sample.reduce((a, b) => a + b, 0) / sample.length;
  const spread = Math.sqrt(
    sample.reduce((all, x) => all + (x - mean) ** 2, 0) / (sample.length - 1),
  );
  return sample.map((x) => x / spread);
}

test("more seeds see smaller effects, and no spread sees any", () => {
  const random = randomStream(18);
  const predicts = {...drop, kind: "above", threshold: 0} as const;
  const visible = (values: number[]) =>
    powerOf(predicts, estimate(predicts, seeded(values), []), {random}).smallestEffect ?? NaN;
  const sizes = [5, 10, 20, 40].map((n) => visible(unitSpread(drawn(n, "normal", random))));
  for (let i = 1; i < sizes.length; i++) assert.ok(sizes[i] < sizes[i - 1], `${sizes}`);
  assert.equal(visible([1, 1, 1, 1, 1]), 0);
});
