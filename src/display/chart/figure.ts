import type {Annotations, Config, Data, Frame, Layout} from "plotly.js";
import {shownAs} from "../page/mime";
import type {Shown} from "../page/mime";
import {axisText, requireChartOptions} from "./chart-options";
import type {Axis, ChartOptions, LayoutAxis, ReferenceLine} from "./chart-options";
import {ink, paper, softInk} from "./palette";
import {requireRoomOnLog, toldOffLog} from "./log-room";
import {lineCount, plotlyText} from "./plotly-text";
import {requireRoom} from "./series";
import {withLogTicks, withWholeTicks} from "./ticks";

export type FigureParts = {
  readonly data: readonly Data[];
  readonly layout: Partial<Layout>;
  readonly frames?: readonly Partial<Frame>[];
};

/** A chart as Plotly draws it, with the words that stand in for it. */
export type Figure = Shown<FigureParts & {readonly config: Partial<Config>; readonly alt: string}>;

/** Characters to a line of title, at the width of a JupyterLab cell. */
const titleWidth = 76;
const noteWidth = 108;

/** Where the names of the series stand: between title and chart. */
export const legendAbove = {
  orientation: "h",
  x: 0,
  xanchor: "left",
  y: 1.015,
  yanchor: "bottom",
  font: {size: 13},
} as const;

/** Pixels above the chart: the title's lines and the legend's rows. */
export function headHeight(title: string, names: readonly string[]): number {
  const longest = Math.max(0, ...names.map(({length}) => Math.min(length, 60)));
  const perRow = Math.max(1, Math.floor(690 / (7 * longest + 50)));
  return 34 + 22 * lineCount(title, titleWidth) + 20 * Math.ceil(names.length / perRow);
}

/** The title of a figure as Plotly wants it: above several lines it leaves 12 pixels less than above one. */
export function titleText(title: string): {text: string; pad: {l: number; t: number}} {
  const text = plotlyText(title, titleWidth);
  return {text, pad: {l: 14, t: text.includes("<br>") ? 26 : 14}};
}

/** The parts with their display. Throws a RangeError for more numbers than a notebook should hold. */
export function figureFrom({data, layout, frames}: FigureParts, alt: string): Figure {
  requireRoom(countValues([data, frames]));
  requireRoomOnLog(layout, data);
  const moved = (frames ?? [])
    .slice(1)
    .flatMap((frame) => (frame.data ?? []).map((trace, i) => ({...data[i], ...trace}) as Data));
  const config: Partial<Config> & {typesetMath: boolean} = {
    // Not responsive: on a resize Plotly would take the height from JupyterLab's output, which has none.
    displaylogo: false,
    // Names and titles are never TeX, where the page has MathJax either.
    typesetMath: false,
    modeBarButtonsToRemove: ["lasso2d", "select2d", "autoScale2d"],
    // Nothing leaves the lab: Plotly 4 would offer to upload the chart.
    showSendToCloud: false,
  };
  // Plotly lets `meta` hold anything; exported pages read the words for screen readers from it.
  const described: Partial<Layout> & {meta: {alt: string}} = {
    ...withWholeTicks(
      withLogTicks(withNames(toldOffLog(layout, [...data, ...moved]), data), data),
      data,
    ),
    meta: {alt},
  };
  const parts = {data, layout: described, config, ...(frames ? {frames} : {}), alt};
  return shownAs(parts, () => ({
    "application/vnd.plotly.v1+json": {
      data,
      layout: described,
      config,
      ...(frames ? {frames} : {}),
    },
    "text/plain": alt,
  }));
}

/**
 * The layout with axes of names said outright: Plotly would guess numbers from "1", dates from "2015-03",
 * and lose the names that are neither.
 */
function withNames(layout: Partial<Layout>, data: readonly Data[]): Partial<Layout> {
  const changed: Record<string, object> = {};
  for (const trace of data as readonly Record<string, unknown>[]) {
    for (const name of ["x", "y"] as const) {
      const held = trace[name];
      if (!Array.isArray(held) || !held.some((value) => typeof value === "string")) continue;
      const key = `${name}axis${`${(trace[`${name}axis`] as string | undefined) ?? name}`.slice(1)}`;
      const axis = (layout as Record<string, {type?: string} | undefined>)[key];
      if (axis?.type === "log") {
        throw new RangeError(
          `${name} holds names, which have no place on a log scale: leave scale out`,
        );
      }
      changed[key] = {...axis, type: "category"};
    }
  }
  return {...layout, ...(changed as Partial<Layout>)};
}

