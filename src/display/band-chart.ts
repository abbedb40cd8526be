import {mean, median} from "simple-statistics";
import type {Data} from "plotly.js";
import {medianInterval} from "../numerics/intervals-of-median";
import {withDefaults} from "./chart/chart-defaults";
import type {GivenOptions} from "./chart/chart-defaults";
import type {ChartOptions} from "./chart/chart-options";
import {figureFrom, layoutFor} from "./chart/figure";
import type {Figure} from "./chart/figure";
import {lineTrace} from "./line-chart";
import {faded} from "./chart/palette";
import {plotlyText} from "./chart/plotly-text";
import {
  areNames,
  lookOf,
  plain,
  plainX,
  requireFew,
  requireName,
  requireSameLength,
} from "./chart/series";
import type {Numbers, Series} from "./chart/series";
import {lineIndices, taken} from "./chart/thin-out";
import {requireOneOf} from "../numerics/require-choices";

/** One quantity over an axis, once per seed: `runs[seed][i]` belongs to `x[i]`. */
export type SeedRuns = {
  readonly name: string;
  readonly x: Series["x"];
  readonly runs: readonly Numbers[];
  readonly look?: number;
};

/**
 *     middle   the line; default the median
 *     band     default "range", from the smallest to the largest seed; "interval" is the
 *              interval of the median at each x, 15/16 sure or more
 *     seeds    draw each seed as a thin line too
 */
export type BandOptions = ChartOptions & {
  readonly middle?: "median" | "mean";
  readonly band?: "range" | "interval";
  readonly seeds?: boolean;
};

/** Lines with a band across seeds. A point where no seed gave a number is a gap. */
export function bandChart(series: readonly SeedRuns[], given?: GivenOptions<BandOptions>): Figure {
  if (!Array.isArray(series) || series.length === 0) {
    throw new RangeError("a band chart needs at least one series {name, x, runs}, got none");
  }
  requireFew(series.length);
  for (const {name, x, runs} of series as readonly SeedRuns[]) {
    requireName(name, series);
    requireSameLength(name, {runs});
    runs.forEach((run, seed) => requireSameLength(name, {x, [`runs[${seed}]`]: run}));
  }
  const names = (series as readonly SeedRuns[]).map(({name}) => name);
  const options = withDefaults<BandOptions>(given, {kind: "line chart with bands", names});
  const {middle = "median", band = "range", seeds = false} = options;
  requireOneOf("middle", middle, ["median", "mean"]);
  requireOneOf("band", band, ["range", "interval"]);
  const fewest = Math.min(...series.map(({runs}) => runs.length));
  const most = Math.max(...series.map(({runs}) => runs.length));
  const count = `${fewest === most ? most : `${fewest} to ${most}`} ${most === 1 ? "seed" : "seeds"}`;
  const spread = band === "range" ? `all of ${count}` : `interval of the median over ${count}`;
  const note = [`line: ${middle}; band: ${spread}`, options.note].filter(Boolean).join("; ");
  const layout = layoutFor({...options, note}, {names, own: ["middle", "band", "seeds"]});
  const data = (series as readonly SeedRuns[]).flatMap((one, i) =>
    tracesOf(one, {position: i, options: {...options, middle, band, seeds}}),
  );
  return figureFrom({data, layout}, options.alt);
}

function tracesOf(
  {name, x, runs, look: own}: SeedRuns,
  {position, options}: {position: number; options: BandOptions},
): Data[] {
  const look = lookOf({look: own}, position);
  // Of a long axis only what is drawn is made ready for it.
  const names = areNames(x) ? plainX(x) : null;
  const placesAt = (at: readonly number[]) =>
    names ? taken(names, at) : plain(taken(x as Numbers, at));
  const columns = Array.from({length: x.length}, (_, i) =>
    runs.map((run) => run[i]).filter(Number.isFinite),
  );
  const centre = columns.map((column) =>
    column.length === 0 ? NaN : (options.middle === "mean" ? mean : median)(column),
  );
  const ends = columns.map((column) => {
    if (column.length === 0) return {low: NaN, high: NaN};
    if (options.band === "interval") return medianInterval(column, {tail: 1 / 32});
    return {low: Math.min(...column), high: Math.max(...column)};
  });
  const pieces = unbroken(lineIndices(centre), (i) =>
    [ends[i].low, ends[i].high, names ? 0 : (x as Numbers)[i]].every(Number.isFinite),
  );
  const [lows, highs] = [ends.map(({low}) => low), ends.map(({high}) => high)];
  const quiet = {legendgroup: name, showlegend: false, hoverinfo: "skip" as const};
  const area: Data = {
    type: "scatter",
    mode: "lines",
    name: plotlyText(`${name}, band`, 60),
    // A gap between two pieces makes two areas of them.
    x: pieces.flatMap((at, k) => [...gap(k), ...placesAt(around(at))]),
    y: plain(
      pieces.flatMap((at, k) => [...gap(k), ...round(at, {out: highs, back: lows})]) as number[],
    ),
    fill: "toself",
    fillcolor: faded(look.color, 0.16),
    line: {color: faded(look.color, 0.45), width: 0.75, dash: "solid"},
    ...quiet,
  };
  const thin = options.seeds
    ? runs.map((run, seed): Data => {
        const points = lineIndices(run);
        return {
          type: "scatter",
          mode: "lines",
          name: plotlyText(`${name}, seed ${seed + 1}`, 60),
          x: placesAt(points),
          y: plain(taken(run, points)),
          line: {color: faded(look.color, 0.55), width: 1, dash: look.dash as "dash"},
          ...quiet,
        };
      })
    : [];
  const line = lineTrace({name, x, y: centre}, {look, options});
  return [area, ...thin, {...line, legendgroup: name} as Data];
}

/** The places in pieces, a new one after each place that is not fine. */
function unbroken(places: readonly number[], fine: (place: number) => boolean): number[][] {
  const pieces: number[][] = [[]];
  for (const place of places) {
    if (fine(place)) pieces[pieces.length - 1].push(place);
    else pieces.push([]);
  }
  return pieces.filter(({length}) => length > 0);
}

const gap = (piece: number): null[] => (piece === 0 ? [] : [null]);

/** Along one edge of the band and back along the other. */
const around = (places: readonly number[]): number[] => [...places, ...[...places].reverse()];

const round = (places: readonly number[], {out, back}: {out: Numbers; back: Numbers}): number[] => [
  ...taken(out, places),
  ...taken(back, places).reverse(),
];
