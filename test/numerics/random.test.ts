import assert from "node:assert/strict";
import {createHash} from "node:crypto";
import {test} from "node:test";
import {randomStream} from "../../src/numerics/random";

/** Five standard errors: a right generator fails one such check in two million. */
const sigmas = 5;

function assertMean(values: readonly number[], expected: number, sdOfOne: number, what: string) {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const allowed = (sigmas * sdOfOne) / Math.sqrt(values.length);
  assert.ok(
    Math.abs(mean - expected) <= allowed,
    `${what}: mean ${mean}, expected ${expected} within ${allowed}`,
  );
}

const draws = <T>(n: number, draw: () => T): T[] => Array.from({length: n}, draw);

test("uniform numbers lie in [0, 1) and have the moments of the uniform law", () => {
  const random = randomStream(1);
  const u = draws(100_000, random.uniform);
  assert.ok(u.every((x) => x >= 0 && x < 1));
  // Var(U^k) = 1/(2k+1) - 1/(k+1)^2
  for (const k of [1, 2, 3, 4]) {
    const sd = Math.sqrt(1 / (2 * k + 1) - 1 / (k + 1) ** 2);
    assertMean(
      u.map((x) => x ** k),
      1 / (k + 1),
      sd,
      `E U^${k}`,
    );
  }
  assertMean(
    u.slice(1).map((x, i) => (x - 0.5) * (u[i] - 0.5)),
    0,
    1 / 12,
    "lag-one covariance",
  );
});

test("normal numbers have the first eight moments of the normal law", () => {
  const random = randomStream(2);
  const z = draws(100_000, random.normal);
  const moment = (k: number): number => (k % 2 ? 0 : k === 0 ? 1 : (k - 1) * moment(k - 2));
  for (let k = 1; k <= 8; k++) {
    assertMean(
      z.map((x) => x ** k),
      moment(k),
      Math.sqrt(moment(2 * k) - moment(k) ** 2),
      `E Z^${k}`,
    );
  }
  // The two numbers of one Box-Muller pair must not know each other.
  const pairs = draws(50_000, () => random.normal() * random.normal());
  assertMean(pairs, 0, 1, "E Z1 Z2");
});

test("whole numbers are uniform, each value within five standard errors", () => {
  const random = randomStream(3);
  for (const below of [1, 2, 3, 7, 100]) {
    const n = 50_000;
    const counts = new Array<number>(below).fill(0);
    for (let i = 0; i < n; i++) counts[random.integer(below)]++;
    const p = 1 / below;
    for (const count of counts) {
      assert.ok(Math.abs(count - n * p) <= sigmas * Math.sqrt(n * p * (1 - p)));
    }
  }
  assert.ok(random.integer(2 ** 32) < 2 ** 32);
});

test("all 24 orders of four things are equally likely", () => {
  const random = randomStream(4);
  const n = 24_000;
  const counts = new Map<string, number>();
  for (let i = 0; i < n; i++) {
    const order = random.permutation(4).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 24);
  for (const count of counts.values()) {
    assert.ok(Math.abs(count - n / 24) <= sigmas * Math.sqrt((n / 24) * (23 / 24)));
  }
});

test("a permutation holds every number once, also for none and one", () => {
  const random = randomStream(5);
  for (const n of [0, 1, 2, 1000]) {
    const sorted = [...random.permutation(n)].sort((a, b) => a - b);
    assert.deepEqual(sorted, [...Array(n).keys()]);
  }
});

test("one seed gives one sequence, another seed another, also when they are neighbours", () => {
  const first = draws(20, randomStream(7).uniform);
  assert.deepEqual(draws(20, randomStream(7).uniform), first);
  const neighbours = draws(
    2000,
    (() => {
      let seed = 0;
      return () => randomStream(seed++).uniform();
    })(),
  );
  assertMean(neighbours, 0.5, Math.sqrt(1 / 12), "first number over neighbouring seeds");
  const products = neighbours.slice(1).map((x, i) => (x - 0.5) * (neighbours[i] - 0.5));
  assertMean(products, 0, 1 / 12, "covariance of neighbouring seeds");
});

