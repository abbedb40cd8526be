import path from "node:path";
import type {LiveCell, StillCell} from "../live/live-cells";
import {codeToHtml} from "./code";
import type {MarkdownRenderer} from "./markdown";
import {markdownRenderer} from "./markdown";
import {outputsToHtml} from "./outputs";
import {frame, packed, verdictIndex} from "./document";
import {escapeHtml, jsonForScript, spokenSeconds} from "./text";
import {hasOwnFold} from "../notebook/normal-form";
import type {NotebookRun, RanCell} from "../notebook/run";
import type {Provenance, VerdictRecord} from "../notebook/verdict-records";
import {seedsOf} from "../notebook/verdict-records";

export type PageOptions = {
  readonly provenance: Provenance;
  readonly verdicts: readonly VerdictRecord[];
  /** Line that cites a paper, by its key in `data/papers.json`. */
  readonly cite: (key: string) => string | null;
  /** Keys of the papers the notebook is about. */
  readonly papers: readonly string[];
  /** The explorations by the id of their cell; without it their controls are words. */
  readonly live?: ReadonlyMap<string, LiveCell | StillCell>;
  /** The script of TensorFlow.js, which some explorations compute with. */
  readonly tensors?: string | null;
  /** Where what all pages need is: see `frame`. */
  readonly shared?: "inside" | "beside";
  /** Ways to the pages before and after. */
  readonly ways?: string;
};

/**
 * A run notebook as an HTML page that needs no network and no kernel; and no file beside it, unless what all
 * pages share lies there.
 */
export function notebookPage(run: NotebookRun, options: PageOptions): string {
  const {notebook} = run;
  const markdown = markdownRenderer({folder: path.dirname(notebook.file)});
  const living = livingOf(options);
  let figures = 0;
  const context = {markdown: markdown.render, nextFigure: () => ++figures};
  const parts = run.cells.map((ran) => ({
    fold: foldOf(ran),
    html: cellToHtml(ran, {markdown, context, exploration: options.live?.get(ran.cell.id)}),
  }));
  const title = /<h1 id="[^"]*">(.*?)<\/h1>\n?/s.exec(parts.map(({html}) => html).join("\n"));
  const body = withOwnLinks(
    folded(parts)
      .join("\n")
      .replace(title?.[0] ?? "", ""),
  );
  return frame({
    title: notebookTitle(run),
    heading: title?.[1] ?? escapeHtml(notebook.name),
    head: headOf(run, options),
    contents: markdown.headings.filter(({level}) => level === 2 || level === 3),
    body,
    foot: footOf(options),
    hasCode: run.cells.some(({cell}) => cell.kind === "code"),
    hasFigures: figures > 0,
    up: true,
    ...(living.length > 0 && {
      live: {tensors: living.some(({tensors}) => tensors) ? (options.tensors ?? null) : null},
    }),
    shared: options.shared,
    ways: options.ways,
  });
}

