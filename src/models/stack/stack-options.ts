import {requireWhole, requireWithin} from "../../numerics/require-number";
import {requireChoices} from "../../numerics/require-choices";

/**
 * A stack of equal blocks between a first layer and a read-out, plain or residual.
 *
 *     x_b = f(λ h(x_(b-1)) + μ α_b F_b(x_(b-1)))
 *
 *     order            f                  F                            before the first block / behind the last
 *     "post"           R                  N W_m R … R N W_1            x_0 = R N W_0 x     /  -
 *     "norm-after"     R N                W_m R N … R N W_1            x_0 = R N W_0 x     /  -
 *     "relu-before"    -                  R N W_m … R N W_1            x_0 = R N W_0 x     /  -
 *     "relu-pre"       -                  N W_m R … N W_1 R            x_0 = N W_0 x       /  R
 *     "pre"            -                  W_m R N … W_1 R N            x_0 = W_0 x         /  R N
 *
 *     shortcut         h
 *     "none"           0, a plain network
 *     "identity"       x
 *     "projection"     P x, in batch norm (γ = 1, β = 0) where the stack has it
 *     "exclusive-gate" (1 − g) x, and F is multiplied by g = σ(x G + b), of learned G and b
 *     "shortcut-gate"  (1 − g) x, and F is left as it is
 *     "dropout"        each entry 0 with probability 1/2, and else doubled; x outside of training
 *
 *     blocks         B    number of blocks
 *     layersPerBlock m    weight layers of a block; the stack has B m + 2
 *     width          n    units of a layer, or channels
 *     stages              parts of equally many blocks; at the beginning of each but the first the channels
 *                         double and the places halve a side: the first layer of that block has a stride
 *                         of 2, and h takes every second place, with zeros for the new channels (option
 *                         A) or times P. 1 unless given; more only of convolutions
 *     shortcutScale  λ    a fixed number, like branchScale μ; both 1 unless given
 *     gateBias            where b starts; 0 unless given
 *     normalisation  N    "batch": batch norm with scale γ and offset β; "none": a bias instead
 *     alpha          α    a learned number for each block that starts here; no α unless given
 *     activeBlocks   k    in training k of the B branches, drawn anew at each step, are there and the
 *                         others are 0; outside of training all are, times k / B. All, unless given
 *     start               where the weights of the blocks begin:
 *
 *     he         W ~ N(0, 2 / fan-in)
 *     identity   W = I + noise · (what "he" draws), the same of a convolution's middle
 *     rotation   the same with a random orthogonal matrix of its own for I: as large, and not the identity
 *     fixup      W_1 … W_(m-1) as "he", times B^(-1 / (2m - 2)); W_m = 0
 *
 * Dense: W is a matrix, an image is flattened. Convolutional: 3 × 3 and of equal shape within a stage, the
 * first with the given stride; the read-out sees the mean over positions. R is ReLU. The networks for
 * CIFAR-10 are convolutional, have 3n blocks in three stages and a width of 16.
 *
 * The network of Littwin & Wolf is not one of these: its branch is divided by one σ behind R, without a bias,
 * and its weights come from streams of other names; residual-options.ts says it, with the reason. What
 * both do alike is in network-layers.ts.
 * @see he2015 §3.1 Eq. 1 and 2, §3.3, §4.2
 * @see he2016 §3.1 Fig. 2, §4 Fig. 4
 * @see veit2016 training of effective paths only (activeBlocks)
 */
export type StackOptions = {
  readonly kind: "dense" | "convolutional";
  /** Shape of one example: [features] or [height, width, channels]. */
  readonly input: readonly number[];
  readonly classes: number;
  readonly blocks: number;
  readonly layersPerBlock: number;
  readonly width: number;
  readonly stages: number;
  readonly shortcut: (typeof allowed.shortcut)[number];
  readonly shortcutScale: number;
  readonly branchScale: number;
  readonly gateBias: number;
  readonly order: (typeof allowed.order)[number];
  readonly normalisation: "none" | "batch";
  readonly alpha: number | null;
  readonly activeBlocks: number | null;
  readonly start: (typeof allowed.start)[number];
  readonly noise: number;
  /** Stride of the first convolution. */
  readonly stride: number;
};

