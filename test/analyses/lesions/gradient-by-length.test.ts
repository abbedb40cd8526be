import assert from "node:assert/strict";
import {test} from "node:test";
import {intactWiring, withoutBranches, withoutSkips} from "../../../src/analyses/lesions/wiring";
import {
  coherentShares,
  energyShares,
  errorOfSum,
  gradientByLength,
  normsByLength,
  outputByLength,
} from "../../../src/analyses/lesions/gradient-by-length";
import {linearPass, offsetsAtOutput} from "../../../src/analyses/lesions/linear-pass";
import {
  alongPath,
  bendOf,
  decayOf,
  sharesByRule,
  singlePathNorms,
} from "../../../src/analyses/lesions/single-paths";
import {binomialLengths} from "../../../src/analyses/lesions/length-law";
import {wiredLogits} from "../../../src/analyses/lesions/wired-pass";
import {randomStream} from "../../../src/numerics/random";
import {randomExamples, randomStack, scalarStack} from "./toy-stack";

const apart = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  assert.equal(a.length, b.length);
  const size = Math.max(...Array.from(b, Math.abs));
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]))) / size;
};

test("the gradient by length is the sum over all 2^8 paths, length by length", () => {
  for (const seed of [1, 2, 3]) {
    const stack = randomStack(8, randomStream(seed));
    const pass = linearPass(stack, randomExamples(6, seed));
    const {parts} = gradientByLength(pass);
    const listed = parts.map(({length}) => new Float64Array(length));
    for (let choice = 0; choice < 2 ** 8; choice++) {
      const enters = Array.from({length: 8}, (_, i) => (choice >> i) & 1);
      const along = alongPath(pass, (place) => enters[place] === 1);
      const into = listed[enters.reduce((k, one) => k + one, 0)];
      along.forEach((value, at) => (into[at] += value));
    }
    // 2^8 terms of rounding 1.1e-16 each, which may cancel tenfold.
    parts.forEach((part, k) => assert.ok(apart(part, listed[k]) < 1e-12, `length ${k}`));
    assert.ok(errorOfSum(gradientByLength(pass)) < 1e-13);
  }
});

test("its sum is the slope of the loss by finite differences, intact and under lesions", () => {
  // Features that are the first stream: the gradient by the input is then that by the stream.
  const width = 5;
  const eye = Float64Array.from({length: width ** 2}, (_, k) => (k % (width + 1) === 0 ? 1 : 0));
  const stack = {...randomStack(6, randomStream(4)), features: width, first: eye};
  const data = randomExamples(4, 9, [width, 3]);
  const whole = intactWiring(6);
  const lossOf = (features: Float32Array, wiring: typeof whole): number => {
    const logits = wiredLogits(stack, {features}, {wiring});
    return data.labels.reduce((sum, label, example) => {
      const row = [...logits.subarray(3 * example, 3 * example + 3)];
      return sum + Math.log(row.reduce((all, z) => all + Math.exp(z), 0)) - row[label];
    }, 0);
  };
  for (const wiring of [whole, withoutBranches(whole, [2]), withoutSkips(whole, [1, 4])]) {
    const {parts, total} = gradientByLength(linearPass(stack, data, {wiring}));
    const step = 2 ** -12;
    const slopes = Array.from(total, (_, at) => {
      const moved = (by: number): number =>
        lossOf(
          data.features.map((value, i) => (i === at ? value + by : value)),
          wiring,
        );
      return (moved(step) - moved(-step)) / (2 * step);
    });
    const sums = Array.from(total, (_, at) => parts.reduce((sum, part) => sum + part[at], 0));
    // The third derivative times step² / 6; a float32 feature of order 1 takes the step exactly but
    // for 2^-24 / step of it.
    assert.ok(apart(sums, slopes) < 2e-3, `${apart(sums, slopes)}`);
  }
});

test("three scalar modules give the elementary symmetric polynomials of their gains", () => {
  const gains = [0.1, 0.2, 0.3];
  const data = randomExamples(1, 1, [1, 2]);
  data.features[0] = 1;
  const pass = linearPass(scalarStack(gains), data);
  const {parts, total} = gradientByLength(pass);
  const unit = pass.gradient[0];
  [1, 0.6, 0.11, 0.006].forEach((e, k) => assert.ok(Math.abs(parts[k][0] / unit - e) < 1e-14));
  assert.ok(Math.abs(total[0] / unit - 1.716) < 1e-14);
  const shares = coherentShares({parts, total});
  assert.ok(Math.abs(shares[1] - 0.6 / 1.716) < 1e-14);
  const energies = [1, 0.36, 0.0121, 0.000036];
  const all = energies.reduce((sum, energy) => sum + energy);
  energyShares({parts, total}).forEach((share, k) =>
    assert.ok(Math.abs(share - energies[k] / all) < 1e-14),
  );
});

