import {frame, verdictIndex} from "./document";
import {markdownRenderer} from "./markdown";
import {escapeHtml, spokenSeconds} from "./text";
import type {NotebookRun} from "../notebook/run";
import {notebookTitle} from "./notebook-page";
import type {NotebookEntry, Provenance, VerdictRecord} from "../notebook/verdict-records";

export function entryOf(
  run: NotebookRun,
  {provenance, verdicts}: {provenance: Provenance; verdicts: readonly VerdictRecord[]},
): NotebookEntry {
  const text = run.notebook.cells.find(({kind}) => kind === "markdown")?.source ?? "";
  const paragraphs = text.replace(/^#.*\n+/, "").split(/\n\s*\n/);
  const question = paragraphs.find((paragraph) => !/arxiv/i.test(paragraph)) ?? "";
  const title = notebookTitle(run);
  return {notebook: run.notebook.name, title, question, seconds: run.seconds, provenance, verdicts};
}

/**
 * The page that leads to all others, with every verdict on it, folded.
 *
 * @param searched the notebooks whose words lie beside the page, to be searched
 * @param papers whether there is a page of the papers
 */
export function indexPage(
  entries: readonly NotebookEntry[],
  {searched = [], papers = false}: {searched?: readonly string[]; papers?: boolean} = {},
): string {
  const {render} = markdownRenderer({folder: "."});
  const body = entries.map(({notebook, title, question, seconds, provenance, verdicts}) => {
    const address = `${encodeURIComponent(notebook)}.html`;
    return [
      '<article class="entry">',
      `<h2><a href="${address}">${escapeHtml(title)}</a></h2>`,
      `<p class="time">${spokenSeconds(seconds)}, size ${escapeHtml(provenance.size)}, ${provenance.date.slice(0, 10)}</p>`,
      render(question),
      verdictIndex(verdicts, {
        address: ({cell}) => `${address}#cell-${cell}`,
        summary: tally(verdicts.map(({kind}) => kind)).claims,
      }),
      "</article>",
    ].join("\n");
  });
  const kinds = entries.flatMap(({verdicts}) => verdicts.map(({kind}) => kind));
  return frame({
    title: "Notebooks",
    heading: "Residual networks on trial",
    head: `${summary(entries.length, kinds)}${searchPlace(searched)}`,
    contents: [],
    body: body.join("\n"),
    foot:
      'Every verdict was computed by the notebook it is taken from; <code>verdicts.json</code> holds them all, and <a href="verdicts.html">verdicts.html</a> says which have moved, and when.' +
      (papers ? ' <a href="papers.html">The papers</a> that they cite.' : ""),
    hasCode: false,
    hasFigures: false,
    up: false,
  });
}

/** Where the page's script puts a search. */
const searchPlace = (names: readonly string[]): string =>
  names.length === 0
    ? ""
    : `\n<div class="search" data-pages="${escapeHtml(names.join(" "))}"></div>`;

/** "2 notebooks, 5 claims tried.", and how they came out in a fold. */
function summary(notebooks: number, kinds: readonly string[]): string {
  const said = `${notebooks} ${notebooks === 1 ? "notebook" : "notebooks"}`;
  if (kinds.length === 0) return `<p class="cited">${said}.</p>`;
  const {claims, counts} = tally(kinds);
  const fold = `<details class="folded"><summary>How they came out</summary><p>${escapeHtml(counts)}.</p></details>`;
  return `<p class="cited">${said}, ${claims}.</p>\n${fold}`;
}

/** "5 claims tried" and "3 supported, 2 refuted". */
function tally(kinds: readonly string[]): {claims: string; counts: string} {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return {
    claims: `${kinds.length} ${kinds.length === 1 ? "claim" : "claims"} tried`,
    counts: [...counts].map(([kind, count]) => `${count} ${kind}`).join(", "),
  };
}