type Needed = "input" | "classes" | "blocks" | "width";
/** Options with the defaults left out. */
export type StackSettings = Pick<StackOptions, Needed> & Partial<Omit<StackOptions, Needed>>;

const allowed = {
  kind: ["dense", "convolutional"],
  shortcut: ["none", "identity", "projection", "exclusive-gate", "shortcut-gate", "dropout"],
  order: ["post", "norm-after", "relu-before", "relu-pre", "pre"],
  normalisation: ["none", "batch"],
  start: ["he", "identity", "rotation", "fixup"],
} as const;

/** Fills in the defaults. Throws a RangeError that names the first option that makes no stack. */
export function stackOptions(settings: StackSettings): StackOptions {
  const options: StackOptions = {
    kind: settings.kind ?? "dense",
    input: [...settings.input],
    classes: settings.classes,
    blocks: settings.blocks,
    layersPerBlock: settings.layersPerBlock ?? 2,
    width: settings.width,
    stages: settings.stages ?? 1,
    shortcut: settings.shortcut ?? "identity",
    shortcutScale: settings.shortcutScale ?? 1,
    branchScale: settings.branchScale ?? 1,
    gateBias: settings.gateBias ?? 0,
    order: settings.order ?? "post",
    normalisation: settings.normalisation ?? "batch",
    alpha: settings.alpha ?? null,
    activeBlocks: settings.activeBlocks ?? null,
    start: settings.start ?? "he",
    noise: settings.noise ?? 0.1,
    stride: settings.stride ?? 1,
  };
  requireWhole("blocks", options.blocks, {from: 0});
  for (const name of ["layersPerBlock", "width", "classes", "stride", "stages"] as const) {
    requireWhole(name, options[name], {from: 1});
  }
  options.input.forEach((extent) => requireWhole("each extent of input", extent, {from: 1}));
  requireWithin("noise", options.noise, [0, 10]);
  for (const name of ["shortcutScale", "branchScale"] as const) {
    requireWithin(name, options[name], [-10, 10]);
  }
  requireWithin("gateBias", options.gateBias, [-20, 20]);
  if (options.alpha !== null) requireWithin("alpha", options.alpha, [-10, 10]);
  if (options.activeBlocks !== null) {
    requireWhole("activeBlocks", options.activeBlocks, {from: 1, to: options.blocks});
  }
  requireChoices(options, allowed);
  if (options.kind === "convolutional" && options.input.length !== 3) {
    throw new RangeError(
      `a convolutional stack needs input [height, width, channels], got [${options.input.join(", ")}]`,
    );
  }
  requireStages(options);
  if (options.start === "fixup" && options.layersPerBlock < 2) {
    throw new RangeError(
      `the start "fixup" needs layersPerBlock of 2 or more, got ${options.layersPerBlock}: ` +
        "with one layer, an alpha that starts at 0 does the same",
    );
  }
  return options;
}

function requireStages({stages, kind, blocks, shortcut, start}: StackOptions): void {
  if (stages === 1) return;
  const cannot =
    kind === "dense"
      ? `kind "convolutional", got "${kind}"`
      : blocks % stages !== 0
        ? `blocks that can be divided by them, got ${blocks}`
        : !["none", "identity", "projection"].includes(shortcut)
          ? `shortcut "none", "identity" or "projection", got "${shortcut}"`
          : !["he", "fixup"].includes(start)
            ? `start "he" or "fixup", got "${start}": a layer that doubles the channels is no identity`
            : null;
  if (cannot !== null) throw new RangeError(`a stack of ${stages} stages needs ${cannot}`);
}

/** Channels behind block b, or behind the first layer for b = 0. */
export const widthBehind = ({width, blocks, stages}: StackOptions, block: number): number =>
  block === 0 ? width : width * 2 ** (Math.ceil((block * stages) / blocks) - 1);

/** Whether a block doubles the channels and halves the places a side. */
export const changesShape = (options: StackOptions, block: number): boolean =>
  block > 0 && widthBehind(options, block) !== widthBehind(options, block - 1);
