import {numberText} from "../../evidence/number-text";
import {edgesOf} from "../../evidence/region";
import type {Verdict} from "../../evidence/verdict";
import {markup} from "../page/html";
import type {Html} from "../page/html";
import {lineScale} from "./line-scale";
import type {LineScale} from "./line-scale";
import {ink, looks, paper, softInk} from "../chart/palette";

export const width = 700;
const left = 84;
const right = width - 18;
const rows = {measured: 46, control: 84, axis: 112};
const height = 150;

/**
 * The verdict as a picture: a number line with the predicted side shaded, the bar, the interval, and
 * every seed as a dot, the control's hollow below. An image of its own on white, since JupyterLab
 * drops SVG from the HTML of notebooks that are not trusted, but keeps images.
 */
export function numberLine(verdict: Verdict, alt: string): Html {
  return linePicture(numberLineSvg(verdict), {alt, height});
}

/** An SVG of this height as an image of its own, as wide as the card. */
export function linePicture(
  svg: string,
  {alt, height}: {readonly alt: string; readonly height: number},
): Html {
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  const style = "width:100%;max-width:700px;height:auto;border-radius:4px;margin:6px 0 2px 0";
  return markup`<img alt="${alt}" src="${source}" width="${width}" height="${height}" style="${style}">`;
}

/** The same as SVG, for pages that draw it themselves. */
export function numberLineSvg(verdict: Verdict): string {
  const {predicts, control} = verdict;
  // The values of an order stand on no common line; a control that is taken away is not a result.
  const onLine = predicts.kind !== "order";
  const apart = !("compare" in predicts && predicts.compare === "difference");
  const scale = lineScale(verdict, [left, right]);
  const [measured, baseline] = [looks[0].color, looks[1].color];
  const parts = [
    ...shading(verdict, scale),
    `<line x1="${left}" y1="${rows.axis}" x2="${right}" y2="${rows.axis}" stroke="${softInk}"/>`,
    ...scale.ticks.map(
      ({at, text}) =>
        `<line x1="${at}" y1="${rows.axis}" x2="${at}" y2="${rows.axis + 5}" stroke="${softInk}"/>` +
        label(text, {x: at, y: rows.axis + 18, anchor: "middle", color: softInk}),
    ),
    label("measured", {x: left - 12, y: rows.measured + 4, anchor: "end", color: ink}),
    apart
      ? ""
      : label("taken away from each seed above", {
          x: (left + right) / 2,
          y: rows.control + 4,
          anchor: "middle",
          color: softInk,
        }),
    label("control", {x: left - 12, y: rows.control + 4, anchor: "end", color: ink}),
    ...(apart ? span(control.interval, {scale, y: rows.control, color: baseline, thick: 4}) : []),
    ...span(verdict.interval, {scale, y: rows.measured, color: measured, thick: 6}),
    ...(onLine && apart
      ? dots(control.values, {scale, y: rows.control, color: baseline, hollow: true})
      : []),
    ...(onLine
      ? dots(verdict.values, {scale, y: rows.measured, color: measured, hollow: false})
      : []),
    ...mark(apart ? control.effect : null, {scale, y: rows.control, color: baseline}),
    ...mark(verdict.effect, {scale, y: rows.measured, color: measured}),
    label(axisLabel(verdict), {
      x: (left + right) / 2,
      y: height - 6,
      anchor: "middle",
      color: ink,
    }),
  ];
  return svgOf(parts, {height});
}

/** The parts of a picture on white, with the patterns that they are filled with. */
export function svgOf(
  parts: readonly string[],
  {height, patterns = ""}: {readonly height: number; readonly patterns?: string},
): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `font-family="system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif" font-size="12">` +
    `${patterns}<rect width="${width}" height="${height}" fill="${paper}"/>${parts.join("")}</svg>`
  );
}

/** The predicted side in a tint, its edges dashed and labelled. */
function shading(verdict: Verdict, scale: LineScale): string[] {
  const {predicts, threshold} = verdict;
  const edges =
    "groups" in predicts || !("threshold" in predicts) ? [threshold] : edgesOf(predicts);
  const at = edges.map((edge) => scale.place(edge));
  const spans: [number, number][] =
    predicts.kind === "above" || predicts.kind === "order"
      ? [[at[0], right]]
      : predicts.kind === "within"
        ? [[at[0], at[1]]]
        : predicts.kind === "outside"
          ? [
              [left, at[0]],
              [at[1], right],
            ]
          : [[left, at[0]]];
  const tint = spans.map(
    ([from, to]) =>
      `<rect x="${from}" y="22" width="${Math.max(0, to - from)}" height="${rows.axis - 22}" fill="#dcebf7"/>`,
  );
  const [from, to] = spans.reduce((widest, next) =>
    next[1] - next[0] > widest[1] - widest[0] ? next : widest,
  );
  const centre = Math.min(right - 30, Math.max(left + 30, (from + to) / 2));
  const said = label("predicted", {x: centre, y: 15, anchor: "middle", color: looks[0].color});
  const bars = edges.map(
    (edge, i) =>
      `<line x1="${at[i]}" y1="20" x2="${at[i]}" y2="${rows.axis}" stroke="${ink}" stroke-width="1.5" stroke-dasharray="5 3"/>` +
      label(`bar ${numberText(edge)}`, {...besideLabel(at[i], centre), y: 15, color: ink}),
  );
  return [...tint, said, ...bars];
}

