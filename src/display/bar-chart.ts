import type {Data} from "plotly.js";
import {withDefaults} from "./chart/chart-defaults";
import type {GivenOptions} from "./chart/chart-defaults";
import type {ChartOptions} from "./chart/chart-options";
import {figureFrom, layoutFor} from "./chart/figure";
import type {Figure} from "./chart/figure";
import {hoverTemplate} from "./line-chart";
import {paper} from "./chart/palette";
import type {Look} from "./chart/palette";
import {plotlyText} from "./chart/plotly-text";
import {lookOf, plain, plainX, requireSameLength, requireSeries} from "./chart/series";
import type {Numbers, Series} from "./chart/series";

/** A series of bars; `spread` adds a whisker from low to high to each. */
export type BarSeries = Series & {
  readonly spread?: {readonly low: Numbers; readonly high: Numbers};
};

/** Bars side by side, or one upon the other when they are parts of a whole. */
export type BarOptions = ChartOptions & {readonly stacked?: boolean};

/** Bars over numbers or names, told apart by colour and hatching. */
export function barChart(series: readonly BarSeries[], given?: GivenOptions<BarOptions>): Figure {
  requireSeries(series, ["name", "x", "y", "look", "spread"]);
  const names = series.map(({name}) => name);
  const options = withDefaults<BarOptions>(given, {kind: "bar chart", names});
  const layout = layoutFor(options, {names, own: ["stacked"]});
  const data = series.map((one, i) => {
    const look = lookOf(one, i);
    const trace: Record<string, unknown> = {
      type: "bar",
      name: plotlyText(one.name, 60),
      x: plainX(one.x),
      y: plain(one.y),
      marker: {
        color: look.color,
        line: {color: look.color, width: 1},
        ...(look.pattern === "" ? {} : {pattern: hatched(look)}),
      },
      ...(one.spread ? {error_y: whiskers(one)} : {}),
      hovertemplate: hoverTemplate(options, one),
    };
    // The types know neither hatching nor one-sided whiskers.
    return trace as Data;
  });
  return figureFrom(
    {
      data,
      layout: {
        ...layout,
        xaxis: {...layout.xaxis, showgrid: false},
        barmode: options.stacked ? "stack" : "group",
        bargap: 0.18,
        bargroupgap: 0.06,
      },
    },
    options.alt,
  );
}

/** Hatched in white, so that the bar's own colour and outline keep their contrast. */
const hatched = ({pattern, color}: Look) => ({
  shape: pattern,
  fgcolor: paper,
  bgcolor: color,
  size: 7,
  solidity: 0.25,
});

/** The whiskers as Plotly wants them: distances from the end of each bar. */
function whiskers({name, y, spread}: BarSeries): Record<string, unknown> {
  const {low, high} = spread as NonNullable<BarSeries["spread"]>;
  requireSameLength(name, {y, "spread.low": low, "spread.high": high});
  return {
    type: "data",
    symmetric: false,
    array: plain(Array.from(y, (value, i) => high[i] - value)),
    arrayminus: plain(Array.from(y, (value, i) => value - low[i])),
    color: "#222222",
    thickness: 1.5,
    width: 5,
  };
}
