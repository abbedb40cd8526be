import {numberText} from "../evidence/number-text";
import type {VerdictMap} from "../evidence/verdict-map";
import {badge, kindLooks} from "./card/badge";
import {markup, theme} from "./page/html";
import {shownAs} from "./page/mime";
import type {Shown} from "./page/mime";
import {tableHtml} from "./page/table-html";

/**
 * A map of verdicts as a grid: a sign, the word and the number at each place, so that it reads without colour.
 *
 *     x, y   what the two settings are, such as "units in a layer"
 */
export function verdictMapTable(
  map: VerdictMap,
  {caption, x, y}: {readonly caption: string; readonly x: string; readonly y: string},
): Shown<VerdictMap> {
  const columns = [...new Set(map.cells.map((cell) => cell.x))];
  const rows = [...new Set(map.cells.map((cell) => cell.y))];
  const at = (row: string, column: string) =>
    map.cells.find((cell) => cell.x === column && cell.y === row);
  const heads = [`${y} ↓, ${x} →`, ...columns];
  const cells = rows.map((row) => [
    row,
    ...columns.map((column) => {
      const cell = at(row, column);
      if (cell === undefined) return "–";
      const number = cell.effect === null ? "" : numberText(cell.effect);
      return markup`${badge(cell.kind)}<br><span style="color:${theme.softInk}">${number}</span>`;
    }),
  ]);
  const lines = rows.map((row) =>
    [
      row,
      ...columns.map((column) => {
        const cell = at(row, column);
        return cell === undefined
          ? `${column}: –`
          : `${column}: ${kindLooks[cell.kind].sign} ${cell.kind}${cell.effect === null ? "" : ` (${numberText(cell.effect)})`}`;
      }),
    ].join(" | "),
  );
  const alignRight = heads.map(() => false);
  return shownAs({...map}, () => ({
    "text/html": tableHtml({caption, heads, alignRight, cells, rest: map.sentence}).html,
    "text/plain": [caption, `rows: ${y}; columns: ${x}`, ...lines, map.sentence].join("\n"),
  }));
}
