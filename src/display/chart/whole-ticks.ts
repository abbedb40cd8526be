import type {Data, Layout} from "plotly.js";

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
    const [low, high] = axis.range ?? extent(data, name);
    if (!(Number(high) - Number(low) <= mostLabels)) return [];
    return [[`${name}axis`, {...axis, tick0: 0, dtick: 1}]];
  });
  return {...layout, ...(Object.fromEntries(changed) as Partial<Layout>)};
}

/** Between which numbers an axis runs. */
function extent(data: readonly Data[], name: "x" | "y"): [number, number] {
  const numbers = data
    .flatMap((trace) => ((trace as Record<string, unknown>)[name] ?? []) as unknown[])
    .filter((value): value is number => typeof value === "number");
  return [
    numbers.reduce((a, b) => Math.min(a, b), Infinity),
    numbers.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
}
