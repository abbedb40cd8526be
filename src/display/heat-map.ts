import {fillsIn, withDefaults} from "./chart/chart-defaults";
import type {GivenOptions} from "./chart/chart-defaults";
import {axisText} from "./chart/chart-options";
import type {Axis, ChartOptions} from "./chart/chart-options";
import {figureFrom, layoutFor} from "./chart/figure";
import type {Figure} from "./chart/figure";
import {divergingScale, sequentialScale} from "./chart/palette";
import {hoverText, plotlyText} from "./chart/plotly-text";
import {areNames, digitsToRead, plain, plainX} from "./chart/series";
import type {Numbers, Series} from "./chart/series";

/** Values on a grid: `rows[i][j]` stands at y[i] and x[j]. */
export type Grid = {
  readonly x: Series["x"];
  readonly y: Series["x"];
  readonly rows: readonly Numbers[];
};

/**
 *     value    what the colour shows
 *     center   the value in the middle of a two-sided scale; one-sided where it is not given
 *     down     y runs downwards, as in a matrix
 */
export type HeatMapOptions = ChartOptions & {
  readonly value: Axis;
  readonly center?: number;
  readonly down?: boolean;
};

/** Cells that one heat map may have. */
const mostCells = 100_000;

/** Values on a grid as colours, on a scale that reads without colour vision too. NaN stays empty. */
export function heatMap(
  {x, y, rows}: Grid,
  given?: GivenOptions<Omit<HeatMapOptions, "value">> & {readonly value?: Axis | string},
): Figure {
  requireGrid({x, y, rows});
  const shown = typeof given?.value === "string" ? {label: given.value, unit: ""} : given?.value;
  const value = shown ?? (fillsIn() ? {label: "value", unit: ""} : undefined);
  const kind = `heat map of ${shown?.label ?? "values"}`;
  const options = withDefaults<HeatMapOptions>({...given, value: value as Axis}, {kind, names: []});
  const layout = layoutFor(options, {names: [], own: ["value", "center", "down"]});
  const {center, down} = options;
  if (typeof value?.label !== "string" || typeof value.unit !== "string") {
    throw new TypeError("value must be an axis {label, unit}: what the colours show");
  }
  const z = rows.map(plain);
  const bar = {
    title: {text: plotlyText(axisText(value), 40), side: "right" as const, font: {size: 13}},
    thickness: 16,
    outlinewidth: 0,
    exponentformat: "power" as const,
  };
  const data = [
    {
      type: "heatmap" as const,
      x: plainX(x),
      y: plainX(y),
      z,
      colorscale: (center === undefined ? sequentialScale : divergingScale) as [number, string][],
      ...(value.range ? {zmin: value.range[0], zmax: value.range[1]} : {}),
      ...(center === undefined ? {} : {zmid: center}),
      colorbar: bar,
      hoverongaps: false,
      hovertemplate:
        `${hoverText(axisText(options.x))}: ${read("x", x)}<br>${hoverText(axisText(options.y))}: ${read("y", y)}<br>` +
        `${hoverText(axisText(value))}: %{z:.${digitsToRead(z.flat())}~g}<extra></extra>`,
    },
  ];
  const yaxis = {...layout.yaxis, ...(down ? {autorange: "reversed" as const} : {})};
  return figureFrom({data, layout: {...layout, yaxis}}, options.alt);
}

/** How the pointer reads a place off one axis. */
const read = (name: "x" | "y", values: Series["x"]): string =>
  areNames(values) ? `%{${name}}` : `%{${name}:.${digitsToRead(values)}~g}`;

function requireGrid({x, y, rows}: Grid): void {
  if (!Array.isArray(rows) || rows.length === 0 || x.length === 0) {
    throw new RangeError("a heat map needs rows of values over x and y, got none");
  }
  if (rows.length !== y.length) {
    throw new RangeError(`a heat map needs one row for each y, got ${rows.length} for ${y.length}`);
  }
  const odd = (rows as readonly Numbers[]).findIndex(({length}) => length !== x.length);
  if (odd !== -1) {
    throw new RangeError(
      `row ${odd} has ${(rows[odd] as Numbers).length} values for ${x.length} x`,
    );
  }
  if (rows.length * x.length <= mostCells) return;
  throw new RangeError(
    `a heat map of ${rows.length * x.length} cells does not fit a notebook; at most ${mostCells}: ` +
      "average neighbouring cells first",
  );
}
