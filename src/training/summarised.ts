/**
 * The object itself with a summary that a notebook shows in its place: a fit holds thousands of numbers.
 * The method is hidden, so that the object stays plain data to everything else.
 */
export function summarised<T extends object>(fields: T, text: () => string): T {
  return Object.defineProperty(fields, Symbol.for("Jupyter.display"), {
    value: () => ({"text/plain": text()}),
  });
}
