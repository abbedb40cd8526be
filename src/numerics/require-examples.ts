/**
 * As many features as the shape says, each a finite number in single precision, or a RangeError that
 * names the row and the column of the first that is not.
 *
 *     features    all examples one after the other
 *     shape       [n, …example]
 *     of          what they belong to, for the error
 */
export function requireFeatures(
  features: ArrayLike<number>,
  {shape, of}: {readonly shape: readonly number[]; readonly of: string},
): void {
  const size = shape.slice(1).reduce((product, extent) => product * extent, 1);
  const needed = shape[0] * size;
  if (features.length !== needed) {
    throw new RangeError(
      `${of}: shape [${shape.join(", ")}] needs ${needed} features, got ${features.length}`,
    );
  }
  for (let at = 0; at < needed; at++) {
    // A number less itself is 0, unless it is not finite.
    const rounded = Math.fround(features[at]);
    if (rounded - rounded === 0) continue;
    throw new RangeError(
      `${of} row ${Math.floor(at / size) + 1} has ${features[at]} in column ${(at % size) + 1}: ` +
        `every feature must be a finite number`,
    );
  }
}

/** One label for each example, each the number of a class, or a RangeError that names the first. */
export function requireLabels(
  labels: ArrayLike<number>,
  {
    examples,
    classes,
    of,
  }: {readonly examples: number; readonly classes: number; readonly of: string},
): void {
  if (labels.length !== examples) {
    throw new RangeError(`${of}: ${examples} examples need as many labels, got ${labels.length}`);
  }
  for (let at = 0; at < examples; at++) {
    const label = labels[at];
    if (Number.isInteger(label) && label >= 0 && label < classes) continue;
    throw new RangeError(
      `${of}: label ${label} of example ${at} must be from 0 to ${classes - 1}, ` +
        `the whole number of a class`,
    );
  }
}
