import type {Split} from "../../datasets/dataset";
import {examplesBetween} from "../../datasets/subsets";
import type {StackNetwork} from "../../models/stack/stack-network";
import type {Random} from "../../numerics/random";
import {requireWhole} from "../../numerics/require-number";
import {onceTrained} from "../depth/trained-stack";
import type {StackTrial} from "../depth/trained-stack";
import {freezeStack} from "./frozen-stack";
import type {FrozenStack} from "./frozen-stack";
import {lengthStage} from "./length-stage";
import type {LengthStage} from "./length-stage";
import {lesionErrors} from "./lesion-trials";
import type {LesionCounts, LesionErrors} from "./lesion-trials";
import {wiredError} from "./wired-pass";
import {intactWiring, withoutBranches, withoutSkips} from "./wiring";
import type {Wiring} from "./wiring";

/**
 * A stack of the order "pre", how it is trained, and what is then looked at.
 *
 *     lesions   every lesion, on the test examples; none unless given
 *     lengths   path lengths at these steps (0 is the start, "end" the end), on the first so many
 *               examples to learn, with so many single paths drawn of each length, and of those above half
 *               of the modules (`longer`, as many unless given); none unless given
 */
export type StackStudy = StackTrial & {
  readonly lesions?: LesionCounts;
  readonly lengths?: {
    readonly at: readonly number[];
    readonly examples: number;
    readonly paths: number;
    readonly longer?: number;
  };
};

export type StudiedStack = {
  /** Shares of wrong answers with the statistics of the examples to learn held. */
  readonly trainError: number;
  readonly testError: number;
  /**
   * Of a stack that was trained with k of its n branches at a time, all of them there at last: not
   * scaled by k / n, and that with statistics measured anew. The test error in all other stacks.
   */
  readonly rawError: number;
  readonly renewedError: number;
  readonly lesions: (LesionErrors & {readonly renewed: RenewedErrors}) | null;
  readonly lengths: readonly LengthStage[];
};

/**
 * Errors with one module's branch or skip gone and batch norm's statistics measured anew on the examples
 * to learn, at the modules of these numbers; no skips in a plain stack.
 */
export type RenewedErrors = {
  readonly modules: readonly number[];
  readonly branch: readonly number[];
  readonly skip: readonly number[];
};

/** How many draws of k branches the statistics of a stack are averaged over that was trained so. */
const formsMeasured = 12;

/** Trains a stack, holds its statistics, and tries lesions and path lengths on it. */
export async function studiedStack(
  split: Split,
  {lesions, lengths, random, ...trial}: StackStudy & {readonly random: Random},
): Promise<StudiedStack> {
  const {train, test} = split;
  const stages: LengthStage[] = [];
  const look = examplesBetween(train, 0, lengths?.examples ?? 0);
  const at = [...(lengths?.at ?? []), stepsOf(trial, train)];
  return onceTrained(train, {
    ...trial,
    random,
    at: lengths ? at : [],
    onStep: (network, step) => {
      const stack = frozenAsTrained(network, train, {random: random.child("branches")});
      const {paths = 1, longer} = lengths ?? {};
      const own = random.child(`paths at ${step}`);
      stages.push(lengthStage(stack, look, {step, paths, longer, random: own}));
    },
    use: (network): StudiedStack => {
      const stack = frozenAsTrained(network, train, {random: random.child("branches")});
      const testError = wiredError(stack, test);
      const isPart = network.options.activeBlocks !== null;
      const raw = {...stack, branchFactor: network.options.branchScale};
      const renewed = (): FrozenStack =>
        freezeStack(network, train, {branchFactor: network.options.branchScale});
      return {
        trainError: wiredError(stack, train),
        testError,
        rawError: isPart ? wiredError(raw, test) : testError,
        renewedError: isPart ? wiredError(renewed(), test) : testError,
        lesions: lesions
          ? {
              ...lesionErrors(stack, test, {...lesions, random: random.child("lesions")}),
              renewed: renewedErrors(network, split, lesions.renewed ?? 0),
            }
          : null,
        lengths: stages,
      };
    },
  });
}

/** Updates of a trial on so many examples. */
export const stepsOf = ({epochs, batchSize}: StackTrial, train: Split["train"]): number =>
  epochs * Math.floor(train.shape[0] / batchSize);

/**
 * The stack with the statistics that its training saw: with all branches, or, where it was trained with
 * k of them at a time, the mean over random draws of k, as running averages are.
 */
export function frozenAsTrained(
  network: StackNetwork,
  train: Split["train"],
  {random}: {readonly random: Random},
): FrozenStack {
  const {blocks, activeBlocks: active, branchScale} = network.options;
  if (active === null) return freezeStack(network, train);
  const wirings = Array.from({length: formsMeasured}, (_, form): Wiring => {
    const left = random.child(`form ${form}`).permutation(blocks).subarray(active);
    return withoutBranches(intactWiring(blocks), [...left]);
  });
  const measured = freezeStack(network, train, {wirings, branchFactor: branchScale});
  return {...measured, branchFactor: (branchScale * active) / blocks};
}

/** Lesions at so many modules, the first and the last among them, each with statistics of its own. */
export function renewedErrors(
  network: StackNetwork,
  {train, test}: Split,
  count: number,
): RenewedErrors {
  const {blocks, shortcut} = network.options;
  requireWhole("renewed", count, {from: 0, to: blocks});
  const whole = intactWiring(blocks, shortcut === "none" ? "plain" : "residual");
  const modules = Array.from({length: count}, (_, i) =>
    Math.round((i * (blocks - 1)) / Math.max(1, count - 1)),
  );
  const errorsOf = (without: typeof withoutBranches): number[] =>
    modules.map((module) => {
      const wiring = without(whole, [module]);
      return wiredError(freezeStack(network, train, {wirings: [wiring]}), test, wiring);
    });
  const skip = shortcut === "none" ? [] : errorsOf(withoutSkips);
  return {modules, branch: errorsOf(withoutBranches), skip};
}
