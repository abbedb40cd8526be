import assert from "node:assert/strict";
import {test} from "node:test";
import {randomStream} from "../../src/numerics/random";
import {compileStep} from "../../src/tensors/compile-step";
import {dropout, noiseSource} from "../../src/tensors/noise-source";
import {tf} from "../../src/tensors/tensorflow";

const numbers = (tensor: tf.Tensor): number[] => {
  const values = [...tensor.dataSync()];
  tensor.dispose();
  return values;
};

/** Draws of one seed, eagerly or compiled. */
function draws(seed: number, {eager, steps}: {eager: boolean; steps: number}): number[][] {
  const noise = noiseSource(randomStream(seed));
  const step = compileStep(
    ({x}) => tf.concat([x.add(noise.normal<tf.Rank.R1>([3])), noise.uniform<tf.Rank.R1>([2])]),
    {feeds: {x: [3]}, eager},
  );
  const x = tf.zeros([3]);
  const seen = Array.from({length: steps}, () => numbers(step({x})));
  step.dispose();
  noise.dispose();
  x.dispose();
  return seen;
}

test("draws in a compiled step differ from step to step and equal the eager ones", () => {
  const graph = draws(1, {eager: false, steps: 5});
  assert.equal(new Set(graph.map(String)).size, 5);
  assert.deepEqual(graph, draws(1, {eager: true, steps: 5}));
  assert.notDeepEqual(graph, draws(2, {eager: true, steps: 5}));
});

test("a source set to a count goes on from there", () => {
  const noise = noiseSource(randomStream(3));
  const first = numbers(noise.normal<tf.Rank.R1>([4]));
  const second = numbers(noise.normal<tf.Rank.R1>([4]));
  assert.notDeepEqual(first, second);
  tf.tidy(() => noise.draws.assign(tf.scalar(1, "int32")));
  assert.deepEqual(numbers(noise.normal<tf.Rank.R1>([4])), second);
  noise.dispose();
});

test("normal draws have mean 0 and variance 1, uniform ones mean 1/2, within five standard errors", () => {
  const n = 100_000;
  const noise = noiseSource(randomStream(4));
  const normal = numbers(noise.normal<tf.Rank.R1>([n]));
  const uniform = numbers(noise.uniform<tf.Rank.R1>([n]));
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / n;
  assert.ok(Math.abs(mean(normal)) < 5 / Math.sqrt(n));
  assert.ok(Math.abs(mean(normal.map((x) => x * x)) - 1) < 5 * Math.sqrt(2 / n));
  assert.ok(Math.abs(mean(uniform) - 0.5) < 5 / Math.sqrt(12 * n));
  assert.ok(uniform.every((u) => u >= 0 && u < 1));
  noise.dispose();
});

test("dropout zeroes a share, keeps the mean, and its gradient passes where it kept", () => {
  const [n, rate] = [100_000, 0.25];
  const noise = noiseSource(randomStream(5));
  const before = tf.memory().numTensors;
  const x = tf.ones([n]);
  const kept = numbers(dropout(x, {rate, noise}));
  const zeros = kept.filter((value) => value === 0).length;
  assert.ok(Math.abs(zeros / n - rate) < 5 * Math.sqrt((rate * (1 - rate)) / n));
  assert.ok(kept.every((value) => value === 0 || Math.abs(value - 4 / 3) < 1e-6));
  tf.tidy(() => noise.draws.assign(tf.scalar(0, "int32")));
  assert.deepEqual(numbers(tf.grad((x: tf.Tensor) => dropout(x, {rate, noise}))(x)), kept);
  x.dispose();
  assert.equal(tf.memory().numTensors, before);
  assert.throws(() => dropout(tf.ones([1]), {rate: 1, noise}), /rate must be in \[0, 1\), got 1/);
  noise.dispose();
});
