import type {SeedJob} from "./seed-job";

/**
 * The settings of a seed's parts: one for each entry of the setting that `splitBy` names, which is a
 * list or a record, and holds that entry alone; the job's own settings where nothing is named.
 *
 * Throws a RangeError where that setting is not there or has no entry.
 */
export function partsOf({settings, splitBy}: SeedJob<unknown>): unknown[] {
  if (splitBy === undefined) return [settings];
  const whole = (settings as Record<string, unknown>)[splitBy];
  const alone = (entries: unknown): unknown => ({...(settings as object), [splitBy]: entries});
  const parts = Array.isArray(whole)
    ? whole.map((entry) => alone([entry]))
    : Object.entries(whole ?? {}).map(([name, entry]) => alone({[name]: entry}));
  if (parts.length === 0) {
    throw new RangeError(
      `the setting "${splitBy}" that a seed's work is split by must be a list or a record with entries`,
    );
  }
  return parts;
}

/** The value of all parts: lists one behind the other, records as one. */
export function joinParts(values: readonly unknown[]): unknown {
  if (values.length === 1) return values[0];
  if (values.every(Array.isArray)) return values.flat();
  const areRecords = values.every(
    (value) => typeof value === "object" && value !== null && !ArrayBuffer.isView(value),
  );
  if (areRecords && !values.some(Array.isArray)) return Object.assign({}, ...values);
  throw new TypeError(
    "a job that is split must return a list or a record for each part, so that they can be joined",
  );
}
