import {ansiToHtml} from "./ansi";
import {safeHtml} from "./safe-html";
import {stillPicture} from "./still-picture";
import {escapeHtml, jsonForScript} from "./text";
import type {MimeBundle, Output} from "../notebook/file";
import {joined} from "../notebook/file";
import {finalText} from "../notebook/outputs";

const plotlyMime = "application/vnd.plotly.v1+json";

/** Lines of printed text beyond which an output scrolls in a box of its own. */
const tallLines = 40;

export type OutputContext = {
  /** Renders Markdown that a cell shows. */
  readonly markdown: (source: string) => string;
  /** A number for each figure of the page, from 1. */
  readonly nextFigure: () => number;
};

export function outputsToHtml(outputs: readonly Output[], context: OutputContext): string {
  return outputs.map((output) => outputToHtml(output, context)).join("\n");
}

function outputToHtml(output: Output, context: OutputContext): string {
  switch (output.output_type) {
    case "stream": {
      const text = finalText(output.text).trimEnd();
      if (text === "") return "";
      const tall = text.split("\n").length > tallLines ? " tall" : "";
      return `<pre class="output stream ${output.name}${tall}"${tall && ' tabindex="0"'}>${ansiToHtml(text)}</pre>`;
    }
    case "error": {
      const trace =
        output.traceback.length > 0 ? output.traceback : [`${output.ename}: ${output.evalue}`];
      return `<pre class="output error" tabindex="0" role="alert" aria-label="${escapeHtml(output.ename)}">${ansiToHtml(trace.join("\n"))}</pre>`;
    }
    case "display_data":
    case "execute_result":
      return bundleToHtml(output.data, context);
  }
}

/** The richest form of a value that a page can show. */
function bundleToHtml(data: MimeBundle, context: OutputContext): string {
  const text = (mime: string) => joined(data[mime] as string | string[]);
  const plain = "text/plain" in data ? text("text/plain") : "";
  const label = escapeHtml(plain.trim());
  if (plotlyMime in data) return figureToHtml(data[plotlyMime], plain.trim(), context.nextFigure());
  if ("text/html" in data)
    return `<div class="output html scroll">${safeHtml(text("text/html"))}</div>`;
  if ("image/svg+xml" in data)
    return `<div class="output image" role="img" aria-label="${label}">${safeHtml(text("image/svg+xml"))}</div>`;
  for (const mime of ["image/png", "image/jpeg"])
    if (mime in data)
      return `<img class="output image" alt="${label}" src="data:${mime};base64,${text(mime).replace(/[^\w+/=]/g, "")}">`;
  if ("text/markdown" in data)
    return `<div class="output prose">${context.markdown(text("text/markdown"))}</div>`;
  if ("text/latex" in data)
    return `<div class="output prose">${context.markdown(text("text/latex"))}</div>`;
  if (plain !== "") return `<pre class="output result">${ansiToHtml(plain)}</pre>`;
  const json = Object.entries(data).find(([mime]) => mime.endsWith("json"));
  return json
    ? `<pre class="output result">${escapeHtml(JSON.stringify(json[1], null, 2))}</pre>`
    : "";
}

/**
 * A live figure: its data for the page's script; a picture that stands in its place until then, on paper and
 * where no script runs; and its words for everyone whom neither reaches.
 */
function figureToHtml(figure: unknown, alt: string, number: number): string {
  const {height} = ((figure as {layout?: {height?: unknown}}).layout ?? {}) as {height?: unknown};
  const pixels = typeof height === "number" ? height : 420;
  return [
    `<figure class="output figure" id="figure-${number}">`,
    `<div class="still">${stillPicture(figure) ?? "This figure can only be drawn by a script; the words below tell what it shows."}</div>`,
    `<div class="plot" role="group" aria-label="${escapeHtml(alt)}" style="min-height:${pixels}px"></div>`,
    `<script type="application/json">${jsonForScript(figure)}</script>`,
    `<figcaption><b>Figure ${number}.</b> ${escapeHtml(alt)}</figcaption>`,
    "</figure>",
  ].join("\n");
}
