import type {Whose} from "./claim";
import {contestKinds, decides} from "./guess";
import type {VerdictKind} from "./guess";
import type {Verdict} from "./verdict";
import {claimOf, weightOf} from "./weight";
import type {Ground, Weighed} from "./weight";

/**
 * What is known of a claim.
 *
 *     from    where the verdict was found, in words: "this run", "full run of 2026-11-24"
 *     older   what of its code has changed since, in words; null where nothing has
 */
export type KnownVerdict = Weighed & {
  readonly claim: string;
  readonly notebook: string;
  readonly from: string;
  readonly older: string | null;
};

/** What a notebook's own run knows. */
export const knownNow = (verdicts: readonly Verdict[], notebook: string): KnownVerdict[] =>
  verdicts.map(({claim, kind, whose, exploratory, conditions}) => ({
    ...{claim, kind, whose, exploratory, conditions},
    ...{notebook, from: "this run", older: null},
  }));

/**
 * A sentence of an answer.
 *
 *     paper   key in data/papers.json of the paper that it is about
 *     whose   who says so: the paper, the article, or we
 *     rests   the claims that it follows from; none, where no experiment is behind it
 */
export type AnswerSentence = {
  readonly says: string;
  readonly paper: string;
  readonly whose: Whose;
  readonly rests: readonly Ground[];
};

/** An experiment that would move an answer: what to do, how long it takes, and the claims it decides. */
export type NextExperiment = {
  readonly what: string;
  readonly minutes: number;
  readonly moves: readonly string[];
};

export type Question = {
  readonly asks: string;
  readonly sentences: readonly AnswerSentence[];
  readonly experiments: readonly NextExperiment[];
};

export type AnswerKind = "stands" | "stands in part" | "fell" | "open";

/** One sentence with what its verdicts leave of it. */
export type AnsweredSentence = AnswerSentence & {
  readonly kind: AnswerKind;
  readonly by: readonly string[];
  readonly against: readonly string[];
  /** Claims that decide nothing, with the reason in a word: undecided, control failed, not tried. */
  readonly open: readonly string[];
  /** Claims whose verdict is older than its code. */
  readonly older: readonly string[];
};

export type Answer = {
  readonly asks: string;
  readonly sentences: readonly AnsweredSentence[];
  /** How many sentences stand, stand in part, fell and are open, in words. */
  readonly summary: string;
  /** The shortest experiment that decides a claim on which an open sentence waits; null where none is known. */
  readonly next: NextExperiment | null;
  readonly warnings: readonly string[];
};

/**
 * What verdicts leave of a sentence.
 *
 *     stands           it rests on something, and all of that speaks for it
 *     fell             some speaks against it, and nothing for it
 *     stands in part   some for, some against
 *     open             nothing against it, and something undecided, or nothing tried at all
 *
 * A sentence with no claim behind it, or with one of which no verdict is known, is open whatever the others say.
 */
export function answeredSentence(
  sentence: AnswerSentence,
  known: readonly KnownVerdict[],
): AnsweredSentence {
  const grounds = sentence.rests.map((ground) => {
    const found = known.find(({claim}) => claim === claimOf(ground));
    const weight = found === undefined ? 0 : weightOf(found, {ground, whose: sentence.whose});
    return {id: claimOf(ground), weight, found};
  });
  const idsWhere = (test: (weight: number) => boolean): string[] =>
    grounds.filter(({weight}) => test(weight)).map(({id}) => id);
  const by = idsWhere((weight) => weight > 0);
  const against = idsWhere((weight) => weight < 0);
  const open = grounds
    .filter(({weight}) => weight === 0)
    .map(({id, found}) => {
      return `${id} (${found === undefined ? "not tried" : whyOpen(found)})`;
    });
  const settled = open.length === 0 && by.length > 0;
  const kind =
    against.length > 0 ? (by.length > 0 ? "stands in part" : "fell") : settled ? "stands" : "open";
  const older = grounds.filter(({found}) => found?.older != null).map(({id}) => id);
  return {...sentence, kind, by, against, open, older};
}

