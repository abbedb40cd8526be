import assert from "node:assert/strict";
import {test} from "node:test";
import {globe} from "../../src/display/globe";
import {contrast, paper} from "../../src/display/chart/palette";
import {bundleOf} from "./figure-rules";

const latitudes = [-90, 0, 90];
const longitudes = [0, 90, 180, 270, 360];
const values = [
  [-2, -2, -2, -2, -2],
  [0, 1, 0, -1, 0],
  [2, 2, 2, 2, 2],
];
const options = {
  title: "One hill, one valley",
  value: {label: "energy", unit: ""},
  alt: "A sphere with a hill at the north pole and a valley at the south pole.",
  marks: [
    {name: "minima", points: [[0, 0, -1]]},
    {name: "maxima", points: [[0, 0, 1]]},
  ],
};
type Trace = Record<string, never> & {
  x: number[][];
  z: number[][];
  name: string;
  marker: {color: string; symbol: string};
};

test("the surface is drawn in where the value is low, and marks stand just above it", () => {
  const figure = globe({latitudes, longitudes, values}, options);
  const [sphere, minima, maxima] = figure.data as unknown as Trace[];
  assert.deepEqual(
    sphere.z.map(([z]) => z),
    [-0.9, 0, 1.1],
  );
  assert.ok(Math.abs(sphere.x[1][0] - 1) <= 1e-7 && Math.abs(sphere.x[1][2] + 1) <= 1e-7);
  assert.deepEqual([minima.z, maxima.z], [[-0.94], [1.14]]);
  assert.equal(minima.name, "minima (1)");
  assert.notEqual(minima.marker.symbol, maxima.marker.symbol);
  for (const {marker} of [minima, maxima]) assert.ok(contrast(marker.color, paper) >= 3);
});

test("it carries words and is plain JSON", () => {
  const figure = globe({latitudes, longitudes: Float64Array.from(longitudes), values}, options);
  const bundle = bundleOf(figure);
  assert.equal(bundle["text/plain"], options.alt);
  const mime = bundle["application/vnd.plotly.v1+json"] as {layout: {showlegend: boolean}};
  assert.deepEqual(JSON.parse(JSON.stringify(mime)), mime);
  assert.equal(mime.layout.showlegend, true);
});

test("a flat landscape divides by nothing, and rows that do not fit are refused", () => {
  const flat = values.map((row) => row.map(() => 0));
  assert.ok(JSON.stringify(globe({latitudes, longitudes, values: flat}, options)).length > 0);
  assert.throws(
    () => globe({latitudes, longitudes, values: values.slice(1)}, options),
    /row of values for each latitude, got 2 for 3/,
  );
  assert.throws(
    () => globe({latitudes, longitudes, values: [[1], [1], [1]]}, options),
    /row 0 has 1 values for 5 longitudes/,
  );
  assert.throws(
    () => globe({latitudes, longitudes, values}, {...options, colour: "red"} as typeof options),
    /unknown globe option colour/,
  );
  const many = Array.from({length: 6}, (_, i) => ({name: `kind ${i}`, points: [[1, 0, 0]]}));
  assert.throws(() => globe({latitudes, longitudes, values}, {...options, marks: many}), /got 6/);
});
