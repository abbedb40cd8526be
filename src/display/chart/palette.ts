/**
 * Figures stand on white paper: their colours are chosen for it. On dark pages all of a figure is turned over,
 * paper and colours, by the style sheets of JupyterLab's extension and of exported pages.
 */
export const paper = "#ffffff";
export const ink = "#222222";
export const softInk = "#555b63";

/** How one series differs from the others: by colour, dash, marker and filling. */
export type Look = {
  readonly color: string;
  readonly dash: string;
  readonly symbol: string;
  readonly pattern: "" | "/" | "\\" | "x" | "-" | "|" | "+" | ".";
};

/**
 * Eight looks, after Okabe and Ito's eight colours but darker: theirs fall below a contrast of 3 on
 * white. Any two stay apart for readers with protanopia, deuteranopia or tritanopia as well, which
 * test/display/chart/palette.test.ts computes.
 */
export const looks: readonly Look[] = [
  {color: "#063f8f", dash: "solid", symbol: "circle", pattern: ""},
  {color: "#d97700", dash: "dash", symbol: "square", pattern: "/"},
  {color: "#457f4b", dash: "dot", symbol: "diamond", pattern: "x"},
  {color: "#6a354e", dash: "dashdot", symbol: "triangle-up", pattern: "-"},
  {color: "#0c93f0", dash: "longdash", symbol: "triangle-down", pattern: "\\"},
  {color: "#a01c08", dash: "longdashdot", symbol: "cross", pattern: "|"},
  {color: "#1a0f08", dash: "2px,6px", symbol: "x", pattern: "+"},
  {color: "#8d8799", dash: "12px,3px", symbol: "star", pattern: "."},
];

/** From few to many; perceptually even and readable without colour vision (Cividis, nine stops). */
export const sequentialScale: readonly (readonly [number, string])[] = stops([
  "#00224e",
  "#213d6b",
  "#434e6c",
  "#5f616e",
  "#7c7b78",
  "#9a9375",
  "#bbaf6f",
  "#ddcb62",
  "#fee838",
]);

/** Away from a centre in two directions, blue below and orange above. */
export const divergingScale: readonly (readonly [number, string])[] = stops([
  "#08306b",
  "#2c6aa8",
  "#7fb0d6",
  "#d2e1ee",
  "#f5f5f2",
  "#f6dcb4",
  "#e7a74f",
  "#bf6a05",
  "#6b3300",
]);

/** Contrast of two colours as WCAG defines it: from 1, alike, to 21, black on white. */
export function contrast(first: string, second: string): number {
  const [light, dark] = [luminance(first), luminance(second)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** The colour with that opacity, as rgba(). */
export function faded(color: string, opacity: number): string {
  return `rgba(${channels(color).join(", ")}, ${opacity})`;
}

const luminance = (color: string): number => {
  const [red, green, blue] = channels(color).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

function channels(color: string): number[] {
  if (!/^#[0-9a-f]{6}$/i.test(color))
    throw new RangeError(`expected a colour #rrggbb, got ${color}`);
  return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
}

function stops(colors: readonly string[]): (readonly [number, string])[] {
  return colors.map((color, i) => [i / (colors.length - 1), color] as const);
}
