import {isDeepStrictEqual} from "node:util";
import type {Setting} from "./claim";
import type {VerdictKind} from "./guess";
import {countText} from "./number-text";
import type {Verdict} from "./verdict";

/** What is compared of a stored run: see `storedResults`. */
export type ComparedRun = {
  readonly size: "quick" | "full";
  readonly date: string;
  readonly verdicts: readonly Verdict[];
};

export type Comparison = {
  readonly claim: string;
  readonly now: VerdictKind;
  readonly stored: VerdictKind | "not stored";
  readonly agree: boolean;
  readonly advice: string;
};

/**
 * Each verdict of this run beside the stored one, with which of the two to trust.
 *
 * A verdict stored under other terms is not a comparison. Where both ran under the same terms the one
 * from more seeds is to be trusted, also where it leaves open what fewer seeds decided; "undecided" from
 * fewer contradicts nothing. The terms are the bar and not the setting: where depths or lengths differ
 * the advice says in which setting the stored run was made.
 */
export const compareWithStored = (
  verdicts: readonly Verdict[],
  stored: ComparedRun,
): Comparison[] =>
  verdicts.map((now) => {
    const kept = stored.verdicts.find(({claim}) => claim === now.claim);
    return {
      claim: now.claim,
      now: now.kind,
      stored: kept?.kind ?? "not stored",
      agree: kept?.kind === now.kind && kept.fingerprint === now.fingerprint,
      advice: adviceOn(now, {kept, stored}),
    };
  });

function adviceOn(
  now: Verdict,
  {kept, stored}: {kept: Verdict | undefined; stored: ComparedRun},
): string {
  if (kept === undefined) return `no ${stored.size} run of this claim is stored`;
  const when = `${stored.size} run of ${stored.date}`;
  if (kept.fingerprint !== now.fingerprint) {
    return `the ${when} was made under other terms: run it again before comparing`;
  }
  const [here, there] = [now, kept].map(({seeds}) => new Set(seeds).size);
  // Runs stored by earlier versions do not say it.
  const {setting}: Partial<Verdict> = kept;
  const elsewhere =
    setting === undefined || alike(now.setting, setting)
      ? ""
      : `, in another setting: ${setting.on}`;
  const counts = `${countText(here)} seeds here, ${countText(there)} in the ${when}${elsewhere}`;
  if (now.kind === kept.kind) return here + there === 0 ? `as in the ${when}` : `agree: ${counts}`;
  if (kept.kind === "undecided" && there > here)
    return `the ${when} leaves it open with more seeds, trust it: ${counts}`;
  if (now.kind === "undecided" || kept.kind === "undecided") {
    const decided = now.kind === "undecided" ? kept : now;
    return `no contradiction, ${decided === now ? "this run" : `the ${when}`} decides it: ${counts}`;
  }
  return `trust ${there >= here ? `the ${when}` : "this run"}: ${counts}`;
}

/** Whether two settings differ in their seeds alone. */
const alike = (one: Setting, other: Setting): boolean =>
  isDeepStrictEqual({...one, seeds: null}, {...other, seeds: null});
