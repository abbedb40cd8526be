import type {Dataset} from "../../datasets/dataset";
import type {Random} from "../../numerics/random";
import type {FrozenStack} from "./frozen-stack";
import {errorUnder, streamMoves, wiringOf} from "./wired-pass";
import {kendallTau, shuffledWiring, withoutBranches, withoutSkips} from "./wiring";

/**
 * How many lesions to try.
 *
 *     subsets   random orders in which modules go, one after the other
 *     shuffles  random orders for each number of swaps 1, 2, … up to half of the modules
 *     skips     whether skips are deleted too: "many", one by one and the same sets, unless given; only
 *               "single" ones; "none"
 *     renewed   modules, evenly spread, that are deleted with batch norm's statistics measured anew; none
 *               unless given
 */
export type LesionCounts = {
  readonly subsets: number;
  readonly shuffles: number;
  readonly skips?: "many" | "single" | "none";
  readonly renewed?: number;
};

/** Errors on the examples of a stack whose statistics are held, under each lesion. */
export type LesionErrors = {
  readonly intact: number;
  /** With one module's branch gone, by module; in a plain stack that module is bridged. */
  readonly branch: readonly number[];
  /** With its skip gone instead; none in a plain stack, or where none were asked for. */
  readonly skip: readonly number[];
  /** How far each module moves the stream, ‖y_i − y_(i−1)‖ / ‖y_(i−1)‖: in a residual stack its branch. */
  readonly sizes: readonly number[];
  /**
   * With k = 0 … n branches gone, the error for each of the random orders: entry j of k + 1 lacks the
   * modules of entry j of k and one more.
   */
  readonly manyBranches: readonly (readonly number[])[];
  /** The same of skips, with the same modules; none in a plain stack, or where none were asked for. */
  readonly manySkips: readonly (readonly number[])[];
  /** With the modules in another order; `first`: whether module 0 still stands first. */
  readonly orders: readonly {
    readonly tau: number;
    readonly error: number;
    readonly first: boolean;
  }[];
};

/**
 * Every lesion of the paper, and the one it lacks, on a stack that is not trained again. Nothing of the
 * stack is changed: each lesion is another wiring of the same numbers.
 * @see veit2016 deletion of modules
 */
export function lesionErrors(
  stack: FrozenStack,
  data: Dataset,
  {subsets, shuffles, skips = "many", random}: LesionCounts & {readonly random: Random},
): LesionErrors {
  const wiring = wiringOf(stack);
  const count = wiring.length;
  const modules = wiring.map(({module}) => module);
  const residual = stack.kind === "residual";
  const errorOf = errorUnder(stack, data);
  const going = Array.from({length: subsets}, (_, draw) => [
    ...random.child(`going ${draw}`).permutation(count),
  ]);
  const intact = errorOf(wiring);
  const branch = modules.map((module) => errorOf(withoutBranches(wiring, [module])));
  const skip =
    residual && skips !== "none"
      ? modules.map((module) => errorOf(withoutSkips(wiring, [module])))
      : [];
  const many = (without: typeof withoutBranches): number[][] =>
    Array.from({length: count + 1}, (_, k) => {
      if (k === 0) return going.map(() => intact);
      // The last one to go leaves nothing to choose.
      if (k === count) {
        const error = errorOf(without(wiring, modules));
        return going.map(() => error);
      }
      return going.map((order) => errorOf(without(wiring, order.slice(0, k))));
    });
  const orders = Array.from({length: Math.floor(count / 2)}, (_, s) => s + 1).flatMap((swaps) =>
    Array.from({length: shuffles}, (_, draw) => {
      const own = random.child(`${swaps} swaps, ${draw}`);
      const order = shuffledWiring(wiring, {swaps, random: own});
      return {tau: kendallTau(order), error: errorOf(order), first: order[0].module === 0};
    }),
  );
  return {
    intact,
    branch,
    skip,
    sizes: streamMoves(stack, data),
    manyBranches: many(withoutBranches),
    manySkips: residual && skips === "many" ? many(withoutSkips) : [],
    orders,
  };
}
