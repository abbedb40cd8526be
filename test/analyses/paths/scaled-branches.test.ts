import assert from "node:assert/strict";
import {test} from "node:test";
import {lengthsUnderBatchNorm} from "../../../src/analyses/paths/bernoulli-lengths";
import {scaledBranches} from "../../../src/analyses/paths/scaled-branches";
import {randomStream} from "../../../src/numerics/random";
import {tf} from "../../../src/tensors/tensorflow";

const depth = 10;
const flat = (scale: number) => [1, ...new Array<number>(depth - 1).fill(scale)];

const meanOver = (scales: readonly number[], kind: "live" | "frozen") =>
  [1, 2, 3].reduce(
    (sum, seed) =>
      sum + scaledBranches(scales, {random: randomStream(seed)})[kind].coherentMean / 3,
    0,
  );

test("live divisors saturate at 1 + H_9 while frozen ones let flat scales reach the full depth", () => {
  // Coherent means measured elsewhere: live 2.39 2.92 3.33 3.65 3.79, frozen 1.98 2.92 4.36 6.76 9.24.
  const known = [
    [0.5, 2.39, 1.98],
    [1, 2.92, 2.92],
    [2, 3.33, 4.36],
    [5, 3.65, 6.76],
    [20, 3.79, 9.24],
  ];
  for (const [scale, live, frozen] of known) {
    // The mean-field law sums λ_l / Λ_l; it is off by .13 at worst over these scales.
    assert.ok(Math.abs(lengthsUnderBatchNorm(flat(scale)).mean - live) < 0.14);
    // From network to network the coherent mean has a deviation of about 0.06, more where one length
    // prevails; three networks here.
    assert.ok(Math.abs(meanOver(flat(scale), "live") - live) < 0.15, `live at ${scale}`);
    assert.ok(Math.abs(meanOver(flat(scale), "frozen") - frozen) < 0.25, `frozen at ${scale}`);
  }
});

test("scaling all layers alike changes nothing under live divisors", () => {
  const means = [1, 3, 10].map(
    (scale) =>
      scaledBranches(new Array(depth).fill(scale), {random: randomStream(1)}).live.coherentMean,
  );
  // The 1e-5 under σ² is all that can tell them apart.
  for (const mean of means) assert.ok(Math.abs(mean - means[0]) < 1e-3, `${means}`);
});

test("geometric scales take live divisors beyond that bound, as known: 3.81 5.07 6.54 8.04", () => {
  const before = tf.memory().numTensors;
  for (const [base, known] of [
    [1.2, 3.81],
    [1.5, 5.07],
    [2, 6.54],
    [3, 8.04],
  ]) {
    const scales = Array.from({length: depth}, (_, index) => base ** index);
    const mean = meanOver(scales, "live");
    assert.ok(Math.abs(mean - known) < 0.2, `${mean} at ${base}`);
  }
  assert.equal(tf.memory().numTensors, before);
});

test("scales that a float32 stream could not hold give shares as well", () => {
  for (const first of [0.1, 10])
    for (const flatScale of [0.01, 1000])
      for (const growth of [0.5, 3]) {
        const scales = Array.from({length: depth}, (_, i) =>
          i === 0 ? first : flatScale * growth ** i,
        );
        const {live, frozen} = scaledBranches(scales, {examples: 64, random: randomStream(1)});
        for (const {coherent, coherentMean} of [live, frozen]) {
          assert.ok(coherent.every(Number.isFinite), `${scales}`);
          assert.ok(coherentMean >= 1 && coherentMean <= depth + 1e-6, `${coherentMean}`);
        }
      }
});
