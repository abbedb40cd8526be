import type {Data} from "plotly.js";
import {withDefaults} from "./chart/chart-defaults";
import type {GivenOptions} from "./chart/chart-defaults";
import {axisText} from "./chart/chart-options";
import type {ChartOptions} from "./chart/chart-options";
import {figureFrom, layoutFor} from "./chart/figure";
import type {Figure} from "./chart/figure";
import type {Look} from "./chart/palette";
import {hoverText, plotlyText} from "./chart/plotly-text";
import {areNames, digitsToRead, lookOf, plain, plainX, requireSeries} from "./chart/series";
import type {Series} from "./chart/series";
import {lineIndices, mostLinePoints, taken} from "./chart/thin-out";

/**
 * Lines over an axis, each with a colour, a dash and a marker of its own.
 *
 * Lines of more than 2,000 points are drawn by the lowest and highest of each stretch, and the note
 * says so. NaN makes a gap.
 */
export function lineChart(series: readonly Series[], given?: GivenOptions): Figure {
  requireSeries(series);
  const names = series.map(({name}) => name);
  const options = withDefaults<ChartOptions>(given, {kind: "line chart", names});
  const longest = Math.max(...series.map(({y}) => y.length));
  const note = [
    options.note,
    longest > mostLinePoints &&
      `of ${longest} points, the lowest and highest of each stretch are drawn`,
  ]
    .filter(Boolean)
    .join("; ");
  const layout = layoutFor({...options, ...(note ? {note} : {})}, {names});
  const data = series.map((one, i) => lineTrace(one, {look: lookOf(one, i), options}));
  return figureFrom({data, layout}, options.alt);
}

/** One line as Plotly draws it. */
export function lineTrace(
  {name, x, y}: Series,
  {look, options}: {look: Look; options: Pick<ChartOptions, "x" | "y">},
): Data {
  const kept = lineIndices(y);
  const drawn = {x: taken(x as ArrayLike<number>, kept), y: taken(y, kept)};
  return {
    type: "scatter",
    mode: "lines+markers",
    name: plotlyText(name, 60),
    x: plainX(drawn.x),
    y: plain(drawn.y),
    line: {color: look.color, dash: look.dash as "dash", width: 2.25},
    // A dozen markers tell lines apart; one at each point would hide the dashes.
    marker: {color: look.color, symbol: look.symbol, size: 7, maxdisplayed: 14},
    hovertemplate: hoverTemplate(options, drawn),
  };
}

/** What the pointer reads off: both axes by name, in as many digits as tell the values apart. */
export function hoverTemplate(
  {x, y}: Pick<ChartOptions, "x" | "y">,
  values: Pick<Series, "x" | "y">,
): string {
  const across = areNames(values.x) ? "%{x}" : `%{x:.${digitsToRead(values.x)}~g}`;
  const up = `%{y:.${digitsToRead(values.y)}~g}`;
  return `${hoverText(axisText(x))}: ${across}<br>${hoverText(axisText(y))}: ${up}`;
}
