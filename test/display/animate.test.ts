import assert from "node:assert/strict";
import {test} from "node:test";
import {animate} from "../../src/display/animate";
import {barChart} from "../../src/display/bar-chart";
import {lineChart} from "../../src/display/line-chart";
import {smallMultiples} from "../../src/display/small-multiples";
import {requireReadable} from "./figure-rules";

const axes = (range: readonly [number, number]) => ({
  x: {label: "place", unit: ""},
  y: {label: "height", unit: "", range},
});
const moment = (step: number) => {
  const line = lineChart([{name: "line", x: [1, 2, 3], y: [step, 1, 2]}], {
    title: "a line",
    alt: "A line of three points.",
    ...axes([0, 5]),
  });
  const bars = barChart([{name: "bars", x: [100, 900], y: [0.5, 0.1], look: 1}], {
    title: "some bars",
    alt: "Two bars far to the right.",
    ...axes([0, 1]),
  });
  const panels = [
    {title: "a line", figure: line},
    {title: "some bars", figure: bars},
  ];
  const alt = "A line and two bars.";
  return {
    label: `${step}`,
    figure: smallMultiples(panels, {title: "both", alt, sameX: false, sameY: false}),
  };
};

test("small multiples move together, each on axes and in room of its own", () => {
  const alt = "A line and two bars that move.";
  const still = moment(0).figure;
  const moving = animate([moment(0), moment(1)], {title: "both", slider: "step", alt});
  requireReadable(moving);
  const [low, high] = moving.layout.xaxis?.range as [number, number];
  // The bars at 100 and 900 stand on the second axis.
  assert.ok(low > 0 && low < 1 && high > 3 && high < 4);
  assert.ok((moving.layout.margin?.t ?? 0) >= (still.layout.margin?.t ?? Infinity));
  assert.deepEqual(
    moving.frames?.map(({data}) => (data as {y: number[]}[]).map(({y}) => y)),
    [
      [
        [0, 1, 2],
        [0.5, 0.1],
      ],
      [
        [1, 1, 2],
        [0.5, 0.1],
      ],
    ],
  );
});
