import {kinds} from "./guess-files";
import type {ReadersGuess} from "./guess-files";

/** What is on record of a claim: the kind of its verdict, and the number where a stored run has it. */
export type Recorded = {
  readonly claim: string;
  readonly notebook: string;
  readonly kind: string;
  readonly from: string;
  readonly effect: number | null;
};

/** What a group expected of one claim. */
export type PooledClaim = {
  readonly claim: string;
  readonly statement: string;
  readonly unit: string;
  /** Null for a claim that is in none of the notebooks, such as a reader's own. */
  readonly recorded: Recorded | null;
  /** How many expected each kind of verdict; kinds that nobody expected are left out. */
  readonly counts: readonly {readonly kind: string; readonly count: number}[];
  readonly numbers: readonly number[];
  /** The share of those who named a kind that named the recorded one; null where nobody did or none decides. */
  readonly right: number | null;
  /** Readers who had moved the bar: theirs is another question. */
  readonly otherTerms: number;
};

/** The guesses of a group, claim by claim in the order of the record, then the claims that it does not know. */
export function pooledGuesses(
  guesses: readonly ReadersGuess[],
  recorded: readonly Recorded[],
): PooledClaim[] {
  const ids = [...new Set(guesses.map(({claim}) => claim))];
  const places = new Map(recorded.map(({claim}, place) => [claim, place]));
  const placeOf = (id: string) => places.get(id) ?? Infinity;
  const order = ids.sort((a, b) => {
    const [one, other] = [placeOf(a), placeOf(b)];
    return one === other ? (a < b ? -1 : 1) : one - other;
  });
  return order.map((claim) => {
    const all = guesses.filter((guess) => guess.claim === claim);
    const terms = mostCommon(all.map(({fingerprint}) => fingerprint));
    const same = all.filter(({fingerprint}) => fingerprint === terms);
    const known = recorded.find((one) => one.claim === claim) ?? null;
    const named = same.flatMap(({answer}) => (typeof answer === "string" ? [answer] : []));
    const counts = kinds.map((kind) => ({kind, count: named.filter((one) => one === kind).length}));
    const decided = known !== null && !["undecided", "control failed"].includes(known.kind);
    const right = named.filter((kind) => kind === known?.kind).length / named.length;
    return {
      ...{claim, statement: same[0].statement, unit: same[0].unit, recorded: known},
      counts: counts.filter(({count}) => count > 0),
      numbers: same.flatMap(({answer}) => (typeof answer === "number" ? [answer] : [])),
      right: decided && named.length > 0 ? right : null,
      otherTerms: all.length - same.length,
    };
  });
}

function mostCommon(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0][0];
}
