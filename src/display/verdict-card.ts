import {edgesOf} from "../evidence/region";
import {
  conditionsText,
  guessText,
  manipulationText,
  predictionText,
  sampleText,
  settingText,
} from "../evidence/verdict-table";
import {numberText, percentText, quantityText, tellingApart} from "../evidence/number-text";
import type {Verdict} from "../evidence/verdict";
import {badge, kindLooks} from "./card/badge";
import {markup, theme} from "./page/html";
import type {Html} from "./page/html";
import {shownAs} from "./page/mime";
import type {Shown} from "./page/mime";
import {contestLine} from "./card/contest-line";
import {numberLine} from "./card/number-line";
import {rivalText, whoseText} from "./card/papers";

/** The mime under which the plain verdict travels with its card, for whoever collects verdicts. */
export const verdictMime = "application/vnd.residual-lab.verdict+json";

/**
 * A verdict as a card: what became of the claim, the number line with every seed, why, how good a
 * judge the rule is, and the reader's guess. The card is the verdict itself, with a way to be shown.
 */
export function verdictCard(verdict: Verdict): Shown<Verdict> {
  return shownAs({...verdict}, () => ({
    "text/html": cardHtml(verdict).html,
    "text/plain": cardText(verdict),
    [verdictMime]: verdict,
  }));
}

function cardHtml(verdict: Verdict): Html {
  const {kind, claim, where, statement, reason, control, power, exploratory} = verdict;
  const soft = `font-size:12.5px;color:${theme.softInk}`;
  const card = `border:1px solid ${theme.rule};border-left:6px solid ${kindLooks[kind].color};border-radius:6px;padding:12px 16px;margin:8px 0;max-width:740px;background:${theme.paper};color:${theme.ink};font-family:${theme.font};font-size:14px;line-height:1.5`;
  const head = markup`<div>${badge(kind, "large")}<span style="${soft};margin-left:12px"><b>${claim}</b> · ${whoseText(verdict)}, ${where}</span></div>`;
  const looked =
    exploratory !== null &&
    markup`<div style="${soft};margin-top:6px"><b>Exploratory:</b> after a first run ${exploratory}. Register it under a new id to have it count.</div>`;
  const said = markup`<div style="font-size:15px;font-weight:600;margin:10px 0 4px 0">${statement}</div>`;
  const why = markup`<div style="margin:4px 0">${reason}</div>`;
  const facts = factsOf(verdict).map(
    ([name, text]) =>
      markup`<tr><td style="border:none;padding:2px 14px 2px 0;text-align:left;vertical-align:top;white-space:nowrap;color:${theme.softInk}">${name}</td><td style="border:none;padding:2px 0;text-align:left;vertical-align:top;white-space:normal">${text}</td></tr>`,
  );
  const table = markup`<table style="border-collapse:collapse;margin:8px 0 4px 0;font-size:13px;color:${theme.ink};background:none">${facts}</table>`;
  const judge =
    power &&
    markup`<div style="${soft};margin-top:6px"><b>How good a judge?</b> ${power.sentence}</div>`;
  const each = markup`<details style="${soft};margin-top:6px"><summary style="cursor:pointer">Every number</summary><div style="padding:4px 0 0 14px"><b>Measured:</b> ${listed(verdict)}<br><b>Control</b> (${control.description}): ${listed(control)}</div></details>`;
  const {predicts} = verdict;
  const drawn =
    predicts.kind === "contest"
      ? contestLine(verdict, predicts, contestText(verdict))
      : numberLine(verdict, pictureText(verdict));
  const picture = drawable(verdict) && drawn;
  return markup`<div style="${card}">${head}${said}${looked}${picture}${why}${table}${judge}${each}</div>`;
}

/** The verdict in plain lines, for terminals and for those who listen. */
function cardText(verdict: Verdict): string {
  const {kind, claim, where, statement, reason, power, exploratory} = verdict;
  const facts = factsOf(verdict).map(([name, text]) => `  ${name.padEnd(11)} ${text}`);
  return [
    `${kindLooks[kind].sign} ${kind.toUpperCase()}: ${claim} (${whoseText(verdict)}, ${where})`,
    `  ${statement}`,
    `  ${reason}`,
    ...(exploratory === null ? [] : [`  Exploratory: after a first run ${exploratory}.`]),
    ...facts,
    ...(power ? [`  ${power.sentence}`] : []),
  ].join("\n");
}

