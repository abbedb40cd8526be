import {shadeOf, shadesOf, stillMarks} from "./still-marks";
import type {Trace, Whiskers} from "./still-marks";
import {stillAxis} from "./still-axis";
import type {AxisLayout, StillAxis} from "./still-axis";
import {escapeHtml} from "./text";

type Note = {
  text?: string;
  yref?: string;
  xref?: string;
  x?: unknown;
  y?: unknown;
  yshift?: number;
  yanchor?: string;
};
type Line = {
  type?: string;
  xref?: string;
  yref?: string;
  x0?: unknown;
  x1?: unknown;
  y0?: unknown;
  y1?: unknown;
};
type Figure = {data?: readonly Trace[]; layout?: Record<string, unknown>};

const width = 760;
const ink = "#222222";
const soft = "#555b63";

/**
 * A figure of Plotly's as SVG, for paper and for readers without scripts: its lines, points, bars and cells,
 * its axes, names and notes, without what a pointer would show. Null for a kind of figure that it cannot draw,
 * such as one in space.
 */
export function stillPicture(figure: unknown): string | null {
  const {data = [], layout = {}} = (figure ?? {}) as Figure;
  if (data.length === 0 || !data.every(drawable)) return null;
  const height = typeof layout.height === "number" ? layout.height : 420;
  const margin = {l: 64, r: 28, t: 80, b: 56, ...(layout.margin as object | undefined)};
  const bars = data.some(({type, showscale}) => type === "heatmap" && showscale !== false);
  const box = {
    left: margin.l + 20,
    right: width - margin.r - (bars ? 60 : 0),
    top: margin.t,
    bottom: height - margin.b,
  };
  const drawing: Drawing = {data, layout, box};
  const axes = axesOf(drawing);
  const title = layout.title as {text?: string} | string | undefined;
  const parts = [
    ...panels(drawing, axes),
    ...referenceLines(drawing, axes),
    ...notes(drawing, axes),
    textAt(typeof title === "string" ? title : (title?.text ?? ""), {
      x: 14,
      y: 28,
      size: 17,
      color: ink,
      anchor: "start",
    }),
  ];
  if (bars) parts.push(colorBar(data, {x: box.right + 12, top: box.top, bottom: box.bottom}));
  if (layout.showlegend !== false)
    parts.push(...legend(data, margin.t - (pairsOf(data).length > 1 ? 22 : 0)));
  return `<svg viewBox="0 0 ${width} ${height}" xmlns="http://www.w3.org/2000/svg" aria-hidden="true">${parts.join("")}</svg>`;
}

type Box = {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
};
type Drawing = {
  readonly data: readonly Trace[];
  readonly layout: Record<string, unknown>;
  readonly box: Box;
};
type Axes = ReadonlyMap<string, StillAxis>;
type Name = "x" | "y";
type Domained = AxisLayout & {domain?: [number, number]; matches?: string; type?: string};

/** The axis of a trace, or of a note's reference, by its name in the layout: xaxis, yaxis3. */
const keyOf = (name: Name, reference: unknown): string =>
  `${name}axis${`${(reference as string | undefined) ?? name}`.split(" ")[0].slice(1)}`;
const keyIn = (trace: Trace, name: Name): string => keyOf(name, trace[`${name}axis`]);

/** The pairs of axes that traces are drawn on. */
const pairsOf = (data: readonly Trace[]): (readonly [string, string])[] => [
  ...new Map(
    data
      .map((trace) => [keyIn(trace, "x"), keyIn(trace, "y")] as const)
      .map((pair) => [pair.join(" "), pair]),
  ).values(),
];

const onPair = (data: readonly Trace[], [x, y]: readonly [string, string]): readonly Trace[] =>
  data.filter((trace) => keyIn(trace, "x") === x && keyIn(trace, "y") === y);

/** Where a share of the whole box lies. */
const along = ({left, right, top, bottom}: Box, name: Name, share: number): number =>
  name === "x" ? left + share * (right - left) : bottom - share * (bottom - top);

function axesOf(drawing: Drawing): Axes {
  const {data} = drawing;
  return new Map(
    pairsOf(data).flatMap((pair) => {
      const own = onPair(data, pair);
      return (["x", "y"] as const).map(
        (name, i) => [pair[i], axisOf(drawing, {name, key: pair[i], own})] as const,
      );
    }),
  );
}

/** One axis over the values of its own traces, and of those on axes that are tied to it. */
function axisOf(
  {data, layout, box}: Drawing,
  {name, key, own}: {name: Name; key: string; own: readonly Trace[]},
): StillAxis {
  const axis = (layout[key] ?? {}) as Domained;
  const [from, to] = axis.domain ?? [0, 1];
  const tied = (trace: Trace): boolean =>
    keyIn(trace, name) === key ||
    (layout[keyIn(trace, name)] as Domained | undefined)?.matches === name;
  const first = axis.matches === undefined && key === `${name}axis`;
  const together = first ? data.filter(tied) : axis.matches === name ? data : own;
  const stack = layout.barmode === "stack" ? together : [];
  const values = together.flatMap((trace) => valuesOn(trace, name, stack));
  const wide = own.some(({type}) => type === "heatmap" || (type === "bar" && name === "x"));
  return stillAxis(axis, {values, pixels: [along(box, name, from), along(box, name, to)], wide});
}

