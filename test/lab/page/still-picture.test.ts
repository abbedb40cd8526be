import assert from "node:assert/strict";
import {test} from "node:test";
import {outputsToHtml} from "../../../src/lab/page/outputs";
import {stillPicture} from "../../../src/lab/page/still-picture";

const layout = {
  title: {text: "A &lt; B<br>costs &#36;5"},
  xaxis: {title: {text: "block"}},
  yaxis: {title: {text: "loss (nats)"}},
};
const picture = (data: object[], more: object = {}) =>
  stillPicture({data, layout: {...layout, ...more}}) ?? "none";

test("a still picture has a figure's words, each line, and a gap where there is no number", () => {
  const lines = ["net", "control"].map((name, i) => ({
    ...{type: "scatter", mode: "lines", name, x: [1, 2, 3, 4], y: [1, null, 3, 4 + i]},
    line: {color: i === 0 ? "#063f8f" : "#d97700", dash: "dash", width: 2},
  }));
  const svg = picture(lines);
  const wanted = ["A &lt; B", "costs $5", "block", "loss (nats)", "net", "control"];
  for (const text of wanted) assert.ok(svg.includes(`>${text}<`), text);
  const [path] = /<path d="(M[^"]*)" fill="none" stroke="#d97700"/.exec(svg)?.slice(1) ?? [];
  assert.equal(path.split("M").length - 1, 2, "one piece on each side of the gap");
});

test("bars stand on zero, upon one another where they are stacked, and share a place beside", () => {
  const bar = (name: string, y: number[]) => ({type: "bar", name, x: ["a", "b"], y});
  const rects = (svg: string) =>
    [...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"/g)].map(
      ([, ...numbers]) => numbers.map(Number),
    );
  const beside = rects(picture([bar("net", [2, 4]), bar("control", [1, -1])]));
  assert.ok(Math.abs(beside[1][2] / beside[0][2] - 2) < 0.01, "twice as high");
  assert.ok(
    Math.abs(beside[3][1] - (beside[0][1] + beside[0][2])) < 0.2,
    "below zero begins at zero",
  );
  assert.ok(beside[2][0] > beside[0][0] && beside[2][0] < beside[1][0]);
  const stacked = rects(picture([bar("net", [2, 4]), bar("control", [1, 1])], {barmode: "stack"}));
  assert.ok(Math.abs(stacked[2][1] + stacked[2][2] - stacked[0][1]) < 0.2);
  assert.equal(stacked[2][0], stacked[0][0]);
});

test("points stand by powers on a log axis, and one without a place there is left out", () => {
  const cloud = {type: "scatter", mode: "markers", x: [1, 2, 3, 4], y: [1, 10, 100, 0]};
  const svg = picture([cloud], {yaxis: {type: "log"}});
  const heights = [...svg.matchAll(/M[\d.]+ ([\d.]+)h0/g)].map(([, y]) => Number(y));
  assert.equal(heights.length, 3);
  assert.ok(Math.abs(heights[0] - heights[1] - (heights[1] - heights[2])) < 0.2);
});

test("cells of a heat map run from its lowest to its highest colour, and NaN stays empty", () => {
  const colorscale = [[0, "#000001"], [1, "#fffff1"]]; // prettier-ignore
  const map = {type: "heatmap", x: ["a", "b"], y: [1, 2], z: [[0, null], [5, 9]], colorscale}; // prettier-ignore
  const svg = picture([{...map, showscale: false}]);
  const fills = [...svg.matchAll(/<rect[^>]*fill="([^"]+)"/g)].map(([, fill]) => fill);
  assert.deepEqual(fills, ["#000001", "#fffff1", "#fffff1"]);
});

test("what a figure holds cannot leave its place in the picture", () => {
  const evil = '"/><script>alert(1)</script>';
  const svg = picture(
    [
      {type: "scatter", name: evil, x: [evil, "b"], y: [1, 2], line: {color: evil, dash: evil, width: evil}, fillcolor: evil, fill: "toself", marker: {color: evil, size: evil}, opacity: evil}, // prettier-ignore
      {
        type: "bar",
        name: evil,
        x: [evil],
        y: [evil],
        marker: {color: evil},
        error_y: {array: [evil]},
      },
      {type: "heatmap", x: [1], y: [1], z: [[1]], zmin: evil, colorscale: [[0, evil]], colorbar: {title: {text: evil}}}, // prettier-ignore
    ],
    {
      title: evil,
      annotations: [{text: evil, x: 0, y: 0, xref: "paper", yref: "paper", yshift: evil}],
    },
  );
  assert.ok(!/<script|""\/>/.test(svg), svg);
  assert.ok(!/ (?:fill|stroke|stroke-width|x|y|font-size)="[^"]*alert/.test(svg), svg);
});

test("a page has each figure's picture before any script runs, or a word where there is none", () => {
  const page = (data: object[]) =>
    outputsToHtml(
      [{output_type: "display_data", metadata: {}, data: {"application/vnd.plotly.v1+json": {data, layout}, "text/plain": "A chart"}}], // prettier-ignore
      {markdown: (text) => text, nextFigure: () => 1},
    );
  assert.match(page([{type: "scatter", x: [1], y: [2]}]), /<div class="still"><svg /);
  assert.match(page([{type: "surface", z: [[1]]}]), /can only be drawn by a script/);
  assert.equal(stillPicture(null), null);
  assert.equal(stillPicture({data: [{type: "scatter", y: {dtype: "f8", bdata: "AA"}}]}), null);
});
