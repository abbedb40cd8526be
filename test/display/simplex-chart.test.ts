import assert from "node:assert/strict";
import {test} from "node:test";
import {simplexChart} from "../../src/display/simplex-chart";
import type {Shares} from "../../src/display/simplex-chart";
import {bundleOf} from "./figure-rules";

const options = {
  title: "The longest part has the most",
  corners: ["first", "second", "third"] as const,
  value: {label: "what it is worth", unit: ""},
  alt: "A triangle of mixtures that grows brighter towards its top.",
  paths: [
    {
      name: "towards the third",
      shares: [
        [1, 0, 0],
        [0.5, 0.25, 0.25],
        [0, 0, 1],
      ],
    },
    {
      name: "along the bottom",
      shares: [
        [1, 0, 0],
        [0, 1, 0],
      ],
    },
  ],
};
type Trace = {
  x: number[];
  y: number[];
  z: (number | null)[][];
  name: string;
  line: {color: string};
};
const tracesOf = (valueAt: (shares: Shares) => number) =>
  simplexChart(valueAt, options).data as unknown as Trace[];

test("the corners are the parts alone, the middle a third of each, outside is empty", () => {
  const at = (shares: Shares) => shares[1] + 2 * shares[2];
  const [{z}] = tracesOf(at);
  const rows = z.length - 1;
  assert.equal(z[0][0], 0);
  assert.equal(z[0][rows], 1);
  assert.equal(z[rows][rows / 2], 2);
  assert.ok(Math.abs((z[rows / 3][rows / 2] as number) - 1) <= 1e-6);
  assert.equal(z[rows][0], null);
});

test("every value is asked for at shares that sum to 1", () => {
  tracesOf((shares) => {
    assert.ok(Math.abs(shares[0] + shares[1] + shares[2] - 1) <= 1e-12);
    assert.ok(shares.every((share) => share >= 0));
    return 0;
  });
});

test("paths run in the same triangle, each with its own look", () => {
  const [, first, second] = tracesOf(() => 0);
  assert.deepEqual([first.x[0], first.x[2]], [0, 0.5]);
  assert.ok(Math.abs(first.y[2] - Math.sqrt(3) / 2) <= 1e-6);
  assert.deepEqual(second.x, [0, 1]);
  assert.notEqual(first.line.color, second.line.color);
});

test("it carries words and is plain JSON", () => {
  const bundle = bundleOf(simplexChart(() => NaN, options));
  assert.equal(bundle["text/plain"], options.alt);
  const mime = bundle["application/vnd.plotly.v1+json"];
  assert.deepEqual(JSON.parse(JSON.stringify(mime)), mime);
});

test("shares that do not sum to 1, and two corners, are refused", () => {
  const paths = [{name: "lost", shares: [[0.5, 0.6, 0]]}];
  assert.throws(
    () => simplexChart(() => 0, {...options, paths}),
    /lost: three shares that sum to 1/,
  );
  const corners = ["a", "b"] as unknown as readonly [string, string, string];
  assert.throws(() => simplexChart(() => 0, {...options, corners}), /three corners, got 2/);
});
