import assert from "node:assert/strict";
import {test} from "node:test";
import {glassGlobe} from "../../../src/analyses/landscapes/glass-globe";
import {randomStream} from "../../../src/numerics/random";

const globe = (beta: number) => glassGlobe({depth: 4, beta, lines: 21, random: randomStream(4)});

test("the poles have one energy each, and the seam closes", () => {
  const {values} = globe(1);
  for (const pole of [values[0], values[20]]) {
    for (const value of pole) assert.ok(Math.abs(value - pole[0]) <= 1e-12);
  }
  for (const row of values) assert.ok(Math.abs(row[0] - row[40]) <= 1e-12);
});

test("no place of the grid lies below the lowest critical point or above the highest", () => {
  for (const beta of [0.1, 1, 3]) {
    const {values, search} = globe(beta);
    assert.equal(search.eulerHolds, true);
    const energies = search.points.map(({value}) => value);
    const grid = values.flat();
    assert.ok(Math.min(...grid) >= Math.min(...energies) - 1e-12);
    assert.ok(Math.max(...grid) <= Math.max(...energies) + 1e-12);
  }
});

test("a tenth of a turn of beta leaves two points; more beta makes more", () => {
  const count = (beta: number) => globe(beta).search.points.length;
  assert.equal(count(0.01), 2);
  assert.ok(count(30) > 2);
});
