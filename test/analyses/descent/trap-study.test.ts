import assert from "node:assert/strict";
import {test} from "node:test";
import {trapDrop, zeroBlockLandscape} from "../../../src/analyses/descent/trap-study";
import {randomStream} from "../../../src/numerics/random";

test("on symmetric sets both gradients vanish, behind a network too, and functions do not descend", () => {
  const {traps, moons} = trapDrop({steps: 6, examples: 40, random: randomStream(2)});
  assert.ok(moons > 1e-3);
  assert.deepEqual(
    traps.map(({set}) => set),
    ["xor", "rings"],
  );
  for (const {set, risk, functional, functionalBehind, parametric, drop} of traps) {
    assert.ok(Math.abs(risk - Math.LN2) < 1e-12 && Math.abs(drop) < 1e-9, set);
    assert.ok(Math.max(functional, functionalBehind, parametric) < 1e-12, set);
  }
});

test("around a block of zeros the risk is flat along both axes, lower on one side and higher on the other", () => {
  const {ticks, rows} = zeroBlockLandscape({
    side: 5,
    reach: 0.5,
    examples: 40,
    random: randomStream(7),
  });
  assert.equal(ticks[2], 0);
  const centre = rows[2][2];
  for (let i = 0; i < 5; i++) {
    assert.ok(Math.abs(rows[i][2] - centre) < 1e-12 && Math.abs(rows[2][i] - centre) < 1e-12);
  }
  const corners = [rows[4][4], rows[0][0], rows[0][4], rows[4][0]];
  assert.ok(Math.min(...corners) < centre - 1e-4 && Math.max(...corners) > centre + 1e-4);
  // A ReLU passes a factor above 0 on: only the product of the two counts.
  assert.ok(Math.abs(rows[4][3] - rows[3][4]) < 1e-12);
});
