import assert from "node:assert/strict";
import {test} from "node:test";
import {functionalDescent} from "../../../src/analyses/descent/functional-descent";
import {
  arrowViews,
  gridViews,
  particleViews,
  regionViews,
} from "../../../src/analyses/descent/plane-views";
import {toyPair} from "../../../src/analyses/descent/planar-sets";
import {padded} from "../../../src/analyses/descent/ways-out";
import {denseMatrix, rowOf} from "../../../src/numerics/dense-matrix";
import {randomStream} from "../../../src/numerics/random";

const {train} = toyPair("moons", {examples: 40, fresh: 2, random: randomStream(61)});
const {labels} = train;
const width = 0.5;
const smoothing = {kind: "gaussian", width} as const;
const states = functionalDescent(train, {smoothing, layers: 3, decay: 0.01, boldness: 10});

test("every example stands in the cloud of its class, at every state", () => {
  const views = particleViews(states, {labels});
  assert.deepEqual(
    views.map(({layer}) => layer),
    [0, 1, 2, 3],
  );
  for (const [t, {clouds}] of views.entries()) {
    assert.deepEqual(
      clouds.map(({name, x}) => [name, x.length]),
      [
        ["class 0", 20],
        ["class 1", 20],
      ],
    );
    const third = Array.from(labels.keys()).filter((i) => labels[i] === 1)[3];
    assert.deepEqual([clouds[1].x[3], clouds[1].y[3]], [...rowOf(states[t].points, third)]);
  }
});

test("arrows point against the gradient, the longest of either kind at the asked length", () => {
  const views = arrowViews(states, {labels, longest: 0.5});
  for (const kind of [0, 1]) {
    const lengths = views.flatMap(({arrows}) => {
      const {dx, dy} = arrows![kind];
      return dx.map((a, i) => Math.hypot(a, dy[i]));
    });
    assert.ok(Math.abs(Math.max(...lengths) - 0.5) < 1e-12);
  }
  const [{arrows}] = views;
  const g = rowOf(states[0].gradient, 0);
  const raw = arrows![1];
  assert.ok(raw.name.startsWith("raw") && raw.dx[0] * g[0] + raw.dy[0] * g[1] < 0);
  const few = arrowViews(states, {labels, every: 4});
  assert.equal(few[0].arrows![0].x.length, 10);
});

test("regions and grids are those of every state, in any two coordinates", () => {
  const regions = regionViews(states, {labels, width, side: 7, reach: 2});
  assert.equal(regions.length, 4);
  assert.deepEqual(regions[3].clouds, regions[0].clouds);
  assert.deepEqual([regions[0].regions!.rows.length, regions[0].regions!.rows[0].length], [7, 7]);
  const lifted = functionalDescent(
    {...train, points: padded(train.points, 1)},
    {smoothing, layers: 2, decay: 0.01, anchor: denseMatrix([3, 2], [0, 0, 0, 0, 1, -1])},
  );
  const grid = gridViews(lifted, {labels, width, side: 3, axes: [0, 2]});
  // Three rows and three columns of three, with a gap after each.
  assert.equal(grid[0].mesh!.x.length, 24);
  assert.ok(grid[0].mesh!.y.every((value) => value === 0 || Number.isNaN(value)));
  assert.ok(grid[2].mesh!.y.some((value) => Math.abs(value) > 1e-6));
});
