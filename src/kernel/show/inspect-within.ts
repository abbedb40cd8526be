import {inspect, types} from "node:util";

/** From generous to narrow: how deep is looked into a value, and how much of each list is shown. */
const settings = [
  {depth: 4, maxArrayLength: 100},
  {depth: 4, maxArrayLength: 30},
  {depth: 4, maxArrayLength: 10},
  {depth: 3, maxArrayLength: 10},
  {depth: 2, maxArrayLength: 5},
];
type Setting = (typeof settings)[0];

/** Parts of a value that are formatted: lists in lists in lists would be millions. */
const maxParts = 20_000;

/** A value as Node prints it, with so little of each list that the whole stays a page. */
export function inspectWithin(value: unknown, options: {maxStringLength: number}): string {
  const setting =
    settings.find((each) => partsOf(value, each, each.depth) <= maxParts) ??
    settings[settings.length - 1];
  return inspect(value, {...setting, ...options});
}

/** How many parts would be formatted; counted no further than what is too many. */
function partsOf(value: unknown, setting: Setting, depth: number): number {
  if (typeof value !== "object" || value === null || depth < 0 || types.isProxy(value)) return 1;
  let parts = 1;
  for (const part of heldBy(value, setting)) {
    parts += partsOf(part, setting, depth - 1);
    if (parts > maxParts) break;
  }
  return parts;
}

function* heldBy(value: object, {maxArrayLength}: Setting): Iterable<unknown> {
  if (ArrayBuffer.isView(value)) return;
  if (Array.isArray(value)) return yield* value.slice(0, maxArrayLength) as unknown[];
  if (types.isMap(value) || types.isSet(value)) {
    let left = maxArrayLength;
    for (const part of value as Iterable<unknown>) {
      if (left-- === 0) return;
      if (types.isMap(value)) yield* part as [unknown, unknown];
      else yield part;
    }
    return;
  }
  // All names of an object are printed, whatever the setting.
  for (const name of Object.keys(value).slice(0, 1000))
    yield Object.getOwnPropertyDescriptor(value, name)?.value;
}
