/** One axis of a still picture: where a value stands, in pixels, and what is written beside it. */
export type StillAxis = {
  readonly place: (value: unknown) => number;
  readonly ticks: readonly {readonly at: number; readonly text: string}[];
  readonly title: string;
  readonly visible: boolean;
  /** Distance between two names, or of one unit. */
  readonly unit: number;
  /** The pixels of its beginning and its end. */
  readonly ends: readonly [number, number];
};

/** An axis as Plotly's layout has it, as far as pictures need it. */
export type AxisLayout = {
  readonly type?: string;
  readonly range?: readonly unknown[];
  readonly autorange?: unknown;
  readonly tickvals?: readonly unknown[];
  readonly ticktext?: readonly string[];
  readonly tickformat?: string;
  readonly showticklabels?: boolean;
  readonly title?: {readonly text?: string};
  readonly visible?: boolean;
};

/**
 * The axis between two pixels, for the values that stand on it.
 *
 *     wide   half a unit of room at both ends, for bars and cells
 */
export function stillAxis(
  layout: AxisLayout,
  {
    values,
    pixels: [start, end],
    wide,
  }: {
    readonly values: readonly unknown[];
    readonly pixels: readonly [number, number];
    readonly wide: boolean;
  },
): StillAxis {
  const names = [...new Set(values.filter((value) => typeof value === "string"))];
  const isNames = layout.type === "category" || (layout.type === undefined && names.length > 0);
  const isLog = layout.type === "log";
  const number = (value: unknown): number => {
    if (isNames) return typeof value === "string" ? names.indexOf(value) : Number(value ?? NaN);
    if (typeof value !== "number") return NaN;
    return isLog ? Math.log10(value) : value;
  };
  const held = values.map(number).filter(Number.isFinite);
  let [low, high] = held.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Infinity, -Infinity],
  );
  if (held.length === 0) [low, high] = [0, 1];
  const step = new Set(held).size > 1 ? (high - low) / (new Set(held).size - 1) : 1;
  const air = isNames || wide ? step / 2 || 0.5 : 0.05 * (high - low) || 0.5;
  const given = layout.range?.map(Number).filter(Number.isFinite) ?? [];
  let [from, to] = given.length === 2 ? given : [low - air, high + air];
  if (layout.autorange === "reversed") [from, to] = [to, from];
  const pixel = (value: number) => start + ((value - from) / (to - from)) * (end - start);
  const marks =
    layout.tickvals?.map(
      (value, i) => [number(value), layout.ticktext?.[i] ?? `${value as string}`] as const,
    ) ??
    (isNames
      ? names.map((name, i) => [i, name as string] as const)
      : isLog
        ? decades(from, to)
        : steps(from, to, layout.tickformat === "d"));
  const within = marks.filter(
    ([at]) => at >= Math.min(from, to) - 1e-9 && at <= Math.max(from, to) + 1e-9,
  );
  return {
    place: (value) => pixel(number(value)),
    ticks:
      layout.showticklabels === false ? [] : within.map(([at, text]) => ({at: pixel(at), text})),
    title: layout.title?.text ?? "",
    visible: layout.visible !== false,
    unit: Math.abs(pixel(from + step) - pixel(from)),
    ends: [start, end],
  };
}

type Mark = readonly [number, string];

/** Round numbers between two others. */
function steps(from: number, to: number, whole: boolean): Mark[] {
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  const rough = (high - low) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const size = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? rough;
  const step = whole ? Math.max(1, Math.round(size)) : size;
  const first = Math.ceil(low / step);
  const count = Math.min(20, Math.floor(high / step) - first + 1);
  return Array.from({length: Math.max(0, count)}, (_, i) => {
    const value = Number(((first + i) * step).toPrecision(12));
    return [value, `${value}`.replace("-", "−")] as const;
  });
}

function decades(from: number, to: number): Mark[] {
  const [low, high] = [Math.ceil(Math.min(from, to)), Math.floor(Math.max(from, to))];
  const step = Math.max(1, Math.ceil((high - low) / 8));
  const count = Math.max(0, Math.floor((high - low) / step) + 1);
  return Array.from({length: count}, (_, i) => [low + i * step, `1e${low + i * step}`] as const);
}
