import assert from "node:assert/strict";
import type {Figure} from "../../src/display/chart/figure";
import {jupyterDisplay} from "../../src/display/page/mime";
import {contrast, paper} from "../../src/display/chart/palette";

type Bundle = Record<string, unknown> & {"text/plain": string};
export const bundleOf = (value: {readonly [jupyterDisplay]: () => object}): Bundle =>
  value[jupyterDisplay]() as Bundle;

type Trace = Record<string, unknown> & {
  line?: {color?: string; dash?: string};
  marker?: {color?: string; symbol?: string; pattern?: {shape: string}};
  showlegend?: boolean;
  type: string;
  mode?: string;
  name?: string;
};

/** What every chart of ours must fulfil; throws the rule that is broken. */
export function requireReadable(figure: Figure): void {
  const bundle = bundleOf(figure);
  const mime = bundle["application/vnd.plotly.v1+json"] as {data: Trace[]; layout: Layout};
  assert.equal(bundle["text/plain"], figure.alt, "text/plain is the alt text");
  assert.ok(figure.alt.split(" ").length >= 4, "alt is a sentence");
  // JSON would quietly turn what it cannot say into null or nothing.
  assert.deepEqual(JSON.parse(JSON.stringify(mime)), plainly(mime), "the figure is plain JSON");
  const {layout, data} = mime;
  assert.ok(layout.title.text, "there is a title");
  assert.equal(layout.meta.alt, figure.alt);
  const axes = Object.entries(layout).filter(([key]) => /^[xy]axis\d*$/.test(key));
  assert.ok(axes.length >= 2, "there are axes");
  for (const [key, axis] of axes) {
    assert.ok((axis as Axis).title.text, `${key} has a label`);
    assert.equal((axis as Axis).automargin, true, `${key} makes room for its labels`);
  }
  for (const color of inks(data)) {
    assert.ok(contrast(color, paper) >= 3, `${color} has a contrast of 3 or more`);
  }
  const named = data.filter(({showlegend, type}) => showlegend !== false && type !== "heatmap");
  if (named.length > 1) {
    assert.equal(layout.showlegend, true, "several series have a legend");
    distinct(named.map(colorOf), "colour");
    if (named.every(({mode}) => mode?.includes("lines"))) {
      distinct(
        named.map(({line}) => line?.dash ?? ""),
        "dash",
      );
    }
    if (named.every(({mode}) => mode?.includes("markers"))) {
      distinct(
        named.map(({marker}) => marker?.symbol ?? ""),
        "marker",
      );
    }
    if (named.every(({type}) => type === "bar")) {
      distinct(
        named.map(({marker}) => marker?.pattern?.shape ?? ""),
        "hatching",
      );
    }
    distinct(
      named.map(({name}) => name ?? ""),
      "name",
    );
  }
}

type Axis = {title: {text: string}; automargin: boolean};
type Layout = Record<string, unknown> & {
  title: {text: string};
  meta: {alt: string};
  showlegend: boolean;
};

const colorOf = ({line, marker}: Trace): string => marker?.color ?? line?.color ?? "";
/** Opaque colours; the faded ones of bands only repeat a line's. */
const inks = (data: readonly Trace[]): string[] =>
  data
    .flatMap(({line, marker}) => [line?.color, marker?.color])
    .filter((color): color is string => color?.startsWith("#") ?? false);

function distinct(values: readonly string[], what: string): void {
  assert.equal(
    new Set(values).size,
    values.length,
    `each series has its own ${what}: ${values.join(", ")}`,
  );
}

/** A copy without the fields that are undefined, which JSON leaves out. */
function plainly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainly);
  if (typeof value !== "object" || value === null) {
    assert.ok(
      typeof value !== "number" || Number.isFinite(value),
      `JSON has no ${value as number}`,
    );
    return value;
  }
  assert.equal(ArrayBuffer.isView(value), false, "a typed array would become an object");
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, held]) => held !== undefined)
      .map(([key, held]) => [key, plainly(held)]),
  );
}
