import {escapeHtml} from "./text";
import type {StillAxis} from "./still-axis";

/** One series as Plotly has it. */
export type Trace = Readonly<Record<string, unknown>>;

/** What stands on bars: distances up and down from their ends. */
export type Whiskers = {array?: number[]; arrayminus?: number[]};

type Axes = {readonly x: StillAxis; readonly y: StillAxis; readonly stacked: boolean};
type Look = {color?: unknown; width?: number; dash?: string; shape?: string; size?: number};

/** Cells of a heat map along one side: more cannot be told apart on paper. */
const mostCells = 80;

/** The series of one pair of axes as parts of an SVG. */
export function stillMarks(traces: readonly Trace[], axes: Axes): string[] {
  const bars = traces.filter(({type}) => type === "bar");
  return traces.flatMap((trace) =>
    trace.type === "heatmap"
      ? cells(trace, axes)
      : trace.type === "bar"
        ? barParts(trace, bars, axes)
        : lineParts(trace, axes),
  );
}

function lineParts(trace: Trace, {x, y}: Axes): string[] {
  const line = (trace.line ?? {}) as Look;
  const marker = (trace.marker ?? {}) as Look;
  const mode = (trace.mode as string | undefined) ?? "lines+markers";
  const points = (trace.x as unknown[]).map((value, i) => [
    x.place(value),
    y.place((trace.y as unknown[])[i]),
  ]);
  const pieces: number[][][] = [[]];
  for (const point of points) {
    if (point.every(Number.isFinite)) pieces[pieces.length - 1].push(point);
    else pieces.push([]);
  }
  const hv = line.shape === "hv";
  const path = pieces
    .filter(({length}) => length > 0)
    .map(
      (piece) =>
        `M${piece.map(([px, py], i) => (hv && i > 0 ? `${cut(px)} ${cut(piece[i - 1][1])}L` : "") + `${cut(px)} ${cut(py)}`).join("L")}`,
    )
    .join("");
  const opacity = typeof trace.opacity === "number" ? ` opacity="${trace.opacity}"` : "";
  const dash = dashes[line.dash ?? "solid"] ?? line.dash?.replace(/px/g, "") ?? "";
  const parts: string[] = [];
  if (trace.fill !== undefined && trace.fill !== "none") {
    parts.push(
      `<path d="${path}" fill="${paint(trace.fillcolor, "rgba(6, 63, 143, 0.2)")}" stroke="none"/>`,
    );
  }
  if (mode.includes("lines")) {
    parts.push(
      `<path d="${path}" fill="none" stroke="${paint(line.color)}" stroke-width="${Number(line.width) || 2}"${dash ? ` stroke-dasharray="${escapeHtml(dash)}"` : ""}${opacity}/>`,
    );
  }
  if (mode.includes("markers")) {
    const size = typeof marker.size === "number" ? marker.size : 6;
    const shown = mode.includes("lines") ? evenly(points, 14) : points;
    const dots = shown
      .filter((point) => point.every(Number.isFinite))
      .map(([px, py]) => `M${cut(px)} ${cut(py)}h0`);
    parts.push(
      `<path d="${dots.join("")}" stroke="${paint(marker.color)}" stroke-width="${size}" stroke-linecap="round"${opacity}/>`,
    );
  }
  return parts;
}

function barParts(trace: Trace, bars: readonly Trace[], {x, y, stacked}: Axes): string[] {
  const order = bars.indexOf(trace);
  const room = 0.8 * x.unit;
  const wide = stacked ? room : room / bars.length;
  const color = paint((trace.marker as Look | undefined)?.color);
  const {array = [], arrayminus = array} = (trace.error_y ?? {}) as Whiskers;
  return (trace.x as unknown[]).flatMap((value, i) => {
    const size = Number((trace.y as unknown[])[i] ?? NaN);
    const below = stacked
      ? bars
          .slice(0, order)
          .reduce((all, {y: under}) => all + (Number((under as unknown[])[i]) || 0), 0)
      : 0;
    const left = x.place(value) - room / 2 + (stacked ? 0 : order * wide);
    const [foot, head] = [groundOf(y, below), y.place(below + size)];
    if (![left, foot, head].every(Number.isFinite)) return [];
    const middle = left + wide / 2;
    const whisker =
      array[i] === undefined
        ? ""
        : `<path d="M${cut(middle)} ${cut(y.place(size + array[i]))}V${cut(y.place(size - arrayminus[i]))}" stroke="#222222" stroke-width="1.5"/>`;
    return [
      `<rect x="${cut(left)}" y="${cut(Math.min(foot, head))}" width="${cut(wide * 0.94)}" height="${cut(Math.abs(foot - head))}" fill="${color}"/>${whisker}`,
    ];
  });
}

