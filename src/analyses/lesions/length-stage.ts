import type {Dataset} from "../../datasets/dataset";
import type {Random} from "../../numerics/random";
import type {FrozenStack} from "./frozen-stack";
import {
  coherentShares,
  energyShares,
  errorOfSum,
  gradientByLength,
  normsByLength,
  outputByLength,
} from "./gradient-by-length";
import {linearPass} from "./linear-pass";
import {sharesByRule, singlePathNorms} from "./single-paths";

/** How a stack's gradient and output are made of paths at one moment of its training. */
export type LengthStage = {
  readonly step: number;
  /** Mean ‖gradient‖ of a single path, by length 0 … n. */
  readonly pathNorms: readonly number[];
  /** Shares of lengths 0 … n by the paper's rule, of norms, and by the one that adds squares, of squares. */
  readonly byNorms: readonly number[];
  readonly bySquares: readonly number[];
  /** The exact ones of squares, ‖G[k]‖² / Σ, and along the gradient, ⟨G[k], g⟩ / ⟨g, g⟩. */
  readonly energy: readonly number[];
  readonly coherent: readonly number[];
  /** ‖G[k]‖: over their sum, the exact shares of norms. */
  readonly partNorms: readonly number[];
  /** The energy shares of what paths make of the first stream at the output. */
  readonly output: readonly number[];
  /** Largest |Σ G[k] − gradient| over the largest |gradient|, and the same of the output. */
  readonly errors: {readonly gradient: number; readonly output: number};
};

/**
 * All measures of path length of one stack on the same examples, side by side.
 *
 *     paths, longer   single paths drawn for each length, see `singlePathNorms`
 * @see veit2016 gradient by path length
 */
export function lengthStage(
  stack: FrozenStack,
  data: Dataset,
  {
    step,
    ...drawn
  }: {
    readonly step: number;
    readonly paths: number;
    readonly longer?: number;
    readonly random: Random;
  },
): LengthStage {
  const pass = linearPass(stack, data);
  const gradient = gradientByLength(pass);
  const output = outputByLength(stack, pass);
  const norms = singlePathNorms(pass, drawn);
  return {
    step,
    pathNorms: norms.map(({mean}) => mean),
    byNorms: sharesByRule(norms, "norms"),
    bySquares: sharesByRule(norms, "squares"),
    energy: energyShares(gradient),
    coherent: coherentShares(gradient),
    partNorms: normsByLength(gradient),
    output: energyShares(output),
    errors: {gradient: errorOfSum(gradient), output: errorOfSum(output)},
  };
}
