import type {Dataset} from "../../datasets/dataset";
import {disposeNetwork} from "../../models/network";
import {createStack} from "../../models/stack/stack-network";
import {requireWhole} from "../../numerics/require-number";
import type {Random} from "../../numerics/random";
import {freezeStack} from "./frozen-stack";
import type {FrozenStack, Rows} from "./frozen-stack";
import {errorOfSum, gradientByLength, outputByLength} from "./gradient-by-length";
import {linearPass} from "./linear-pass";
import {alongPath} from "./single-paths";
import {branchOf} from "./wired-pass";

/** How far each statement about the paths of one network is from being an equation. */
export type PathIdentities = {
  /** The parts of each length, from n passes, against the sums over all 2^n paths, one by one. */
  readonly lengths: number;
  /** Their sum against the gradient, module by module. */
  readonly gradient: number;
  /** The same of the output, gates held. */
  readonly output: number;
  /** What 2^n separate networks make of the input, nonlinear as they are, against the stream x_n. */
  readonly networks: number;
};

/** More than 2^12 paths nobody waits for. */
const mostModules = 12;

/**
 * The statements of the paper's unravelled view, tried on one untrained stack with batch norm.
 *
 *     x_n ≠ Σ_paths f_(i_k) ∘ … ∘ f_(i_1)(x_0),    but    ∂L/∂x_0 = ∂L/∂x_n Σ_paths J_(i_k) … J_(i_1)
 *
 * A branch does not distribute over the sum that it sees; its derivative does.
 * @see veit2016 unravelled view
 */
export function pathIdentities(
  data: Dataset,
  {
    modules,
    width,
    random,
  }: {readonly modules: number; readonly width: number; readonly random: Random},
): PathIdentities {
  requireWhole("modules", modules, {from: 1, to: mostModules});
  const settings = {blocks: modules, width, order: "pre", input: data.shape.slice(1)} as const;
  const network = createStack({...settings, classes: data.classes.length}, {random});
  const stack = ((): FrozenStack => {
    try {
      return freezeStack(network, data);
    } finally {
      disposeNetwork(network);
    }
  })();
  const pass = linearPass(stack, data);
  const byLength = gradientByLength(pass);
  const listed = byLength.parts.map(({length}) => new Float64Array(length));
  const networks = new Float64Array(pass.start.length);
  for (let choice = 0; choice < 2 ** modules; choice++) {
    const takes = (place: number): boolean => ((choice >> place) & 1) === 1;
    const length = stack.modules.filter((_, place) => takes(place)).length;
    add(listed[length], alongPath(pass, takes));
    add(networks, throughNetwork(stack, pass.start, takes));
  }
  let stream = pass.start;
  for (const layers of stack.modules) stream = plus(stream, branchOf(layers, stream));
  return {
    lengths: Math.max(...byLength.parts.map((part, k) => apart(part, listed[k]))),
    gradient: errorOfSum(byLength),
    output: errorOfSum(outputByLength(stack, pass)),
    networks: apart(networks, stream),
  };
}

/** One path as a network of its own. */
function throughNetwork(stack: FrozenStack, start: Rows, takes: (place: number) => boolean): Rows {
  let values = start;
  stack.modules.forEach((layers, place) => {
    if (takes(place)) values = branchOf(layers, values);
  });
  return values;
}

function add(sum: Float64Array, rows: Rows): void {
  for (let at = 0; at < sum.length; at++) sum[at] += rows[at];
}

const plus = (a: Rows, b: Rows): Rows => a.map((value, at) => value + b[at]);

/** Largest difference of an entry, over the largest entry of the second. */
function apart(a: Rows, b: Rows): number {
  let [error, size] = [0, 0];
  a.forEach((value, at) => {
    // Not max(): a NaN must not pass for no error.
    if (!(Math.abs(value - b[at]) <= error)) error = Math.abs(value - b[at]);
    size = Math.max(size, Math.abs(b[at]));
  });
  return error / size;
}
