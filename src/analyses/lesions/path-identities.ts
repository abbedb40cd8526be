import type {Dataset} from "../../datasets/dataset";
import {disposeNetwork} from "../../models/network";
import {createStack} from "../../models/stack/stack-network";
import {requireWhole} from "../../numerics/require-number";
import type {Random} from "../../numerics/random";
import {freezeStack, timesMatrix} from "./frozen-stack";
import type {FrozenStack, Rows} from "./frozen-stack";
import {errorOfSum, gradientByLength, outputByLength} from "./gradient-by-length";
import {linearPass, offsetsAtOutput, pushedForward, readOff} from "./linear-pass";
import type {LinearPass} from "./linear-pass";
import {alongPath} from "./single-paths";
import {branchOf, wiredLogits} from "./wired-pass";

/** How far each statement about the paths of one network is from being an equation. */
export type PathIdentities = {
  /** The parts of each length, from n passes, against the sums over all 2^n paths, one by one. */
  readonly lengths: number;
  /** Their sum against the gradient, module by module. */
  readonly gradient: number;
  /**
   * That sum against the slope of the loss by finite differences, along one direction of the first
   * stream; and the same of the paths through two modules at most.
   */
  readonly slope: number;
  readonly shortSlope: number;
  /** Of the output, gates held, the parts of each length against the 2^n paths. */
  readonly output: number;
  /** All parts and what the offsets make of themselves, against the logits of the network as it is. */
  readonly logits: number;
  /**
   * What 2^n separate networks make of the input, nonlinear as they are, against the stream x_n: of a
   * stack without batch norm, which has no offsets that could be counted more than once.
   */
  readonly networks: number;
  /** Largest entry of the offsets' share of the logits over the largest logit. */
  readonly offsets: number;
};

/** More than 2^12 paths nobody waits for. */
const mostModules = 12;

/**
 * The statements of the paper's unravelled view, tried on one untrained stack with batch norm.
 *
 *     x_n ≠ Σ_paths f_(i_k) ∘ … ∘ f_(i_1)(x_0),    but    ∂L/∂x_0 = ∂L/∂x_n Σ_paths J_(i_k) … J_(i_1)
 *
 * A branch does not distribute over the sum that it sees; its derivative does. Forward, with gates held,
 * a branch is x → J x + o: the paths make the J's share of the logits, the offsets o the rest.
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
  const frozen = (normalisation: "batch" | "none"): FrozenStack => {
    const settings = {blocks: modules, width, order: "pre", normalisation} as const;
    const input = data.shape.slice(1);
    const network = createStack({...settings, input, classes: data.classes.length}, {random});
    try {
      return freezeStack(network, data);
    } finally {
      disposeNetwork(network);
    }
  };
  const [stack, bare] = [frozen("batch"), frozen("none")];
  const pass = linearPass(stack, data);
  const byLength = gradientByLength(pass);
  const output = outputByLength(stack, pass);
  const listed = byLength.parts.map(({length}) => new Float64Array(length));
  const outputs = output.parts.map(({length}) => new Float64Array(length));
  const start = linearPass(bare, data).start;
  const networks = new Float64Array(start.length);
  for (let choice = 0; choice < 2 ** modules; choice++) {
    const takes = (place: number): boolean => ((choice >> place) & 1) === 1;
    const length = stack.modules.filter((_, place) => takes(place)).length;
    add(listed[length], alongPath(pass, takes));
    add(outputs[length], readOff(stack, pass, forwardAlong(pass, takes)));
    add(networks, throughNetwork(bare, start, takes));
  }
  let stream = start;
  for (const layers of bare.modules) stream = plus(stream, branchOf(layers, stream));
  const logits = wiredLogits(stack, data);
  const direction = random.child("direction");
  const way = Float64Array.from(stack.first, () => direction.normal());
  const slope = slopeOf(stack, data, way);
  const along = (parts: readonly Rows[]): number =>
    parts.reduce((sum, part) => sum + product(part, streamOf(stack, data, way)), 0);
  const ofOffsets = offsetsAtOutput(stack, pass);
  return {
    lengths: Math.max(...byLength.parts.map((part, k) => apart(part, listed[k]))),
    gradient: errorOfSum(byLength),
    slope: Math.abs(along(listed) / slope - 1),
    shortSlope: Math.abs(along(listed.slice(0, 3)) / slope - 1),
    output: Math.max(...output.parts.map((part, k) => apart(part, outputs[k]))),
    logits: apart([...output.parts, ofOffsets].reduce(plus), logits),
    networks: apart(networks, stream),
    offsets: largest(ofOffsets) / largest(logits),
  };
}

/** The step of the finite differences: its rounding is 1e-16 / step, its curvature step². */
const step = 1e-6;

/**
 * The slope of the summed loss when the first weights move: central differences, so that nothing of what
 * counts paths is used.
 */
function slopeOf(stack: FrozenStack, data: Dataset, way: Float64Array): number {
  const [before, after] = [-step, step].map((by) =>
    summedLoss(
      wiredLogits({...stack, first: stack.first.map((value, i) => value + by * way[i])}, data),
      data,
    ),
  );
  return (after - before) / (2 * step);
}

/** Cross-entropy, summed over examples. */
function summedLoss(logits: Rows, {labels, classes}: Dataset): number {
  const count = classes.length;
  return labels.reduce((sum, label, example) => {
    const row = logits.subarray(example * count, (example + 1) * count);
    const top = row.reduce((most, value) => Math.max(most, value), -Infinity);
    return sum + top + Math.log(row.reduce((all, z) => all + Math.exp(z - top), 0)) - row[label];
  }, 0);
}

const streamOf = ({features, width}: FrozenStack, data: Dataset, first: Float64Array): Rows =>
  timesMatrix(Float64Array.from(data.features), first, {inner: features, width});

const product = (a: Rows, b: Rows): number => a.reduce((sum, value, at) => sum + value * b[at], 0);

/** What one path makes of the first stream, gates held, in front of the read-out. */
function forwardAlong(
  {sites, start}: Pick<LinearPass, "sites" | "start">,
  takes: (place: number) => boolean,
): Rows {
  let rows = start;
  sites.forEach((site, place) => {
    if (takes(place)) rows = pushedForward(site, rows);
  });
  return rows;
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

const largest = (rows: Rows): number =>
  rows.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

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
