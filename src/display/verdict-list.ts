import type {Claim} from "../evidence/claim";
import {byChance} from "../evidence/by-chance";
import {signatureOf} from "../evidence/signatures";
import type {Signature, Signatures} from "../evidence/signatures";
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

/**
 * All verdicts of a notebook as a table, each with its sign and word, whose claim it is, and what the
 * referee put to it; below, how many verdicts chance alone would give. Without `signatures` nobody has
 * signed.
 */
export function verdictList(
  verdicts: readonly Verdict[],
  {
    caption = "The verdicts",
    signatures = null,
  }: {readonly caption?: string; readonly signatures?: Signatures | null} = {},
): Shown<{readonly verdicts: readonly Verdict[]}> {
  const rows = verdictsTable(verdicts);
  const guessed = rows.some(({guess}) => guess !== "");
  const heads = [
    "claim",
    "verdict",
    "found",
    "predicted",
    "control",
    "signed",
    ...(guessed ? ["guess"] : []),
  ];
  const signed = verdicts.map((verdict) => signedText(signatureOf(verdict, signatures)));
  const cells = rows.map((row, i) => [
    twoLines(`${row.claim} · ${whoseText[verdicts[i].whose]}`, row.statement),
    markedBadge(verdicts[i]),
    twoLines(row.effect, [row.interval, row.sample].filter(Boolean).join(", ")),
    row.prediction,
    row.control,
    signed[i],
    ...(guessed ? [row.guess] : []),
  ]);
  const lines = rows.map(({claim, whose, verdict, effect, interval, prediction, sample}, i) =>
    [claim, whose, verdict, effect, interval, sample, `predicted: ${prediction}`, signed[i]]
      .filter(Boolean)
      .join(" | "),
  );
  const {sentence} = byChance(verdicts);
  const unsigned = signed.filter((text) => text === unsignedText).length;
  const by = signatures === null ? "" : ` Read by ${signatures.referee}, ${signatures.date}.`;
  const rest =
    verdicts.length === 0
      ? ""
      : `${sentence} Unsigned, as nobody but its author has read it: ${unsigned} of ${verdicts.length}.${by}`;
  return listed({verdicts}, {caption, heads, cells, lines, rest});
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

const whoseText = {paper: "the paper's", article: "the article's", ours: "ours"} as const;
const unsignedText = "unsigned";

const signedText = (signature: Signature | null): string => {
  if (signature === null) return unsignedText;
  const {sign, why} = signature;
  return sign === "yes" ? "✔ signed" : `${sign === "no" ? "✘ not signed" : "✔ signed"}: ${why}`;
};

const markedBadge = ({kind, exploratory}: Verdict): Html =>
  exploratory === null ? badge(kind) : markup`${badge(kind)}<br>exploratory`;

type Listing = {
  readonly caption: string;
  readonly heads: readonly string[];
  readonly cells: readonly (readonly (string | Html)[])[];
  /** The rows for those who see no HTML. */
  readonly lines: readonly string[];
  /** A line below the table. */
  readonly rest?: string;
};

function listed<T extends object>(
  fields: T,
  {caption, heads, cells, lines, rest = ""}: Listing,
): Shown<T> {
  const alignRight = heads.map(() => false);
  return shownAs(fields, () => ({
    "text/html": tableHtml({caption, heads, alignRight, cells, rest}).html,
    "text/plain":
      lines.length === 0
        ? `${caption}: none`
        : [caption, ...lines, ...(rest === "" ? [] : [rest])].join("\n"),
  }));
}

const twoLines = (first: string, second: string): Html =>
  markup`<b>${first}</b>${second !== "" && markup`<br><span style="color:${theme.softInk}">${second}</span>`}`;
