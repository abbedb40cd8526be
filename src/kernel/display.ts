import {inspect} from "node:util";
import type {MimeBundle} from "./protocol";

/** Longer results are cut: a notebook should stay a document. */
const maxCharacters = 200_000;
const displaySymbol = Symbol.for("Jupyter.display");

export type Shown = {readonly data: MimeBundle | null; readonly failure?: unknown};

/**
 * A value as the notebook shows it. Tried in this order: its own `Symbol.for("Jupyter.display")`,
 * its `toMimeBundle()`, the forms we know, plain text. A method that throws comes back as
 * `failure`, beside the plain form. Nothing is shown for undefined.
 */
export async function shown(value: unknown): Promise<Shown> {
  if (value === undefined) return {data: null};
  let failure: unknown;
  try {
    const own = await ownBundle(value);
    if (own) return {data: {"text/plain": plainText(value), ...own}};
  } catch (error) {
    failure = error;
  }
  return {data: {"text/plain": plainText(value)}, ...(failure === undefined ? {} : {failure})};
}

async function ownBundle(value: unknown): Promise<MimeBundle | null> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return null;
  for (const name of [displaySymbol, "toMimeBundle"] as const) {
    const method = (value as Record<symbol | string, unknown>)[name];
    if (typeof method !== "function") continue;
    const bundle: unknown = await method.call(value);
    if (typeof bundle !== "object" || bundle === null || Array.isArray(bundle))
      throw new TypeError(
        `${String(name)} must give an object of mime types, got ${inspect(bundle)}`,
      );
    return bundle as MimeBundle;
  }
  return null;
}

/** As Node would print it, within limits; never throws. */
export function plainText(value: unknown): string {
  let text: string;
  try {
    text = inspect(value, {depth: 4, maxArrayLength: 100, maxStringLength: 100_000});
  } catch (error) {
    text = `a value that cannot be printed: ${String((error as Error | null)?.message)}`;
  }
  if (text.length <= maxCharacters) return text;
  return `${text.slice(0, maxCharacters)}\n… cut here: ${text.length} characters in all`;
}
