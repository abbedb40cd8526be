import type {Whose} from "./claim";
import {decides} from "./guess";
import type {VerdictKind} from "./guess";
import type {ConditionOutcome} from "./verdict";

/** What came of a claim, as far as a sentence that rests on it asks. */
export type Weighed = {
  readonly kind: VerdictKind;
  readonly exploratory?: string | null;
  /** Whose claim it is; one of which that is not known counts as somebody else's. */
  readonly whose?: Whose;
  /** Of a contest: what came of each condition. */
  readonly conditions?: readonly Pick<ConditionOutcome, "name" | "answer">[];
};

/**
 * A claim that a sentence rests on.
 *
 *     a name          its support speaks for the sentence, its refutation against
 *     {claim, is}     of a contest: the outcomes that speak for the sentence; others that decide speak against
 *     {claim, under}  of a contest: which side has to be right under which condition; another side there speaks
 *                     against, whatever the word for the whole is
 */
export type Ground =
  | string
  | {readonly claim: string; readonly is: readonly VerdictKind[]}
  | {readonly claim: string; readonly under: Readonly<Record<string, Side>>};

/** What may be right under a condition. */
export type Side = Exclude<ConditionOutcome["answer"], "undecided">;

export const claimOf = (ground: Ground): string =>
  typeof ground === "string" ? ground : ground.claim;

/** 1 where a claim is supported, −1 where it is refuted, 0 where it decides nothing or its setting moved. */
export function supportOf({kind, exploratory}: Weighed): number {
  if (exploratory) return 0;
  return kind === "supported" ? 1 : kind === "refuted" ? -1 : 0;
}

/**
 * What a verdict says to a sentence of `whose` that rests on its claim: 1 for it, −1 against it, 0 nothing.
 *
 * The refutation of a claim of ours says nothing to what somebody else said: it sharpens that. A contest is ours,
 * too, and counts both ways, since it registers what each paper leads to expect.
 */
export function weightOf(
  verdict: Weighed,
  {ground, whose}: {readonly ground: Ground; readonly whose: Whose},
): number {
  if (typeof ground !== "string") return weightOfContest(verdict, ground);
  const support = supportOf(verdict);
  const nobodySaid = support < 0 && whose !== "ours" && verdict.whose === "ours";
  return nobodySaid ? 0 : support;
}

function weightOfContest(verdict: Weighed, ground: Exclude<Ground, string>): number {
  const {kind, exploratory} = verdict;
  if (exploratory || kind === "control failed") return 0;
  if ("is" in ground) return !decides(kind) ? 0 : ground.is.includes(kind) ? 1 : -1;
  const sides = Object.entries(ground.under).map(([name, wanted]) => {
    const there = answerUnder(verdict, name);
    return there === "undecided" ? 0 : there === wanted ? 1 : -1;
  });
  // One condition against it is enough, also where the whole is open; else one that is open leaves it open.
  const worst = Math.min(...sides);
  return worst < 0 || decides(kind) ? worst : 0;
}

/** What holds under a condition: undecided where only a word for the whole is known that leaves it open. */
function answerUnder({kind, conditions}: Weighed, name: string): ConditionOutcome["answer"] {
  if (conditions !== undefined) {
    return conditions.find((one) => one.name === name)?.answer ?? "undecided";
  }
  return kind === "first" || kind === "second" ? kind : "undecided";
}