/** The first heading of the notebook as plain text, else its file name. */
export function notebookTitle({notebook}: Pick<NotebookRun, "notebook">): string {
  const text = notebook.cells.find(({kind}) => kind === "markdown")?.source ?? "";
  const heading = /^#\s+(.+)$/m.exec(text)?.[1];
  return heading?.replace(/[$`*_\\]/g, "").trim() ?? notebook.name;
}

/** Leads links to ids that the text itself brought along to the names that those have on the page. */
const withOwnLinks = (html: string): string =>
  html.replace(/ href="#([^"]+)"/g, (link, id: string) =>
    html.includes(` id="${id}"`) || !html.includes(` id="own-${id}"`) ? link : ` href="#own-${id}"`,
  );

type Fold = "answer" | "hint" | null;
const foldOf = ({cell}: RanCell): Fold =>
  hasOwnFold(cell.source)
    ? null
    : cell.tags.includes("answer")
      ? "answer"
      : cell.tags.includes("hint")
        ? "hint"
        : null;

/** Neighbouring cells with the same tag share one fold. */
function folded(parts: readonly {fold: Fold; html: string}[]): string[] {
  const html: string[] = [];
  parts.forEach(({fold, html: part}, index) => {
    if (fold !== null && parts[index - 1]?.fold !== fold)
      html.push(`<details class="answer"><summary>Show the ${fold}</summary>`);
    html.push(part);
    if (fold !== null && parts[index + 1]?.fold !== fold) html.push("</details>");
  });
  return html;
}

const livingOf = ({live}: PageOptions): LiveCell[] =>
  [...(live?.values() ?? [])].filter((one): one is LiveCell => one.kind === "live");

function cellToHtml(
  {cell, outputs, seconds}: RanCell,
  {
    markdown,
    context,
    exploration,
  }: {
    markdown: MarkdownRenderer;
    context: Parameters<typeof outputsToHtml>[1];
    exploration: LiveCell | StillCell | undefined;
  },
): string {
  if (cell.kind === "markdown")
    return `<section class="prose">${markdown.render(cell.source)}</section>`;
  if (cell.kind === "raw" || cell.source.trim() === "") return "";
  const ran = seconds >= 1 ? `<span class="ran">${spokenSeconds(seconds)}</span>` : "";
  const pre = `<pre tabindex="0" aria-label="Code of cell ${cell.number}"><code>${codeToHtml(cell.source.trimEnd())}</code></pre>`;
  const source = cell.tags.includes("hide-input")
    ? `<details class="folded"><summary>Code</summary>${pre}</details>`
    : pre;
  const shown = explored(outputsToHtml(outputs, context), exploration);
  const below = shown === "" ? "" : `<div class="outputs">${shown}</div>`;
  return `<section class="code" id="cell-${escapeHtml(cell.id)}"><div class="source">${source}${ran}</div>${below}</section>`;
}

/** What a cell with controls shows, with what the page's script makes it live by, or why it rests. */
function explored(shown: string, exploration: LiveCell | StillCell | undefined): string {
  if (exploration === undefined || shown === "") return shown;
  if (exploration.kind === "still")
    return `${shown}\n<p class="rests">These controls rest in a page: ${escapeHtml(exploration.reason)}.</p>`;
  const {controls, tensors, code} = exploration;
  const stored = jsonForScript({controls, tensors, program: packed(code)});
  return `<div class="exploration">${shown}\n<script type="application/vnd.live+json">${stored}</script></div>`;
}

function headOf(run: NotebookRun, {provenance, verdicts, papers, cite}: PageOptions): string {
  // Many notebooks cite their paper themselves, right below the title.
  const opening = run.notebook.cells[0]?.source ?? "";
  const cited = papers.map(cite).filter((line) => {
    const number = /arXiv:([\d.]+\d)/.exec(line ?? "")?.[1];
    return line !== null && (number === undefined || !opening.includes(number));
  });
  const seeds = seedsOf(verdicts);
  const facts: [string, string][] = [
    ["Run", `${spokenSeconds(run.seconds)}, size ${provenance.size}`],
    ["On", provenance.date.slice(0, 10)],
    ...(seeds.length > 0 ? [["Seeds", spans(seeds)] as [string, string]] : []),
    ...(provenance.commit ? [["Commit", commitName(provenance)] as [string, string]] : []),
    ...Object.entries(provenance.versions).filter(([name]) => name !== "lab"),
  ];
  const lines = facts.map(
    ([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`,
  );
  return [
    ...cited.map((line) => `<p class="cited">${escapeHtml(line as string)}</p>`),
    verdictIndex(verdicts, {
      address: (verdict) => `#cell-${verdict.cell}`,
      summary: `Show ${verdicts.length === 1 ? "the verdict" : `all ${verdicts.length} verdicts`} (or guess first, and meet each below)`,
    }),
    `<dl class="facts">${lines.join("")}</dl>`,
  ].join("\n");
}

const commitName = ({commit, changed}: Provenance): string =>
  `${commit?.slice(0, 10)}${changed ? " with changes" : ""}`;

/** `1 2 3 7` as `1–3, 7`. */
export function spans(numbers: readonly number[]): string {
  const runs: number[][] = [];
  for (const number of numbers)
    if (runs.at(-1)?.at(-1) === number - 1) runs.at(-1)?.push(number);
    else runs.push([number]);
  return runs
    .map((run) => (run.length > 2 ? `${run[0]}–${run.at(-1)}` : run.join(", ")))
    .join(", ");
}

function footOf(options: PageOptions): string {
  const {provenance} = options;
  const lab = provenance.versions.lab ? ` ${provenance.versions.lab}` : "";
  const own =
    livingOf(options).length > 0
      ? " What the controls change is computed in this page, by the same code; what comes of long runs is stored in it."
      : "";
  return `Computed by Residual Lab${escapeHtml(lab)} on ${provenance.date.slice(0, 10)}. Everything on this page came out of the code shown.${own}`;
}
