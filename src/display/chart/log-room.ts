import type {Annotations, Data, Layout} from "plotly.js";
import {softInk} from "./palette";

type Trace = Record<string, unknown>;

/** Throws where a trace has numbers, and none of them has a place on its log axis. */
export function requireRoomOnLog(layout: Partial<Layout>, data: readonly Data[]): void {
  for (const {name, axis, values} of onLogAxes(layout, data)) {
    if (values.length === 0 || values.some((value) => value > 0)) continue;
    throw new RangeError(
      `${axis} of ${JSON.stringify(name)} must be above 0 somewhere on a log scale, got ${values[0]}: ` +
        "leave scale out",
    );
  }
}

/** The layout with a line that says how many points a log axis has no place for, where there are any. */
export function toldOffLog(layout: Partial<Layout>, data: readonly Data[]): Partial<Layout> {
  const lost = onLogAxes(layout, data).flatMap(({axis, values}) =>
    values.filter((value) => value <= 0).map(() => axis),
  );
  const others = (layout.annotations ?? []).filter(({text}) => !text?.includes(noPlace));
  const known = others.length < (layout.annotations ?? []).length;
  if (lost.length === 0) return layout;
  const axes = [...new Set(lost)].sort().join(" and ");
  const points = lost.length === 1 ? "1 point is" : `${lost.length} points are`;
  const notes = others.filter(({yshift}) => yshift === firstLine);
  const lines = notes.reduce((all, {text = ""}) => all + text.split("<br>").length, 0);
  const line: Partial<Annotations> = {
    text: `${points} not above 0 and ${lost.length === 1 ? "has" : "have"} ${noPlace} of ${axes}`,
    showarrow: false,
    font: {size: 11.5, color: softInk},
    align: "left",
    ...({xref: "paper", x: 0, xanchor: "left", yref: "paper", y: 0, yanchor: "top"} as const),
    yshift: firstLine - 15 * lines,
  };
  const room = known ? 0 : lines > 0 ? 15 : 23;
  return {
    ...layout,
    height: (layout.height ?? 440) + room,
    margin: {...layout.margin, b: (layout.margin?.b ?? 56) + room},
    annotations: [...others, line] as Layout["annotations"],
  };
}

/** Where a chart's note stands. */
const firstLine = -52;
const noPlace = "no place on the log scale";

/** The numbers of each trace along each of its log axes. */
function onLogAxes(layout: Partial<Layout>, data: readonly Data[]) {
  return (data as readonly Trace[]).flatMap((trace) =>
    (["x", "y"] as const).flatMap((axis) => {
      const key = `${axis}axis${`${(trace[`${axis}axis`] as string | undefined) ?? axis}`.slice(1)}`;
      const {type} = (layout as Record<string, {type?: string} | undefined>)[key] ?? {};
      if (type !== "log" || !Array.isArray(trace[axis])) return [];
      const values = (trace[axis] as unknown[]).filter(
        (value): value is number => typeof value === "number",
      );
      // A histogram's outline begins and ends on the ground.
      const outline = trace.fill === "tozeroy" && axis === "y";
      return [{name: trace.name, axis, values: outline ? values.slice(1, -1) : values}];
    }),
  );
}
