import type {Claim} from "../evidence/claim";
import type {Comparison} from "../evidence/stored-verdicts";
import {claimsTable, verdictsTable} from "../evidence/verdict-table";
import type {Verdict} from "../evidence/verdict";
import {badge} from "./badge";
import type {Html} from "./html";
import {shownAs} from "./mime";
import type {Shown} from "./mime";
import {table} from "./table";
import type {Table} from "./table";
import {tableHtml} from "./table-html";

/** All claims of a notebook as a table, before anything runs. */
export const claimList = (claims: readonly Claim[], caption = "What is on trial"): Table =>
  table(claimsTable(claims), {caption});

/** All verdicts of a notebook as a table, each with its sign and word. */
export function verdictList(
  verdicts: readonly Verdict[],
  caption = "The verdicts",
): Shown<{readonly verdicts: readonly Verdict[]}> {
  const rows = verdictsTable(verdicts);
  return listed({verdicts}, rows, {caption, badges: ["verdict"]});
}

/** This run's verdicts beside the stored ones, with which to trust. */
export function comparisonList(
  comparisons: readonly Comparison[],
  caption = "This run beside the stored one",
): Shown<{readonly comparisons: readonly Comparison[]}> {
  return listed({comparisons}, comparisons, {caption, badges: ["now", "stored"]});
}

/** A table of records in which the columns named `badges` hold kinds of verdicts. */
function listed<T extends object>(
  fields: T,
  rows: readonly Readonly<Record<string, unknown>>[],
  {caption, badges}: {caption: string; badges: readonly string[]},
): Shown<T> {
  const heads = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) =>
    heads.map((key): string | Html => {
      const value = row[key];
      if (typeof value === "boolean") return value ? "yes" : "no";
      return badges.includes(key) && isKind(value) ? badge(value) : `${value as string | number}`;
    }),
  );
  const alignRight = heads.map((key) => typeof rows[0][key] === "number");
  return shownAs(fields, () => ({
    "text/html": tableHtml({caption, heads, alignRight, cells, rest: ""}).html,
    "text/plain": rows.length === 0 ? `${caption}: none` : plainTable(rows, caption),
  }));
}

const isKind = (value: unknown): value is Verdict["kind"] =>
  ["supported", "refuted", "undecided", "control failed"].includes(value as string);

const plainTable = (rows: readonly Readonly<Record<string, unknown>>[], caption: string): string =>
  rows.reduce<string>(
    (all, row) =>
      `${all}\n${Object.values(row)
        .map((value) => `${value as string | number}`)
        .join(" | ")}`,
    caption,
  );
