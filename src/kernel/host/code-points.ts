/**
 * Positions in Jupyter count code points, positions in JavaScript count UTF-16 units: they part ways
 * behind every character above U+FFFF, a mathematical 𝑥 for one.
 */

/** UTF-16 offset of a code point position; wild positions are clamped to the text. */
export function toUnits(text: string, position: number): number {
  let units = 0;
  for (let point = 0; point < position && units < text.length; point++)
    units += text.codePointAt(units)! > 0xffff ? 2 : 1;
  return units;
}

/** Code point position of a UTF-16 offset; the inside of a pair counts as its start. */
export function toCodePoints(text: string, offset: number): number {
  let points = 0;
  for (let units = 0; units < Math.min(offset, text.length); points++) {
    const width = text.codePointAt(units)! > 0xffff ? 2 : 1;
    if (units + width > offset) break;
    units += width;
  }
  return points;
}
