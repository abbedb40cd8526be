import assert from "node:assert/strict";
import {test} from "node:test";
import {lineChart} from "../../../src/display/line-chart";
import type {Figure} from "../../../src/display/chart/figure";

const chart = (x: number[], whole: boolean): Figure =>
  lineChart([{name: "net", x, y: x}], {
    title: "Every layer has its label",
    x: {label: "layer", unit: "", whole},
    y: {label: "loss", unit: "nats"},
    alt: "A straight line over the layers of a network.",
  });
const stepOf = (figure: Figure) => (figure.layout.xaxis as {dtick?: number}).dtick;

test("few whole numbers are labelled one by one, many and fractions as Plotly likes", () => {
  assert.equal(stepOf(chart([2, 3, 4, 5], true)), 1);
  assert.equal(stepOf(chart([0, 12], true)), 1);
  assert.equal(stepOf(chart([0, 100], true)), undefined);
  assert.equal(stepOf(chart([2, 3, 4, 5], false)), undefined);
});