/** Why a verdict decides nothing about a sentence, in a word or two. */
function whyOpen({kind, exploratory, conditions}: KnownVerdict): string {
  if (exploratory) return "exploratory";
  if (kind === "refuted") return "refuted, and nobody else's claim";
  if (!decides(kind)) return kind;
  return conditions === undefined
    ? `${kind}: under which conditions is not recorded`
    : `${kind}, and open under a condition that counts here`;
}

/** A question's answer from what is known. */
export function answerTo(question: Question, known: readonly KnownVerdict[]): Answer {
  const sentences = question.sentences.map((sentence) => answeredSentence(sentence, known));
  const count = (kind: AnswerKind): number => sentences.filter((one) => one.kind === kind).length;
  const counted = (["stands", "stands in part", "fell", "open"] as const).map((kind) => ({
    kind,
    many: count(kind),
  }));
  const verbs = {
    stands: ["stands", "stand"],
    "stands in part": ["stands in part", "stand in part"],
    fell: ["fell", "fell"],
    open: ["is open", "are open"],
  } as const;
  const parts = counted
    .filter(({many}) => many > 0)
    .map(({kind, many}) => `${many} ${verbs[kind][many === 1 ? 0 : 1]}`);
  const waiting = new Set([
    ...sentences
      .filter(({kind}) => kind === "open" || kind === "stands in part")
      .flatMap(({rests}) => rests.map(claimOf))
      .filter((id) => isOpen(known.find(({claim}) => claim === id))),
    // A sentence that stands in part waits for where the part ends.
    ...sentences.filter(({kind}) => kind === "stands in part").flatMap(({against}) => against),
  ]);
  // A sentence on which nothing was tried waits for what is named after it.
  const untried = sentences.filter(({rests}) => rests.length === 0).map(({says}) => says);
  const useful = question.experiments
    .filter(({moves}) => moves.some((id) => waiting.has(id) || untried.includes(id)))
    .sort((a, b) => a.minutes - b.minutes);
  const rested = new Set(question.sentences.flatMap(({rests}) => rests.map(claimOf)));
  const warnings = [
    ...new Set(
      known
        .filter(({claim, older}) => rested.has(claim) && older !== null)
        .map(({notebook, from, older}) => `${notebook}, ${from}: ${older ?? ""}`),
    ),
  ];
  return {
    asks: question.asks,
    sentences,
    summary: `Of ${sentences.length} sentences ${parts.join(", ")}.`,
    next: useful[0] ?? null,
    warnings,
  };
}

const isOpen = (found: KnownVerdict | undefined): boolean =>
  found === undefined || Boolean(found.exploratory) || !decides(found.kind);

/** What a claim may be taken to have been: words for a trial and for a contest. */
export const suppositions = {
  "supported, or first": ["supported", "first"],
  "refuted, or second": ["refuted", "second"],
  "of no side (neither)": ["undecided", "neither"],
  undecided: ["undecided", "undecided"],
} as const satisfies Record<string, readonly [VerdictKind, VerdictKind]>;

/** What is known as if one claim had come out otherwise, under all its conditions where it is a contest. */
export const supposing = (
  known: readonly KnownVerdict[],
  {claim, was}: {readonly claim: string; readonly was: keyof typeof suppositions},
): KnownVerdict[] =>
  known.map((one) => {
    if (one.claim !== claim) return one;
    const [trial, contest] = suppositions[was];
    const isContest = one.conditions !== undefined || contestOnly.includes(one.kind);
    const {conditions, ...rest} = one;
    const kind = isContest ? contest : trial;
    if (kind !== "neither" || conditions === undefined) return {...rest, kind};
    const none = conditions.map(({name}) => ({name, answer: "neither" as const}));
    return {...rest, kind, conditions: none};
  });

const contestOnly: readonly VerdictKind[] = contestKinds.filter(decides);
