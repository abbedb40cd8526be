import type {Data, Layout} from "plotly.js";
import {axisText, requireKnown, requireText} from "./chart/chart-options";
import type {Axis} from "./chart/chart-options";
import {figureFrom, layoutFor} from "./chart/figure";
import type {Figure} from "./chart/figure";
import {divergingScale, paper} from "./chart/palette";
import {hoverText, plotlyText} from "./chart/plotly-text";
import {lookOf, plain, requireFew, requireName} from "./chart/series";
import type {Numbers} from "./chart/series";

/** A value all over a sphere: a row for each latitude, angles in degrees. */
export type GlobeValues = {
  readonly latitudes: Numbers;
  readonly longitudes: Numbers;
  readonly values: readonly Numbers[];
};

/** Marked places of one kind: unit vectors. */
export type GlobePoints = {readonly name: string; readonly points: readonly Numbers[]};

/**
 *     title   what to look for          alt     what there is to see
 *     value   what the colour shows     note    a word on how it was made
 */
export type GlobeOptions = {
  readonly title: string;
  readonly value: Axis;
  readonly alt: string;
  readonly note?: string;
};

/** Markers that Plotly has in three dimensions. */
const symbols = ["circle", "square", "diamond", "cross", "x"] as const;

/**
 * A sphere to turn with the mouse, coloured by a value, with marked places on it. Where the value is
 * low the sphere is drawn in: the radius is 1 plus a tenth of the value over its largest size.
 */
export function globe(
  {latitudes, longitudes, values}: GlobeValues,
  {marks, ...options}: GlobeOptions & {readonly marks: readonly GlobePoints[]},
): Figure {
  requireKnown("globe", options, ["title", "value", "alt", "note"]);
  requireText("value.label", options.value?.label, "what the colours show");
  requireGlobe({latitudes, longitudes, values});
  requireFew(marks.length);
  if (marks.length > symbols.length) {
    throw new RangeError(
      `a globe tells ${symbols.length} kinds of marks apart, got ${marks.length}`,
    );
  }
  marks.forEach(({name}) => requireName(name, marks));
  const {title, value, alt, note} = options;
  const most = Math.max(1e-300, ...values.map((row) => Math.max(...Array.from(row, Math.abs))));
  const sphere = surface({latitudes, longitudes, values}, {most, value});
  const spots = marks.map((mark, i) =>
    markers(mark, {place: i, radiusAt: radiusAbove({latitudes, longitudes, values}, most)}),
  );
  const axis = {label: "direction", unit: ""};
  const flat = layoutFor(
    {title, alt, x: axis, y: axis, ...(note ? {note} : {}), height: 560},
    {names: [...marks.map(({name, points}) => `${name} (${points.length})`), "sphere"]},
  );
  const bare = {visible: false, showbackground: false};
  const layout: Partial<Layout> = {
    ...flat,
    xaxis: {...flat.xaxis, visible: false},
    yaxis: {...flat.yaxis, visible: false},
    scene: {
      xaxis: bare,
      yaxis: bare,
      zaxis: bare,
      aspectmode: "cube",
      camera: {eye: {x: 1.0, y: 1.0, z: 0.55}},
    } as Layout["scene"],
  };
  return figureFrom({data: [sphere, ...spots] as unknown as Data[], layout}, alt);
}

/** The sphere itself, drawn in where the value is low. */
function surface(
  {latitudes, longitudes, values}: GlobeValues,
  {most, value}: {most: number; value: Axis},
): Record<string, unknown> {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const place = (part: (up: number, around: number) => number) =>
    values.map((row, i) =>
      plain(
        Array.from(
          row,
          (height, j) =>
            (1 + (0.1 * height) / most) * part(radians(latitudes[i]), radians(longitudes[j])),
        ),
      ),
    );
  return {
    type: "surface",
    name: plotlyText(value.label, 60),
    x: place((up, around) => Math.cos(up) * Math.cos(around)),
    y: place((up, around) => Math.cos(up) * Math.sin(around)),
    z: place((up) => Math.sin(up)),
    surfacecolor: values.map(plain),
    colorscale: divergingScale,
    cmin: -most,
    cmax: most,
    colorbar: {
      title: {text: plotlyText(axisText(value), 40), side: "right", font: {size: 13}},
      thickness: 16,
      outlinewidth: 0,
      len: 0.8,
    },
    lighting: {ambient: 0.85, diffuse: 0.25, specular: 0.05},
    showlegend: false,
    hovertemplate: `${hoverText(axisText(value))}: %{surfacecolor:.4~g}<extra></extra>`,
  };
}

/** Marked places of one kind, as Plotly's points in space. */
function markers(
  {name, points}: GlobePoints,
  {place, radiusAt}: {place: number; radiusAt: (point: Numbers) => number},
): Record<string, unknown> {
  const look = lookOf({}, place);
  const along = (axis: number) => plain(points.map((point) => radiusAt(point) * point[axis]));
  return {
    type: "scatter3d",
    mode: "markers",
    name: plotlyText(`${name} (${points.length})`, 60),
    x: along(0),
    y: along(1),
    z: along(2),
    marker: {
      color: look.color,
      symbol: symbols[place],
      size: 6,
      line: {color: paper, width: 1},
    },
    hovertemplate: `${hoverText(name)}<extra></extra>`,
  };
}

/** A little above the surface, which would swallow half of each marker. */
const radiusAbove =
  ({latitudes, longitudes, values}: GlobeValues, most: number) =>
  (point: Numbers): number => {
    const up = (Math.asin(Math.max(-1, Math.min(1, point[2]))) * 180) / Math.PI;
    const around = ((Math.atan2(point[1], point[0]) * 180) / Math.PI + 360) % 360;
    const height = values[nearest(latitudes, up)][nearest(longitudes, around)];
    return 1.04 + (0.1 * height) / most;
  };

/** Where a list comes closest to a number. */
function nearest(list: Numbers, to: number): number {
  let best = 0;
  for (let i = 1; i < list.length; i++) {
    if (Math.abs(list[i] - to) < Math.abs(list[best] - to)) best = i;
  }
  return best;
}

function requireGlobe({latitudes, longitudes, values}: GlobeValues): void {
  if (!Array.isArray(values) || values.length === 0 || values.length !== latitudes.length) {
    throw new RangeError(
      `a globe needs a row of values for each latitude, got ${values?.length} for ${latitudes.length}`,
    );
  }
  const odd = (values as readonly Numbers[]).findIndex(({length}) => length !== longitudes.length);
  if (odd === -1) return;
  throw new RangeError(
    `row ${odd} has ${(values[odd] as Numbers).length} values for ${longitudes.length} longitudes`,
  );
}
