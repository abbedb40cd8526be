import type {Answer, AnsweredSentence, AnswerKind} from "../evidence/answers";
import {paperName} from "./card/papers";
import {shownAs} from "./page/mime";
import type {Shown} from "./page/mime";

/** The mime under which an answer travels with its text. */
export const answerMime = "application/vnd.residual-lab.answer+json";

const headings: readonly (readonly [AnswerKind, string])[] = [
  ["stands", "What stands"],
  ["stands in part", "What stands in part"],
  ["fell", "What fell"],
  ["open", "What is open"],
];

/**
 * An answer as Markdown: what stands, what fell and what is open, each sentence with who says it and the
 * verdicts that it rests on, and the shortest experiment that would move it.
 */
export function answerText(answer: Answer): Shown<Answer> {
  const parts = headings.flatMap(([kind, heading]) => {
    const those = answer.sentences.filter((one) => one.kind === kind);
    return those.length === 0 ? [] : [`**${heading}**\n\n${those.map(lineOf).join("\n")}`];
  });
  const {next, warnings} = answer;
  const minutes = next === null ? "" : next.minutes === 1 ? "a minute" : `${next.minutes} minutes`;
  const move =
    next === null
      ? "No experiment of this lab is known that would move what is open."
      : `**The shortest experiment that would move it** (about ${minutes} on two cores): ${next.what}`;
  const warned =
    warnings.length === 0
      ? []
      : [
          `**⚠ Read these before the sentence: files were edited, or a full run of older code with more seeds says otherwise:**\n\n${warnings.map((one) => `- ${one}`).join("\n")}`,
        ];
  const text = [answer.summary, ...parts, move, ...warned].join("\n\n");
  return shownAs({...answer}, () => ({
    "text/markdown": text,
    "text/plain": text,
    [answerMime]: answer,
  }));
}

function lineOf({says, paper, whose, by, against, open, older}: AnsweredSentence): string {
  const who = whose === "paper" ? paperName(paper) : whose === "article" ? "the article" : "ours";
  const marked = (ids: readonly string[]): string =>
    ids.map((id) => (older.includes(id) ? `${id} ⚠` : id)).join(", ");
  const sides = [
    by.length > 0 && `for it: ${marked(by)}`,
    against.length > 0 && `against it: ${marked(against)}`,
    open.length > 0 &&
      `nothing decided: ${open.map((one) => (older.some((id) => one.startsWith(`${id} `)) ? `${one} ⚠` : one)).join(", ")}`,
    by.length + against.length + open.length === 0 && "no experiment is behind it",
  ].filter(Boolean);
  return `- ${says} *(${who}; ${sides.join("; ")})*`;
}
