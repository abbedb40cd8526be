import type {Dataset} from "../../datasets/dataset";
import type {Random} from "../../numerics/random";
import type {FrozenStack} from "./frozen-stack";
import {branchSizes, errorUnder, wiringOf} from "./wired-pass";
import {kendallTau, shuffledWiring, withoutBranches, withoutSkips} from "./wiring";

/**
 * How many lesions to try.
 *
 *     subsets   random sets of modules for each number of deleted ones
 *     shuffles  random orders for each number of swaps 1, 2, … up to half of the modules
 */
export type LesionCounts = {readonly subsets: number; readonly shuffles: number};

/** Errors on the examples of a stack whose statistics are held, under each lesion. */
export type LesionErrors = {
  readonly intact: number;
  /** With one module's branch gone, by module; in a plain stack that module is bridged. */
  readonly branch: readonly number[];
  /** With its skip gone instead; none in a plain stack. */
  readonly skip: readonly number[];
  /** Length of each module's branch over that of the stream it is added to. */
  readonly sizes: readonly number[];
  /** With k = 0 … n branches gone, the error for each of the random subsets. */
  readonly manyBranches: readonly (readonly number[])[];
  /** The same of skips, one subset for each k; none in a plain stack. */
  readonly manySkips: readonly (readonly number[])[];
  /** With the modules in another order. */
  readonly orders: readonly {readonly tau: number; readonly error: number}[];
};

/**
 * Every lesion of the paper, and the one it lacks, on a stack that is not trained again. Nothing of the
 * stack is changed: each lesion is another wiring of the same numbers.
 * @see veit2016 deletion of modules
 */
export function lesionErrors(
  stack: FrozenStack,
  data: Dataset,
  {subsets, shuffles, random}: LesionCounts & {readonly random: Random},
): LesionErrors {
  const wiring = wiringOf(stack);
  const count = wiring.length;
  const modules = wiring.map(({module}) => module);
  const residual = stack.kind === "residual";
  const errorOf = errorUnder(stack, data);
  const subset = (k: number, draw: number): number[] => [
    ...random.child(`subset ${k}, ${draw}`).permutation(count).subarray(0, k),
  ];
  const intact = errorOf(wiring);
  const branch = modules.map((module) => errorOf(withoutBranches(wiring, [module])));
  const skip = residual ? modules.map((module) => errorOf(withoutSkips(wiring, [module]))) : [];
  const many = (without: typeof withoutBranches, subsets: number): number[][] =>
    Array.from({length: count + 1}, (_, k) => {
      if (k === 0) return [intact];
      // All modules can be chosen in one way only.
      const draws = k === count ? 1 : subsets;
      return Array.from({length: draws}, (_, draw) => errorOf(without(wiring, subset(k, draw))));
    });
  const orders = Array.from({length: Math.floor(count / 2)}, (_, s) => s + 1).flatMap((swaps) =>
    Array.from({length: shuffles}, (_, draw) => {
      const own = random.child(`${swaps} swaps, ${draw}`);
      const order = shuffledWiring(wiring, {swaps, random: own});
      return {tau: kendallTau(order), error: errorOf(order)};
    }),
  );
  return {
    intact,
    branch,
    skip,
    sizes: residual ? branchSizes(stack, data) : [],
    manyBranches: many(withoutBranches, subsets),
    manySkips: residual ? many(withoutSkips, 1) : [],
    orders,
  };
}
