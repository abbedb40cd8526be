import {requireAbove, requireWhole} from "../numerics/require-number";
import type {Normalisation, NormalisationScope} from "./normalisation";
import {requireChoices} from "../numerics/require-choices";

/**
 * A residual network in the sense of Littwin & Wolf: p weight layers, of which the first cannot be
 * skipped and every other can, without biases.
 *
 *     N_1 = b_1(x),   N_l = N_(l-1) + b_l(N_(l-1))  for l = 2 … p,   logits = O N_p / logitScale
 *
 *     order "post"   b_l(N) = (λ_l / σ_l) R(W_l N)
 *     order "pre"    b_l(N) = (λ_l / σ_l) W_l R(N), with b_1 linear and R once more before O
 *
 *     depth          p    weight layers; a path takes 1 … p of them
 *     width          n    units of a layer, or channels
 *     weightScale    c    W ~ N(0, c² / fan-in), the read-out O ~ N(0, 1 / n)
 *     R, λ, σ             ReLU, the branch's scale (1 at the start), its divisor
 *
 * Dense: W_l is a matrix, an image is flattened. Convolutional: W_1 is a 3×3 convolution with the
 * given stride, every other W_l one with stride 1 and equal shape; O reads the mean over positions.
 *
 * Not a case of stack/stack-options.ts, though both are stacks: here σ divides what R lets through, one for
 * a layer, and c scales the draws, while there batch norm or a bias comes before R, of each unit. As one
 * definition every option of either would need a rule for the other, and streams of other names would
 * change the weights of every stored result.
 * @see littwin2016 §2, Eq. 7 and §4.1, Eq. 20
 */
export type ResidualOptions = {
  readonly kind: "dense" | "convolutional";
  /** Shape of one example: [features] or [height, width, channels]. */
  readonly input: readonly number[];
  readonly classes: number;
  readonly depth: number;
  readonly width: number;
  /** false: the plain network N_l = b_l(N_(l-1)). */
  readonly skip: boolean;
  readonly normalisation: Normalisation;
  readonly scope: NormalisationScope;
  readonly order: "post" | "pre";
  readonly weightScale: number;
  readonly logitScale: number;
  /** Stride of the first convolution. */
  readonly stride: number;
};

type Needed = "input" | "classes" | "depth" | "width";
/** Options with the defaults left out. */
export type ResidualSettings = Pick<ResidualOptions, Needed> &
  Partial<Omit<ResidualOptions, Needed>>;

const allowed = {
  kind: ["dense", "convolutional"],
  normalisation: ["none", "rms", "stopped", "standard", "centred", "frozen"],
  scope: ["layer", "unit"],
  order: ["post", "pre"],
} as const;

/** Fills in the defaults. Throws a RangeError that names the first option that makes no network. */
export function residualOptions(settings: ResidualSettings): ResidualOptions {
  const options: ResidualOptions = {
    kind: settings.kind ?? "dense",
    input: [...settings.input],
    classes: settings.classes,
    depth: settings.depth,
    width: settings.width,
    skip: settings.skip ?? true,
    normalisation: settings.normalisation ?? "none",
    scope: settings.scope ?? "layer",
    order: settings.order ?? "post",
    weightScale: settings.weightScale ?? 1,
    logitScale: settings.logitScale ?? 1,
    stride: settings.stride ?? 1,
  };
  for (const name of ["depth", "width", "classes", "stride"] as const) {
    requireWhole(name, options[name], {from: 1});
  }
  options.input.forEach((extent) => requireWhole("each extent of input", extent, {from: 1}));
  for (const name of ["weightScale", "logitScale"] as const) {
    requireAbove(name, options[name]);
  }
  requireChoices(options, allowed);
  if (options.kind === "convolutional" && options.input.length !== 3) {
    throw new RangeError(
      `a convolutional network needs input [height, width, channels], got [${options.input.join(", ")}]`,
    );
  }
  return options;
}
