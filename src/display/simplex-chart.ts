import type {Data, Layout} from "plotly.js";
import {axisText, requireKnown, requireText} from "./chart/chart-options";
import type {Axis} from "./chart/chart-options";
import {figureFrom, layoutFor} from "./chart/figure";
import type {Figure} from "./chart/figure";
import {paper, sequentialScale, softInk} from "./chart/palette";
import {hoverText, plotlyText} from "./chart/plotly-text";
import {lookOf, plain, requireFew, requireName} from "./chart/series";
import type {Numbers} from "./chart/series";

/** Shares of three parts, summing to 1. */
export type Shares = readonly [number, number, number];

/** A line of mixtures drawn over the triangle. */
export type SimplexPath = {readonly name: string; readonly shares: readonly Numbers[]};

/**
 *     title     what to look for               alt    what there is to see
 *     corners   the three parts by name        note   a word on how it was made
 *     value     what the colour shows
 *     paths     lines of mixtures over it
 */
export type SimplexOptions = {
  readonly title: string;
  readonly corners: readonly [string, string, string];
  readonly value: Axis;
  readonly alt: string;
  readonly paths?: readonly SimplexPath[];
  readonly note?: string;
};

const root3 = Math.sqrt(3);
const cells = 120;

/**
 * All mixtures of three parts as the points of a triangle, coloured by a value: a corner is one part
 * alone, the opposite side none of it.
 *
 *     valueAt   shares of the three parts → value; NaN stays empty
 */
export function simplexChart(
  valueAt: (shares: Shares) => number,
  {title, corners, value, alt, paths = [], note, ...rest}: SimplexOptions,
): Figure {
  requireKnown("simplex", rest, []);
  if (corners?.length !== 3)
    throw new RangeError(`a triangle has three corners, got ${corners?.length}`);
  corners.forEach((corner, i) => requireText(`corner ${i}`, corner, "which part it is"));
  requireText("value.label", value?.label, "what the colours show");
  requireFew(Math.max(1, paths.length));
  paths.forEach((path) => {
    requireName(path.name, paths);
    path.shares.forEach((shares) => requireShares(path.name, shares));
  });
  const map = mixtureMap(valueAt, value);
  const lines = paths.map(pathLine);
  const axis = (label: string) => ({label, unit: ""});
  const layout = layoutFor(
    {title, alt, x: axis(corners[1]), y: axis(corners[2]), ...(note ? {note} : {}), height: 500},
    {names: paths.length > 0 ? [...paths.map(({name}) => plotlyText(name, 60)), "triangle"] : []},
  );
  const shaped: Partial<Layout> = {
    ...layout,
    xaxis: {...layout.xaxis, visible: false, range: [-0.12, 1.12]},
    yaxis: {...layout.yaxis, visible: false, range: [-0.1, 0.97], scaleanchor: "x"},
    shapes: [
      {type: "path", path: `M 0 0 L 1 0 L 0.5 ${root3 / 2} Z`, line: {color: softInk, width: 1.5}},
    ],
    annotations: [
      ...(layout.annotations ?? []),
      cornerLabel(corners[0], [0, 0], true),
      cornerLabel(corners[1], [1, 0], true),
      cornerLabel(corners[2], [0.5, root3 / 2], false),
    ],
  };
  return figureFrom({data: [map, ...lines] as unknown as Data[], layout: shaped}, alt);
}

/** The value at every mixture, as a heat map on a square that the triangle is cut out of. */
function mixtureMap(valueAt: (shares: Shares) => number, value: Axis): Record<string, unknown> {
  const across = Array.from({length: cells + 1}, (_, i) => i / cells);
  const up = Array.from({length: cells + 1}, (_, i) => ((i / cells) * root3) / 2);
  const z = up.map((y) =>
    plain(
      across.map((x) => {
        const third = (2 * y) / root3;
        const second = x - third / 2;
        const first = 1 - second - third;
        const least = -0.5 / cells; // half a cell over the edge, or the edge would be a staircase
        if (Math.min(first, second, third) < least) return NaN;
        const inside = [first, second, third].map((share) => Math.max(0, share));
        const total = inside[0] + inside[1] + inside[2];
        return valueAt([inside[0] / total, inside[1] / total, inside[2] / total]);
      }),
    ),
  );
  return {
    type: "heatmap",
    x: plain(across),
    y: plain(up),
    z,
    colorscale: sequentialScale,
    zsmooth: "best",
    hoverongaps: false,
    colorbar: {
      title: {text: plotlyText(axisText(value), 40), side: "right", font: {size: 13}},
      thickness: 16,
      outlinewidth: 0,
    },
    ...(value.range ? {zmin: value.range[0], zmax: value.range[1]} : {}),
    hovertemplate: `${hoverText(axisText(value))}: %{z:.4~g}<extra></extra>`,
  };
}

function pathLine({name, shares}: SimplexPath, i: number): Record<string, unknown> {
  const look = lookOf({look: linesOnDark[i % linesOnDark.length]}, i);
  return {
    type: "scatter",
    mode: "lines+markers",
    name: plotlyText(name, 60),
    x: plain(shares.map((share) => share[1] + share[2] / 2)),
    y: plain(shares.map((share) => (share[2] * root3) / 2)),
    line: {color: look.color, dash: look.dash, width: 3},
    marker: {
      color: look.color,
      symbol: look.symbol,
      size: 9,
      maxdisplayed: 12,
      line: {color: paper, width: 1},
    },
    hovertemplate: `${hoverText(name)}<extra></extra>`,
  };
}

const cornerLabel = (text: string, [x, y]: readonly [number, number], below: boolean) => ({
  text: `<b>${plotlyText(text, 40)}</b>`,
  showarrow: false,
  font: {size: 13, color: softInk},
  x,
  y,
  yanchor: below ? ("top" as const) : ("bottom" as const),
  yshift: below ? -4 : 4,
});

/** Looks that stand out on the map's blues and yellows alike. */
const linesOnDark = [5, 3, 1];

function requireShares(name: string, shares: Numbers): void {
  const list = Array.from(shares);
  const fine = list.length === 3 && list.every((share) => share >= 0);
  if (fine && Math.abs(list[0] + list[1] + list[2] - 1) <= 1e-6) return;
  throw new RangeError(`${name}: three shares that sum to 1 are needed, got ${list.join(", ")}`);
}
