import type {Data} from "plotly.js";
import type {ChartOptions} from "./chart/chart-options";
import {figureFrom, layoutFor} from "./chart/figure";
import type {Figure} from "./chart/figure";
import {hoverTemplate} from "./line-chart";
import {looks, paper, softInk} from "./chart/palette";
import {plotlyText} from "./chart/plotly-text";
import {
  lookOf,
  plain,
  requireFew,
  requireName,
  requireNoNames,
  requireSameLength,
  requireSeries,
} from "./chart/series";
import type {Numbers, Series} from "./chart/series";

/** Arrows from (x, y) by (dx, dy), in the units of the axes. */
export type Arrows = {
  readonly name: string;
  readonly x: Numbers;
  readonly y: Numbers;
  readonly dx: Numbers;
  readonly dy: Numbers;
  readonly look?: number;
};

/**
 * What stands in a plane.
 *
 *     clouds     points, a look for each
 *     arrows     over the points
 *     mesh       thin grey lines below them; NaN makes a gap
 *     regions    below all: which cloud's colour each place has, `rows[i][j]` at y[i] and x[j]
 */
export type Plane = {
  readonly clouds: readonly Series[];
  readonly arrows?: readonly Arrows[];
  readonly mesh?: {readonly name: string; readonly x: Numbers; readonly y: Numbers};
  readonly regions?: {readonly x: Numbers; readonly y: Numbers; readonly rows: readonly Numbers[]};
};

/** `stretched` lets each axis have a scale of its own. */
export type PlaneOptions = ChartOptions & {readonly stretched?: boolean};

/**
 * Points, arrows, a grid and regions in a plane; both axes on one scale, so that circles look round,
 * unless it is stretched.
 *
 * Throws for series without names or with lists of different lengths, as every chart does.
 */
export function planeChart(
  {clouds, arrows = [], mesh, regions}: Plane,
  {stretched = false, ...options}: PlaneOptions,
): Figure {
  requireSeries(clouds);
  for (const {name, x} of clouds) requireNoNames(name, x);
  requireFew(clouds.length + arrows.length);
  const named = [...clouds, ...arrows];
  for (const {name, x, y, dx, dy} of arrows) {
    requireName(name, named);
    requireSameLength(name, {x, y, dx, dy});
  }
  const names = [...named.map(({name}) => name), ...(mesh ? [mesh.name] : [])];
  const layout = layoutFor({height: 520, ...options}, {names});
  const data: Data[] = [
    ...(regions ? [regionTrace(regions, clouds)] : []),
    ...(mesh
      ? [lineOf(mesh.name, {x: mesh.x, y: mesh.y, color: softInk, width: 0.8, opacity: 0.8})]
      : []),
    ...clouds.map((one, i) => cloudTrace(one, {position: i, hover: hoverTemplate(options, one)})),
    ...arrows.map((one, i) => {
      const {color} = lookOf(one, clouds.length + i);
      return lineOf(one.name, {...shafts(one), color, width: 1.4, opacity: 0.9});
    }),
  ];
  // Both axes give way, so that neither range nor scale is lost.
  const yaxis = {...layout.yaxis, scaleanchor: "x" as const, constrain: "domain" as const};
  const xaxis = {...layout.xaxis, constrain: "domain" as const};
  const axes = stretched ? {} : {xaxis, yaxis};
  return figureFrom({data, layout: {...layout, ...axes}}, options.alt);
}

function cloudTrace(one: Series, {position, hover}: {position: number; hover: string}): Data {
  const look = lookOf(one, position);
  const many = one.y.length > 60;
  return {
    type: "scatter",
    mode: "markers",
    name: plotlyText(one.name, 60),
    x: plain(one.x as Numbers),
    y: plain(one.y),
    marker: {
      color: look.color,
      symbol: look.symbol,
      size: many ? 7 : 9,
      opacity: 0.9,
      line: {color: paper, width: 1},
    },
    hovertemplate: hover,
  };
}

const lineOf = (
  name: string,
  {
    x,
    y,
    color,
    width,
    opacity,
  }: {x: Numbers; y: Numbers; color: string; width: number; opacity: number},
): Data => ({
  type: "scatter",
  mode: "lines",
  name: plotlyText(name, 60),
  x: plain(x),
  y: plain(y),
  opacity,
  line: {color, width},
  hoverinfo: "skip",
});

/** Each class in the colour of its cloud, pale, so that points and arrows stay readable on it. */
function regionTrace({x, y, rows}: NonNullable<Plane["regions"]>, clouds: readonly Series[]): Data {
  const odd = rows.findIndex(({length}) => length !== x.length);
  if (rows.length !== y.length || odd !== -1) {
    throw new RangeError(
      `regions need ${y.length} rows of ${x.length}, got ${rows.length}` +
        (odd === -1 ? "" : `, row ${odd} of ${rows[odd].length}`),
    );
  }
  const count = clouds.length;
  const colorscale = clouds.flatMap((one, i): [number, string][] => {
    const color = pale((one.look === undefined ? looks[i] : looks[one.look]).color);
    return [
      [i / count, color],
      [(i + 1) / count, color],
    ];
  });
  return {
    type: "heatmap",
    name: "regions",
    x: plain(x),
    y: plain(y),
    z: rows.map(plain),
    zmin: -0.5,
    zmax: count - 0.5,
    colorscale,
    showscale: false,
    showlegend: false,
    hoverinfo: "skip",
  } as Data;
}

/** The colour on three quarters of white. */
function pale(color: string): string {
  const channels = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  return `rgb(${channels.map((channel) => Math.round(255 - 0.22 * (255 - channel))).join(", ")})`;
}

/** Shaft and two barbs of every arrow as one line with gaps; none of arrows of no length. */
function shafts({x, y, dx, dy}: Arrows): {x: number[]; y: number[]} {
  const line: {x: number[]; y: number[]} = {x: [], y: []};
  for (let i = 0; i < x.length; i++) {
    const [tipX, tipY] = [x[i] + dx[i], y[i] + dy[i]];
    const barb = (turn: number) => [
      tipX - 0.28 * (dx[i] * Math.cos(turn) - dy[i] * Math.sin(turn)),
      tipY - 0.28 * (dx[i] * Math.sin(turn) + dy[i] * Math.cos(turn)),
    ];
    const [left, right] = [barb(0.5), barb(-0.5)];
    line.x.push(x[i], tipX, left[0], tipX, right[0], NaN);
    line.y.push(y[i], tipY, left[1], tipY, right[1], NaN);
  }
  return line;
}
