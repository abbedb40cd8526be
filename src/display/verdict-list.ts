import type {Claim} from "../evidence/claim";
import type {Comparison} from "../evidence/stored-verdicts";
import {claimsTable, verdictsTable} from "../evidence/verdict-table";
import type {Verdict} from "../evidence/verdict";
import {badge} from "./card/badge";
import {markup, theme} from "./page/html";
import type {Html} from "./page/html";
import {shownAs} from "./page/mime";
import type {Shown} from "./page/mime";
import {table} from "./table";
import type {Table} from "./table";
import {tableHtml} from "./page/table-html";

/** All claims of a notebook as a table, before anything runs. */
export const claimList = (claims: readonly Claim[], caption = "What is on trial"): Table =>
  table(claimsTable(claims), {caption});

/** All verdicts of a notebook as a table, each with its sign and word. */
export function verdictList(
  verdicts: readonly Verdict[],
  caption = "The verdicts",
): Shown<{readonly verdicts: readonly Verdict[]}> {
  const rows = verdictsTable(verdicts);
  const guessed = rows.some(({guess}) => guess !== "");
  const heads = [
    "claim",
    "verdict",
    "found",
    "predicted",
    "control",
    ...(guessed ? ["guess"] : []),
  ];
  const cells = rows.map((row) => [
    twoLines(row.claim, row.statement),
    badge(row.verdict),
    twoLines(row.effect, [row.interval, row.sample].filter(Boolean).join(", ")),
    row.prediction,
    row.control,
    ...(guessed ? [row.guess] : []),
  ]);
  const lines = rows.map(({claim, verdict, effect, interval, prediction, sample}) =>
    [claim, verdict, effect, interval, sample, `predicted: ${prediction}`]
      .filter(Boolean)
      .join(" | "),
  );
  return listed({verdicts}, {caption, heads, cells, lines});
}

/** This run's verdicts beside the stored ones, with which to trust. */
export function comparisonList(
  comparisons: readonly Comparison[],
  caption = "This run beside the stored one",
): Shown<{readonly comparisons: readonly Comparison[]}> {
  return listed(
    {comparisons},
    {
      caption,
      heads: ["claim", "this run", "stored", "which to trust"],
      cells: comparisons.map(({claim, now, stored, advice}) => [
        claim,
        badge(now),
        stored === "not stored" ? stored : badge(stored),
        advice,
      ]),
      lines: comparisons.map(
        ({claim, now, stored, advice}) => `${claim} | now ${now} | stored: ${stored} | ${advice}`,
      ),
    },
  );
}

type Listing = {
  readonly caption: string;
  readonly heads: readonly string[];
  readonly cells: readonly (readonly (string | Html)[])[];
  /** The rows for those who see no HTML. */
  readonly lines: readonly string[];
};

function listed<T extends object>(fields: T, {caption, heads, cells, lines}: Listing): Shown<T> {
  const alignRight = heads.map(() => false);
  return shownAs(fields, () => ({
    "text/html": tableHtml({caption, heads, alignRight, cells, rest: ""}).html,
    "text/plain": lines.length === 0 ? `${caption}: none` : [caption, ...lines].join("\n"),
  }));
}

const twoLines = (first: string, second: string): Html =>
  markup`<b>${first}</b>${second !== "" && markup`<br><span style="color:${theme.softInk}">${second}</span>`}`;
