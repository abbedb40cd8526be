import later from "../../data/literature.json";
import {answeredSentence} from "./answers";
import type {KnownVerdict} from "./answers";
import type {Ground} from "./weight";

/** How well a paper is known here. Only what was read itself may be called so. */
export type ReadingLabel = "read" | "abstract only" | "recalled";

/** A later paper that bears on a question. */
export type LaterPaper = {
  readonly who: string;
  readonly title: string;
  readonly arxiv: string;
  readonly label: ReadingLabel;
  readonly bears: string;
  readonly agrees: readonly Ground[];
};

/** The later papers, as data/literature.json lists them. */
export const laterPapers = (): readonly LaterPaper[] => later as readonly LaterPaper[];

/** A row for each: what it says, how it is known, and what our own experiments say to it. */
export const literatureRows = (
  papers: readonly LaterPaper[],
  known: readonly KnownVerdict[],
): {paper: string; arXiv: string; "known from": ReadingLabel; says: string; ours: string}[] =>
  papers.map(({who, title, arxiv, label, bears, agrees}) => ({
    paper: `${who}: ${title}`,
    arXiv: arxiv,
    "known from": label,
    says: bears,
    ours: oursText(agrees, known),
  }));

function oursText(agrees: readonly Ground[], known: readonly KnownVerdict[]): string {
  if (agrees.length === 0) return "not tried";
  const sentence = {says: "", paper: "", whose: "ours", rests: agrees} as const;
  const {by, against, open} = answeredSentence(sentence, known);
  return [
    by.length > 0 && `agrees: ${by.join(", ")}`,
    against.length > 0 && `does not: ${against.join(", ")}`,
    open.length > 0 && `open: ${open.join(", ")}`,
  ]
    .filter(Boolean)
    .join("; ");
}
