import papers from "../../../data/papers.json";
import type {Rival} from "../../evidence/claim";
import {regionText} from "../../evidence/region";

type Paper = {readonly authors: string; readonly year: number; readonly title: string};

/** A paper as prose names it, "Littwin & Wolf 2016"; the key itself where it is not in our list. */
export function paperName(key: string): string {
  const paper = (papers as Record<string, Paper | undefined>)[key];
  if (paper === undefined) return key;
  const authors = paper.authors.split(/,\s*/);
  if (authors.length > 2) return `${authors[0]} et al. ${paper.year}`;
  return `${authors.join(" & ")} ${paper.year}`;
}

/** Whose claim it is: the paper's name, or who else says so. */
export function whoseText({paper, whose}: {paper: string; whose: string}): string {
  const name = paperName(paper);
  if (whose === "paper") return name;
  return whose === "article" ? `the article, on ${name}` : `ours, on ${name}`;
}

/** The paper's title, or null where it is not in our list. */
export const paperTitle = (key: string): string | null =>
  (papers as Record<string, Paper | undefined>)[key]?.title ?? null;

/** One of two predictions: whose, where it stands, in which words, and where the number then lies. */
export const rivalText = ({paper, where, says, ...region}: Rival, unit: string): string =>
  `${paperName(paper)}, ${where}: ${says}; so ${regionText(region, unit)}`;
