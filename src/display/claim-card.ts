import type {Claim, ContestPrediction} from "../evidence/claim";
import {regionText} from "../evidence/region";
import {manipulationText, predictionText, settingText} from "../evidence/verdict-table";
import {markup, theme} from "./page/html";
import {shownAs} from "./page/mime";
import type {Shown} from "./page/mime";
import {looks} from "./chart/palette";
import {paperTitle, rivalText, whoseText} from "./card/papers";

/** A claim as a card, before anything has run: what is said, what would refute it, and the control. */
export function claimCard(claim: Claim): Shown<Claim> {
  return shownAs({...claim}, () => ({
    "text/html": cardHtml(claim),
    "text/plain": [
      `CLAIM ${claim.id} (${whoseText(claim)}, ${claim.where})`,
      `  ${claim.statement}`,
      ...factsOf(claim).map(([name, text]) => `  ${name.padEnd(10)} ${text}`),
    ].join("\n"),
  }));
}

function cardHtml(claim: Claim): string {
  const {id, paper, where, statement} = claim;
  const soft = `font-size:12.5px;color:${theme.softInk}`;
  const card = `border:1px solid ${theme.rule};border-left:6px solid ${looks[0].color};border-radius:6px;padding:12px 16px;margin:8px 0;max-width:740px;background:${theme.paper};color:${theme.ink};font-family:${theme.font};font-size:14px;line-height:1.5`;
  const name = `padding:2px 14px 2px 0;border:none;text-align:left;vertical-align:top;white-space:nowrap;color:${theme.softInk}`;
  const text = "padding:2px 0;border:none;text-align:left;vertical-align:top;white-space:normal";
  const facts = factsOf(claim).map(
    ([key, said]) =>
      markup`<tr><td style="${name}">${key}</td><td style="${text}">${said}</td></tr>`,
  );
  const head = markup`<div style="${soft}"><b>Claim ${id}</b> · <span title="${paperTitle(paper) ?? paper}">${whoseText(claim)}</span>, ${where}</div>`;
  const said = markup`<div style="font-size:15px;font-weight:600;margin:6px 0">${statement}</div>`;
  const table = markup`<table style="border-collapse:collapse;margin:4px 0;font-size:13px;color:${theme.ink};background:none">${facts}</table>`;
  return markup`<div style="${card}">${head}${said}${table}</div>`.html;
}

function factsOf({predicts, control, refutedBy, setting, ...terms}: Claim): [string, string][] {
  const {manipulation, failures} = terms;
  const unit = predicts.unit;
  const expected = control.expects
    ? `, where the same must lie ${regionText(control.expects, unit)}`
    : "";
  const predicted: [string, string][] =
    predicts.kind === "contest"
      ? [
          ["① First", rivalText(predicts.first, unit)],
          ["② Second", rivalText(predicts.second, unit)],
          ["Measured", `median ${predicts.quantity}; ${conditionsText(predicts)}`],
        ]
      : [["Predicted", predictionText(predicts)]];
  return [
    ...predicted,
    ["Tried on", settingText(setting)],
    ...(predicts.kind === "identity" ? [["Tolerance", predicts.because] as [string, string]] : []),
    [
      "Control",
      `${control.description}${expected}${control.sabotage === "by construction" ? " (by construction: it adds no trust)" : ""}`,
    ],
    ...(manipulation === undefined
      ? []
      : [["Took place", manipulationText(manipulation)] as [string, string]]),
    ...(failures === undefined
      ? []
      : [
          ["If it fails", `counts as ${failures.countAs}: ${failures.because}`] as [string, string],
        ]),
    ["Refuted by", refutedBy],
  ];
}

const conditionsText = ({conditions, byArithmetic = []}: ContestPrediction): string =>
  conditions
    .map((name) =>
      byArithmetic.includes(name) ? `${name} (by arithmetic: counts for neither)` : name,
    )
    .join("; ");
