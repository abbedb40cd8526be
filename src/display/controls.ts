import {exactNumberText} from "../evidence/number-text";
import {createControl} from "./widget/control";
import {linearGrid, logGrid} from "./widget/grid";
import type {SliderGrid} from "./widget/grid";
import type {Control, ControlKind} from "./widget/control";
import type {WidgetState} from "./widget/widget";

export {interact} from "./interact";

/** From where to where a slider goes. */
type Range = {
  readonly min: number;
  readonly max: number;
  /** Default 1 for whole numbers, a round hundredth of the range or less for others. */
  readonly step?: number;
  readonly label?: string;
};

const wideLabel = {description_width: "initial"};
const slides = {style: ["SliderStyle", wideLabel], width: "420px"} as const;

/**
 * A slider over the numbers from min to max: `slider({min: 1, max: 100, step: 1, value: 20, label: "depth"})`.
 * With `scale: "log"` equal ways are equal factors, and min must be above 0; it has no step.
 * The value given is one of those that it can stand at, and reads on the page as it does in the code.
 *
 * Throws a RangeError for a range without numbers, a step that is not above 0, or a value outside or
 * between two steps.
 */
export function slider({
  value,
  scale = "linear",
  label = "",
  ...given
}: Range & {readonly value: number; readonly scale?: "linear" | "log"}): Control<number> {
  const log = scale === "log";
  const {min, max, step} = requireRange(given, {label, log});
  requireWithin(value, {min, max, label});
  const through = [value];
  const grid = log ? logGrid({min, max, through}) : linearGrid({min, max, step, through});
  const logarithms = {min: Math.log10(min), max: Math.log10(max), base: 10, step: grid.step};
  const kind: ControlKind<number> = {
    ...slides,
    widget: log ? "FloatLogSlider" : grid.whole ? "IntSlider" : "FloatSlider",
    fixed: {
      ...(log ? logarithms : {min, max, step: grid.step}),
      readout_format: grid.format,
    },
    toState: (at) => ({value: at}),
    fromState: ({value: at}) => onGrid(at, grid),
    // A reader can type a number beside the slider that is not one of its values.
    corrects: ({value: at}, taken) => !log && isAnother(at, taken, grid),
    require: (at) => requireOnGrid(at, {min, max, grid, label}),
    words: exactNumberText,
    range: `${exactNumberText(min)} to ${exactNumberText(max)}`,
  };
  return createControl(kind, {label, value});
}

/** A slider with two ends: its value is `[low, high]`. Throws as `slider`, and for low above high. */
export function rangeSlider({
  value,
  label = "",
  ...given
}: Range & {readonly value: readonly [number, number]}): Control<readonly [number, number]> {
  const {min, max, step} = requireRange(given, {label, log: false});
  for (const end of value) requireWithin(end, {min, max, label});
  const grid = linearGrid({min, max, step, through: value});
  const kind: ControlKind<readonly [number, number]> = {
    ...slides,
    widget: grid.whole ? "IntRangeSlider" : "FloatRangeSlider",
    fixed: {min, max, step: grid.step, readout_format: grid.format},
    toState: (ends) => ({value: [...ends]}),
    fromState({value: ends}) {
      const [low, high] = Array.isArray(ends) ? ends.map((end) => onGrid(end, grid)) : [];
      return low === undefined || high === undefined || low > high ? undefined : [low, high];
    },
    corrects: ({value: ends}, taken) =>
      taken.some((end, i) => isAnother((ends as readonly unknown[])[i], end, grid)),
    require(ends) {
      for (const end of ends) requireOnGrid(end, {min, max, grid, label});
      if (ends[0] > ends[1])
        throw new RangeError(`${named(label)} needs its low end first, got ${ends.join(", ")}`);
    },
    words: ([low, high]) => `${exactNumberText(low)} to ${exactNumberText(high)}`,
    range: `within ${exactNumberText(min)} to ${exactNumberText(max)}`,
  };
  return createControl(kind, {label, value});
}

/** One of several: `dropdown({options: ["rms", "standard"], value: "rms", label: "batch norm"})`. */
export function dropdown<T extends string | number>({
  options,
  value,
  label = "",
}: {
  readonly options: readonly T[];
  readonly value: T;
  readonly label?: string;
}): Control<T> {
  if (options.length === 0) throw new RangeError(`${named(label)} needs options, got none`);
  const kind: ControlKind<T> = {
    widget: "Dropdown",
    style: ["DescriptionStyle", wideLabel],
    width: "320px",
    fixed: {_options_labels: options.map(String)},
    toState: (chosen) => ({index: options.indexOf(chosen)}),
    fromState: ({index}) => options[index as number],
    require(chosen) {
      if (!options.includes(chosen))
        throw new RangeError(
          `${named(label)} must be one of ${options.join(", ")}, got ${String(chosen)}`,
        );
    },
    words: String,
    range: options.join(", "),
  };
  return createControl(kind, {label, value});
}

