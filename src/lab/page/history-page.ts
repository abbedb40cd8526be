import type {VerdictChange, VerdictMove} from "../notebook/verdict-history";
import type {NotebookEntry} from "../notebook/verdict-records";
import {frame, verdictIndex} from "./document";
import {escapeHtml} from "./text";

/**
 * The page of all verdicts across releases: those of the site as they stand, and below, newest first, which moved
 * in which commit.
 */
export function historyPage(
  entries: readonly NotebookEntry[],
  changes: readonly VerdictChange[],
): string {
  const now = entries.map(({notebook, title, verdicts}) => {
    const address = `${encodeURIComponent(notebook)}.html`;
    return [
      '<article class="entry">',
      `<h2><a href="${address}">${escapeHtml(title)}</a></h2>`,
      verdictIndex(verdicts, {
        address: ({cell}) => `${address}#cell-${cell}`,
        summary: `${verdicts.length} verdicts`,
      }),
      "</article>",
    ].join("\n");
  });
  const moved = [...changes].reverse().map(({commit, date, subject, moves}) => {
    const flipped = moves.filter(({was, now: is}) => was !== null && is !== null);
    const came = moves.filter(({was}) => was === null).length;
    const went = moves.filter(({now: is}) => is === null).length;
    const lines = flipped.map((move) => `<li>${moveText(move)}</li>`).join("");
    const rest = [came > 0 && `${came} new`, went > 0 && `${went} gone`].filter(Boolean).join(", ");
    return [
      '<article class="entry">',
      `<h3>${escapeHtml(date)} · <code>${escapeHtml(commit)}</code></h3>`,
      `<p>${escapeHtml(subject)}${rest === "" ? "" : ` <span class="why">(${rest})</span>`}</p>`,
      lines === "" ? "" : `<ul>${lines}</ul>`,
      "</article>",
    ].join("\n");
  });
  const none = "<p>No history is at hand: it is read from git where the site is made.</p>";
  return frame({
    title: "Verdicts",
    heading: "All verdicts, and what moved",
    head: '<p class="cited">Those of the last run of each notebook; then, newest first, what moved in the record of quick runs, and in which commit.</p>',
    contents: [],
    body: [...now, "<h2>What moved, and when</h2>", ...(moved.length === 0 ? [none] : moved)].join(
      "\n",
    ),
    foot: "<code>verdicts.json</code> holds every verdict with its numbers.",
    hasCode: false,
    hasFigures: false,
    up: true,
  });
}

const moveText = ({notebook, claim, was, now}: VerdictMove): string =>
  `<a href="${encodeURIComponent(notebook)}.html">${escapeHtml(claim)}</a>: ${escapeHtml(was ?? "")} → ${escapeHtml(now ?? "")}`;
