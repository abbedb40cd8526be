import {frame, verdictList} from "./frame";
import {markdownRenderer} from "./markdown";
import {escapeHtml, spokenSeconds} from "./text";
import type {NotebookRun} from "../notebook/run";
import {notebookTitle} from "./notebook-page";
import type {Provenance, VerdictRecord} from "../notebook/verdict-records";

/** What the index says of one notebook. */
export type NotebookEntry = {
  readonly notebook: string;
  readonly title: string;
  /** First paragraph after the title that is not a citation, as Markdown. */
  readonly question: string;
  readonly seconds: number;
  readonly provenance: Provenance;
  readonly verdicts: readonly VerdictRecord[];
};

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

/** The page that leads to all others, with every verdict on it. */
export function indexPage(entries: readonly NotebookEntry[]): string {
  const {render} = markdownRenderer({folder: "."});
  const body = entries.map(({notebook, title, question, seconds, provenance, verdicts}) => {
    const address = `${encodeURIComponent(notebook)}.html`;
    return [
      '<article class="entry">',
      `<h2><a href="${address}">${escapeHtml(title)}</a></h2>`,
      `<p class="time">${spokenSeconds(seconds)}, size ${escapeHtml(provenance.size)}, ${provenance.date.slice(0, 10)}</p>`,
      render(question),
      verdictList(verdicts, ({cell}) => `${address}#cell-${cell}`),
      "</article>",
    ].join("\n");
  });
  const kinds = entries.flatMap(({verdicts}) => verdicts.map(({kind}) => kind));
  return frame({
    title: "Notebooks",
    heading: "Residual networks on trial",
    head: `<p class="cited">${summary(entries.length, kinds)}</p>`,
    contents: [],
    body: body.join("\n"),
    foot: "Every verdict was computed by the notebook it is taken from; <code>verdicts.json</code> holds them all.",
    hasCode: false,
    hasFigures: false,
    up: false,
  });
}

/** "2 notebooks, 5 claims tried: 3 supported, 2 refuted." */
function summary(notebooks: number, kinds: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const tally = [...counts].map(([kind, count]) => `${count} ${escapeHtml(kind)}`).join(", ");
  const said = `${notebooks} ${notebooks === 1 ? "notebook" : "notebooks"}`;
  if (kinds.length === 0) return `${said}.`;
  return `${said}, ${kinds.length} ${kinds.length === 1 ? "claim" : "claims"} tried: ${tally}.`;
}
