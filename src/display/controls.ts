import {numberText} from "../evidence/number-text";
import {controlOf} from "./widget/control";
import type {Control, ControlKind} from "./widget/control";
import type {WidgetState} from "./widget/widget";

export {interact} from "./interact";

/** From where to where a slider goes. */
type Range = {
  readonly min: number;
  readonly max: number;
  /** Whole numbers go by 1 and others by a hundredth of the range, unless told. */
  readonly step?: number;
  readonly label?: string;
};

const wideLabel = {description_width: "initial"};
const slides = {style: ["SliderStyle", wideLabel], width: "420px"} as const;

/**
 * A slider over the numbers from min to max: `slider({min: 1, max: 100, step: 1, value: 20, label: "depth"})`.
 * With `scale: "log"` equal ways are equal factors, and min must be above 0; it has no step.
 *
 * Throws a RangeError for a range without numbers, a step that is not above 0, or a value outside.
 */
export function slider({
  value,
  scale = "linear",
  label = "",
  ...given
}: Range & {readonly value: number; readonly scale?: "linear" | "log"}): Control<number> {
  const range = requireRange(given, {label, log: scale === "log"});
  const {min, max, step} = range;
  const log = {min: Math.log10(min), max: Math.log10(max), base: 10, step: 0.01};
  const kind: ControlKind<number> = {
    ...slides,
    widget: scale === "log" ? "FloatLogSlider" : range.whole ? "IntSlider" : "FloatSlider",
    fixed: {
      ...(scale === "log" ? log : {min, max, step}),
      readout_format: range.whole ? "d" : ".4~g",
    },
    toState: (at) => ({value: at}),
    fromState: ({value: at}) => within(at, range),
    require: (at) => requireWithin(at, {...range, label}),
    words: numberText,
    range: `${numberText(min)} to ${numberText(max)}`,
  };
  return controlOf(kind, {label, value});
}

/** A slider with two ends: its value is `[low, high]`. Throws as `slider`, and for low above high. */
export function rangeSlider({
  value,
  label = "",
  ...given
}: Range & {readonly value: readonly [number, number]}): Control<readonly [number, number]> {
  const range = requireRange(given, {label, log: false});
  const {min, max, step, whole} = range;
  const kind: ControlKind<readonly [number, number]> = {
    ...slides,
    widget: whole ? "IntRangeSlider" : "FloatRangeSlider",
    fixed: {min, max, step, readout_format: whole ? "d" : ".4~g"},
    toState: (ends) => ({value: [...ends]}),
    fromState({value: ends}) {
      const [low, high] = Array.isArray(ends) ? ends.map((end) => within(end, range)) : [];
      return low === undefined || high === undefined || low > high ? undefined : [low, high];
    },
    require(ends) {
      for (const end of ends) requireWithin(end, {...range, label});
      if (ends[0] > ends[1])
        throw new RangeError(`${named(label)} needs its low end first, got ${ends.join(", ")}`);
    },
    words: ([low, high]) => `${numberText(low)} to ${numberText(high)}`,
    range: `within ${numberText(min)} to ${numberText(max)}`,
  };
  return controlOf(kind, {label, value});
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
  return controlOf(kind, {label, value});
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
  return controlOf(kind, {label, value});
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
  return controlOf(kind, {label, value: 0});
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
  return controlOf(kind, {label, value});
}

/** A bar that only code moves, by `set`: `const bar = progress({max: 100, label: "training"})`. */
export function progress({
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
  const range = requireRange({min, max}, {label, log: false});
  const kind: ControlKind<number> = {
    widget: "FloatProgress",
    style: ["ProgressStyle", wideLabel],
    width: "420px",
    fixed: {min, max},
    toState: (at) => ({value: at}),
    fromState: () => undefined,
    require: (at) => requireWithin(at, {...range, label}),
    words: numberText,
    range: `${numberText(min)} to ${numberText(max)}`,
  };
  return controlOf(kind, {label, value});
}

type FullRange = {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly whole: boolean;
  readonly log: boolean;
};

const named = (label: string): string => label || "this control";

function requireRange(
  {min, max, step}: Range,
  {label, log}: {label: string; log: boolean},
): FullRange {
  if (!(Number.isFinite(min) && Number.isFinite(max) && min < max))
    throw new RangeError(`${named(label)} needs min below max, got ${min} and ${max}`);
  if (log && min <= 0)
    throw new RangeError(`${named(label)} needs min above 0 on a log scale, got ${min}`);
  if (step !== undefined && !(step > 0 && Number.isFinite(step)))
    throw new RangeError(`${named(label)} needs a step above 0, got ${step}`);
  const whole = !log && [min, max, step ?? 1].every(Number.isInteger);
  return {min, max, step: step ?? (whole ? 1 : (max - min) / 100), whole, log};
}

/** The number the page has sent, on a step and within the range; undefined if it sent none. */
function within(at: unknown, {min, max, step, log}: FullRange): number | undefined {
  if (typeof at !== "number" || !Number.isFinite(at)) return undefined;
  const stepped = log ? at : min + Math.round((at - min) / step) * step;
  // Steps such as 0.1 pick up rounding dust.
  return Number(Math.min(max, Math.max(min, stepped)).toPrecision(12));
}

function requireWithin(at: number, {min, max, label}: FullRange & {label: string}): void {
  requireKind("number", {value: at, label});
  if (!(at >= min && at <= max))
    throw new RangeError(`${named(label)} must lie between ${min} and ${max}, got ${at}`);
}

function requireKind(kind: string, {value, label}: {value: unknown; label: string}): void {
  if (typeof value !== kind)
    throw new TypeError(`${named(label)} must be a ${kind}, got ${JSON.stringify(value)}`);
}
