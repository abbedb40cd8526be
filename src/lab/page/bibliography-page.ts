import {readFileSync} from "node:fs";
import path from "node:path";
import type {NotebookEntry} from "../notebook/verdict-records";
import {frame} from "./document";
import {escapeHtml} from "./text";

export type Paper = {
  readonly authors: string;
  readonly year: number;
  readonly title: string;
  readonly arxiv?: string;
  /** How much of it was read. */
  readonly read?: string;
};

/** The papers of `data/papers.json` by key. */
export const papersIn = (root: string): Record<string, Paper> =>
  JSON.parse(readFileSync(path.join(root, "data", "papers.json"), "utf8")) as Record<string, Paper>;

/** Every paper that the notebooks cite, what of it was read, and the claims that are put on trial. */
export function bibliographyPage(
  papers: Readonly<Record<string, Paper>>,
  entries: readonly NotebookEntry[],
): string {
  const items = Object.entries(papers)
    .sort(([, one], [, other]) => one.authors.localeCompare(other.authors) || one.year - other.year)
    .map(([key, {authors, year, title, arxiv, read}]) => {
      const name = `${escapeHtml(authors)} (${year}). <cite>${escapeHtml(title)}</cite>.`;
      const link =
        arxiv === undefined
          ? ""
          : ` <a rel="noopener" href="https://arxiv.org/abs/${encodeURIComponent(arxiv)}">arXiv:${escapeHtml(arxiv)}</a>`;
      const claims = entries.flatMap(({notebook, verdicts}) =>
        verdicts
          .filter(({paper}) => paper === key)
          .map(
            ({claim, cell, kind}) =>
              `<a href="${encodeURIComponent(notebook)}.html#cell-${escapeHtml(cell)}">${escapeHtml(claim)}</a> (${escapeHtml(kind)})`,
          ),
      );
      const tried =
        claims.length === 0
          ? ""
          : `<details class="folded"><summary>${claims.length} ${claims.length === 1 ? "claim" : "claims"} on trial</summary><p>${claims.join(", ")}</p></details>`;
      return `<article class="entry" id="paper-${escapeHtml(key)}"><p>${name}${link}</p>${read === undefined ? "" : `<p class="cited">Read: ${escapeHtml(read)}.</p>`}${tried}</article>`;
    });
  return frame({
    ...{
      title: "Papers",
      heading: "Papers",
      contents: [],
      hasCode: false,
      hasFigures: false,
      up: true,
    },
    head: '<p class="cited">What the notebooks cite, and how much of it was read.</p>',
    body: items.join("\n"),
    foot: "From <code>data/papers.json</code>.",
  });
}
