import {mean, median} from "simple-statistics";
import type {Random} from "../../numerics/random";
import {rankCorrelation} from "../../numerics/rank-correlation";
import type {LesionErrors} from "./lesion-trials";

/** By how much the error rises when one module loses its branch, or its skip; by module. */
export const addedErrors = (
  lesions: Pick<LesionErrors, "intact" | "branch" | "skip">,
  way: "branch" | "skip" = "branch",
): number[] => lesions[way].map((error) => error - lesions.intact);

/** Mean error by number of deleted modules, 0 … n. */
export const meanErrors = (many: readonly (readonly number[])[]): number[] =>
  many.map((errors) => mean([...errors]));

/**
 * The largest rise from one number of deleted modules to the next, over the rise from none to all. 1/n
 * where the error grows evenly, 1 where the first deletion does it all.
 * @see veit2016 deletion of many modules
 */
export function largestStep(many: readonly (readonly number[])[]): number {
  const errors = meanErrors(many);
  const steps = errors.slice(1).map((error, k) => error - errors[k]);
  return Math.max(...steps) / (errors[errors.length - 1] - errors[0]);
}

/**
 * Rank correlation of the number of deleted modules with the mean error: 1 where every deletion adds to
 * it.
 * @see veit2016 deletion of many modules
 */
export const countTracksError = (many: readonly (readonly number[])[]): number =>
  rankCorrelation(
    many.map((_, k) => k),
    meanErrors(many),
  );

/** Rank correlation of the size of a branch with what its deletion costs. */
export const sizeTracksDamage = (
  lesions: Pick<LesionErrors, "intact" | "branch" | "skip" | "sizes">,
): number => rankCorrelation(lesions.sizes, addedErrors(lesions));

/**
 * Rank correlation of Kendall's τ with the error, over all orders that were tried.
 * @see veit2016 reordering of modules
 */
export const tauTracksError = ({
  orders,
}: {
  readonly orders: readonly {readonly tau: number; readonly error: number}[];
}): number =>
  rankCorrelation(
    orders.map(({tau}) => tau),
    orders.map(({error}) => error),
  );

/** Share of the intact stack's accuracy that is left with so many modules deleted, on average. */
export const accuracyLeft = (many: readonly (readonly number[])[], deleted: number): number => {
  const errors = meanErrors(many);
  return (1 - errors[deleted]) / (1 - errors[0]);
};

/**
 * The same of what the intact stack knows more than one that guesses: 1 as it was, 0 where it guesses.
 *
 *     guessing   error of one that guesses, 0.9 of ten classes
 */
export const knowledgeLeft = (
  many: readonly (readonly number[])[],
  {deleted, guessing}: {readonly deleted: number; readonly guessing: number},
): number => {
  const errors = meanErrors(many);
  return (guessing - errors[deleted]) / (guessing - errors[0]);
};

/**
 * Share of what so many deletions cost one stack that another is spared: 1 where they cost it nothing, 0
 * where they cost it as much.
 */
export const shareSpared = (
  many: readonly (readonly number[])[],
  other: readonly (readonly number[])[],
  deleted: number,
): number => {
  const [cost, others] = [many, other].map(meanErrors).map((e) => e[deleted] - e[0]);
  return 1 - others / cost;
};

/**
 * Share of Σ_paths c^length that is left with d of n modules deleted: the paper's effective weight.
 *
 *     without branches   (1 + c)^−d
 *     without skips      (c / (1 + c))^d
 *
 * @see veit2016 gradient by path length
 */
export const weightLeft = (
  odds: number,
  {deleted, way}: {readonly deleted: number; readonly way: "branch" | "skip"},
): number => ((way === "branch" ? 1 : odds) / (1 + odds)) ** deleted;

type Single = Pick<LesionErrors, "intact" | "branch" | "skip">;

/** By how much more the median module costs without its skip than without its branch: as many paths are left. */
export const skipLessBranch = (lesions: Single): number =>
  median(addedErrors(lesions, "skip")) - median(addedErrors(lesions, "branch"));

/** The same of one lesion in two groups of modules, every second one and the others: what chance alone makes. */
export function secondLessFirst(lesions: Single): number {
  const added = addedErrors(lesions);
  const half = (rest: number): number => median(added.filter((_, module) => module % 2 === rest));
  return half(1) - half(0);
}

/**
 * Rank correlation of a module's place with what deleting it costs: below 0 where early ones are costly. The first
 * `without` modules are left out, none unless given.
 */
export const placeTracksDamage = (
  lesions: Single,
  {without = 0}: {readonly without?: number} = {},
): number => rankOfPlace(addedErrors(lesions).slice(without));

/** The same with the damages dealt to the modules anew, on average over so many deals. */
export function placeTracksDealtDamage(
  lesions: Single,
  {deals, random}: {readonly deals: number; readonly random: Random},
): number {
  const added = addedErrors(lesions);
  const dealt = Array.from({length: deals}, (_, deal) => {
    const order = random.child(`deal ${deal}`).permutation(added.length);
    return rankOfPlace([...order].map((from) => added[from]));
  });
  return mean(dealt);
}

const rankOfPlace = (added: readonly number[]): number =>
  rankCorrelation(
    added.map((_, module) => module),
    [...added],
  );
