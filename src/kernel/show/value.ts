import {inspect, types} from "node:util";
import type {MimeBundle} from "../protocol";
import {checkedBundle, pictureType} from "./bundle";
import {cutText} from "./cut-text";
import {inspectWithin} from "./inspect-within";
import {frameBundle, recordsTable} from "./table";
import {tensorText} from "./tensor-text";

/** Longer results are cut: a notebook should stay a document. */
const maxCharacters = 200_000;

export type ShownValue = {
  /** Null where there is nothing to show. */
  readonly data: MimeBundle | null;
  /** What a display method of the value threw; the plain form is shown beside it. */
  readonly failure?: unknown;
};

/**
 * A value as the notebook shows it. Tried in this order: its own `Symbol.for("Jupyter.display")`,
 * its `toMimeBundle()`, the forms we know (frames, tensors, figures, records), plain text.
 * Nothing is shown for undefined. Never throws.
 */
export async function shown(value: unknown): Promise<ShownValue> {
  if (value === undefined) return {data: null};
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    return {data: {"text/plain": plainText(value)}};
  let failure: unknown;
  for (const name of [Symbol.for("Jupyter.display"), "toMimeBundle"]) {
    const method = attempt(() => (value as Record<symbol | string, unknown>)[name]);
    if (typeof method !== "function") continue;
    try {
      const giver = typeof name === "symbol" ? '[Symbol.for("Jupyter.display")]' : `${name}()`;
      const own = checkedBundle(await settled(await method.call(value)), giver);
      return {data: "text/plain" in own ? own : {...own, "text/plain": plainText(value)}};
    } catch (error) {
      failure = error;
    }
    break;
  }
  const data = attempt(() => knownForm(value)) ?? plain(value);
  return failure === undefined ? {data} : {data, failure};
}

function knownForm(value: object): MimeBundle | null {
  const whole = frameBundle(value) ?? plotlyBundle(value);
  if (whole) return whole;
  if (value instanceof Uint8Array) {
    const picture = pictureType(value);
    if (picture) return {...checkedBundle({[picture]: value}, "a picture"), ...plain(value)};
  }
  const text = tensorText(value) ?? typedArrayText(value);
  if (text !== null) return {"text/plain": text};
  const html = recordsTable(value);
  return html === null ? null : {"text/html": html, "text/plain": plainText(value)};
}

/** A bundle some of whose contents are promises. */
async function settled(bundle: unknown): Promise<unknown> {
  if (typeof bundle !== "object" || bundle === null) return bundle;
  const entries = Object.entries(bundle);
  if (!entries.some(([, content]) => types.isPromise(content))) return bundle;
  return Object.fromEntries(
    await Promise.all(entries.map(async ([type, content]) => [type, await content] as const)),
  );
}

const plain = (value: unknown): MimeBundle => ({"text/plain": plainText(value)});

/** As Node would print it, within limits; never throws. */
export function plainText(value: unknown): string {
  const text =
    attempt(() =>
      // Of a long text Node itself says how much is left out; that must not be cut off.
      inspectWithin(value, {maxStringLength: maxCharacters - 1000}),
    ) ?? "a value that cannot be printed";
  if (text.length <= maxCharacters) return text;
  return `${cutText(text, maxCharacters - 100)}\n… cut here: the whole has ${text.length} characters`;
}

/** What a foreign object answers, or undefined where it throws. */
function attempt<T>(question: () => T): T | undefined {
  try {
    return question();
  } catch {
    return undefined;
  }
}

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
