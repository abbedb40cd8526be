import assert from "node:assert/strict";
import {test} from "node:test";
import {barChart} from "../../../src/display/bar-chart";
import type {ChartOptions} from "../../../src/display/chart/chart-options";
import {withDefaults} from "../../../src/display/chart/chart-defaults";
import {heatMap} from "../../../src/display/heat-map";
import {histogram} from "../../../src/display/histogram";
import {lineChart} from "../../../src/display/line-chart";

const series = [
  {name: "plain", x: [1, 2], y: [3, 4]},
  {name: "residual", x: [1, 2], y: [4, 3]},
];
const kind = {kind: "line chart", names: ["plain", "residual"]};

test("a chart of one's own needs no options: its series name it, and it says what kind it is", () => {
  const {alt, layout} = lineChart(series);
  assert.equal(alt, "A line chart of plain, residual: y over x.");
  assert.match(JSON.stringify(layout.title), /plain, residual/);
  assert.match(JSON.stringify([layout.xaxis?.title, layout.yaxis?.title]), /"x".*"y"/);
  assert.match(barChart(series).alt, /^A bar chart of plain, residual/);
  assert.match(heatMap({x: [1, 2], y: [1], rows: [[1, 2]]}).alt, /^A heat map of values: y over x/);
  assert.match(
    JSON.stringify(histogram([{name: "norms", values: [1, 2, 3]}]).layout.yaxis?.title),
    /share of the values/,
  );
});

test("a text is an axis's label, and what is given stays", () => {
  const {alt, layout} = lineChart(series, {
    title: "It falls",
    x: "depth",
    y: {label: "loss", unit: "nats"},
  });
  assert.equal(alt, "A line chart of plain, residual: loss over depth.");
  assert.match(JSON.stringify(layout.title), /It falls/);
  assert.match(JSON.stringify(layout.yaxis?.title), /loss \(nats\)/);
});

test("what is there and says nothing is still refused", () => {
  assert.throws(() => lineChart(series, {title: " "}), /title must say what to look for/);
  assert.throws(() => lineChart(series, {x: {label: "", unit: ""}}), /x\.label must say/);
  assert.throws(() => lineChart(series, {titel: "a"} as never), /unknown chart option titel/);
});

test("nothing is filled in where notebooks are run to be published", () => {
  const environment = {LAB_CHARTS: "complete"};
  const given = {title: "It falls"};
  assert.equal(withDefaults<ChartOptions>(given, {...kind, environment}) as unknown, given);
  assert.notEqual(withDefaults<ChartOptions>(given, {...kind, environment: {}}) as unknown, given);
});
