/** What rows may say of themselves, so that a model finds its own columns and classes in them. */
export type NamedRows = {
  readonly features: Float32Array;
  readonly shape: readonly number[];
  /** Names of the columns. */
  readonly columns?: readonly string[];
  /** What was subtracted from each column before it was stored. */
  readonly origin?: readonly number[];
};

/**
 * The rows with the columns that a model was fitted on, in its order and less what was subtracted from
 * its own: found by their names where both sides have names, else as they stand.
 *
 * Throws a RangeError that names the columns which are missing.
 */
export function matchedRows<R extends NamedRows>(
  rows: R,
  {columns, origin}: Pick<NamedRows, "columns" | "origin">,
): R {
  if (columns === undefined || rows.columns === undefined) {
    return shifted(rows, {places: undefined, origin, width: widthOf(rows)});
  }
  const own = rows.columns;
  const missing = columns.filter((name) => !own.includes(name));
  if (missing.length > 0) {
    throw new RangeError(
      `the model was fitted on columns that the rows lack: ${missing.slice(0, 5).join(", ")}` +
        `${missing.length > 5 ? ` and ${missing.length - 5} more` : ""}; they have ` +
        `${own.slice(0, 8).join(", ")}${own.length > 8 ? ", …" : ""}`,
    );
  }
  const places = columns.map((name) => own.indexOf(name));
  const isSame = places.length === own.length && places.every((place, at) => place === at);
  return shifted(rows, {places: isSame ? undefined : places, origin, width: columns.length});
}

/**
 * For every class of the rows its number in a model, by name; −1 for one that the model does not know.
 *
 * Throws a RangeError where none of them is known: then other names are meant.
 */
export function matchedClasses(
  classes: readonly string[],
  {known}: {readonly known: readonly string[]},
): Int32Array {
  const numbers = Int32Array.from(classes, (name) => known.indexOf(name));
  if (numbers.some((number) => number >= 0)) return numbers;
  throw new RangeError(
    `the rows are of the classes ${classes.join(", ")}, and the model knows none of them, only ` +
      known.join(", "),
  );
}

const widthOf = ({shape}: NamedRows): number =>
  shape.slice(1).reduce((product, extent) => product * extent, 1);

function shifted<R extends NamedRows>(
  rows: R,
  {
    places,
    origin,
    width,
  }: {
    readonly places: readonly number[] | undefined;
    readonly origin: readonly number[] | undefined;
    readonly width: number;
  },
): R {
  const had = widthOf(rows);
  const shifts = Array.from({length: width}, (_, at) => {
    const place = places?.[at] ?? at;
    return (rows.origin?.[place] ?? 0) - (origin?.[at] ?? 0);
  });
  const still = shifts.every((shift) => shift === 0);
  if (places === undefined && still) return rows;
  const [count] = rows.shape;
  const features = new Float32Array(count * width);
  for (let i = 0; i < count; i++) {
    for (let at = 0; at < width; at++) {
      features[i * width + at] = rows.features[i * had + (places?.[at] ?? at)] + shifts[at];
    }
  }
  return {...rows, features, shape: [count, width]};
}
