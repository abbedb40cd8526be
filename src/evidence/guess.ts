import type {Claim} from "./claim";
import {recordGuess} from "./guess-record";

/** What becomes of a claim that makes one prediction. */
export type TrialKind = "supported" | "refuted" | "undecided" | "control failed";

/** What becomes of one that makes two, see `judgeContest`. */
export type ContestKind =
  "first" | "second" | "both under conditions" | "neither" | "undecided" | "control failed";

export type VerdictKind = TrialKind | ContestKind;

export const trialKinds: readonly TrialKind[] = [
  "supported",
  "refuted",
  "undecided",
  "control failed",
];

export const contestKinds: readonly ContestKind[] = [
  "first",
  "second",
  "both under conditions",
  "neither",
  "undecided",
  "control failed",
];

/** Whether a kind says something of what was tried. */
export const decides = (kind: VerdictKind): boolean =>
  kind !== "undecided" && kind !== "control failed";

/** What the reader expected: a kind of verdict, or the number to be measured. */
export type Guess = {
  readonly claim: string;
  readonly answer: VerdictKind | number | null;
  /** Made after the claim had been run in this kernel. */
  readonly late: boolean;
  readonly note: string;
};

/**
 * Any text is taken and then tried: the sentence that refuses it names the words there are, which the
 * compiler's would not. An editor still offers the words.
 */
type Answer = VerdictKind | number | (string & Record<never, never>);

/**
 * Keeps the reader's guess about a claim, to be shown beside the verdict.
 *
 * Before the run a new guess replaces the old one. After it the early guess stands, whatever is
 * said now; where there was none, the guess is kept but marked late. Without an answer nothing
 * changes and the guess kept so far comes back. In a notebook that `npm start` opened the guess also goes into
 * the reader's file, see `recordGuess`.
 *
 * Throws a RangeError for an answer that is neither a kind of verdict nor a finite number.
 */
export function guess(claim: Claim, answer?: Answer): Guess {
  const entry = ledgerEntry(claim.id);
  if (answer === undefined) {
    return entry.guess ?? noted(claim, null, {late: false, note: `no guess yet: ${howTo}`});
  }
  const kinds: readonly VerdictKind[] =
    claim.predicts.kind === "contest" ? contestKinds : trialKinds;
  if (!Number.isFinite(answer) && !kinds.includes(answer as VerdictKind)) {
    throw new RangeError(
      `a guess must be ${kinds.map((kind) => `"${kind}"`).join(", ")} or a finite number, ` +
        `got ${JSON.stringify(answer) ?? String(answer)}`,
    );
  }
  const late = entry.firstRun !== null;
  if (late && entry.guess !== null) {
    const same = entry.guess.answer === answer;
    return same
      ? entry.guess
      : {...entry.guess, note: "the claim has been run: your first guess stands"};
  }
  const unwritten = recordGuess(claim, {answer, late});
  const kept = late ? "made after the run, so it does not score" : "kept until the verdict";
  const note =
    unwritten === null ? kept : `${kept}, and not in your file of guesses (${unwritten})`;
  return (entry.guess = noted(claim, answer as VerdictKind | number, {late, note}));
}

const howTo = 'write one as the second argument, such as "refuted" or 0.3, before you run';

const noted = (
  claim: Claim,
  answer: Guess["answer"],
  {late, note}: {late: boolean; note: string},
): Guess => Object.freeze({claim: claim.id, answer, late, note});

/**
 * What a kernel remembers of a claim id.
 *
 *     firstRun   the terms it first ran under
 *     guess      the reader's
 *     runs       how many runs were begun
 *     open       the number of the run, by role, that was begun last and has not ended
 */
export type LedgerEntry = {
  firstRun: Claim | null;
  guess: Guess | null;
  runs: number;
  readonly open: Map<"measured" | "control", number>;
};

/**
 * The record of a claim id in this kernel.
 *
 * The one piece of state outside a notebook's own variables. A claim that is registered anew after
 * its run gets a new fingerprint and could then be run again as if the bar had always stood there;
 * only a memory that outlives both the variables and a reload of this file can tell. It hangs on
 * globalThis, under a symbol, because a reloaded module starts with fresh variables.
 */
export function ledgerEntry(id: string): LedgerEntry {
  const holder = globalThis as {[key]?: Map<string, LedgerEntry>};
  const ledger = (holder[key] ??= new Map());
  const kept = ledger.get(id) ?? {firstRun: null, guess: null, runs: 0, open: new Map()};
  ledger.set(id, kept);
  return kept;
}

const key = Symbol.for("residual-lab.claims");

/** Remembers that a run of a claim begins, and returns its number. */
export function noteBegin({id}: Claim, role: "measured" | "control"): number {
  const entry = ledgerEntry(id);
  entry.runs++;
  entry.open.set(role, entry.runs);
  return entry.runs;
}

/** Remembers that a run has ended well, and the terms under which an id was first run. */
export function noteEnd(claim: Claim, role: "measured" | "control", run: number): void {
  const entry = ledgerEntry(claim.id);
  entry.firstRun ??= claim;
  if ((entry.open.get(role) ?? 0) <= run) entry.open.delete(role);
}