function factsOf(verdict: Verdict): [string, string][] {
  const {effect, interval, level, unit, predicts, control, guess} = verdict;
  const {setting, failed, manipulation} = verdict;
  const text = textOf(verdict);
  const sample = sampleText(verdict);
  const found =
    effect === null
      ? conditionsText(verdict) === ""
        ? "nothing that counts"
        : `${conditionsText(verdict)} (${sample})`
      : interval === null
        ? `${quantityText(effect, unit, text)} (${sample})`
        : `${quantityText(effect, unit, text)}, between ${text(interval[0])} and ${text(interval[1])} (${percentText(level ?? 0)} sure, ${sample})`;
  const shown =
    control.effect === null
      ? ""
      : ` (${quantityText(control.effect, unit, text)}, had to ${control.expects})`;
  const signs = {
    "as expected": "✔",
    "not as expected": "✘",
    undecided: "?",
    baseline: "–",
  } as const;
  const outcome =
    control.outcome === "baseline"
      ? `taken away from each seed (${quantityText(control.effect ?? NaN, unit)})`
      : `${control.outcome}${shown}`;
  const predicted: [string, string][] =
    predicts.kind === "contest"
      ? [
          ["① First", rivalText(predicts.first, unit)],
          ["② Second", rivalText(predicts.second, unit)],
        ]
      : [["Predicted", predictionText(predicts)]];
  return [
    ...predicted,
    ["Tried on", settingText(setting)],
    ["Found", found],
    ...(failed.length === 0
      ? []
      : [["Failed", failed.map(failureText).join("; ")] as [string, string]]),
    ...(manipulation === null
      ? []
      : [
          [
            "Took place",
            `${manipulationText(manipulation.check)}: ${manipulation.outcome}${manipulation.effect === null ? "" : ` (${numberText(manipulation.effect)})`}`,
          ] as [string, string],
        ]),
    [
      "Control",
      `${signs[control.outcome]} ${control.description}: ${outcome}; ${control.sabotage.says}`,
    ],
    ["Your guess", guess === null ? "none" : guessText(verdict)],
    ["Time", timeText(verdict)],
  ];
}

/** What computing took; a run that was read from the store did not take the moment of reading it. */
function timeText({seconds, storedSeconds = 0}: Verdict): string {
  const spoken = (time: number): string =>
    time < 0.1 ? "under 0.1\u00a0s" : quantityText(Number(time.toPrecision(2)), "s");
  if (storedSeconds === 0) return spoken(seconds);
  const now = seconds - storedSeconds;
  return now < storedSeconds / 100
    ? `${spoken(storedSeconds)}, computed earlier and read from the store`
    : `${spoken(seconds)}, of which ${spoken(storedSeconds)} computed earlier and read from the store`;
}

const failureText = ({seed, of, why, countedAs}: Verdict["failed"][number]): string =>
  `seed ${seed}${of === "control" ? " of the control" : ""} (${why})` +
  (countedAs === null ? "" : `, counted as ${numberText(countedAs)} as registered`);

/** Whether there is anything to put on a number line. */
const drawable = ({values, effect}: Verdict): boolean =>
  effect !== null || values.some(Number.isFinite);

/** The picture of a contest in words. */
const contestText = ({predicts, conditions = [], control, unit}: Verdict): string => {
  const each = conditions.map(
    ({name, answer, effect}) =>
      `${name} ${effect === null ? "" : quantityText(effect, unit)}: ${answer}`,
  );
  const beside = control.effect === null ? "" : `; control ${quantityText(control.effect, unit)}`;
  return `Number line with a row for each condition: ${predictionText(predicts)}; ${each.join(", ")}${beside}.`;
};

/** How the card writes numbers: those that differ, differ on it. */
const textOf = ({effect, interval, control, predicts}: Verdict): ((value: number) => string) =>
  tellingApart([
    ...[effect, ...(interval ?? []), control.effect].filter(
      (value): value is number => value !== null,
    ),
    ...("threshold" in predicts ? edgesOf(predicts) : []),
  ]);

function pictureText(verdict: Verdict): string {
  const {effect, interval, unit, predicts, control, values} = verdict;
  const text = textOf(verdict);
  const where = interval === null ? "" : `, interval ${text(interval[0])} to ${text(interval[1])}`;
  const measured =
    effect === null
      ? `${values.length} measured values`
      : `measured ${quantityText(effect, unit, text)}${where}`;
  const baseline =
    control.effect === null ? "" : `; control ${quantityText(control.effect, unit, text)}`;
  return `Number line: predicted ${predictionText(predicts)}; ${measured}${baseline}.`;
}

/** Each value with its seed, its group or the name of its case. */
function listed({seeds, values, names}: Pick<Verdict, "seeds" | "values" | "names">): string {
  const most = 60;
  const text = tellingApart(values);
  const texts = values.slice(0, most).map((value, i) => {
    const name = [names?.[i], seeds[i] === undefined ? undefined : `seed ${seeds[i]}`]
      .filter((part) => part !== undefined)
      .join(", ");
    return `${name}: ${text(value)}`;
  });
  const left = values.length - most;
  return texts.join("; ") + (left > 0 ? `; and ${left} more` : "");
}
