import type {Whose} from "../evidence/claim";
import {standingOf} from "../evidence/standing";
import type {Standing, StandingKind, Statement} from "../evidence/standing";
import type {Verdict} from "../evidence/verdict";
import {shownAs} from "./page/mime";
import type {Shown} from "./page/mime";

/** The mime under which the statements travel with their list, for whoever puts them to the test. */
export const standingMime = "application/vnd.residual-lab.standing+json";

const speakers: readonly (readonly [Whose, string])[] = [
  ["paper", "What the paper says"],
  ["article", "What the article says"],
  ["ours", "What is ours"],
];
const headings: readonly (readonly [StandingKind, string])[] = [
  ["stands", "stands"],
  ["stands in part", "stands in part"],
  ["does not stand", "does not stand"],
  ["open", "stays open"],
];

/**
 * Statements sorted by who made them and by what verdicts left of them, each with where it was tried and
 * the claims on either side. Sorts without statements are left out.
 *
 *     standingList([{key: "sum", says: "…", whose: "paper", rests: ["L1-sum"]}], verdicts)
 */
export function standingList(
  statements: readonly Statement[],
  verdicts: readonly Verdict[],
): Shown<{readonly text: string; readonly standings: readonly Standing[]}> {
  const standings = statements.map((statement) => standingOf(statement, verdicts));
  const sorts = speakers.flatMap(([whose, speaker]) =>
    headings.flatMap(([kind, heading]) => {
      const those = standings.filter((one) => one.whose === whose && one.kind === kind);
      return those.length === 0
        ? []
        : [`**${speaker}: ${heading}**\n\n${those.map(lineOf).join("\n")}`];
    }),
  );
  const text = sorts.length === 0 ? "No statement was put." : sorts.join("\n\n");
  return shownAs({text, standings}, () => ({
    "text/markdown": text,
    "text/plain": text,
    [standingMime]: {statements, standings},
  }));
}

function lineOf({says, by, contradictedBy, open, on}: Standing): string {
  const sides = [
    by.length > 0 && `for it: ${by.join(", ")}`,
    contradictedBy.length > 0 && `against it: ${contradictedBy.join(", ")}`,
    open.length > 0 && `nothing decided: ${open.join(", ")}`,
  ].filter(Boolean);
  return `- ${says} *Tried on ${on.join("; ")}.* (${sides.join("; ")})`;
}