test("paths that shrink alike make both rules binomial, and only the paper's is then exact", () => {
  const [gain, modules] = [0.3, 12];
  const data = randomExamples(1, 1, [1, 2]);
  data.features[0] = 1;
  const pass = linearPass(scalarStack(new Array<number>(modules).fill(gain)), data);
  const norms = singlePathNorms(pass, {paths: 3, random: randomStream(1)});
  const byNorms = sharesByRule(norms, "norms");
  binomialLengths(modules, gain).forEach((share, k) =>
    assert.ok(Math.abs(byNorms[k] - share) < 1e-12),
  );
  binomialLengths(modules, gain ** 2).forEach((share, k) =>
    assert.ok(Math.abs(sharesByRule(norms, "squares")[k] - share) < 1e-12),
  );
  // All paths of one length point one way here.
  const exact = normsByLength(gradientByLength(pass));
  const all = exact.reduce((sum, norm) => sum + norm);
  exact.forEach((norm, k) => assert.ok(Math.abs(norm / all - byNorms[k]) < 1e-12));
  const {factor, explained} = decayOf(norms.map(({mean}) => mean));
  assert.ok(Math.abs(factor - gain) < 1e-12 && explained > 1 - 1e-12);
});

test("the mean square over drawn paths is, over many draws, that over all of them", () => {
  const pass = linearPass(randomStack(7, randomStream(8)), randomExamples(5, 3));
  const squares = new Array<number>(8).fill(0);
  const counts = new Array<number>(8).fill(0);
  for (let choice = 0; choice < 2 ** 7; choice++) {
    const enters = Array.from({length: 7}, (_, i) => (choice >> i) & 1);
    const length = enters.reduce((k, one) => k + one, 0);
    squares[length] += alongPath(pass, (i) => enters[i] === 1).reduce((s, v) => s + v * v, 0);
    counts[length]++;
  }
  const drawn = singlePathNorms(pass, {paths: 2000, random: randomStream(2)});
  // 2000 draws of numbers that spread by about their own size: 2 % each.
  drawn.forEach(({length, meanSquare}) => {
    const ratio = meanSquare / (squares[length] / counts[length]);
    assert.ok(Math.abs(ratio - 1) < 0.12, `length ${length}: ${ratio}`);
  });
});

test("long paths may be drawn less often, and the short ones stay the same", () => {
  const pass = linearPass(randomStack(6, randomStream(8)), randomExamples(5, 3));
  const random = randomStream(2);
  const [all, few] = [4, 1].map((longer) => singlePathNorms(pass, {paths: 4, longer, random}));
  const same = all.map(({mean}, k) => mean === few[k].mean);
  assert.deepEqual(same, [true, true, true, true, false, false, true]);
  assert.throws(() => singlePathNorms(pass, {paths: 1, longer: 0, random}), /longer/);
});

test("a decay that halves and later keeps three quarters bends upward by log2 of 3/2", () => {
  const factors = [0.5, 0.5, 0.5, 0.5, 0.1, 0.9, 0.75, 0.75, 0.75, 0.75];
  const numbers = factors.reduce<number[]>(
    (so, factor) => [...so, so[so.length - 1] * factor],
    [7],
  );
  assert.ok(Math.abs(bendOf(numbers) - Math.log2(1.5)) < 1e-12);
  assert.ok(Math.abs(bendOf(numbers.map((_, k) => 3 * 0.2 ** k))) < 1e-12);
});

test("the parts of the output and what the offsets make of themselves are the logits", () => {
  const stack = randomStack(5, randomStream(8));
  const data = randomExamples(6, 9);
  const pass = linearPass(stack, data);
  const {parts} = outputByLength(stack, pass);
  const offsets = offsetsAtOutput(stack, pass);
  const sums = offsets.map((value, at) => parts.reduce((s, part) => s + part[at], value));
  assert.ok(apart(sums, wiredLogits(stack, data)) < 1e-12);
  assert.ok(Math.max(...offsets.map(Math.abs)) > 0.1);
});

test("without offsets the output by length adds up to the logits", () => {
  const stack = randomStack(5, randomStream(6));
  const bare = {
    ...stack,
    modules: stack.modules.map((layers) =>
      layers.map((layer) => ({...layer, shift: layer.shift.map(() => 0)})),
    ),
    head: {...stack.head, shift: stack.head.shift.map(() => 0)},
    readoutBias: new Float64Array(3),
  };
  const data = randomExamples(6, 5);
  const output = outputByLength(bare, linearPass(bare, data));
  const sums = Array.from(output.total, (_, at) =>
    output.parts.reduce((s, part) => s + part[at], 0),
  );
  assert.ok(apart(sums, wiredLogits(bare, data)) < 1e-13);
  assert.ok(errorOfSum(output) < 1e-13);
});
