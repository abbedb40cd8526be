import {markup, theme} from "./html";
import type {Html} from "./html";

/**
 *     alignRight   of each column
 *     cells        texts, or HTML of our own making
 *     rest         a line below the table, "" for none
 */
export type TableParts = {
  readonly caption: string;
  readonly heads: readonly string[];
  readonly alignRight: readonly boolean[];
  readonly cells: readonly (readonly (string | Html)[])[];
  readonly rest: string;
};

const cell = `padding:5px 12px;border:none;border-bottom:1px solid ${theme.rule}`;
const headCell = `${cell};border-bottom:2px solid ${theme.softInk};font-weight:600;vertical-align:bottom`;
const numberCell = "text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums";
const textCell = "text-align:left;white-space:normal;max-width:420px";

/** A table with inline styles, as notebooks keep them. */
export function tableHtml({caption, heads, alignRight, cells, rest}: TableParts): Html {
  const title = markup`<caption style="caption-side:top;text-align:left;padding:4px 12px 6px;font-weight:600;color:${theme.ink}">${caption}</caption>`;
  const head = heads.map((text, i) => {
    const side = alignRight[i] ? "right" : "left";
    return markup`<th scope="col" style="${headCell};text-align:${side}">${text}</th>`;
  });
  const body = cells.map((row) => {
    const texts = row.map((text, i) => {
      const style = `${cell};vertical-align:top;${alignRight[i] ? numberCell : textCell}`;
      return markup`<td style="${style}">${text}</td>`;
    });
    return markup`<tr>${texts}</tr>`;
  });
  const below = markup`<div style="padding:4px 12px;font-size:12px;color:${theme.softInk}">${rest}</div>`;
  const style = `border-collapse:collapse;margin:4px 0;font-size:13px;line-height:1.45;color:${theme.ink}`;
  return markup`<div style="max-width:100%;overflow-x:auto;font-family:${theme.font}"><table style="${style}">${caption !== "" && title}<thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>${rest !== "" && below}</div>`;
}
