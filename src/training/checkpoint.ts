import {readWhole} from "../files/read-whole";
import {sealed, unsealed} from "../files/sealed-text";
import {writeWhole} from "../files/write-whole";
import type {StoredTensor} from "../models/snapshot";

/** A training run as it stood after a step. */
export type Checkpoint<Progress> = {
  /** What the run was: it may be continued only under the same settings. */
  readonly settings: string;
  /** A hash of the code that trains, see `sourceVersion`: other code would go on otherwise. */
  readonly code?: string;
  readonly step: number;
  readonly progress: Progress;
  readonly tensors: Readonly<Record<string, StoredTensor>>;
};

export type ReadOptions = {
  readonly settings: string;
  /** The code that would go on; where none is named, what any code has written is read. */
  readonly code?: string;
  /** The last step that there can be; default any. */
  readonly steps?: number;
  /** Tensors that must be there, with their shapes. */
  readonly shapes?: ReadonlyMap<string, {readonly shape: readonly number[]}>;
  /** What the file should be, and what to do where it is not, for the error. */
  readonly kind?: string;
  readonly remedy?: string;
  /** What to say of a file of a run with other settings. */
  readonly other?: (found: string) => string;
};

const format = "residual-lab checkpoint 2";

/**
 * Writes a checkpoint as JSON under its checksum, numbers as base64 of their little-endian bytes. The
 * file is replaced in one move: whoever stops the process finds the old one or the new one, never half
 * of one. Throws a RangeError for a step that is none and a tensor whose numbers are not those of its
 * shape, and an Error with the system's `code` where the file cannot be written.
 */
export function writeCheckpoint<Progress>(file: string, checkpoint: Checkpoint<Progress>): void {
  requireStep(checkpoint.step);
  const tensors = Object.fromEntries(
    Object.entries(checkpoint.tensors).map(([name, tensor]) => {
      requireFilled(name, tensor);
      const {shape, values} = tensor;
      const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
      return [name, {shape, base64: bytes.toString("base64")}];
    }),
  );
  writeWhole(file, sealed(format, JSON.stringify({...checkpoint, tensors})));
}

/**
 * The checkpoint in a file, or null where there is no file.
 *
 * Throws an Error that names the file, what is wrong and what to do where it is none of ours, is damaged
 * or cannot be read, lacks a tensor or holds one of another shape; a RangeError where it belongs to a run
 * with other settings or of other code.
 */
export function readCheckpoint<Progress>(
  file: string,
  {
    settings,
    code,
    steps = Infinity,
    shapes = new Map(),
    kind = "checkpoint",
    remedy = "delete it to start afresh",
    other = (found) =>
      `belongs to a run with other settings: it has ${found}, this run has ${settings}; delete it or ` +
      `name another file`,
  }: ReadOptions,
): Checkpoint<Progress> | null {
  const bytes = readWhole(file, {remedy});
  if (bytes === undefined) return null;
  return naming(file, {kind, remedy}, () => {
    const stored = JSON.parse(unsealed(format, bytes)) as Stored<Progress>;
    if (stored.settings !== settings) {
      throw new OtherRun(`${file} ${other(String(stored.settings))}`);
    }
    if (code !== undefined && stored.code !== code) {
      throw new OtherRun(
        `${file} was written before the code that trains was changed, which would go on otherwise: ` +
          "delete it to start afresh, name another file, or go back to the code as it was",
      );
    }
    requireStep(stored.step, steps);
    const tensors = Object.fromEntries(
      Object.entries(stored.tensors).map(([name, {shape, base64}]) => {
        const numbers = Uint8Array.from(Buffer.from(base64, "base64"));
        const tensor = {shape, values: new Float32Array(numbers.buffer)};
        requireFilled(name, tensor);
        return [name, tensor];
      }),
    );
    for (const [name, {shape}] of shapes) requireShape(name, tensors[name], shape);
    return {...stored, tensors};
  });
}

/** Does something with what was read from a file; what is wrong with it is told with name and remedy. */
export function naming<T>(
  file: string,
  {kind, remedy}: {readonly kind: string; readonly remedy: string},
  use: () => T,
): T {
  try {
    return use();
  } catch (error) {
    if (error instanceof OtherRun) throw error;
    const reason = (error as Error).message;
    throw new Error(`${file} is no ${kind} (${reason}): ${remedy}`, {cause: error});
  }
}

/** Throws a RangeError that names the tensor where there is none, or one of another shape. */
export function requireShape(
  name: string,
  tensor: StoredTensor | undefined,
  shape: readonly number[],
): void {
  if (tensor?.shape.join() === shape.join()) return;
  const found = tensor === undefined ? "there is none" : `it has [${tensor.shape.join(", ")}]`;
  throw new RangeError(`"${name}" must have shape [${shape.join(", ")}], ${found}`);
}

type Stored<Progress> = Omit<Checkpoint<Progress>, "tensors"> & {
  tensors: Record<string, {shape: number[]; base64: string}>;
};

class OtherRun extends RangeError {}

function requireStep(step: unknown, last = Infinity): void {
  if (Number.isInteger(step) && (step as number) >= 0 && (step as number) <= last) return;
  const range = last === Infinity ? "from 0" : `from 0 to ${last}`;
  throw new RangeError(`its step must be a whole number ${range}, got ${JSON.stringify(step)}`);
}

/** Throws a RangeError where a tensor has not as many numbers as its shape says. */
function requireFilled(name: string, {shape, values}: StoredTensor): void {
  const isShape = shape.every((extent) => Number.isInteger(extent) && extent >= 0);
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (isShape && size === values.length) return;
  throw new RangeError(`"${name}" of shape [${shape.join(", ")}] has ${values.length} numbers`);
}
