import assert from "node:assert/strict";
import {test} from "node:test";
import {planeChart} from "../../src/display/plane-chart";
import {smallMultiples} from "../../src/display/small-multiples";

type Trace = Record<string, unknown> & {x: number[]; y: number[]};
const options = {
  title: "What moves",
  x: {label: "feature 1", unit: ""},
  y: {label: "feature 2", unit: ""},
  alt: "Two points with an arrow from the first one to the right.",
};
const clouds = [
  {name: "class 0", x: [0, 1], y: [0, 1]},
  {name: "class 1", x: [2], y: [2]},
];
const arrows = [{name: "step", x: [0], y: [0], dx: [1], dy: [0]}];

test("an arrow is a shaft from its point to its tip and two barbs behind the tip", () => {
  const {data, layout} = planeChart({clouds, arrows}, options);
  const line = data[2] as unknown as Trace;
  assert.deepEqual([line.x[0], line.y[0], line.x[1], line.y[1]], [0, 0, 1, 0]);
  assert.ok(line.x[2] < 1 && line.x[2] === line.x[4] && line.y[2] === -line.y[4]);
  assert.equal(line.x[5], null);
  assert.equal(layout.yaxis?.scaleanchor, "x");
  const loose = planeChart({clouds, arrows}, {...options, stretched: true});
  assert.equal(loose.layout.yaxis?.scaleanchor, undefined);
});

test("regions lie below everything, one colour for each class's values", () => {
  const regions = {
    x: [0, 1],
    y: [0, 1],
    rows: [
      [0, 1],
      [1, 1],
    ],
  };
  const mesh = {name: "grid", x: [0, 1], y: [0, 1]};
  const {data} = planeChart({clouds, mesh, regions}, options);
  assert.deepEqual(
    data.map(({type}) => type),
    ["heatmap", "scatter", "scatter", "scatter"],
  );
  const {colorscale, zmin, zmax} = data[0] as unknown as {
    colorscale: [number, string][];
    zmin: number;
    zmax: number;
  };
  assert.deepEqual([zmin, zmax], [-0.5, 1.5]);
  assert.deepEqual(
    colorscale.map(([at]) => at),
    [0, 0.5, 0.5, 1],
  );
  assert.notEqual(colorscale[0][1], colorscale[3][1]);
});

test("side by side every panel keeps a scale of its own for both axes, and regions no bar", () => {
  const regions = {x: [0, 1], y: [0], rows: [[0, 1]]};
  const panel = planeChart({clouds, regions}, options);
  const {data, layout} = smallMultiples(
    [
      {title: "one", figure: panel},
      {title: "two", figure: panel},
    ],
    {title: "Both", alt: "Two panels of the same three points."},
  );
  const axes = layout as Record<string, {scaleanchor?: string}>;
  assert.deepEqual([axes.yaxis.scaleanchor, axes.yaxis2.scaleanchor], ["x", "x2"]);
  for (const trace of data.filter(({type}) => type === "heatmap")) {
    assert.equal((trace as unknown as {showscale: boolean}).showscale, false);
  }
});

test("what cannot be drawn says so", () => {
  assert.throws(() => planeChart({clouds: []}, options), /at least one series/);
  assert.throws(
    () => planeChart({clouds, arrows: [{...arrows[0], dx: [1, 2]}]}, options),
    /series step: lists differ in length/,
  );
  assert.throws(
    () => planeChart({clouds, regions: {x: [0, 1], y: [0], rows: [[0]]}}, options),
    /regions need 1 rows of 2, got 1, row 0 of 1/,
  );
});
