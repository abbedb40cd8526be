import {escapeHtml, theme} from "../page/html";
import type {MimeBundle} from "../page/mime";
import type {LiveNotebook} from "../page/notebook";
import {openLayout, openWidget} from "./widget";
import type {Widget} from "./widget";

/** What a panel needs of a control. */
export type Member = {
  readonly label: string;
  mount(notebook: LiveNotebook): Widget;
  words(): {readonly value: string; readonly range: string};
};

/** Controls in rows on the page, and under them a place for what went wrong. */
export type Panel = {
  readonly id: string;
  /** Shows a failure's lines under the controls; null when all is well again. */
  say(lines: readonly string[] | null): void;
  /**
   * Work begins, or one of the works begun has ended: while there is any, a sign beside the controls
   * says that something computes. It shows after a quarter of a second, so that quick work does not flicker.
   */
  busy(begins: boolean): void;
};

export function openPanel(
  notebook: LiveNotebook,
  members: readonly Member[],
  onClose: () => void = () => undefined,
): Panel {
  const openHtml = (value: string): Widget =>
    openWidget(notebook, {
      module: "@jupyter-widgets/controls",
      name: "HTML",
      state: {value, tooltip: "", layout: openLayout(notebook, {}).reference},
    });
  const sign = openHtml("");
  const controls = openWidget(notebook, {
    module: "@jupyter-widgets/controls",
    name: "Box",
    state: {
      children: [...members.map((member) => member.mount(notebook)), sign].map(
        ({reference}) => reference,
      ),
      layout: openLayout(notebook, {flex_flow: "row wrap", align_items: "center"}).reference,
    },
  });
  const panel = openWidget(
    notebook,
    {
      module: "@jupyter-widgets/controls",
      name: "VBox",
      state: {children: [controls.reference], layout: openLayout(notebook, {}).reference},
    },
    {onClose},
  );
  let fault: Widget | null = null;
  let works = 0;
  return {
    id: panel.id,
    busy(begins) {
      const before = works;
      works += begins ? 1 : -1;
      if ((before === 0) !== (works === 0)) sign.update({value: works > 0 ? busyHtml : ""});
    },
    say(lines) {
      if (lines === null && fault === null) return;
      const value = lines === null ? "" : faultHtml(lines);
      if (fault) return fault.update({value});
      fault = openHtml(value);
      panel.update({children: [controls.reference, fault.reference]});
    },
  };
}

/** The page waits by itself: the code that computes may leave no time for a timer. */
const busyHtml = `<style>@keyframes residual-lab-late{to{visibility:visible}}</style><span role="status" style="visibility:hidden;animation:residual-lab-late 0s 0.25s forwards;color:${theme.softInk}">computing …</span>`;

/** Beyond these a reader looks at the cell, not at the failure. */
const mostLines = 12;

function faultHtml(lines: readonly string[]): string {
  const text = lines.join("\n").replace(/\u001b\[[\d;]*m/g, ""); // eslint-disable-line no-control-regex
  const shown = text.split("\n").slice(0, mostLines).join("\n");
  return `<pre role="alert" style="color:#b3261e;margin:4px 0;white-space:pre-wrap;line-height:1.35">${escapeHtml(shown)}</pre>`;
}

/** The controls for a front end that draws widgets, and in words for one that does not. */
export function panelBundle(members: readonly Member[], panel: Panel | null): MimeBundle {
  const rows = members.map(({label, words}) => ({label, ...words()}));
  const line = ({label, value, range}: (typeof rows)[number]) =>
    [label && `${label}:`, value, range && `(${range})`].filter(Boolean).join(" ");
  const html = rows.map(({label, value, range}) => {
    const rest = range && ` <span style="color:${theme.softInk}">(${escapeHtml(range)})</span>`;
    return `<div>${escapeHtml(label)} <b>${escapeHtml(value)}</b>${rest}</div>`;
  });
  const style = `font-family:${theme.font};font-size:13px;color:${theme.ink};border-left:3px solid ${theme.rule};padding:2px 0 2px 10px`;
  const note = `<div style="color:${theme.softInk}">These move where the notebook runs.</div>`;
  return {
    ...(panel && {
      "application/vnd.jupyter.widget-view+json": {
        version_major: 2,
        version_minor: 0,
        model_id: panel.id,
      },
    }),
    "text/html": `<div style="${style}">${html.join("")}${note}</div>`,
    "text/plain": rows.map(line).join("\n"),
  };
}