/** On or off: `checkbox({value: true, label: "skips"})`. */
export function checkbox({
  value,
  label = "",
}: {
  readonly value: boolean;
  readonly label?: string;
}): Control<boolean> {
  const kind: ControlKind<boolean> = {
    widget: "Checkbox",
    style: ["CheckboxStyle", wideLabel],
    width: "220px",
    fixed: {indent: false},
    toState: (on) => ({value: on}),
    fromState: ({value: on}) => (typeof on === "boolean" ? on : undefined),
    require: (on) => requireKind("boolean", {value: on, label}),
    words: (on) => (on ? "on" : "off"),
    range: "on, off",
  };
  return createControl(kind, {label, value});
}

/** Something to press; its value is how often it was: `button({label: "draw again"})`. */
export function button({label}: {readonly label: string}): Control<number> {
  const kind: ControlKind<number> = {
    widget: "Button",
    style: ["ButtonStyle", {}],
    width: "auto",
    fixed: {},
    toState: () => ({}),
    fromState: () => undefined,
    fromEvent: ({event}: WidgetState, pressed) => (event === "click" ? pressed + 1 : undefined),
    require: (pressed) => requireKind("number", {value: pressed, label}),
    words: (pressed) => `pressed ${pressed} times`,
    range: "",
  };
  return createControl(kind, {label, value: 0});
}

/** A line of text, taken when the reader presses Enter or leaves it. */
export function text({
  value = "",
  label = "",
}: {readonly value?: string; readonly label?: string} = {}): Control<string> {
  const kind: ControlKind<string> = {
    widget: "Text",
    style: ["TextStyle", wideLabel],
    width: "420px",
    fixed: {continuous_update: false},
    toState: (typed) => ({value: typed}),
    fromState: ({value: typed}) => (typeof typed === "string" ? typed : undefined),
    require: (typed) => requireKind("string", {value: typed, label}),
    words: (typed) => JSON.stringify(typed),
    range: "",
  };
  return createControl(kind, {label, value});
}

/** A bar that only code moves, by `set`: `const bar = progress({max: 100, label: "training"})`. */
export function progressBar({
  min = 0,
  value = min,
  max,
  label = "",
}: {
  readonly min?: number;
  readonly max: number;
  readonly value?: number;
  readonly label?: string;
}): Control<number> {
  requireRange({min, max}, {label, log: false});
  const kind: ControlKind<number> = {
    widget: "FloatProgress",
    style: ["ProgressStyle", wideLabel],
    width: "420px",
    fixed: {min, max},
    toState: (at) => ({value: at}),
    fromState: () => undefined,
    require: (at) => requireWithin(at, {min, max, label}),
    words: exactNumberText,
    range: `${exactNumberText(min)} to ${exactNumberText(max)}`,
  };
  return createControl(kind, {label, value});
}

type Ends = {readonly min: number; readonly max: number; readonly label: string};

const named = (label: string): string => label || "this control";

function requireRange({min, max, step}: Range, {label, log}: {label: string; log: boolean}): Range {
  if (!(Number.isFinite(min) && Number.isFinite(max) && min < max))
    throw new RangeError(`${named(label)} needs min below max, got ${min} and ${max}`);
  if (log && min <= 0)
    throw new RangeError(`${named(label)} needs min above 0 on a log scale, got ${min}`);
  if (log && step !== undefined)
    throw new RangeError(`${named(label)} has no step on a log scale, got ${step}: leave it out`);
  if (step !== undefined && !(step > 0 && Number.isFinite(step)))
    throw new RangeError(`${named(label)} needs a step above 0, got ${step}`);
  return {min, max, step};
}

/** The number the page has sent, on a step and within the range; undefined if it sent none. */
const onGrid = (at: unknown, grid: SliderGrid): number | undefined =>
  typeof at === "number" && Number.isFinite(at) ? grid.nearest(at) : undefined;

const isAnother = (at: unknown, taken: number, {step}: SliderGrid): boolean =>
  Math.abs(Number(at) - taken) > 1e-6 * step;

function requireWithin(at: number, {min, max, label}: Ends): void {
  requireKind("number", {value: at, label});
  if (!(at >= min && at <= max))
    throw new RangeError(`${named(label)} must lie between ${min} and ${max}, got ${at}`);
}

function requireOnGrid(at: number, {grid, ...ends}: Ends & {readonly grid: SliderGrid}): void {
  requireWithin(at, ends);
  if (grid.has(at)) return;
  const {min, label} = ends;
  throw new RangeError(
    `${named(label)} goes from ${min} by ${exactNumberText(grid.step)}, got ${at}: ` +
      `the nearest value is ${grid.nearest(at)}; or give it another step`,
  );
}

function requireKind(kind: string, {value, label}: {value: unknown; label: string}): void {
  if (typeof value !== kind)
    throw new TypeError(`${named(label)} must be a ${kind}, got ${JSON.stringify(value)}`);
}