/**
 * The layout that all charts share: title, axes, legend, reference lines and note. The legend is for
 * two names or more; `own` are the options that only this kind of chart has.
 */
export function layoutFor(
  options: ChartOptions,
  {names, own = []}: {names: readonly string[]; own?: readonly string[]},
): Partial<Layout> {
  requireChartOptions(options, own);
  const {title, x, y, lines = [], note, height = 440} = options;
  const legend = names.length > 1;
  // Plotly makes no room for a title and a legend at once.
  const head = headHeight(title, legend ? names : []);
  return {
    height:
      height +
      head -
      headHeight("one line", []) +
      (note ? 15 * (lineCount(note, noteWidth) - 1) : 0),
    autosize: true,
    font: {
      family: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
      size: 13,
      color: ink,
    },
    paper_bgcolor: paper,
    plot_bgcolor: paper,
    title: {
      ...titleText(title),
      font: {size: 17},
      x: 0,
      xref: "container",
      xanchor: "left",
      y: 1,
      yref: "container",
      yanchor: "top",
    },
    margin: {l: 64, r: 28, t: head, b: 56 + (note ? 8 + 15 * lineCount(note, noteWidth) : 0)},
    xaxis: axisLayout(x, 90),
    yaxis: axisLayout(y, 46),
    showlegend: legend,
    ...(legend ? {legend: legendAbove} : {}),
    hovermode: "closest",
    hoverlabel: {namelength: -1, font: {size: 13}},
    shapes: lines.map((line) => ({
      type: "line",
      layer: "above",
      line: {color: softInk, width: 1.5, dash: "dash"},
      ...(line.x !== undefined
        ? {xref: "x", yref: "paper", x0: line.x, x1: line.x, y0: 0, y1: 1}
        : {xref: "paper", yref: "y", x0: 0, x1: 1, y0: line.y, y1: line.y}),
    })),
    annotations: [
      ...lines.map((line) => referenceLabel(line, {x, y})),
      ...(note ? [noteBelow(note)] : []),
    ],
  };
}

/** The label of a reference line, at the end of it. */
function referenceLabel(
  line: ReferenceLine,
  {x, y}: {readonly x: Axis; readonly y: Axis},
): Partial<Annotations> {
  const look = {
    text: plotlyText(line.label, 40),
    showarrow: false,
    font: {size: 12, color: softInk},
    bgcolor: "rgba(255, 255, 255, 0.85)",
  };
  return line.x !== undefined
    ? {
        ...look,
        ...{xref: "x", x: logged(line.x, x), xanchor: "left"},
        ...{yref: "paper", y: 1, yanchor: "top"},
      }
    : {
        ...look,
        ...{xref: "paper", x: 1, xanchor: "right"},
        ...{yref: "y", y: logged(line.y, y), yanchor: "bottom"},
      };
}

const noteBelow = (note: string): Partial<Annotations> => ({
  text: plotlyText(note, noteWidth),
  showarrow: false,
  font: {size: 11.5, color: softInk},
  align: "left",
  xref: "paper",
  x: 0,
  xanchor: "left",
  yref: "paper",
  y: 0,
  yanchor: "top",
  yshift: -52,
});

function axisLayout(axis: Axis, width: number): Partial<LayoutAxis> {
  const log = axis.scale === "log";
  return {
    title: {text: plotlyText(axisText(axis), width), standoff: 12, font: {size: 14}},
    automargin: true,
    ...(log ? {type: "log" as const} : {}),
    showline: true,
    linecolor: softInk,
    ticks: "outside",
    tickcolor: softInk,
    gridcolor: "#e8eaed",
    zeroline: false,
    exponentformat: "power",
    ...(axis.whole ? {tickformat: "d"} : {}),
    ...(axis.range ? {range: axis.range.map((end) => (log ? Math.log10(end) : end))} : {}),
  };
}

/** Plotly places annotations on a log axis by their logarithm, but shapes by their value. */
const logged = (at: number, axis: Axis): number => (axis.scale === "log" ? Math.log10(at) : at);

/** Numbers and names. */
function countValues(value: unknown): number {
  if (typeof value === "number" || typeof value === "string") return 1;
  if (Array.isArray(value)) return value.reduce<number>((all, held) => all + countValues(held), 0);
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce<number>((all, held) => all + countValues(held), 0);
}
