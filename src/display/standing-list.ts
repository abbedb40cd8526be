import type {Standing, StandingKind} from "../evidence/standing";
import {markdown} from "./prose";
import type {Shown} from "./page/mime";

const headings: readonly (readonly [StandingKind, string])[] = [
  ["stands", "What stands"],
  ["stands in part", "What stands in part"],
  ["does not stand", "What does not stand"],
  ["open", "What stays open"],
];

/**
 * Statements sorted by what verdicts left of them, each with the claims on either side. Sorts without
 * statements are left out.
 */
export function standingList(standings: readonly Standing[]): Shown<{readonly text: string}> {
  const sorts = headings.flatMap(([kind, heading]) => {
    const those = standings.filter((one) => one.kind === kind);
    return those.length === 0 ? [] : [`**${heading}**\n\n${those.map(lineOf).join("\n")}`];
  });
  return markdown(sorts.length === 0 ? "No statement was put." : sorts.join("\n\n"));
}

function lineOf({says, by, contradictedBy, open}: Standing): string {
  const sides = [
    by.length > 0 && `for it: ${by.join(", ")}`,
    contradictedBy.length > 0 && `against it: ${contradictedBy.join(", ")}`,
    open.length > 0 && `nothing decided: ${open.join(", ")}`,
  ].filter(Boolean);
  return `- ${says} (${sides.join("; ")})`;
}
