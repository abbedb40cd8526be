import type {Data} from "plotly.js";
import {withDefaults} from "./chart/chart-defaults";
import type {GivenOptions} from "./chart/chart-defaults";
import type {ChartOptions} from "./chart/chart-options";
import {figureFrom, layoutFor} from "./chart/figure";
import type {Figure} from "./chart/figure";
import {hoverTemplate} from "./line-chart";
import {faded} from "./chart/palette";
import {plotlyText} from "./chart/plotly-text";
import {lookOf, plain, requireFew, requireName, requireSameLength} from "./chart/series";
import type {Numbers} from "./chart/series";

export type Sample = {readonly name: string; readonly values: Numbers; readonly look?: number};

/** `bins` is a number of bins of equal width, over the range of all samples together. */
export type HistogramOptions = ChartOptions & {readonly bins?: number};

/**
 * How often values fall into each bin, one outlined shape per sample. Shares of the sample are
 * drawn, so that samples of different size compare; label y accordingly. Only the counts go into
 * the notebook, never the values. Values that are no numbers are left out and counted in the note.
 */
export function histogram(
  samples: readonly Sample[],
  given?: GivenOptions<HistogramOptions>,
): Figure {
  if (!Array.isArray(samples) || samples.length === 0) {
    throw new RangeError("a histogram needs at least one sample {name, values}, got none");
  }
  requireFew(samples.length);
  for (const {name, values} of samples as readonly Sample[]) {
    requireName(name, samples);
    requireSameLength(name, {values});
  }
  const names = (samples as readonly Sample[]).map(({name}) => name);
  const options = withDefaults<HistogramOptions>(
    {...given, y: given?.y ?? "share of the values"},
    {kind: "histogram", names},
  );
  const finite = (samples as readonly Sample[]).map(({values}) =>
    Float64Array.from(values).filter(Number.isFinite),
  );
  const lost = samples.reduce((all, {values}, i) => all + values.length - finite[i].length, 0);
  const note = [options.note, lost > 0 && `${lost} values are no numbers and are left out`]
    .filter(Boolean)
    .join("; ");
  const edges = binEdges(finite, options.bins);
  const layout = layoutFor({...options, ...(note ? {note} : {})}, {names, own: ["bins"]});
  const data = (samples as readonly Sample[]).map((sample, i): Data => {
    const look = lookOf(sample, i);
    const shares = binShares(finite[i], edges);
    return {
      type: "scatter",
      mode: "lines",
      name: plotlyText(sample.name, 60),
      // A step at each edge, down to zero at both ends.
      x: plain([edges[0], ...edges]),
      y: plain([0, ...shares, 0]),
      line: {color: look.color, dash: look.dash as "dash", width: 2, shape: "hv"},
      fill: "tozeroy",
      fillcolor: faded(look.color, samples.length > 1 ? 0.12 : 0.3),
      hovertemplate: hoverTemplate(options, {x: edges, y: shares}),
    };
  });
  return figureFrom({data, layout}, options.alt);
}

/** Edges of equal bins; by default as many as Freedman and Diaconis would take, 5 to 60. */
function binEdges(samples: readonly ArrayLike<number>[], bins?: number): number[] {
  const sorted = new Float64Array(samples.reduce((all, {length}) => all + length, 0));
  samples.reduce((at, values) => (sorted.set(values, at), at + values.length), 0);
  sorted.sort();
  if (sorted.length === 0)
    throw new RangeError("a histogram needs values that are numbers, got none");
  let [low, high] = [sorted[0], sorted[sorted.length - 1]];
  if (high - low <= Math.max(1e-300, 1e-12 * Math.max(Math.abs(low), Math.abs(high)))) {
    // Half a unit is nothing beside 1e20.
    const room = Math.max(0.5, Math.abs(low) / 1024);
    low = Math.max(-Number.MAX_VALUE, low - room);
    high = Math.min(Number.MAX_VALUE, high + room);
  }
  const quartile = (share: number) => sorted[Math.floor(share * (sorted.length - 1))];
  // In halves, since the difference of the largest numbers is none.
  const width = (2 * (quartile(0.75) / 2 - quartile(0.25) / 2)) / Math.cbrt(sorted.length);
  const half = high / 2 - low / 2;
  const count = bins ?? Math.min(60, Math.max(5, width > 0 ? Math.ceil(half / width) : 20));
  if (!Number.isInteger(count) || count < 1 || count > 1000) {
    throw new RangeError(`bins must be a whole number from 1 to 1000, got ${bins}`);
  }
  return Array.from({length: count + 1}, (_, i) =>
    i === count ? high : low * (1 - i / count) + high * (i / count),
  );
}

function binShares(values: Float64Array, edges: readonly number[]): number[] {
  const [low, high] = [edges[0], edges[edges.length - 1]];
  const counts = new Array<number>(edges.length - 1).fill(0);
  for (const value of values) {
    const bin = Math.floor(((value / 2 - low / 2) / (high / 2 - low / 2)) * counts.length);
    counts[Math.min(counts.length - 1, bin)]++;
  }
  return counts.map((count) => (values.length === 0 ? 0 : count / values.length));
}
