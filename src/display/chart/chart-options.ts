import type {Layout} from "plotly.js";

/**
 * What an axis shows.
 *
 *     unit    "" for a pure number
 *     range   both ends; fitted to the data where it is not given
 *     whole   ticks at whole numbers only
 */
export type Axis = {
  readonly label: string;
  readonly unit: string;
  readonly scale?: "linear" | "log";
  readonly range?: readonly [number, number];
  readonly whole?: boolean;
};

/** A line across the chart, such as a threshold: at one x or at one y. */
export type ReferenceLine = {readonly label: string} & (
  {readonly x: number; readonly y?: undefined} | {readonly y: number; readonly x?: undefined}
);

/**
 * What every chart must say.
 *
 *     title   what to look for, as a sentence without its stop
 *     alt     what there is to see, for those who cannot see it
 *     lines   thresholds and the like
 *     note    a word on how the chart was made, in small type below it
 */
export type ChartOptions = {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly alt: string;
  readonly lines?: readonly ReferenceLine[];
  readonly note?: string;
  readonly height?: number;
};

const chartKeys = ["title", "x", "y", "alt", "lines", "note", "height"];
const axisKeys = ["label", "unit", "scale", "range", "whole"];

/** Throws the sentence that says which option is missing or wrong; `more` are a chart's own. */
export function requireChartOptions(options: ChartOptions, more: readonly string[] = []): void {
  if (typeof options !== "object" || options === null) {
    throw new TypeError("a chart needs options: title, x, y and alt at least");
  }
  requireKnown("chart", options, [...chartKeys, ...more]);
  requireText("title", options.title, "what to look for");
  requireText("alt", options.alt, "what there is to see, for those who cannot see it");
  if (options.alt.trim().split(/\s+/).length < 4) {
    throw new RangeError(
      `alt must describe the chart in a sentence, got ${JSON.stringify(options.alt)}`,
    );
  }
  for (const name of ["x", "y"] as const) requireAxis(name, options[name]);
  for (const line of options.lines ?? []) {
    requireText("a line's label", line.label, "what the line marks");
    for (const name of ["x", "y"] as const) {
      if (options[name].scale !== "log" || !((line[name] ?? 1) <= 0)) continue;
      throw new RangeError(
        `the line ${JSON.stringify(line.label)} must lie above 0 on a log scale, got ${name} ${line[name]}`,
      );
    }
    if (Number.isFinite(line.x) !== Number.isFinite(line.y)) continue;
    throw new RangeError(`the line ${JSON.stringify(line.label)} must lie at one finite x or y`);
  }
  if (options.height !== undefined && !(options.height >= 120 && options.height <= 2000)) {
    throw new RangeError(`height must be 120 to 2000 pixels, got ${options.height}`);
  }
}

/** Throws a RangeError that lists the known options where one is unknown. */
export function requireKnown(what: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new RangeError(`unknown ${what} option ${unknown}; there are ${known.join(", ")}`);
}

/** Throws unless the text says something. */
export function requireText(name: string, text: unknown, saying: string): void {
  if (typeof text === "string" && text.trim() !== "") return;
  throw new TypeError(`${name} must say ${saying}, got ${JSON.stringify(text) ?? "nothing"}`);
}

function requireAxis(name: "x" | "y", axis: Axis): void {
  if (typeof axis !== "object" || axis === null) {
    throw new TypeError(
      `${name} must be an axis {label, unit}, got ${JSON.stringify(axis) ?? "nothing"}`,
    );
  }
  requireKnown(`${name} axis`, axis, axisKeys);
  requireText(`${name}.label`, axis.label, "what the axis shows");
  if (typeof axis.unit !== "string") {
    throw new TypeError(
      `${name}.unit must be a text ("" for a pure number), got ${JSON.stringify(axis.unit) ?? "nothing"}`,
    );
  }
  if (axis.scale !== undefined && axis.scale !== "linear" && axis.scale !== "log") {
    throw new RangeError(`${name}.scale must be linear or log, got ${JSON.stringify(axis.scale)}`);
  }
  const {range} = axis;
  if (range === undefined) return;
  const fine = range.length === 2 && range.every(Number.isFinite) && range[0] !== range[1];
  if (!fine)
    throw new RangeError(
      `${name}.range must be two different finite numbers, got ${JSON.stringify(range)}`,
    );
  if (axis.scale === "log" && !range.every((end) => end > 0)) {
    throw new RangeError(
      `${name}.range must be above 0 on a log scale, got ${JSON.stringify(range)}`,
    );
  }
}

/** The label with its unit: "time (s)". */
export const axisText = ({label, unit}: Axis): string =>
  unit === "" ? label : `${label} (${unit})`;

export type LayoutAxis = NonNullable<Layout["xaxis"]>;