/** Where a bar's label stands: over the bar, or beside the word "predicted" where that is in its way. */
function besideLabel(x: number, centre: number): Pick<Label, "x" | "anchor"> {
  if (Math.abs(x - centre) > 80) return {x, anchor: anchorAt(x)};
  const after = x >= centre && centre + 38 + 90 < width;
  return after ? {x: centre + 38, anchor: "start"} : {x: centre - 38, anchor: "end"};
}

export type Drawn = {readonly scale: LineScale; readonly y: number; readonly color: string};

export function span(
  interval: Verdict["interval"],
  {scale, y, color, thick}: Drawn & {thick: number},
) {
  if (interval === null || !interval.some(scale.holds)) return [];
  const [from, to] = interval.map(scale.place);
  const line = (x1: number, y1: number, x2: number, y2: number, stroke: number) =>
    `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${color}" stroke-width="${stroke}"/>`;
  return [
    `<g opacity="0.45">${line(from, y, Math.max(to, from + 1), y, thick)}</g>`,
    line(from, y - 9, from, y + 9, 2),
    line(to, y - 9, to, y + 9, 2),
  ];
}

/** Every seed; dots that would cover one another are stacked, those beyond an end are counted there. */
export function dots(
  values: readonly number[],
  {scale, y, color, hollow}: Drawn & {hollow: boolean},
) {
  const radius = values.length > 40 ? 2.5 : 4;
  const taken: {x: number; level: number}[] = [];
  const held = values.filter(scale.holds).sort((a, b) => a - b);
  const circles = held.map((value) => {
    const x = scale.place(value);
    let level = 0;
    const covers = () =>
      taken.some((dot) => dot.level === level && Math.abs(dot.x - x) < radius * 1.7);
    while (covers() && level < 3) level++;
    taken.push({x, level});
    const [fill, edge, stroke] = hollow ? [paper, color, 1.6] : [color, paper, 1];
    return `<circle cx="${x}" cy="${y - level * radius * 1.6}" r="${radius}" fill="${fill}" stroke="${edge}" stroke-width="${stroke}"/>`;
  });
  const beyond = values.filter((value) => Number.isFinite(value) && !scale.holds(value));
  return [...circles, ...pointers(beyond, {scale, y, color})];
}

/** An arrow at an end of the line, with the values that lie beyond it. */
function pointers(beyond: readonly number[], {scale, y, color}: Drawn): string[] {
  const sides = [
    beyond.filter((value) => scale.place(value) <= left),
    beyond.filter((value) => scale.place(value) >= right),
  ];
  return sides.flatMap((values, side) => {
    if (values.length === 0) return [];
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const text = low === high ? numberText(low) : `${numberText(low)} to ${numberText(high)}`;
    const [x, way] = side === 0 ? [left, -1] : [right, 1];
    return [
      `<path d="M ${x - 9 * way} ${y - 6} L ${x} ${y} L ${x - 9 * way} ${y + 6} Z" fill="${color}"/>`,
      label(text, {x: x - 14 * way, y: y + 4, anchor: side === 0 ? "start" : "end", color: ink}),
    ];
  });
}

/** The effect itself, a diamond. */
export function mark(effect: number | null, {scale, y, color}: Drawn): string[] {
  if (effect === null || !scale.holds(effect)) return [];
  const x = scale.place(effect);
  return [
    `<path d="M ${x} ${y - 10} L ${x + 6} ${y} L ${x} ${y + 10} L ${x - 6} ${y} Z" fill="none" stroke="${color}" stroke-width="2"/>`,
  ];
}

type Label = {x: number; y: number; anchor: "start" | "middle" | "end"; color: string};

/** A text on the picture. */
export const label = (text: string, {x, y, anchor, color}: Label): string =>
  markup`<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${color}" stroke="${paper}" stroke-width="3" paint-order="stroke">${text}</text>`
    .html;

const anchorAt = (x: number): Label["anchor"] =>
  x < left + 40 ? "start" : x > right - 40 ? "end" : "middle";

function axisLabel({predicts}: Verdict): string {
  const {quantity, unit, kind} = predicts;
  if (kind === "order") return `share of pairs in the order ${predicts.groups.join(" < ")}`;
  const less =
    "compare" in predicts && predicts.compare === "difference" ? ", control taken away" : "";
  return `${quantity}${less}${unit === "" ? "" : ` (${unit})`}`;
}
