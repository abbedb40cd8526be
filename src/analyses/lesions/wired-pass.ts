import type {Dataset} from "../../datasets/dataset";
import {requireExamples} from "../../datasets/dataset";
import {intactWiring} from "./wiring";
import type {Site, Wiring} from "./wiring";
import {joined, rectifiedRows, throughLayer, timesMatrix} from "./frozen-stack";
import type {FrozenLayer, FrozenStack, Rows} from "./frozen-stack";

/** Called with a site's place, the stream before it, and its branch or null. */
export type SiteHook = (place: number, stream: Rows, branch: Rows | null) => void;

/**
 * Logits [examples, classes] of a frozen stack in some wiring, its own unless given.
 *
 *     data   [examples, …input]
 */
export function wiredLogits(
  stack: FrozenStack,
  data: Pick<Dataset, "features">,
  {wiring = wiringOf(stack), at}: {readonly wiring?: Wiring; readonly at?: SiteHook} = {},
): Rows {
  return logitsFrom(stack, firstStream(stack, data), {wiring, place: 0, at});
}

const firstStream = ({first, features, width}: FrozenStack, data: Pick<Dataset, "features">) =>
  timesMatrix(Float64Array.from(data.features), first, {inner: features, width});

/** Logits of what stands before a place of the wiring. */
function logitsFrom(
  stack: FrozenStack,
  before: Rows,
  {wiring, place, at}: {wiring: Wiring; place: number; at?: SiteHook},
): Rows {
  const {width, classes, branchFactor, readoutBias} = stack;
  let stream = before;
  for (let i = place; i < wiring.length; i++) {
    const {module, branch, skip} = wiring[i];
    const taken = branch ? branchOf(stack.modules[module], stream) : null;
    at?.(i, stream, taken);
    stream = joined(stream, taken, {branch, skip, factor: branchFactor});
  }
  const seen = rectifiedRows(stream, stack.head);
  const logits = timesMatrix(seen, stack.readout, {inner: width, width: classes});
  return logits.map((value, i) => value + readoutBias[i % classes]);
}

/** The stack's own wiring. */
export const wiringOf = ({modules, kind}: FrozenStack): Wiring =>
  intactWiring(modules.length, kind);

/** F of a module's layers. */
export function branchOf(layers: readonly FrozenLayer[], stream: Rows): Rows {
  let values = stream;
  for (const layer of layers) values = throughLayer(values, layer);
  return values;
}

/** Share of examples whose largest logit is not that of their class. */
export const wiredError = (stack: FrozenStack, data: Dataset, wiring?: Wiring): number =>
  errorUnder(stack, data)(wiring ?? wiringOf(stack));

/**
 * The error of a stack in one wiring after the other. What lies before the first change is computed
 * once: a lesion of the last module costs one module.
 */
export function errorUnder(stack: FrozenStack, data: Dataset): (wiring: Wiring) => number {
  requireExamples(data, {classes: stack.classes});
  const own = wiringOf(stack);
  const before = [firstStream(stack, data)];
  const streamBefore = (place: number): Rows => {
    for (let i = before.length; i <= place; i++) {
      const {module, branch, skip} = own[i - 1];
      const site = {branch, skip, factor: stack.branchFactor};
      before.push(joined(before[i - 1], branchOf(stack.modules[module], before[i - 1]), site));
    }
    return before[place];
  };
  return (wiring) => {
    const changed = wiring.findIndex((site, i) => !sameSite(site, own[i]));
    const place = changed < 0 ? Math.min(wiring.length, own.length) : changed;
    const logits = logitsFrom(stack, streamBefore(place), {wiring, place});
    return wrongShare(logits, {labels: data.labels, classes: stack.classes});
  };
}

const sameSite = (a: Site, b: Site | undefined): boolean =>
  a.module === b?.module && a.branch === b.branch && a.skip === b.skip;

function wrongShare(
  logits: Rows,
  {labels, classes}: {readonly labels: Int32Array; readonly classes: number},
): number {
  let wrong = 0;
  labels.forEach((label, example) => {
    const own = logits[example * classes + label];
    let best = true;
    for (let k = 0; k < classes; k++) {
      // Not "larger": a NaN must count as wrong.
      if (k !== label && !(own > logits[example * classes + k])) best = false;
    }
    if (!best) wrong++;
  });
  return wrong / labels.length;
}

/** How far each module moves the stream in front of it, ‖y_i − y_(i−1)‖ / ‖y_(i−1)‖, over all examples. */
export function streamMoves(stack: FrozenStack, data: Pick<Dataset, "features">): number[] {
  const moves: number[] = [];
  const kept = stack.kind === "residual" ? 0 : 1;
  wiredLogits(stack, data, {
    at: (place, stream, branch) => {
      const move = stream.map((value, i) => stack.branchFactor * branch![i] - kept * value);
      moves[place] = norm(move) / norm(stream);
    },
  });
  return moves;
}

const norm = (rows: ArrayLike<number>): number => {
  let sum = 0;
  for (let at = 0; at < rows.length; at++) sum += rows[at] ** 2;
  return Math.sqrt(sum);
};
