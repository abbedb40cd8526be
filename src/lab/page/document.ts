import {buildSync} from "esbuild";
import {createHash} from "node:crypto";
import {readFileSync} from "node:fs";
import path from "node:path";
import {gzipSync} from "node:zlib";
import {allMathStyles, mathStyles} from "./math-fonts";
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
  /** Where the page has controls that live: the script of TensorFlow.js, if they compute with it. */
  readonly live?: {readonly tensors: string | null};
  /** Where what all pages need is: in this one, so that it is one file, or in `assets/` beside it. */
  readonly shared?: "inside" | "beside";
  /** Ways to the pages before and after. */
  readonly ways?: string;
};

/**
 * The HTML document around a page's content.
 *
 * Its security policy lets nothing be fetched and runs the page's own script, named by hash, and what that
 * one adds: Plotly, and the workers of live cells. What a cell printed cannot run, and a page from a file
 * works as one from a server.
 */
export function frame(page: FrameOptions): string {
  const {live, shared = "inside"} = page;
  const script = pageScript();
  const hash = createHash("sha256").update(script).digest("base64");
  const policy = [
    "default-src 'none'",
    "img-src data: blob:",
    "font-src data:",
    `style-src 'unsafe-inline'${shared === "beside" ? " 'self'" : ""}`,
    `script-src 'sha256-${hash}' 'strict-dynamic'${live?.tensors ? " 'wasm-unsafe-eval'" : ""}`,
    ...(live ? ["worker-src blob:"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const parts = shared === "inside" ? insideParts(page) : "";
  const content = `${page.heading}${page.head}${page.body}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)} · Residual Lab</title>
${shared === "inside" ? `<style>${mathStyles(content)}${asset("page.css")}</style>` : linkedStyles(content)}
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
${page.ways ?? ""}
<footer class="foot">${page.foot}</footer>
</div>
${parts}
<script>${script}</script>
</body>
</html>
`;
}

/** Styles that all pages share; the fonts of formulas are many, and of use only where there are some. */
const linkedStyles = (content: string): string =>
  [...(content.includes('class="katex') ? ["math.css"] : []), "page.css"]
    .map((name) => `<link rel="stylesheet" href="assets/${name}">`)
    .join("\n");

/** What the page's script asks for by name: see `browser/parts.ts`. */
function insideParts({hasFigures, live}: FrameOptions): string {
  const parts: [string, string][] = [
    ...(hasFigures || live ? [["plotly", plotlyText()] as [string, string]] : []),
    ...(live?.tensors ? [["tensors", live.tensors] as [string, string]] : []),
  ];
  return parts
    .map(([name, text]) => `<script type="text/plain" data-part="${name}">${packed(text)}</script>`)
    .join("\n");
}

/** Files that the pages of a site share, by name; a page asks for those that it needs. */
export function sharedFiles(tensors: string): Record<string, string> {
  const put = 'globalThis[Symbol.for("residual-lab.parts")]';
  return {
    "page.css": asset("page.css"),
    "math.css": allMathStyles(),
    "plotly.js": plotlyText(),
    "tensors.js": `(${put} ??= {}).tensors = ${JSON.stringify(packed(tensors))};\n`,
  };
}

const plotlyText = (): string => readFileSync(require.resolve("plotly.js-dist-min"), "utf8");

/** A text compressed and written as letters, as `unpacked` in the page reads it. */
export const packed = (text: string): string => gzipSync(text, {level: 9}).toString("base64");

/** The page's program as a browser reads it. */
function pageScript(): string {
  const {outputFiles} = buildSync({
    entryPoints: [path.join(__dirname, "script.ts")],
    ...{bundle: true, write: false, format: "iife", minify: true, target: "es2022"},
    ...{legalComments: "none", logLevel: "silent", charset: "ascii"},
  });
  return outputFiles[0].text.trim();
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
