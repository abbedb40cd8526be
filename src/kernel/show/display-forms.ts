import {inspect} from "node:util";
import type {MimeBundle} from "../protocol";

/** A `{data: [trace, …], layout}` object as Plotly draws it; null for anything else. */
export function plotlyBundle(value: object): MimeBundle | null {
  const {data, layout, config, frames} = value as Record<string, unknown>;
  if (!Array.isArray(data) || !data.every(isObject) || !isObject(layout)) return null;
  const title = (layout["title"] as {text?: unknown} | undefined)?.text ?? layout["title"];
  const traces = `${data.length} trace${data.length === 1 ? "" : "s"}`;
  const named = typeof title === "string" && title ? `: ${title}` : "";
  return {
    "application/vnd.plotly.v1+json": withPlainArrays({
      data,
      layout,
      ...(isObject(config) ? {config} : {}),
      ...(Array.isArray(frames) ? {frames} : {}),
    }),
    "text/plain": `Figure of ${traces}${named}`,
  };
}

/** JSON has no typed arrays: `{"0": 1, …}` is not what Plotly reads. */
function withPlainArrays(value: unknown): unknown {
  const text = JSON.stringify(value, (_name, part: unknown) =>
    ArrayBuffer.isView(part) && !(part instanceof DataView)
      ? Array.from(part as unknown as ArrayLike<number>)
      : part,
  );
  return JSON.parse(text) as unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A typed array by its first values: it may have millions. */
export function typedArrayText(value: object): string | null {
  if (!ArrayBuffer.isView(value) || value instanceof DataView) return null;
  return inspect(value, {maxArrayLength: 20, breakLength: 100});
}
