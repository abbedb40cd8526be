import {withDefaults} from "./chart/chart-defaults";
import type {GivenOptions} from "./chart/chart-defaults";
import type {ChartOptions} from "./chart/chart-options";
import {figureFrom, layoutFor} from "./chart/figure";
import type {Figure} from "./chart/figure";
import {hoverTemplate} from "./line-chart";
import {paper} from "./chart/palette";
import {plotlyText} from "./chart/plotly-text";
import {lookOf, plain, requireSeries, sharedX} from "./chart/series";
import type {Series} from "./chart/series";
import {cloudIndices, cloudSizes, mostCloudPoints, taken} from "./chart/thin-out";

/**
 * Clouds of points, each with a colour and a marker of its own. Where one has more than
 * 5,000 points, the same share of each is drawn, and the note says so.
 */
export function scatterChart(series: readonly Series[], given?: GivenOptions): Figure {
  requireSeries(series);
  const names = series.map(({name}) => name);
  const options = withDefaults<ChartOptions>(given, {kind: "scatter chart", names});
  const largest = Math.max(...series.map(({y}) => y.length));
  const note = [
    options.note,
    largest > mostCloudPoints && `of ${largest} points, ${mostCloudPoints} evenly chosen are drawn`,
  ]
    .filter(Boolean)
    .join("; ");
  const layout = layoutFor({...options, ...(note ? {note} : {})}, {names});
  const sizes = cloudSizes(series.map(({y}) => y.length));
  const data = series.map((one, i) => {
    const look = lookOf(one, i);
    const kept = cloudIndices(one, sizes[i]);
    const drawn = {x: taken(one.x as ArrayLike<number>, kept), y: taken(one.y, kept)};
    const many = kept.length > 300;
    return {
      type: "scatter" as const,
      mode: "markers" as const,
      name: plotlyText(one.name, 60),
      x: sharedX(drawn.x),
      y: plain(drawn.y),
      marker: {
        color: look.color,
        symbol: look.symbol,
        size: many ? 5 : 9,
        opacity: many ? 0.6 : 0.9,
        line: {color: paper, width: many ? 0 : 1},
      },
      hovertemplate: hoverTemplate(options, drawn),
    };
  });
  return figureFrom({data, layout}, options.alt);
}
