import type {Data, Layout} from "plotly.js";
import {requireKnown, requireText} from "./chart/chart-options";
import {figureFrom, headHeight, titleText} from "./chart/figure";
import type {Figure} from "./chart/figure";
import {ink, paper, softInk} from "./chart/palette";
import {plotlyText} from "./chart/plotly-text";

/** One moment: a chart, and where the slider stands. */
export type Moment = {readonly label: string; readonly figure: Figure};

/**
 *     slider   what changes from moment to moment, such as "training step"
 *     pause    milliseconds between moments while it plays
 */
export type AnimateOptions = {
  readonly title: string;
  readonly slider: string;
  readonly alt: string;
  readonly pause?: number;
};

/** What changes between the frames of a trace; all else is kept from the first. */
const moving = ["x", "y", "z", "error_y"] as const;
type Trace = Record<string, unknown>;

/**
 * Charts of one kind as moments of one chart, with a slider and a button that plays them. The axes
 * stand still: they span what all moments show, unless the charts fix a range themselves.
 *
 * Throws unless all moments have the same series in the same order.
 */
export function animate(moments: readonly Moment[], options: AnimateOptions): Figure {
  requireKnown("animation", options, ["title", "slider", "alt", "pause"]);
  requireText("title", options.title, "what to look for");
  requireText("slider", options.slider, "what changes from moment to moment");
  requireText("alt", options.alt, "what there is to see, for those who cannot see it");
  requireAlike(moments);
  const {title, slider, alt, pause = 350} = options;
  const first = moments[0].figure;
  const names = first.data.map((_, trace) => trace);
  const frames = moments.map(({label, figure}, i) => ({
    name: `${i}`,
    traces: names,
    data: figure.data.map((trace) =>
      Object.fromEntries(
        moving.filter((key) => key in trace).map((key) => [key, (trace as Trace)[key]]),
      ),
    ) as Data[],
    group: label,
  }));
  const shown = first.data.filter((trace) => (trace as Trace).showlegend !== false);
  const labels = shown.map((trace) => `${(trace as Trace).name}`);
  // The charts may need more room than that: small multiples have titles of their own.
  const own = first.layout.margin?.t ?? 0;
  const head = Math.max(own, headHeight(title, labels.length > 1 ? labels : []));
  const timing = {mode: "immediate" as const, transition: {duration: 0}};
  const layout: Partial<Layout> = {
    ...first.layout,
    title: {...(first.layout.title as object), ...titleText(title)},
    height: (first.layout.height ?? 440) + 90 + head - own,
    margin: {...first.layout.margin, t: head, b: 150},
    xaxis: {...first.layout.xaxis, ...still(moments, "x")},
    yaxis: {...first.layout.yaxis, ...still(moments, "y")},
    sliders: [
      {
        active: 0,
        x: 0.17,
        len: 0.83,
        y: 0,
        yanchor: "top",
        pad: {t: 74, b: 10},
        font: {size: 12, color: softInk},
        bordercolor: softInk,
        currentvalue: {prefix: `${plotlyText(slider)}: `, font: {size: 14, color: ink}},
        steps: moments.map(({label}, i) => ({
          label: plotlyText(label),
          method: "animate",
          args: [[`${i}`], {...timing, frame: {duration: 0, redraw: true}}],
        })),
      },
    ],
    updatemenus: [
      {
        type: "buttons",
        direction: "left",
        showactive: false,
        x: 0,
        xanchor: "left",
        y: 0,
        yanchor: "top",
        pad: {t: 92, r: 8},
        bgcolor: paper,
        bordercolor: softInk,
        font: {size: 14, color: ink},
        buttons: [
          {
            label: "▶ ",
            method: "animate",
            args: [null, {...timing, fromcurrent: true, frame: {duration: pause, redraw: true}}],
          },
          {
            label: "❚❚",
            method: "animate",
            args: [[null], {...timing, frame: {duration: 0, redraw: false}}],
          },
        ],
      },
    ],
  };
  return figureFrom({data: first.data, layout, frames}, alt);
}

function requireAlike(moments: readonly Moment[]): void {
  if (!Array.isArray(moments) || moments.length < 2) {
    throw new RangeError(
      `an animation needs two moments {label, figure} or more, got ${moments?.length}`,
    );
  }
  const shape = ({figure}: Moment) =>
    JSON.stringify(figure.data.map((trace) => [trace.type, (trace as {name?: string}).name]));
  const odd = moments.find((moment) => shape(moment) !== shape(moments[0]));
  if (odd === undefined) return;
  throw new RangeError(
    `the moment ${JSON.stringify(odd.label)} shows other series than the first: all must show the same`,
  );
}

/** A range that holds every moment's numbers, with a little air; none for names or a fixed range. */
function still(moments: readonly Moment[], axis: "x" | "y"): {range?: [number, number]} {
  const own = moments[0].figure.layout[`${axis}axis`];
  if (own?.range !== undefined || own?.autorange !== undefined) return {};
  const log = own?.type === "log";
  // Small multiples have axes of their own, which keep the ranges that their charts fix.
  const onFirst = (trace: Data) => ((trace as Trace)[`${axis}axis`] ?? axis) === axis;
  const numbers = moments
    .flatMap(({figure}) =>
      figure.data.filter(onFirst).flatMap((trace) => (trace as Trace)[axis] as unknown[]),
    )
    .filter((value): value is number => typeof value === "number" && (!log || value > 0))
    .map((value) => (log ? Math.log10(value) : value));
  if (numbers.length === 0) return {};
  const bars = moments[0].figure.data.filter(onFirst).some(({type}) => type === "bar");
  const low = numbers.reduce((least, value) => Math.min(least, value), Infinity);
  const high = numbers.reduce((most, value) => Math.max(most, value), -Infinity);
  const air = high > low ? 0.04 * (high - low) : 0.5;
  if (bars && axis === "x") return {range: [low - 0.6, high + 0.6]};
  // Bars stand on zero.
  if (bars && low >= 0) return {range: [0, high + air]};
  return {range: [low - air, high + air]};
}