/** The axes and marks of every pair of axes. */
function panels({data, layout}: Drawing, axes: Axes): string[] {
  const stacked = layout.barmode === "stack";
  return pairsOf(data).flatMap((pair) => {
    const [x, y] = [axes.get(pair[0])!, axes.get(pair[1])!];
    // A picture of its own cuts off what lies beyond the axes.
    const [left, right] = pixelsOf(x);
    const [bottom, top] = pixelsOf(y);
    const frame = [left - 5, top - 5, right - left + 10, bottom - top + 10].map(cut);
    return [
      axisParts(x, y, layout, [...pair]),
      `<svg x="${frame[0]}" y="${frame[1]}" width="${frame[2]}" height="${frame[3]}" viewBox="${frame.join(" ")}">`,
      ...stillMarks(onPair(data, pair), {x, y, stacked}),
      "</svg>",
    ];
  });
}

/** Where a line or a note lies: in shares of the whole or of a panel, or at a value of an axis. */
function spotOf(
  {layout, box}: Drawing,
  axes: Axes,
  {ref, name, value, logged}: {ref?: string; name: Name; value: unknown; logged: boolean},
): number {
  const share = Number(value);
  if (ref?.startsWith("paper")) return along(box, name, share);
  const key = keyOf(name, ref);
  const {domain = [0, 1], type} = (layout[key] ?? {}) as Domained;
  if (ref?.endsWith("domain")) {
    return along(box, name, domain[0] + share * (domain[1] - domain[0]));
  }
  const axis = axes.get(key) ?? axes.get(`${name}axis`);
  return axis ? axis.place(logged && type === "log" ? 10 ** share : value) : NaN;
}

function referenceLines(drawing: Drawing, axes: Axes): string[] {
  const lines = (drawing.layout.shapes ?? []) as Line[];
  return lines
    .filter(({type}) => type === "line")
    .map(({xref, yref, x0, x1, y0, y1}) => {
      const at = (ref: string | undefined, name: Name, value: unknown) =>
        spotOf(drawing, axes, {ref, name, value, logged: false});
      return [at(xref, "x", x0), at(yref, "y", y0), at(xref, "x", x1), at(yref, "y", y1)];
    })
    .filter((ends) => ends.every(Number.isFinite))
    .map((ends) => {
      const [a, b, c, d] = ends.map(cut);
      return `<line x1="${a}" y1="${b}" x2="${c}" y2="${d}" stroke="${soft}" stroke-width="1.5" stroke-dasharray="6 4"/>`;
    });
}

function notes(drawing: Drawing, axes: Axes): string[] {
  const all = (drawing.layout.annotations ?? []) as Note[];
  return all.flatMap(({text = "", xref, yref, x, y, yshift, yanchor}) => {
    const px = spotOf(drawing, axes, {ref: xref, name: "x", value: x, logged: true});
    const py = spotOf(drawing, axes, {ref: yref, name: "y", value: y, logged: true});
    if (!Number.isFinite(px) || !Number.isFinite(py)) return [];
    const right = xref === "paper" && Number(x) === 1;
    return textAt(text, {
      x: right ? px : px + 3,
      y: py - (Number(yshift) || 0) + (yanchor === "top" ? 12 : -4),
      size: 12,
      color: soft,
      anchor: right ? "end" : "start",
    });
  });
}

const drawable = ({type = "scatter", x, y, z}: Trace): boolean =>
  ["scatter", "bar", "heatmap"].includes(type as string) &&
  [x, y].every(Array.isArray) &&
  (type !== "heatmap" || (Array.isArray(z) && z.every(Array.isArray)));

/** What an axis must hold of a trace: bars stand on zero, and upon one another. */
function valuesOn(trace: Trace, name: "x" | "y", stack: readonly Trace[]): unknown[] {
  const values = trace[name] as unknown[];
  if (name === "x" || trace.type !== "bar") return values;
  const sums =
    stack.length > 1
      ? values.map((_, i) =>
          stack.reduce((all, {y}) => all + (Number((y as unknown[])[i]) || 0), 0),
        )
      : [];
  const {array = [], arrayminus = array} = (trace.error_y ?? {}) as Whiskers;
  const ends = values.flatMap((value, i) => [
    Number(value) + (Number(array[i]) || 0),
    Number(value) - (Number(arrayminus[i]) || 0),
  ]);
  return [0, ...values, ...sums, ...ends];
}

