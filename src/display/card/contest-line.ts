import {numberText} from "../../evidence/number-text";
import type {ContestPrediction, Rival} from "../../evidence/claim";
import {edgesOf} from "../../evidence/region";
import type {Verdict} from "../../evidence/verdict";
import type {Html} from "../page/html";
import {ink, looks, softInk} from "../chart/palette";
import {kindLooks} from "./badge";
import {lineScale} from "./line-scale";
import type {LineScale} from "./line-scale";
import {dots, label, linePicture, mark, span, svgOf, width} from "./number-line";

const [left, right] = [178, width - 18];
const top = 26;
const rowHeight = 40;

/** The same picture for the verdict on two predictions: a line of seeds for each condition. */
export function contestLine(verdict: Verdict, predicts: ContestPrediction, alt: string): Html {
  return linePicture(contestLineSvg(verdict, predicts), {alt, height: heightOf(predicts)});
}

const heightOf = ({conditions}: ContestPrediction): number =>
  top + rowHeight * (conditions.length + 1) + 40;

/**
 * Where the first prediction lets the number lie is tinted, where the second does is hatched; each row is
 * a condition with its interval and every seed, and the sign of its answer at the end of its name.
 */
export function contestLineSvg(verdict: Verdict, predicts: ContestPrediction): string {
  const {control, conditions = []} = verdict;
  const scale = lineScale(verdict, [left, right]);
  const height = heightOf(predicts);
  const axis = top + rowHeight * (predicts.conditions.length + 1);
  const [measured, baseline] = [looks[0].color, looks[1].color];
  const signs = {...kindLooks, undecided: {sign: "?"}} as Record<string, {sign: string}>;
  const rows = predicts.conditions.flatMap((name, row) => {
    const y = top + rowHeight * (row + 0.5);
    const found = conditions.find((one) => one.name === name);
    const values = verdict.values.filter((_, i) => verdict.names?.[i] === name);
    const text = `${short(name)} ${signs[found?.answer ?? "undecided"].sign}`;
    return [
      label(text, {x: left - 12, y: y + 4, anchor: "end", color: ink}),
      ...span(found?.interval ?? null, {scale, y, color: measured, thick: 6}),
      ...dots(values, {scale, y, color: measured, hollow: false}),
      ...mark(found?.effect ?? null, {scale, y, color: measured}),
    ];
  });
  const y = axis - rowHeight / 2;
  const parts = [
    ...shading(predicts.first, {scale, axis, name: "① first", fill: "#dcebf7"}),
    ...shading(predicts.second, {scale, axis, name: "② second", fill: "url(#hatch)"}),
    `<line x1="${left}" y1="${axis}" x2="${right}" y2="${axis}" stroke="${softInk}"/>`,
    ...scale.ticks.map(
      ({at, text}) =>
        `<line x1="${at}" y1="${axis}" x2="${at}" y2="${axis + 5}" stroke="${softInk}"/>` +
        label(text, {x: at, y: axis + 18, anchor: "middle", color: softInk}),
    ),
    ...rows,
    label("control", {x: left - 12, y: y + 4, anchor: "end", color: ink}),
    ...span(control.interval, {scale, y, color: baseline, thick: 4}),
    ...dots(control.values, {scale, y, color: baseline, hollow: true}),
    ...mark(control.effect, {scale, y, color: baseline}),
    label(`${predicts.quantity}${predicts.unit === "" ? "" : ` (${predicts.unit})`}`, {
      x: (left + right) / 2,
      y: height - 6,
      anchor: "middle",
      color: ink,
    }),
  ];
  const patterns =
    '<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
    '<rect width="7" height="7" fill="#fbf3e2"/><line x1="0" y1="0" x2="0" y2="7" stroke="#d9b86a" stroke-width="2"/></pattern></defs>';
  return svgOf(parts, {height, patterns});
}

type Shade = {
  readonly scale: LineScale;
  readonly axis: number;
  readonly name: string;
  readonly fill: string;
};

/** Where a prediction lets the number lie, with its name above and its edges dashed. */
function shading(rival: Rival, {scale, axis, name, fill}: Shade): string[] {
  const edges = edgesOf(rival);
  const places = edges.map((edge) => scale.place(edge));
  const [from, to] = [places[0], places[places.length - 1]];
  const spans: readonly (readonly [number, number])[] = {
    above: [[from, right]],
    below: [[left, from]],
    within: [[from, to]],
    outside: [
      [left, from],
      [to, right],
    ],
  }[rival.kind] as [number, number][];
  const [start, end] = spans.reduce((widest, next) =>
    next[1] - next[0] > widest[1] - widest[0] ? next : widest,
  );
  const middle = Math.min(right - 30, Math.max(left + 30, (start + end) / 2));
  return [
    ...spans.map(
      ([a, b]) =>
        `<rect x="${a}" y="${top}" width="${Math.max(0, b - a)}" height="${axis - top}" fill="${fill}"/>`,
    ),
    ...edges.map((edge) => {
      const x = scale.place(edge);
      return `<line x1="${x}" y1="${top - 4}" x2="${x}" y2="${axis}" stroke="${ink}" stroke-width="1.5" stroke-dasharray="5 3"/>`;
    }),
    label(`${name} (${edges.map((edge) => numberText(edge)).join(" to ")})`, {
      x: middle,
      y: 15,
      anchor: "middle",
      color: ink,
    }),
  ];
}

const short = (name: string): string => (name.length > 24 ? `${name.slice(0, 23)}…` : name);
