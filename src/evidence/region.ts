import {numberText, quantityText} from "./number-text";

/** Where a number is said to lie; ± margin for "within" and "outside". */
export type Region =
  | {readonly kind: "above" | "below"; readonly threshold: number}
  | {readonly kind: "within" | "outside"; readonly threshold: number; readonly margin: number};

/** Where an interval lies: wholly in the region, wholly out of it, or across its edge. */
export type Side = "inside" | "outside" | "across";

/**
 * The side of a region on which an interval lies.
 *
 *     above    inside: low > threshold          outside: high ≤ threshold
 *     below    inside: high < threshold         outside: low ≥ threshold
 *     within   inside: [low, high] in threshold ± margin, ends included; outside: beyond an end
 *     outside  the reverse of within
 */
export function sideOf({low, high}: {low: number; high: number}, region: Region): Side {
  switch (region.kind) {
    case "above":
      return low > region.threshold ? "inside" : high <= region.threshold ? "outside" : "across";
    case "below":
      return high < region.threshold ? "inside" : low >= region.threshold ? "outside" : "across";
    case "within":
    case "outside": {
      const [from, to] = edgesOf(region);
      const held = low >= from && high <= to;
      const missed = high < from || low > to;
      if (!held && !missed) return "across";
      return held === (region.kind === "within") ? "inside" : "outside";
    }
  }
}

/** Whether some number lies inside of both regions; one at which both end does not count. */
export function overlap(one: Region, other: Region): boolean {
  return spansOf(one).some(([from, to]) =>
    spansOf(other).some(([start, end]) => Math.max(from, start) < Math.min(to, end)),
  );
}

/** Whether the two regions meet at an edge, so that one number lies at the end of both. */
export const meet = (one: Region, other: Region): boolean =>
  edgesOf(one).some((edge) => edgesOf(other).includes(edge));

/** The region as open intervals. */
function spansOf(region: Region): readonly (readonly [from: number, to: number])[] {
  const [from, to = from] = edgesOf(region);
  switch (region.kind) {
    case "above":
      return [[from, Infinity]];
    case "below":
      return [[-Infinity, from]];
    case "within":
      return [[from, to]];
    case "outside":
      return [
        [-Infinity, from],
        [to, Infinity],
      ];
  }
}

/** The numbers at which the region begins or ends. */
export function edgesOf(region: Region): readonly number[] {
  if (!("margin" in region)) return [region.threshold];
  return [region.threshold - region.margin, region.threshold + region.margin];
}

/** In as many digits as the author wrote, where they are few. */
const asGiven = (value: number): string =>
  numberText(value, Number(value.toPrecision(6)) === value ? 6 : 3);

/** The region in words: "above 0.05", "within 0.5 ± 0.02 bits". */
export function regionText(
  region: Region,
  unit: string,
  text: (value: number) => string = asGiven,
): string {
  if (!("margin" in region)) {
    return `${region.kind} ${quantityText(region.threshold, unit, text)}`;
  }
  const span = `${text(region.threshold)} ± ${quantityText(region.margin, unit, text)}`;
  return `${region.kind} ${span}`;
}
