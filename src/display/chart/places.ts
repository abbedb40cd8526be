import {plotlyText} from "./plotly-text";

/** Characters to a line of a name below an axis. */
const nameWidth = 16;

/**
 * Names as places of an axis, each drawn as it was given: white space stays, and what Plotly would read as a
 * tag or TeX does not act. What is missing is a dash, as in a table.
 */
export const nameTexts = (names: ArrayLike<unknown>): string[] =>
  Array.from(names, (name) => {
    const text = name === null || name === undefined ? "–" : `${name as string}`;
    return plotlyText(hardSpaces(text), nameWidth) || noWidth;
  });

/**
 * The same, each with a place of its own: Plotly would draw two bars of one name upon one another. The n-th
 * of a name meets the n-th of it in other series.
 */
export function ownPlaces(names: ArrayLike<unknown>): string[] {
  const [used, seen] = [new Set<string>(), new Map<string, number>()];
  return nameTexts(names).map((name) => {
    let place = name;
    while (used.has(place)) {
      const before = seen.get(name) ?? 1;
      seen.set(name, before + 1);
      place = name + unseen(before);
    }
    used.add(place);
    return place;
  });
}

const noWidth = "\u200b";

/** A number in binary signs that take no room: it tells two names apart for Plotly alone. */
const unseen = (number: number): string =>
  [...number.toString(2)].map((bit) => (bit === "1" ? noWidth : "\u200c")).join("");

/** Spaces that nobody collapses, other than single ones between words. */
const hardSpaces = (text: string): string =>
  text
    .replace(/^ +| +$| {2,}/g, (spaces) => "\u00a0".repeat(spaces.length))
    .replace(/\r\n|[\n\r\u2028\u2029\v\f]/g, "\u2002")
    .replace(/\t/g, "\u2003");
