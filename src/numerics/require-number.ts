/**
 * A whole number of at least `from` (and at most `to`), or a RangeError that says so.
 *
 *     requireWhole("depth", 1.5, {from: 1, of: "weight layers"})
 *     → depth must be a whole number of weight layers, at least 1, got 1.5
 */
export function requireWhole(
  name: string,
  value: number,
  {from, to = Infinity, of}: {from: number; to?: number; of?: string},
): void {
  if (Number.isSafeInteger(value) && value >= from && value <= to) return;
  const range = to === Infinity ? `at least ${from}` : `from ${from} to ${to}`;
  throw new RangeError(
    `${name} must be a whole number${of ? ` of ${of}` : ""}, ${range}, got ${shown(value)}`,
  );
}

/** A finite number above `above` (default 0), or a RangeError that says so. */
export function requireAbove(name: string, value: number, above = 0): void {
  if (Number.isFinite(value) && value > above) return;
  throw new RangeError(`${name} must be a finite number above ${above}, got ${shown(value)}`);
}

/** A number from `from` to `to`, ends included, or a RangeError that says so. */
export function requireWithin(name: string, value: number, [from, to]: [number, number]): void {
  if (typeof value === "number" && value >= from && value <= to) return;
  throw new RangeError(`${name} must be a number from ${from} to ${to}, got ${shown(value)}`);
}

const shown = (value: unknown): string =>
  typeof value === "number" ? `${value}` : `${JSON.stringify(value)} (${typeof value})`;
