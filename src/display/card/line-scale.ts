import {powerText, tellingApart} from "../../evidence/number-text";
import {edgesOf} from "../../evidence/region";
import type {Verdict} from "../../evidence/verdict";

/** Where numbers stand on a line of so many pixels. */
export type LineScale = {
  readonly place: (value: number) => number;
  /** Whether the value lies on the line rather than beyond an end. */
  readonly holds: (value: number) => boolean;
  readonly ticks: readonly {readonly at: number; readonly text: string}[];
};

/**
 * The scale of a verdict's number line. It holds all that was measured and the bar; the control too,
 * unless it lies so far off that nothing else could be told apart. Errors of an identity stand on a
 * log scale, with zero at its left end.
 */
export function lineScale(verdict: Verdict, [left, right]: readonly [number, number]): LineScale {
  const {predicts, control, interval} = verdict;
  if (predicts.kind === "identity") return logScale(verdict, [left, right]);
  if (predicts.kind === "order") return linear([0, 1], [left, right]);
  const bars =
    predicts.kind === "contest"
      ? [...edgesOf(predicts.first), ...edgesOf(predicts.second)]
      : edgesOf(predicts);
  const own = finite([...verdict.values, ...(interval ?? []), ...bars]);
  const apart = predicts.kind === "contest" || predicts.compare !== "difference";
  const far = apart ? finite([...control.values, ...(control.interval ?? [])]) : [];
  const [low, high] = extent(own);
  const [all, most] = [extent([...own, ...far]), 6 * Math.max(high - low, Number.MIN_VALUE)];
  const chosen = all[1] - all[0] <= most || high === low ? all : [low, high];
  return linear([chosen[0], chosen[1]], [left, right]);
}

function linear(
  [low, high]: [number, number],
  [left, right]: readonly [number, number],
): LineScale {
  const air = high > low ? 0.06 * (high - low) : Math.max(Math.abs(high) * 0.1, 1e-12);
  const whole = low === 0 && high === 1;
  const [from, to] = whole ? [low, high] : [low - air, high + air];
  const raw = (value: number) => left + ((value - from) / (to - from)) * (right - left);
  const steps = niceSteps(from, to);
  const text = tellingApart(steps);
  return {
    place: (value) => rounded(Math.min(right, Math.max(left, raw(value)))),
    holds: (value) => value >= from && value <= to,
    ticks: steps.map((value) => ({at: rounded(raw(value)), text: text(value)})),
  };
}

function logScale(
  {values, control, threshold}: Verdict,
  [left, right]: readonly [number, number],
): LineScale {
  const sizes = finite([...values, ...control.values, threshold]).map(Math.abs);
  const powers = sizes.filter((size) => size > 0).map(Math.log10);
  const [low, high] = [Math.floor(Math.min(...powers)), Math.ceil(Math.max(...powers))];
  const zero = sizes.some((size) => size === 0);
  const from = low - (zero ? 1 : 0);
  const to = Math.max(high, low + 1);
  const raw = (power: number) => left + ((power - from) / (to - from)) * (right - left);
  const step = Math.max(1, Math.ceil((to - low) / 8));
  const decades = Array.from({length: Math.floor((to - low) / step) + 1}, (_, i) => low + i * step);
  return {
    place: (value) => {
      const power = value === 0 ? from : Math.log10(Math.abs(value));
      return rounded(Math.min(right, Math.max(left, raw(power))));
    },
    holds: (value) => Number.isFinite(value),
    ticks: [
      ...(zero ? [{at: left, text: "0"}] : []),
      ...decades.map((power) => ({
        at: rounded(raw(power)),
        text: powerText(Number(`1e${power}`)),
      })),
    ],
  };
}

/** Four to nine round numbers between two others. */
function niceSteps(from: number, to: number): number[] {
  const rough = (to - from) / 8;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10]
    .map((factor) => factor * power)
    .find((size) => size >= rough) as number;
  const first = Math.ceil(from / step);
  const count = Math.floor(to / step) - first + 1;
  // Multiples of a step such as 0.1 pick up rounding dust.
  return Array.from({length: count}, (_, i) => Number(((first + i) * step).toPrecision(15)));
}

const finite = (values: readonly number[]): number[] => values.filter(Number.isFinite);
const extent = (values: readonly number[]): [number, number] => [
  values.reduce((a, b) => Math.min(a, b), Infinity),
  values.reduce((a, b) => Math.max(a, b), -Infinity),
];
const rounded = (pixel: number): number => Math.round(pixel * 10) / 10;