test("a child stream depends on its name, not on what was drawn before", () => {
  const untouched = randomStream(11);
  const expected = draws(10, untouched.child("weights").normal);

  const busy = randomStream(11);
  busy.uniform();
  busy.normal();
  busy.child("batches").permutation(50);
  busy.integerSeed();
  assert.deepEqual(draws(10, busy.child("weights").normal), expected);
  assert.deepEqual(draws(10, busy.child("weights").normal), expected, "asked twice");
});

test("taking a child does not advance the parent", () => {
  const plain = randomStream(12);
  const parent = randomStream(12);
  const seen: number[] = [];
  for (let i = 0; i < 10; i++) {
    parent.child(`child ${i}`).uniform();
    seen.push(parent.uniform());
  }
  assert.deepEqual(seen, draws(10, plain.uniform));
});

test("children of different names, depths and seeds differ and are uncorrelated", () => {
  const root = randomStream(13);
  const streams = [
    root,
    root.child("a"),
    root.child("b"),
    root.child("ab"),
    root.child("a").child("b"),
    root.child("b").child("a"),
    randomStream(14).child("a"),
  ].map((stream) => draws(4000, stream.normal));
  for (const [i, x] of streams.entries()) {
    for (const y of streams.slice(i + 1)) {
      assert.notEqual(x[0], y[0]);
      assertMean(
        x.map((value, k) => value * y[k]),
        0,
        1,
        "correlation of two streams",
      );
    }
  }
});

test("children remember the seed of their root", () => {
  assert.equal(randomStream(15).child("a").child("b").seed, 15);
});

test("a library's seed is a whole number from 1 to 2^31 - 1", () => {
  const random = randomStream(16);
  const seeds = draws(10_000, random.integerSeed);
  assert.ok(seeds.every((seed) => Number.isInteger(seed) && seed >= 1 && seed < 2 ** 31));
  assertMean(seeds, 2 ** 30, 2 ** 31 / Math.sqrt(12), "integer seeds");
});

test("the stream is xoroshiro128+ (24, 16, 37), written here once more in 64-bit integers", () => {
  const key = createHash("sha256").update("seed 17").digest();
  const word = (high: number, low: number) =>
    (BigInt(key.readUInt32LE(high)) << 32n) | BigInt(key.readUInt32LE(low));
  const rotate = (x: bigint, by: bigint) => BigInt.asUintN(64, (x << by) | (x >> (64n - by)));
  let s0 = word(0, 4);
  let s1 = word(8, 12);
  const next = () => {
    const low32 = Number(BigInt.asUintN(32, s0 + s1));
    const mixed = s1 ^ s0;
    s0 = BigInt.asUintN(64, rotate(s0, 24n) ^ mixed ^ (mixed << 16n));
    s1 = rotate(mixed, 37n);
    return low32;
  };
  const random = randomStream(17);
  for (let i = 0; i < 1000; i++) {
    const expected = ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
    assert.equal(random.uniform(), expected);
  }
});

test("the first numbers of seed 1 stay what they are: every stored result hangs on them", () => {
  assert.deepEqual(
    draws(3, randomStream(1).uniform),
    [0.7944526026361027, 0.11749462350847928, 0.5107973096957276],
  );
});

test("bad seeds, names and ranges are refused with what came", () => {
  for (const seed of [-1, 1.5, NaN, Infinity, 2 ** 53]) {
    assert.throws(() => randomStream(seed), {
      name: "RangeError",
      message: new RegExp(`got ${seed}`),
    });
  }
  for (const seed of ["3", undefined, null, 3n]) {
    assert.throws(() => randomStream(seed as unknown as number), {name: "TypeError"});
  }
  const random = randomStream(1);
  assert.throws(() => random.child(""), /needs a name, got ""/);
  for (const below of [0, -3, 2.5, NaN, 2 ** 33]) {
    assert.throws(() => random.integer(below), new RegExp(`got ${below}`));
  }
  assert.throws(() => random.permutation(-1), /got -1/);
});
