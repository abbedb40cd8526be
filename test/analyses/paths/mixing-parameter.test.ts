import assert from "node:assert/strict";
import {test} from "node:test";
import {dominantLengths} from "../../../src/analyses/paths/dominant-length";
import {
  distinctWeightCount,
  mixingParameter,
  scaleForLength,
} from "../../../src/analyses/paths/mixing-parameter";
import {randomStream} from "../../../src/numerics/random";

const openness = 0.5;

test("at C = 1/sqrt(n) the three readings of Lambda give rho, rho/sqrt(n), rho/sqrt(np)", () => {
  for (const [width, depth] of [
    [16, 10],
    [400, 20],
    [1000, 7],
  ]) {
    const beta = (reading: "n" | "n^2" | "p n^2") =>
      mixingParameter({
        openness,
        width,
        scale: 1 / Math.sqrt(width),
        distinctWeights: distinctWeightCount(reading, {width, depth}),
      });
    const close = (x: number, y: number) => assert.ok(Math.abs(x / y - 1) <= 1e-14);
    close(beta("n"), openness);
    close(beta("n^2"), openness / Math.sqrt(width));
    close(beta("p n^2"), openness / Math.sqrt(width * depth));
    // All weights distinct: βp = ρ √(p/n) stays below 1 unless p > n/ρ².
    assert.deepEqual(dominantLengths(depth, beta("p n^2")), [1]);
  }
});

test("wide networks prefer long paths only when C and Lambda are held fixed", () => {
  const fixed = {openness, scale: 0.1, distinctWeights: 100};
  const lengths = [4, 40, 400, 4000].map(
    (width) => dominantLengths(20, mixingParameter({...fixed, width}))[0],
  );
  assert.deepEqual(lengths, [1, 4, 14, 20]);
});

test("some scale makes any length dominate", () => {
  const random = randomStream(1);
  for (let round = 0; round < 100; round++) {
    const depth = 1 + random.integer(60);
    const settings = {
      openness: 0.05 + 0.95 * random.uniform(),
      width: 1 + random.integer(500),
      distinctWeights: 1 + random.integer(1_000_000),
    };
    const length = 1 + random.integer(depth);
    const scale = scaleForLength(length, {...settings, depth});
    assert.deepEqual(dominantLengths(depth, mixingParameter({...settings, scale})), [length]);
  }
});

test("settings that make no sense get their sentence", () => {
  const good = {openness, width: 10, scale: 1, distinctWeights: 10};
  assert.throws(
    () => mixingParameter({...good, openness: 1.5}),
    /openness must be a number from 0/,
  );
  assert.throws(
    () => mixingParameter({...good, openness: 0}),
    /openness must be .* above 0, got 0/,
  );
  assert.throws(
    () => mixingParameter({...good, width: 0}),
    /width must be a whole number of units/,
  );
  assert.throws(() => mixingParameter({...good, scale: NaN}), /scale must be .* got NaN/);
  assert.throws(
    () => distinctWeightCount("m" as "n", {width: 1, depth: 1}),
    /distinct weights must be n, n\^2 or p n\^2, got m/,
  );
});
