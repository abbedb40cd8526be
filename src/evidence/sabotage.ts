import type {Sabotage} from "./claim";
import type {SabotageOutcome} from "./verdict";

/** What a control made of values: see `controlOutcome`. */
type Outcome = "as expected" | "not as expected" | "undecided" | "baseline";

/**
 * Whether the control could have failed.
 *
 *     shown       how it came out
 *     alike       whether every seed gave it the very same number
 *     sabotaged   how it comes out with the mechanism put back, or the effect planted; null where that
 *                 was not run
 *     says        what failed in its place, in words, where that is no mechanism put back
 *
 * A control whose every seed gives the very same number may not be able to give another: that is by
 * construction or the end of the scale, and adds no trust, whatever was registered.
 */
export function sabotageOutcome(
  how: Sabotage,
  {
    shown,
    alike,
    sabotaged,
    says: failure,
  }: {shown: Outcome; alike: boolean; sabotaged: Outcome | null; says?: string},
): SabotageOutcome {
  if (how === "by construction") {
    return {how, outcome: "by construction", says: "true by construction: it adds no trust"};
  }
  if (shown === "baseline") {
    const says = "with the mechanism put back nothing would be left to take away";
    return {how, outcome: "fails", says};
  }
  if (alike && how === "measured run") {
    const says =
      "every seed gave the very same number, by construction or at the end of the scale: it adds no trust";
    return {how, outcome: "by construction", says};
  }
  if (sabotaged === "not as expected") {
    const says =
      failure ??
      (how === "measured run"
        ? "with the mechanism put back it fails, as it must"
        : "sabotaged on purpose it fails, as it must");
    return {how, outcome: "fails", says};
  }
  if (how === "run of its own" && sabotaged !== null) {
    return {how, outcome: "passes", says: "sabotaged on purpose it still passes: it cannot fail"};
  }
  const says = "nothing in this run made it fail, so the verdict does not lean on it";
  return {how, outcome: "not tried", says};
}
