import assert from "node:assert/strict";
import {test} from "node:test";
import {classCounts} from "../../src/datasets/dataset";
import {drawFromClouds, gaussianTask} from "../../src/datasets/gaussian-task";
import {randomStream} from "../../src/numerics/random";

const task = (labels: "cloud" | "parity" | "random cloud" | "random parity" = "cloud") =>
  gaussianTask({labels, random: randomStream(1)});

test("fifty centres in 32 dimensions spread by .6", () => {
  const {centres, clouds, dimensions} = task();
  assert.deepEqual([centres.length, clouds, dimensions], [1600, 50, 32]);
  const square = centres.reduce((total, x) => total + x * x, 0) / (1600 * 0.36);
  // Mean of 1600 squares of standard normals: standard error sqrt(2/1600).
  assert.ok(Math.abs(square - 1) <= 5 * Math.sqrt(2 / 1600));
});

test("points are their centre plus standard normal noise", () => {
  const clouds = task();
  const count = 2000;
  const {features, labels, shape} = drawFromClouds(clouds, {count, random: randomStream(2)});
  assert.deepEqual(shape, [count, 32]);
  const rest = features.map(
    (x, i) => x - clouds.centres[32 * labels[Math.floor(i / 32)] + (i % 32)],
  );
  const n = rest.length;
  const mean = rest.reduce((a, b) => a + b, 0) / n;
  const square = rest.reduce((a, b) => a + b * b, 0) / n;
  assert.ok(Math.abs(mean) <= 5 / Math.sqrt(n));
  assert.ok(Math.abs(square - 1) <= 5 * Math.sqrt(2 / n));
});

test("the points are the same whatever is asked about them; parity is the cloud's", () => {
  const draw = (labels: Parameters<typeof task>[0]) =>
    drawFromClouds(task(labels), {count: 500, random: randomStream(3)});
  const [cloud, parity, randomCloud, coin] = (
    ["cloud", "parity", "random cloud", "random parity"] as const
  ).map(draw);
  for (const other of [parity, randomCloud, coin]) {
    assert.deepEqual(other.features, cloud.features);
  }
  assert.deepEqual(
    [...parity.labels],
    [...cloud.labels].map((k) => k % 2),
  );
  assert.deepEqual([cloud.classes.length, parity.classes.length], [50, 2]);
  // A random answer agrees with the true one as often as chance has it.
  const agree = (a: Int32Array, b: Int32Array) => a.filter((label, i) => label === b[i]).length;
  assert.ok(agree(randomCloud.labels, cloud.labels) <= 500 / 50 + 5 * Math.sqrt(500 / 50));
  assert.ok(Math.abs(agree(coin.labels, parity.labels) - 250) <= 5 * Math.sqrt(125));
});

test("all clouds are drawn from, equally often", () => {
  const count = 20_000;
  const counts = classCounts(drawFromClouds(task(), {count, random: randomStream(4)}));
  for (const seen of counts) assert.ok(Math.abs(seen - 400) <= 5 * Math.sqrt(400));
});

test("fresh draws differ, a task without clouds is refused", () => {
  const random = randomStream(5);
  const batch = (name: string) => drawFromClouds(task(), {count: 5, random: random.child(name)});
  assert.notDeepEqual(batch("1").features, batch("2").features);
  assert.throws(() => gaussianTask({clouds: 1, random}), /clouds must be .* got 1/);
  assert.throws(() => gaussianTask({spread: 0, random}), /spread must be .* got 0/);
  assert.throws(() => drawFromClouds(task(), {count: 0, random}), /count must be .* got 0/);
});
