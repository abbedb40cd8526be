import {frame} from "../page/document";
import {escapeHtml} from "../page/text";
import type {PooledClaim} from "./pooled";

export type GuessesPageOptions = {
  readonly readers: number;
  /** Guesses that came after the run. */
  readonly late: number;
  /** Whether the verdicts are shown, or left for the evening. */
  readonly verdicts: boolean;
};

/** The page of a group: for each claim how many expected what, and what the verdict was. */
export function guessesPage(
  claims: readonly PooledClaim[],
  {readers, late, verdicts}: GuessesPageOptions,
): string {
  const notebooks = [...new Set(claims.map(({recorded}) => recorded?.notebook ?? others))];
  const body = notebooks.map((notebook) => {
    const rows = claims.filter(({recorded}) => (recorded?.notebook ?? others) === notebook);
    return `<h2>${escapeHtml(notebook)}</h2>\n${rows.map((row) => entry(row, verdicts)).join("\n")}`;
  });
  const shares = claims.flatMap(({right}) => (right === null ? [] : [right]));
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const said = [
    `${count(readers, "reader")}, ${count(claims.length, "claim")}.`,
    ...(verdicts && shares.length > 0
      ? [`A verdict was expected by ${percent(mean)} on average.`]
      : []),
    ...(late > 0 ? [`${count(late, "guess", "guesses")} made after the run, not counted.`] : []),
  ];
  return frame({
    title: "What the group expected",
    heading: "What the group expected",
    head: `<p class="cited">${said.join(" ")}</p>`,
    contents: [],
    body: claims.length === 0 ? "<p>Nobody has guessed yet.</p>" : body.join("\n"),
    foot: "Of each reader the first guess about a claim counts, made before it was run.",
    hasCode: false,
    hasFigures: false,
    up: false,
  });
}

const others = "Claims of none of the notebooks";

function entry(claim: PooledClaim, verdicts: boolean): string {
  const {statement, recorded, counts, numbers, unit, right, otherTerms} = claim;
  const most = Math.max(1, ...counts.map((one) => one.count));
  const bars = counts.map(({kind, count: many}) => {
    const mark = verdicts && recorded?.kind === kind ? " ← the verdict" : "";
    const width = `${((16 * many) / most).toFixed(2)}rem`;
    return (
      `<li><span class="kind ${className(kind)}">${escapeHtml(kind)}</span>` +
      `<span class="bar-of" aria-hidden="true" style="display:inline-block;height:0.8em;max-width:60%;width:${width};background:var(--accent)"></span>` +
      `<span class="why">${many}${mark}</span></li>`
    );
  });
  const verdict =
    recorded === null
      ? "No verdict is on record."
      : `The verdict (${escapeHtml(recorded.from)}): <span class="${className(recorded.kind)}">${escapeHtml(recorded.kind)}</span>` +
        (right === null ? "." : `, as ${percent(right)} of those expected who named a kind.`);
  const effect = verdicts && recorded?.effect != null ? recorded.effect : null;
  return [
    '<article class="entry">',
    `<h3><span class="id">${escapeHtml(claim.claim)}</span> ${escapeHtml(statement)}</h3>`,
    bars.length === 0
      ? ""
      : `<ul class="verdicts" aria-label="What was expected">${bars.join("")}</ul>`,
    numbers.length === 0 ? "" : numberLine(numbers, {unit, effect}),
    verdicts ? `<p>${verdict}</p>` : "",
    otherTerms === 0
      ? ""
      : `<p class="why">${count(otherTerms, "reader")} had moved the bar: not counted.</p>`,
    "</article>",
  ].join("\n");
}

/** The guessed numbers as dots on a line, and the measured one as a stroke. */
function numberLine(
  numbers: readonly number[],
  {unit, effect}: {unit: string; effect: number | null},
): string {
  const all = effect === null ? numbers : [...numbers, effect];
  const [least, greatest] = [Math.min(...all), Math.max(...all)];
  const x = (value: number) =>
    greatest === least ? 200 : 20 + (360 * (value - least)) / (greatest - least);
  const dots = numbers.map(
    (value) =>
      `<circle cx="${x(value).toFixed(1)}" cy="22" r="5" fill="var(--accent)" fill-opacity="0.55"/>`,
  );
  const stroke =
    effect === null
      ? ""
      : `<path d="M${x(effect).toFixed(1)} 8V36" stroke="var(--bad)" stroke-width="3"/>`;
  const text = (value: number) => `${Number(value.toPrecision(3))}${unit === "" ? "" : ` ${unit}`}`;
  const words = `Numbers guessed: ${[...numbers]
    .sort((a, b) => a - b)
    .map(text)
    .join(", ")}${effect === null ? "" : `; measured: ${text(effect)} (the stroke)`}.`;
  return (
    `<svg viewBox="0 0 400 44" style="width:100%;max-width:30rem" role="img" aria-label="${escapeHtml(words)}">` +
    `<path d="M10 22H390" stroke="var(--line)" stroke-width="2"/>${dots.join("")}${stroke}</svg>` +
    `<p class="why">${escapeHtml(words)}</p>`
  );
}

const className = (kind: string) => kind.replace(/ /g, "-");
const percent = (share: number) => `${Math.round(100 * share)} %`;
const count = (many: number, one: string, more = `${one}s`) => `${many} ${many === 1 ? one : more}`;
