import type {Data, Layout} from "plotly.js";
import {requireKnown, requireText} from "./chart/chart-options";
import {figureFrom, headHeight, legendAbove, titleText} from "./chart/figure";
import type {Figure} from "./chart/figure";
import {plotlyText} from "./chart/plotly-text";

/** One of several charts in a grid, with a short title of its own. */
export type SmallPanel = {readonly title: string; readonly figure: Figure};

/**
 *     columns   1 to 4; default two
 *     sameX     all panels share the range of x, so that they compare; likewise sameY
 */
export type SmallMultiplesOptions = {
  readonly title: string;
  readonly alt: string;
  readonly columns?: number;
  readonly sameX?: boolean;
  readonly sameY?: boolean;
  readonly panelHeight?: number;
};

type Trace = Record<string, unknown>;

/** The range of colours that one bar tells for all heat maps: the widest of theirs. */
function sharedRange(panels: readonly SmallPanel[]): {zmin: number; zmax: number} | object {
  const maps = panels
    .flatMap(({figure}) => figure.data as readonly Trace[])
    .filter(({type, showscale}) => type === "heatmap" && showscale !== false);
  const ends = maps
    .flatMap(({z, zmin, zmax}) => [...(z as unknown[][]).flat(), zmin, zmax])
    .filter((end): end is number => typeof end === "number" && Number.isFinite(end));
  if (ends.length === 0) return {};
  const [zmin, zmax] = ends.reduce(
    ([low, high], end) => [Math.min(low, end), Math.max(high, end)],
    [Infinity, -Infinity],
  );
  const middles = maps.flatMap(({zmid}) => (typeof zmid === "number" ? [zmid] : []));
  if (middles.length === 0) return {zmin, zmax};
  // Plotly centres colours only where it chooses the range itself.
  const reach = Math.max(...middles.flatMap((middle) => [middle - zmin, zmax - middle]));
  return {zmin: middles[0] - reach, zmax: middles[0] + reach};
}
const keys = ["title", "alt", "columns", "sameX", "sameY", "panelHeight"];

/** Charts side by side in one figure. A series that several panels show is named once. */
export function smallMultiples(
  panels: readonly SmallPanel[],
  options: SmallMultiplesOptions,
): Figure {
  requireKnown("small multiples", options, keys);
  requireText("title", options.title, "what to look for");
  requireText("alt", options.alt, "what there is to see, for those who cannot see it");
  const {title, alt, columns = 2, sameX = true, sameY = true, panelHeight = 250} = options;
  if (!Array.isArray(panels) || panels.length < 2 || panels.length > 16) {
    throw new RangeError(
      `small multiples need 2 to 16 panels {title, figure}, got ${panels?.length}`,
    );
  }
  if (![1, 2, 3, 4].includes(columns)) {
    throw new RangeError(`columns must be 1, 2, 3 or 4, got ${columns}`);
  }
  const rows = Math.ceil(panels.length / columns);
  const named = new Set<string>();
  const shades = sharedRange(panels);
  const data: Data[] = [];
  const layout: Record<string, unknown> = {};
  const [annotations, shapes]: [object[], object[]] = [[], []];
  panels.forEach(({title: own, figure}: SmallPanel, i) => {
    const suffix = i === 0 ? "" : `${i + 1}`;
    const place = domains({column: i % columns, row: Math.floor(i / columns), columns, rows});
    data.push(...placedTraces(figure, {suffix, shades: {...shades, showscale: i === 0}, named}));
    layout[`xaxis${suffix}`] = {
      ...smaller(figure.layout.xaxis),
      domain: place.x,
      anchor: `y${suffix}`,
      ...(sameX && i > 0 ? {matches: "x"} : {}),
    };
    layout[`yaxis${suffix}`] = {
      ...smaller(figure.layout.yaxis),
      domain: place.y,
      anchor: `x${suffix}`,
      ...(sameY && i > 0 ? {matches: "y"} : {}),
      // One scale for both axes is that of the panel's own.
      ...(figure.layout.yaxis?.scaleanchor ? {scaleanchor: `x${suffix}`} : {}),
    };
    annotations.push(panelTitle(own, suffix));
    const moved = ({xref, yref, ...rest}: {xref?: string; yref?: string}) => ({
      ...rest,
      xref: xref === "x" ? `x${suffix}` : `x${suffix} domain`,
      yref: yref === "y" ? `y${suffix}` : `y${suffix} domain`,
    });
    shapes.push(...((figure.layout.shapes ?? []) as object[]).map(moved));
    annotations.push(...linesOnly(figure.layout.annotations as object[] | undefined).map(moved));
  });
  // The panels' own titles stand between the legend and the charts.
  const top = headHeight(title, named.size > 1 ? [...named] : []) + 22;
  const height = rows * panelHeight + top + 40;
  const base = (panels[0] as SmallPanel).figure.layout;
  return figureFrom(
    {
      data,
      layout: {
        ...base,
        ...(layout as Partial<Layout>),
        title: {...(base.title as object), ...titleText(title)},
        height,
        margin: {...base.margin, t: top, b: 56},
        showlegend: named.size > 1,
        ...(named.size > 1 ? {legend: {...legendAbove, y: 1 + 30 / (height - top - 56)}} : {}),
        annotations: annotations as Layout["annotations"],
        shapes: shapes as Layout["shapes"],
      },
    },
    alt,
  );
}

/** A panel's series on its own axes; of those in several panels, the first stands in the legend. */
function placedTraces(
  {data}: Figure,
  {suffix, shades, named}: {suffix: string; shades: object; named: Set<string>},
): Data[] {
  return (data as readonly Trace[]).map((trace) => {
    const name = `${trace.name}`;
    const first = !named.has(name) && trace.showlegend !== false;
    if (first) named.add(name);
    return {
      ...trace,
      xaxis: `x${suffix}`,
      yaxis: `y${suffix}`,
      legendgroup: (trace.legendgroup ?? name) as string,
      showlegend: first,
      ...(trace.type === "heatmap" && trace.showscale !== false ? shades : {}),
    } as Data;
  });
}

const panelTitle = (title: string, suffix: string) => ({
  text: `<b>${plotlyText(title, 48)}</b>`,
  showarrow: false,
  font: {size: 13},
  xref: `x${suffix} domain`,
  x: 0,
  xanchor: "left",
  yref: `y${suffix} domain`,
  y: 1,
  yanchor: "bottom",
  yshift: 4,
});

/** The share of the width and height that a panel takes, leaving room for titles and labels. */
function domains(at: {column: number; row: number; columns: number; rows: number}): {
  x: [number, number];
  y: [number, number];
} {
  const [gapX, gapY] = [
    at.columns > 1 ? 0.15 - 0.02 * at.columns : 0,
    at.rows > 1 ? 0.34 / at.rows : 0,
  ];
  const width = (1 - gapX * (at.columns - 1)) / at.columns;
  const height = (1 - gapY * (at.rows - 1)) / at.rows;
  const [left, top] = [at.column * (width + gapX), 1 - at.row * (height + gapY)];
  return {x: [left, left + width], y: [Math.max(0, top - height), top]};
}

const smaller = (axis: Partial<Layout["xaxis"]> | undefined) => ({
  ...axis,
  title: {...(axis?.title as object), standoff: 6, font: {size: 12}},
  tickfont: {size: 11},
});

/** A panel keeps the labels of its reference lines; its note would not fit. */
const linesOnly = (annotations: object[] = []): object[] =>
  annotations.filter((one) => !("yshift" in one));
