import assert from "node:assert/strict";
import {test} from "node:test";
import {harmonicStartLengths} from "../../../src/analyses/paths/bernoulli-lengths";
import {wideNetworkLengths} from "../../../src/analyses/paths/normalised-lengths";
import {scaledBranches} from "../../../src/analyses/paths/scaled-branches";
import {randomStream} from "../../../src/numerics/random";
import {sum} from "../../../src/numerics/sum";

const layers = (scale: (layer: number) => number, depth = 10) =>
  Array.from({length: depth}, (_, i) => scale(i));

test("four profiles of λ have the lengths that another derivation gives them", () => {
  // By the stream's mean and mean square, layer by layer, worked out for each branch apart.
  const known = [
    [layers((i) => (i === 0 ? 1 : 0.1)), 1.373],
    [layers((i) => (i === 0 ? 1 : 0.5)), 2.396],
    [layers((i) => 1.5 ** i), 5.061],
    [layers((i) => 0.7 ** i), 1.867],
  ] as const;
  for (const [scales, mean] of known)
    assert.ok(Math.abs(wideNetworkLengths(scales).mean - mean) < 6e-4, `${scales}`);
});

test("the branches' own lengths add up to the mean, in networks of any profile", () => {
  // Branch l begins with a = λ² + λ m u and b = λ m, and a / M of it is left at the end.
  const m = 1 / Math.sqrt(Math.PI);
  const random = randomStream(1);
  for (let round = 0; round < 20; round++) {
    const scales = layers(() => Math.exp(random.normal()), 1 + random.integer(12));
    const parts: {a: number; b: number}[] = [];
    let [u, square] = [0, 0];
    for (const scale of scales) {
      for (const part of parts) {
        const [a, b] = [part.a, part.b];
        part.a = a + scale * m * b + ((scale * m * u + scale ** 2) * a) / square;
        part.b = b + (scale * m * a) / square;
      }
      parts.push({a: scale ** 2 + scale * m * u, b: scale * m});
      square += 2 * scale * m * u + scale ** 2;
      u += scale * m;
    }
    const {shares, mean} = wideNetworkLengths(scales);
    assert.ok(Math.abs(sum(parts.map(({a}) => a / square)) - mean) < 1e-10);
    assert.ok(Math.abs(sum(shares) - 1) < 1e-12);
  }
});

test("equal scales give the harmonic start, raised ones its wall, and a common factor nothing", () => {
  const start = harmonicStartLengths(10);
  const equal = wideNetworkLengths(layers(() => 3));
  equal.shares.forEach((share, i) => assert.ok(Math.abs(share - start.shares[i]) < 1e-12));
  const wall = 1 + harmonicStartLengths(9).mean;
  const raised = wideNetworkLengths(layers((i) => (i === 0 ? 1 : 1e6))).mean;
  assert.ok(raised < wall && wall - raised < 1e-5, `${raised}`);
  const [one, other] = [1, 1e200].map((factor) =>
    wideNetworkLengths(layers((i) => factor * (i + 1))),
  );
  assert.ok(Math.abs(one.mean - other.mean) < 1e-12);
  assert.deepEqual([...wideNetworkLengths([5]).shares], [1]);
});

test("networks of 400 units have these lengths, to the scatter of four of them", () => {
  for (const scales of [layers((i) => 1.5 ** i), layers((i) => 0.7 ** i)]) {
    const means = [1, 2, 3, 4].map(
      (seed) =>
        scaledBranches(scales, {width: 400, classes: 400, random: randomStream(seed)}).live
          .coherentMean,
    );
    const miss = sum(means) / 4 - wideNetworkLengths(scales).mean;
    assert.ok(Math.abs(miss) < 0.06, `${means}: off by ${miss}`);
  }
});

test("scales that make no sense are refused", () => {
  assert.throws(() => wideNetworkLengths([]), /number of scales must be/);
  assert.throws(() => wideNetworkLengths([0, 1]), /layer 1 must be .* the first not 0, got 0/);
  assert.throws(() => wideNetworkLengths([1, NaN]), /layer 2 must be a finite number.* got NaN/);
  assert.throws(() => wideNetworkLengths([1, 2, Infinity]), /layer 3 .* got Infinity/);
});

test("a scale below 0 turns its branch round, and a scale of 0 leaves it out", () => {
  const without = wideNetworkLengths([1, 2]);
  assert.ok(Math.abs(wideNetworkLengths([1, 0, 2]).mean - without.mean) < 1e-12);
  const turned = wideNetworkLengths([1, -0.1]);
  // M = 1 − 0.2/π + 0.01, and the second branch has 0.01 − 0.1/π of it.
  const share = (0.01 - 0.1 / Math.PI) / (1.01 - 0.2 / Math.PI);
  assert.ok(Math.abs(turned.mean - (1 + share)) < 1e-12);
});
