import assert from "node:assert/strict";
import {test} from "node:test";
import {
  betaForLength,
  betaIntervalOfLength,
  dominantLengths,
} from "../../../src/analyses/paths/dominant-length";
import {lengthWeights, pathLengthLaw} from "../../../src/analyses/paths/path-length-law";
import {randomStream} from "../../../src/numerics/random";

/** The lengths of the largest C(p−1, r−1) a^r b^(p−r), in whole numbers: β = a/b. */
function largestTerms(depth: number, a: bigint, b: bigint): number[] {
  let best = 0n;
  let lengths: number[] = [];
  let binomial = 1n;
  for (let r = 1; r <= depth; r++) {
    const term = binomial * a ** BigInt(r) * b ** BigInt(depth - r);
    if (term > best) [best, lengths] = [term, [r]];
    else if (term === best) lengths.push(r);
    binomial = (binomial * BigInt(depth - r)) / BigInt(r);
  }
  return lengths;
}

test("the dominant length is the largest term in whole numbers, ties and all", () => {
  let ties = 0;
  for (let depth = 1; depth <= 40; depth++) {
    for (const [a, b] of [
      [1, 1],
      [1, 2],
      [2, 1],
      [1, 10],
      [3, 7],
      [7, 3],
      [1, 50],
      [50, 1],
      [13, 17],
    ]) {
      const exact = largestTerms(depth, BigInt(a), BigInt(b));
      assert.deepEqual(dominantLengths(depth, a / b), exact, `p=${depth} beta=${a}/${b}`);
      ties += exact.length - 1;
    }
  }
  assert.ok(ties > 20, `only ${ties} ties were tried`);
});

test("it is max(1, ceil(qp)) wherever qp is not whole, at 199 depths and 97 betas", () => {
  for (let depth = 2; depth <= 200; depth++) {
    for (let i = 0; i < 97; i++) {
      const beta = 10 ** (-3 + (6 * (i + 0.123)) / 97);
      const expected = Math.min(depth, Math.max(1, Math.ceil((beta / (1 + beta)) * depth)));
      assert.deepEqual(dominantLengths(depth, beta), [expected]);
    }
  }
});

test("depth 100: 10, 34, a tie of 50 and 51, 67", () => {
  assert.deepEqual(dominantLengths(100, 0.1), [10]);
  assert.deepEqual(dominantLengths(100, 0.5), [34]);
  assert.deepEqual(dominantLengths(100, 1), [50, 51]);
  assert.deepEqual(dominantLengths(100, 2), [67]);
});

test("argmax / p tends to beta / (1 + beta): the table of Theorem 1", () => {
  const table: [number, number[]][] = [
    [0.1, [0.1, 0.1, 0.091, 0.091]],
    [0.5, [0.4, 0.34, 0.334, 0.3334]],
    [2, [0.7, 0.67, 0.667, 0.6667]],
  ];
  for (const [beta, shares] of table) {
    [10, 100, 1000, 10_000].forEach((depth, i) => {
      const [length] = dominantLengths(depth, beta);
      assert.equal(length / depth, shares[i], `p=${depth} beta=${beta}`);
      assert.ok(Math.abs(length - (beta / (1 + beta)) * depth) <= 1);
    });
  }
});

test("it is where the weights themselves peak, up to depth 10000 and beta from 1e-6 to 1e6", () => {
  const random = randomStream(1);
  for (let round = 0; round < 60; round++) {
    const depth = round < 3 ? 10_000 : 1 + random.integer(400);
    const beta = 10 ** (12 * random.uniform() - 6);
    const weights = lengthWeights(pathLengthLaw(depth, beta));
    const [length] = dominantLengths(depth, beta);
    assert.equal(weights[length - 1], Math.max(...weights));
  }
});

test("every length has its interval of beta, and the intervals tile the half line", () => {
  for (const depth of [1, 2, 10, 57]) {
    let end = 0;
    for (let k = 1; k <= depth; k++) {
      const {above, below} = betaIntervalOfLength(k, {depth});
      assert.equal(above, end);
      end = below;
      const beta = betaForLength(k, {depth});
      assert.ok(beta > above && beta < below);
      const inside = below === Infinity ? [beta, 2 * above + 1e9] : [beta, (above + below) / 2];
      for (const b of inside) assert.deepEqual(dominantLengths(depth, b), [k]);
      if (below < Infinity) assert.deepEqual(dominantLengths(depth, below), [k, k + 1]);
    }
    assert.equal(end, Infinity);
  }
});

test("at depth 10, length 3 needs beta in (.25, .4286) and length 10 beta above 9", () => {
  const third = betaIntervalOfLength(3, {depth: 10});
  assert.equal(third.above, 0.25);
  assert.equal(third.below.toFixed(4), "0.4286");
  assert.deepEqual(betaIntervalOfLength(10, {depth: 10}), {above: 9, below: Infinity});
});

test("a length the network does not have is refused", () => {
  for (const length of [0, 11, 2.5, NaN]) {
    assert.throws(() => betaForLength(length, {depth: 10}), {
      message: `length must be a whole number, from 1 to 10, got ${length}`,
    });
  }
  assert.throws(() => dominantLengths(0, 1), /depth must be a whole number of weight layers/);
  assert.throws(() => dominantLengths(3, -1), /beta must be a finite number above 0, got -1/);
});
