/**
 * The same plain data with the fields of every object in the order of their names, so that data that
 * differ only in that order have one text. Typed arrays stay as they are.
 */
export function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => [name, withSortedKeys(field)]),
  );
}
