import {countText, numberText} from "./number-text";
import type {Verdict} from "./verdict";

/** How many verdicts of each kind chance alone would give. */
export type ByChance = {
  /** Verdicts on one prediction that chance enters into: all but identities. */
  readonly measured: number;
  readonly supported: number;
  readonly refuted: number;
  readonly sentence: string;
};

/**
 * The verdicts to be expected if nothing were there: if the truth of every measured claim lay exactly at
 * its bar, where neither answer is right.
 *
 *     supported   sum of the rules' false alarm rates
 *     refuted     sum of (1 − level) / 2, the chance of an interval wholly on the other side
 *
 * What is left over would be undecided. Controls, which can withhold a verdict, are not counted.
 */
export function byChance(verdicts: readonly Verdict[]): ByChance {
  const contests = verdicts.filter(({predicts}) => predicts.kind === "contest");
  const drawn = verdicts.filter(({predicts}) => !["identity", "contest"].includes(predicts.kind));
  const total = (chance: (verdict: Verdict) => number, all = drawn): number =>
    all.reduce((sum, verdict) => sum + chance(verdict), 0);
  const supported = total(({power}) => power?.falseAlarmRate ?? 0);
  const refuted = total(({level}) => (level === null ? 0 : (1 - level) / 2));
  const measured = drawn.length;
  const [yes, no] = [supported, refuted].map((count) => numberText(count, 2));
  const named = total(({power}) => power?.falseAlarmRate ?? 0, contests);
  const all = contests.length === verdicts.length;
  const of = `${countText(contests.length)} of these ${verdicts.length} verdicts ${contests.length === 1 ? "is" : "are"}`;
  const between = !all
    ? of
    : contests.length === 1
      ? "This verdict is"
      : `All ${contests.length} verdicts are`;
  const winners =
    `${between.charAt(0).toUpperCase()}${between.slice(1)} between two predictions. If nothing were there, ` +
    `the truth at the least favourable place, about ${numberText(named, 2)} of them would name a winner all the same.`;
  const rest =
    measured === 0
      ? "No chance enters into these verdicts: all are identities."
      : `Chance enters into ${countText(measured)} of these ${verdicts.length} verdicts. If nothing were there, ` +
        `the truth of each exactly at its bar, about ${yes} of them would be supported and ${no} refuted all the same.`;
  const sentence = contests.length === 0 ? rest : all ? winners : `${rest} ${winners}`;
  return {measured, supported, refuted, sentence};
}
