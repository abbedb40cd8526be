import {transformSync} from "esbuild";
import {createHash} from "node:crypto";
import {readFileSync} from "node:fs";
import path from "node:path";
import {gzipSync} from "node:zlib";
import {mathStyles} from "./math-fonts";
import type {Heading} from "./markdown";
import {escapeHtml} from "./text";
import type {VerdictRecord} from "../notebook/verdict-records";

export type FrameOptions = {
  /** Plain text, for the window. */
  readonly title: string;
  /** HTML of the same. */
  readonly heading: string;
  readonly head: string;
  readonly contents: readonly Heading[];
  readonly body: string;
  readonly foot: string;
  readonly hasCode: boolean;
  readonly hasFigures: boolean;
  /** Whether there is an index above this page. */
  readonly up: boolean;
};

/**
 * The HTML document around a page's content.
 *
 * Its security policy lets nothing be fetched and runs two scripts only, ours and Plotly, named by hash:
 * what a cell printed cannot run, and a page from a file works as one from a server.
 */
export function frame(page: FrameOptions): string {
  const script = pageScript();
  const plotly = page.hasFigures ? readFileSync(require.resolve("plotly.js-dist-min")) : null;
  const allowed = [script, ...(plotly ? [plotly.toString()] : [])].map(
    (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`,
  );
  const policy = [
    "default-src 'none'",
    "img-src data: blob:",
    "font-src data:",
    "style-src 'unsafe-inline'",
    `script-src ${allowed.join(" ")}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const packed = plotly
    ? `<script type="text/plain">${gzipSync(plotly, {level: 9}).toString("base64")}</script>`
    : "";
  const content = `${page.heading}${page.head}${page.body}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)} · Residual Lab</title>
<style>${mathStyles(content)}${asset("page.css")}</style>
</head>
<body>
<div class="frame${page.contents.length < 2 ? " single" : ""}">
<div class="bar">${page.up ? '<a href="index.html">Residual Lab</a>' : "<a>Residual Lab</a>"}${
    page.hasCode ? '<button id="code" aria-pressed="false" hidden>Hide code</button>' : ""
  }<button id="theme" aria-label="Switch between light and dark" hidden>Light / dark</button></div>
${contentsList(page.contents)}
<header class="head"><h1>${page.heading}</h1>
${page.head}</header>
<main>
${page.body}
</main>
<footer class="foot">${page.foot}</footer>
</div>
${packed}
<script>${script}</script>
</body>
</html>
`;
}

/** The page's program as a browser reads it. */
function pageScript(): string {
  const options = {loader: "ts", format: "iife", minify: true, target: "es2022"} as const;
  const fitting = asset("fit-figure.mjs").replace(/^export /m, "");
  return transformSync(`${fitting}\n${asset("script.ts")}`, options).code.trim();
}

const asset = (name: string): string => readFileSync(path.join(__dirname, name), "utf8");

function contentsList(headings: readonly Heading[]): string {
  if (headings.length < 2) return "";
  const items = headings.map(
    ({level, id, html}) =>
      `<li class="level-${level}"><a href="#${escapeHtml(id)}">${withoutLinks(html)}</a></li>`,
  );
  return `<nav class="toc" aria-label="Contents"><details open><summary>Contents</summary><ol>${items.join("")}</ol></details></nav>`;
}

const withoutLinks = (html: string) => html.replace(/<\/?a\b[^>]*>/g, "");

/**
 * The verdicts as a list of sentences, each linked to the card that explains it, in a fold that says
 * `summary`: who reads on can still guess.
 */
export function verdictIndex(
  verdicts: readonly VerdictRecord[],
  {address, summary}: {address: (verdict: VerdictRecord) => string; summary: string},
): string {
  if (verdicts.length === 0) return "";
  const items = verdicts.map(
    (verdict) =>
      `<li><span class="kind ${escapeHtml(verdict.kind.replace(/ /g, "-"))}">${escapeHtml(verdict.kind)}</span>` +
      `<a href="${escapeHtml(address(verdict))}"><span class="id">${escapeHtml(verdict.claim)}</span> ` +
      `<span class="why">${escapeHtml(verdict.reason)}</span></a></li>`,
  );
  const list = `<ul class="verdicts" aria-label="Verdicts">${items.join("")}</ul>`;
  return `<details class="folded"><summary>${escapeHtml(summary)}</summary>${list}</details>`;
}
