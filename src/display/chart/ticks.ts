import type {Data, Layout} from "plotly.js";
import {numberText, powerText} from "../../evidence/number-text";

/**
 * The layout with readable labels on its log axes: whole decades where the axis spans many, also
 * twos and fives where it spans few. Plotly's own are of two sizes and crowd one another.
 */
export function withLogTicks(layout: Partial<Layout>, data: readonly Data[]): Partial<Layout> {
  const changed = (["x", "y"] as const).flatMap((name) => {
    const axis = layout[`${name}axis`];
    if (axis?.type !== "log") return [];
    const [low, high] = axis.range ?? boundsOf(powersOn(data, name));
    const tickvals = logTicks(Number(low), Number(high));
    return [[`${name}axis`, {...axis, tickvals, ticktext: tickvals.map(tickText)}]];
  });
  return {...layout, ...(Object.fromEntries(changed) as Partial<Layout>)};
}

/** Where to put labels between two powers of ten, at most about ten of them. */
export function logTicks(lowPower: number, highPower: number): number[] {
  const span = highPower - lowPower;
  if (!(span >= 0)) return [];
  const step = Math.ceil(span / 9);
  const factors = span <= 2.2 ? [1, 2, 5] : [1];
  const [first, last] = [Math.floor(lowPower) - 1, Math.ceil(highPower) + 1];
  const powers = Array.from({length: last - first + 1}, (_, i) => first + i);
  return powers
    .filter((power) => power % Math.max(1, step) === 0)
    .flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`)));
}

/** 0.01 and 1000 in full, what is smaller or larger as a power. */
function tickText(value: number): string {
  const power = Math.log10(value);
  if (power >= -3 && power <= 4) return numberText(value);
  return powerText(value);
}

/** Whole numbers on an axis up to which each gets its label. */
const mostLabels = 12;

/**
 * The layout with a label at every whole number, where an axis shows whole numbers only and few of
 * them. Plotly's own come twice there: it puts a tick at each half and rounds what it writes.
 */
export function withWholeTicks(layout: Partial<Layout>, data: readonly Data[]): Partial<Layout> {
  const changed = (["x", "y"] as const).flatMap((name) => {
    const axis = layout[`${name}axis`];
    if (axis?.tickformat !== "d" || axis.type === "log") return [];
    const [low, high] = axis.range ?? boundsOf(numbersOn(data, name));
    if (!(Number(high) - Number(low) <= mostLabels)) return [];
    return [[`${name}axis`, {...axis, tick0: 0, dtick: 1}]];
  });
  return {...layout, ...(Object.fromEntries(changed) as Partial<Layout>)};
}

const numbersOn = (data: readonly Data[], name: "x" | "y"): number[] =>
  data
    .flatMap((trace) => ((trace as Record<string, unknown>)[name] ?? []) as unknown[])
    .filter((value): value is number => typeof value === "number");

/** The powers of ten that an axis shows. */
const powersOn = (data: readonly Data[], name: "x" | "y"): number[] =>
  numbersOn(data, name)
    .filter((value) => value > 0)
    .map(Math.log10);

const boundsOf = (numbers: readonly number[]): [number, number] => [
  numbers.reduce((a, b) => Math.min(a, b), Infinity),
  numbers.reduce((a, b) => Math.max(a, b), -Infinity),
];
