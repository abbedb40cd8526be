/** What a value shows itself as, by mime type; text/plain is always there. */
export type MimeBundle = {readonly "text/plain": string; readonly [mime: string]: unknown};

/** The method by which a notebook asks a value how it looks. */
export const jupyterDisplay: unique symbol = Symbol.for("Jupyter.display");

/** A value that a notebook shows as `bundle` says; its other fields are the reader's. */
export type Shown<T extends object = object> = T & {readonly [jupyterDisplay]: () => MimeBundle};

/**
 * The object itself, frozen, with a way to be shown. The method is hidden, so that printing shows
 * the fields alone.
 */
export function shownAs<T extends object>(fields: T, bundle: () => MimeBundle): Shown<T> {
  return Object.freeze(Object.defineProperty(fields, jupyterDisplay, {value: bundle})) as Shown<T>;
}
