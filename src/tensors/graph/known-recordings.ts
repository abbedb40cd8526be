import {nativeBackend} from "../native-kernel";
import type {NativeBinding} from "../native-kernel";
import type {tf} from "../tensorflow";
import type {Recording} from "./record";

/** How many recordings are kept for each piece of code. */
const mostKept = 8;

/**
 * What tells that two steps do the same: they come from the same `code`, an object of the module that
 * makes them (another one where the module was loaded anew), and all that they depend on besides their
 * variables and feeds is in `text`.
 */
export type Likeness = {readonly code: object; readonly text: string};

/** A recorded step with the names of its results; undefined where it returns one tensor. */
export type Recorded = {
  readonly recording: Recording;
  readonly resultNames: readonly string[] | undefined;
};

/** One without its variables, which were another step's: their names, and their places among all. */
type Kept = {
  readonly recording: Omit<Recording, "variables">;
  readonly variables: readonly {readonly name: string; readonly place: number}[];
  readonly resultNames: readonly string[] | undefined;
};
const keptKey = Symbol.for("residual-lab.recordings");

/**
 * The recording of a step: that of an equal one, told of this step's variables, or a new one.
 *
 *     variables   all that the step may use, in an order that equal steps share
 *     feeds       values of the shapes that it is recorded for
 *
 * To record a deep network's step takes as long as a hundred steps, and every seed would do it again. A
 * recording that took along a tensor made before the step is not kept: the next may hold other values.
 */
export function recordedAlike(
  {code, text}: Likeness,
  {
    variables,
    feeds,
    record,
  }: {
    readonly variables: readonly tf.Variable[];
    readonly feeds: readonly tf.Tensor[];
    readonly record: () => Recorded;
  },
): Recorded {
  const known = keptFor(code);
  const kinds = [...feeds, ...variables].map(({shape, dtype}) => `${dtype} [${shape}]`);
  const key = `${text} ${kinds.join(" ")}`;
  const kept = known.get(key);
  if (kept) {
    known.delete(key); // the one used last is the last to go
    known.set(key, kept);
    const own = new Map(kept.variables.map(({name, place}) => [variables[place], name]));
    return {recording: {...kept.recording, variables: own}, resultNames: kept.resultNames};
  }
  const made = record();
  const {variables: used, ...recording} = made.recording;
  const named = [...used].map(([variable, name]) => ({name, place: variables.indexOf(variable)}));
  if (!recording.tookAlong && named.every(({place}) => place >= 0)) {
    known.set(key, {recording, variables: named, resultNames: made.resultNames});
    for (const oldest of known.keys()) if (known.size > mostKept) known.delete(oldest);
  }
  return made;
}

/** They live as long as the code does, whichever copy of this module asks. */
function keptFor(code: object): Map<string, Kept> {
  const {binding} = nativeBackend();
  const holder = binding as NativeBinding & {[keptKey]?: WeakMap<object, Map<string, Kept>>};
  const all = (holder[keptKey] ??= new WeakMap());
  const own = all.get(code) ?? new Map<string, Kept>();
  all.set(code, own);
  return own;
}
