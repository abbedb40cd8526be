import assert from "node:assert/strict";
import {test} from "node:test";
import {findCriticalPoints} from "../../../src/analyses/landscapes/critical-points";
import {descendFromManyStarts, descendGlass} from "../../../src/analyses/landscapes/glass-descent";
import {randomSpherePoint} from "../../../src/models/sphere";
import {drawSphericalGlass} from "../../../src/models/spherical-glass";
import {randomStream} from "../../../src/numerics/random";

const root = randomStream(1);

function descents(size: number, energies: number[], runs: number) {
  return Array.from({length: runs}, (_, i) => {
    const random = root.child(`${size} ${energies.join()} ${i}`);
    const glass = drawSphericalGlass({size, weights: energies.map(Math.sqrt), random});
    return descendGlass(glass, {start: randomSpherePoint(size, random.child("start"))});
  });
}

const meanOf = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

test("descent ends in a minimum, at the energy measured before", () => {
  const table: [number, number[], number, number][] = [
    // size, energies of lengths 1, 2, 3; mean energy per spin; standard deviation of one run
    [10, [0, 0, 1], -1.29, 0.2],
    [20, [0, 0, 1], -1.42, 0.12],
    [20, [0, 0.8, 0.2], -1.31, 0.12],
    [20, [0, 0.5, 0.5], -1.36, 0.12],
    [10, [0, 0.8, 0.2], -1.26, 0.2],
    [10, [0, 0.5, 0.5], -1.34, 0.2],
    [40, [0, 0.8, 0.2], -1.41, 0.08],
    [40, [0, 0.5, 0.5], -1.46, 0.08],
  ];
  for (const [size, energies, mean, deviation] of table) {
    const runs = size < 40 ? 20 : 3;
    const ends = descents(size, energies, runs);
    for (const end of ends) {
      assert.equal(end.index, 0);
      assert.ok(end.gradientLength <= 1e-6 && end.smallestCurvature > 0);
    }
    const found = meanOf(ends.map((end) => end.energyPerSpin));
    // Our runs against 40 others.
    const allowed = 5 * deviation * Math.sqrt(1 / runs + 1 / 40);
    assert.ok(Math.abs(found - mean) <= allowed, `N=${size}: ${found}, expected ${mean}`);
  }
});

test("the larger the glass, the flatter the end and the nearer to -E_inf = -1.633", () => {
  const table: [number, number, number, number][] = [
    // size, mean energy per spin, smallest curvature over √N, runs
    [10, -1.29, 0.86, 20],
    [20, -1.42, 0.56, 20],
    [40, -1.49, 0.27, 4],
  ];
  for (const [size, energy, curvature, runs] of table) {
    const ends = descents(size, [0, 0, 1], runs);
    const energies = ends.map((end) => end.energyPerSpin);
    assert.ok(Math.abs(meanOf(energies) - energy) <= 5 * 0.2 * Math.sqrt(10 / size / runs) + 0.03);
    // The printed curvatures are means of 40 runs, each spread about as widely as its mean.
    const mean = meanOf(ends.map((end) => end.smallestCurvature));
    assert.ok(Math.abs(mean - curvature) <= 5 * curvature * Math.sqrt(0.5 / runs));
    assert.ok(meanOf(energies) > -1.633);
  }
});

test("with length 2 alone descent finds the lowest eigenvector", () => {
  for (let i = 0; i < 10; i++) {
    const random = root.child(`matrix ${i}`);
    const glass = drawSphericalGlass({size: 6, weights: [0, 1], random});
    const end = descendGlass(glass, {start: randomSpherePoint(glass.size, random), flatness: 1e-9});
    const {points} = findCriticalPoints(glass, {random: random.child("starts")});
    const lowest = Math.min(...points.map((point) => point.value));
    assert.ok(Math.abs(end.energyPerSpin * Math.sqrt(6) - lowest) <= 1e-9);
  }
});

test("the end is one of the minima that Newton's method lists", () => {
  for (let i = 0; i < 5; i++) {
    const random = root.child(`listed ${i}`);
    const glass = drawSphericalGlass({size: 4, weights: [0, 0, 1], random});
    const end = descendGlass(glass, {start: randomSpherePoint(glass.size, random), flatness: 1e-9});
    const {points} = findCriticalPoints(glass, {random: random.child("starts")});
    const minima = points.filter((point) => point.index === 0);
    assert.ok(
      minima.some(({point}) => Math.hypot(...point.map((x, k) => x - end.point[k])) < 1e-6),
    );
  }
});

test("a descent that is stopped early says how steep it still is", () => {
  const random = root.child("stopped");
  const glass = drawSphericalGlass({size: 20, weights: [0, 0, 1], random});
  const end = descendGlass(glass, {start: randomSpherePoint(20, random), maxSteps: 3});
  assert.equal(end.steps, 3);
  assert.ok(end.gradientLength > 1e-6);
  assert.throws(() => descendGlass(glass, {start: end.point, flatness: 0}), /flatness must be/);
});

const random = randomStream(1);

test("a glass of length 2 has one lowest energy, and every descent finds it", () => {
  const settings = {size: 8, weights: [0, 1], starts: 6, random};
  const {energies, indices, startEnergies} = descendFromManyStarts(settings);
  for (const energy of energies) assert.ok(Math.abs(energy - energies[0]) <= 1e-8);
  assert.deepEqual(indices, new Array(6).fill(0));
  startEnergies.forEach((before, i) => assert.ok(before > energies[i]));
});

test("a glass of length 3 stops them at different energies", () => {
  const settings = {size: 16, weights: [0, 0, 1], starts: 10, random};
  const {energies, curvatures} = descendFromManyStarts(settings);
  assert.ok(Math.max(...energies) - Math.min(...energies) > 0.01);
  for (const curvature of curvatures) assert.ok(curvature > -1e-6);
  assert.throws(() => descendFromManyStarts({...settings, starts: 0}), /starts must be/);
});