function axisParts(
  x: StillAxis,
  y: StillAxis,
  layout: Record<string, unknown>,
  keys: readonly string[],
): string {
  const [xDomain, yDomain] = keys.map(
    (key) => (layout[key] as {domain?: unknown} | undefined)?.domain,
  );
  const [left, right] = pixelsOf(x);
  const [bottom, top] = pixelsOf(y);
  const few = Math.ceil(x.ticks.length / 14);
  return [
    `<path d="M${cut(left)} ${cut(top)}V${cut(bottom)}H${cut(right)}" fill="none" stroke="${soft}"/>`,
    ...(x.visible
      ? x.ticks
          .filter((_, i) => i % few === 0)
          .map(({at, text}) =>
            textAt(text, {x: at, y: bottom + 16, size: 12, color: ink, anchor: "middle"}),
          )
      : []),
    ...(y.visible
      ? y.ticks.map(
          ({at, text}) =>
            `<path d="M${cut(left)} ${cut(at)}H${cut(right)}" stroke="#e8eaed"/>` +
            textAt(text, {x: left - 6, y: at + 4, size: 12, color: ink, anchor: "end"}),
        )
      : []),
    x.visible
      ? textAt(x.title, {
          x: (left + right) / 2,
          y: bottom + 36,
          size: xDomain ? 12 : 14,
          color: ink,
          anchor: "middle",
        })
      : "",
    y.visible
      ? `<g transform="translate(${cut(left - 52)} ${cut((top + bottom) / 2)}) rotate(-90)">${textAt(y.title, {x: 0, y: 0, size: yDomain ? 12 : 14, color: ink, anchor: "middle"})}</g>`
      : "",
  ].join("");
}

/** Where an axis begins and ends. */
const pixelsOf = (axis: StillAxis): [number, number] => [axis.ends[0], axis.ends[1]];

function legend(data: readonly Trace[], top: number): string[] {
  const named = data.filter(
    ({name, showlegend, type}) => name !== undefined && showlegend !== false && type !== "heatmap",
  );
  if (named.length < 2) return [];
  let [x, y] = [
    84,
    top -
      12 -
      20 *
        Math.floor(
          (named.reduce((all, {name}) => all + plainText(`${name as string}`).length * 7 + 50, 0) -
            1) /
            650,
        ),
  ];
  return named.map((trace) => {
    const text = plainText(`${trace.name as string}`);
    const room = 7 * text.length + 50;
    if (x > 84 && x + room > width - 20) [x, y] = [84, y + 20];
    const [part] = [
      stillMarks(
        [
          {
            ...trace,
            x: [0, 1],
            y: [0, 0],
            fill: undefined,
            error_y: undefined,
            ...(trace.type === "bar"
              ? {
                  type: "scatter",
                  mode: "markers",
                  marker: {...(trace.marker as object), symbol: "square"},
                }
              : {}),
          },
        ],
        {x: across(x), y: across(y - 4), stacked: false},
      ),
    ];
    const entry =
      part.join("") + textAt(text, {x: x + 32, y, size: 13, color: ink, anchor: "start"});
    x += room;
    return entry;
  });
}

/** What the colours of the first heat map with a bar mean. */
function colorBar(
  data: readonly Trace[],
  {x, top, bottom}: {x: number; top: number; bottom: number},
): string {
  const map = data.find(({type, showscale}) => type === "heatmap" && showscale !== false) as Trace;
  const {low, high, scale} = shadesOf(map);
  const tall = (bottom - top) / scale.length;
  const steps = scale.map(
    (_, i) =>
      `<rect x="${x}" y="${cut(bottom - (i + 1) * tall)}" width="14" height="${cut(tall + 0.5)}" fill="${shadeOf(scale, i / (scale.length - 1))}"/>`,
  );
  const say = (value: number, y: number) =>
    textAt(`${Number(value.toPrecision(4))}`.replace("-", "−"), {
      ...{x: x + 18, y, size: 12, color: ink, anchor: "start"},
    });
  const {title} = (map.colorbar ?? {}) as {title?: {text?: string}};
  const name = textAt(title?.text ?? "", {x: 0, y: 0, size: 12, color: ink, anchor: "middle"});
  const turned = `<g transform="translate(${x + 30} ${cut((top + bottom) / 2)}) rotate(-90)">${name}</g>`;
  return steps.join("") + say(low, bottom) + say(high, top + 8) + turned;
}

/** A short axis for a sample in the legend. */
const across = (start: number): StillAxis => ({
  ...{place: (value) => start + 24 * Number(value), ticks: [], title: "", visible: false},
  ...{unit: 10, ends: [start, start + 24]},
});

function textAt(
  text: string,
  {x, y, size, color, anchor}: {x: number; y: number; size: number; color: string; anchor: string},
): string {
  const lines = text.split(/<br\s*\/?>/);
  const spans = lines.map(
    (line, i) =>
      `<tspan x="${cut(x)}" dy="${i === 0 ? 0 : size * 1.3}">${escapeHtml(plainText(line))}</tspan>`,
  );
  return text === ""
    ? ""
    : `<text x="${cut(x)}" y="${cut(y)}" font-size="${size}" fill="${color}" text-anchor="${anchor}">${spans.join("")}</text>`;
}

/** What Plotly would show of a text with its tags and entities. */
const plainText = (text: string): string =>
  text
    .replace(/<[^>]*>/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&amp;/g, "&")
    .trim();

const cut = (pixel: number): number => Math.round(pixel * 10) / 10;
