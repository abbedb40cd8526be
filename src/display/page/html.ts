/** Text that may stand anywhere in HTML, attributes included. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** HTML that needs no more escaping. */
export type Html = {readonly html: string};

/**
 * HTML written as a template: what is put in is escaped unless it is `Html` itself or a list of it.
 * Not named html, so that formatters leave it as it stands: white space would show.
 *
 *     markup`<b>${claim.statement}</b>`.html
 */
export function markup(parts: TemplateStringsArray, ...values: readonly unknown[]): Html {
  return {
    html: parts.reduce(
      (all, part, i) => all + part + (i < values.length ? raw(values[i]) : ""),
      "",
    ),
  };
}

const raw = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(raw).join("");
  if (value === null || value === undefined || value === false) return "";
  if (typeof value === "object" && "html" in value) return `${(value as Html).html}`;
  return escapeHtml(`${value as string | number}`);
};

/**
 * Inline styles, since JupyterLab strips style sheets (and declarations with var() as well) from
 * notebooks that are not trusted. Colours of the theme go through var() with a fallback, so that
 * then both text and background fall back to the page's own.
 */
export const theme = {
  ink: "var(--jp-ui-font-color1, #1f2328)",
  softInk: "var(--jp-ui-font-color2, #59636e)",
  paper: "var(--jp-layout-color0, #ffffff)",
  shade: "var(--jp-layout-color2, #f0f1f3)",
  rule: "var(--jp-border-color2, #d5d9de)",
  font: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
} as const;