/** Where bars stand: at zero, or at the end of a log axis. */
const groundOf = (y: StillAxis, below: number): number =>
  Number.isFinite(y.place(below)) ? y.place(below) : y.ends[0];

/** The colours of a heat map, and between which values they run. */
export function shadesOf(trace: Trace): {
  low: number;
  high: number;
  scale: readonly (readonly [number, string])[];
} {
  const numbers = (trace.z as unknown[][])
    .flat()
    .filter((value): value is number => typeof value === "number");
  const ends = numbers.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Infinity, -Infinity],
  );
  let [low, high] = [Number(trace.zmin ?? ends[0]), Number(trace.zmax ?? ends[1])];
  if (typeof trace.zmid === "number" && trace.zmin === undefined) {
    const reach = Math.max(high - trace.zmid, trace.zmid - low);
    [low, high] = [trace.zmid - reach, trace.zmid + reach];
  }
  const own = trace.colorscale;
  const scale = (
    Array.isArray(own)
      ? own
      : [
          [0, "#00224e"],
          [1, "#fee838"],
        ]
  ) as [number, string][];
  return {low, high, scale};
}

/** The colour of a share of the way from the lowest to the highest value: the next stop of the scale. */
export const shadeOf = (scale: readonly (readonly [number, string])[], share: number): string =>
  paint(
    scale.reduce((best, stop) =>
      Math.abs(stop[0] - share) < Math.abs(best[0] - share) ? stop : best,
    )[1],
  );

function cells(trace: Trace, {x, y}: Axes): string[] {
  const rows = trace.z as (number | null)[][];
  const {low, high, scale} = shadesOf(trace);
  const [across, up] = [trace.x as unknown[], trace.y as unknown[]];
  const [columns, lines] = [
    evenly(
      across.map((_, i) => i),
      mostCells,
    ),
    evenly(
      up.map((_, i) => i),
      mostCells,
    ),
  ];
  const apart = (axis: StillAxis, side: readonly unknown[], at: readonly number[]) =>
    at.length < 2
      ? Math.abs(axis.ends[1] - axis.ends[0])
      : Math.abs(axis.place(side[at[1]]) - axis.place(side[at[0]])) + 0.5;
  const [wide, tall] = [apart(x, across, columns), apart(y, up, lines)];
  return lines.flatMap((i) =>
    columns.flatMap((j) => {
      const value = rows[i]?.[j];
      const [px, py] = [x.place(across[j]), y.place(up[i])];
      if (typeof value !== "number" || !Number.isFinite(px) || !Number.isFinite(py)) return [];
      const fill = shadeOf(scale, high > low ? (value - low) / (high - low) : 0.5);
      return [
        `<rect x="${cut(px - wide / 2)}" y="${cut(py - tall / 2)}" width="${cut(wide)}" height="${cut(tall)}" fill="${fill}"/>`,
      ];
    }),
  );
}

const dashes: Readonly<Record<string, string>> = {
  solid: "",
  dash: "9 5",
  dot: "2 4",
  dashdot: "9 4 2 4",
  longdash: "14 5",
  longdashdot: "14 4 2 4",
};

/** A colour that is one, whatever a figure holds. */
const paint = (color: unknown, otherwise = "#063f8f"): string =>
  typeof color === "string" && /^(#[0-9a-f]{3,8}|rgba?\([\d., ]+\)|[a-z]+)$/i.test(color)
    ? color
    : otherwise;

/** At most so many of a list, evenly spread. */
function evenly<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list];
  return Array.from(
    {length: most},
    (_, i) => list[Math.round((i * (list.length - 1)) / (most - 1))],
  );
}

const cut = (pixel: number): number => Math.round(pixel * 10) / 10;
