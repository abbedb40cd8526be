import assert from "node:assert/strict";
import {test} from "node:test";
import {classCounts, type Dataset} from "../../src/datasets/dataset";
import {
  checkerboard,
  circles,
  gaussianMixture,
  moons,
  rings,
  spirals,
  xor,
} from "../../src/datasets/toys";
import {randomStream} from "../../src/numerics/random";

const makers = {moons, circles, rings, spirals, xor, checkerboard, gaussianMixture};
const options = (count: number, noise = 0) => ({count, noise, random: randomStream(1)});

function points({features, labels}: Dataset): {x: number; y: number; label: number}[] {
  return [...labels].map((label, i) => ({x: features[2 * i], y: features[2 * i + 1], label}));
}

const near = (value: number, expected: number) => assert.ok(Math.abs(value - expected) <= 1e-6);

test("every toy gives count points of two numbers, the same for the same seed", () => {
  for (const [name, make] of Object.entries(makers)) {
    const toy = make(options(101, 0.1));
    assert.deepEqual(toy.shape, [101, 2], name);
    assert.deepEqual(toy, make(options(101, 0.1)), name);
    assert.ok(toy.features.every(Number.isFinite), name);
    assert.ok(
      classCounts(toy).every((count) => count > 0),
      name,
    );
  }
});

test("classes are equally large where they are not left to chance", () => {
  for (const make of [moons, circles, rings, spirals, gaussianMixture]) {
    const counts = classCounts(make(options(100)));
    assert.ok(Math.max(...counts) - Math.min(...counts) <= 1);
  }
});

test("noise moves each point by its own normal error, and labels not at all", () => {
  for (const [name, make] of Object.entries(makers)) {
    const [still, shaken] = [make(options(4000)), make(options(4000, 0.3))];
    assert.deepEqual(still.labels, shaken.labels, name);
    const errors = [...shaken.features].map((x, i) => (x - still.features[i]) / 0.3);
    const mean = errors.reduce((a, b) => a + b) / errors.length;
    const square = errors.reduce((a, b) => a + b * b, 0) / errors.length;
    assert.ok(Math.abs(mean) <= 5 / Math.sqrt(errors.length), name);
    assert.ok(Math.abs(square - 1) <= 5 * Math.sqrt(2 / errors.length), name);
  }
});

test("moons lie on two half circles", () => {
  for (const {x, y, label} of points(moons(options(200)))) {
    near(label === 0 ? Math.hypot(x, y) : Math.hypot(x - 1, y - 0.5), 1);
    assert.ok(label === 0 ? y >= 0 : y <= 0.5);
  }
});

test("circles and rings lie at their radii", () => {
  for (const {x, y, label} of points(circles(options(100))))
    near(Math.hypot(x, y), label ? 0.5 : 1);
  const four = rings({...options(100), classes: 4});
  for (const {x, y, label} of points(four)) near(Math.hypot(x, y), label + 1);
  assert.equal(four.classes.length, 4);
});

test("the arms of the spirals are turns of one another", () => {
  const turns = 2;
  for (const {x, y, label} of points(spirals({...options(300), classes: 3, turns}))) {
    const radius = Math.hypot(x, y);
    // Undo the winding and the arm's own start: every point falls on the positive axis.
    const angle = Math.atan2(y, x) - 2 * Math.PI * (turns * radius + label / 3);
    assert.ok(Math.cos(angle) > 1 - 1e-6);
  }
});

test("xor and checkerboard colour by the field a point lies in", () => {
  for (const {x, y, label} of points(xor(options(500)))) assert.equal(label, x * y < 0 ? 1 : 0);
  for (const {x, y, label} of points(checkerboard({...options(500), cells: 3}))) {
    const field = (v: number) => (v < -1 / 3 ? 0 : v < 1 / 3 ? 1 : 2);
    assert.equal(label, (field(x) + field(y)) % 2);
  }
});

test("the clouds of a mixture sit on the unit circle with their spread", () => {
  const count = 8000;
  const mixture = points(gaussianMixture({...options(count), classes: 4, spread: 0.2}));
  for (let label = 0; label < 4; label++) {
    const own = mixture.filter((point) => point.label === label);
    const [x, y] = [Math.cos((Math.PI / 2) * label), Math.sin((Math.PI / 2) * label)];
    const mean = (f: (p: {x: number; y: number}) => number) =>
      own.reduce((total, p) => total + f(p), 0) / own.length;
    assert.ok(Math.abs(mean((p) => p.x) - x) <= (5 * 0.2) / Math.sqrt(own.length));
    assert.ok(Math.abs(mean((p) => p.y) - y) <= (5 * 0.2) / Math.sqrt(own.length));
    const square = mean((p) => (p.x - x) ** 2 + (p.y - y) ** 2) / (2 * 0.2 ** 2);
    assert.ok(Math.abs(square - 1) <= 5 / Math.sqrt(own.length));
  }
});

test("no points, one class, negative noise and one field are refused", () => {
  assert.throws(
    () => moons(options(0)),
    /count must be a whole number of points, at least 1, got 0/,
  );
  assert.throws(() => moons(options(10, -1)), /noise must be .* got -1/);
  assert.throws(() => rings({...options(10), classes: 1}), /classes must be .* got 1/);
  assert.throws(() => checkerboard({...options(10), cells: 1}), /cells must be .* got 1/);
  assert.throws(() => gaussianMixture({...options(10), spread: NaN}), /spread must be .* got NaN/);
});
