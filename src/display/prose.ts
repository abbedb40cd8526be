import {guessText} from "../evidence/verdict-table";
import type {ContestKind, Guess, TrialKind, VerdictKind} from "../evidence/guess";
import type {Verdict} from "../evidence/verdict";
import {badge} from "./card/badge";
import {markup, theme} from "./page/html";
import {shownAs} from "./page/mime";
import type {Shown} from "./page/mime";

/** Prose that was computed: Markdown, formulas included. */
export function markdown(text: string): Shown<{readonly text: string}> {
  return shownAs({text}, () => ({"text/markdown": text, "text/plain": text}));
}

/**
 * What a verdict means, written beforehand for each way it can fall: prose typed beside a verdict
 * would be wrong as soon as a reader turns a knob.
 *
 *     whatItMeans(verdict, {supported: "…", refuted: "…", undecided: "…", "control failed": "…"})
 *
 * Each text is Markdown, or a function from the verdict to it. The verdict on two predictions has six kinds:
 * first, second, both under conditions, neither, undecided and control failed.
 */
export function whatItMeans(
  verdict: Verdict,
  texts: Readonly<Record<TrialKind, Text>> | Readonly<Record<ContestKind, Text>>,
): Shown<{readonly text: string}> {
  const text = (texts as Partial<Record<VerdictKind, Text>>)[verdict.kind];
  if (text === undefined) {
    throw new TypeError(
      `whatItMeans needs a text for every kind of verdict; ${verdict.kind} has none`,
    );
  }
  return markdown(typeof text === "function" ? text(verdict) : text);
}

type Text = string | ((verdict: Verdict) => string);

/** A guess as a line below the cell that made it. */
export function guessNote(guess: Guess): Shown<Guess> {
  const {answer, claim, note, late} = guess;
  const said = answer === null ? "No guess" : guessText({guess: {...guess, right: null}, unit: ""});
  const kind = typeof answer === "string" ? badge(answer) : markup`<b>${said}</b>`;
  const style = `font-family:${theme.font};font-size:14px;color:${theme.ink};margin:4px 0`;
  const line = markup`<div style="${style}">Your guess on <b>${claim}</b>: ${kind}${late && " (late)"} <span style="color:${theme.softInk}">— ${note}</span></div>`;
  return shownAs({...guess}, () => ({
    "text/html": line.html,
    "text/plain": `Your guess on ${claim}: ${said} — ${note}`,
  }));
}
