import {existsSync, mkdirSync, readFileSync, renameSync, writeFileSync} from "node:fs";
import path from "node:path";
import type {StoredTensor} from "../models/snapshot";

/** A training run as it stood after a step. */
export type Checkpoint<Progress> = {
  /** What the run was: it may be continued only under the same settings. */
  readonly settings: string;
  readonly step: number;
  readonly progress: Progress;
  readonly tensors: Readonly<Record<string, StoredTensor>>;
};

const format = "residual-lab checkpoint 1";

/**
 * Writes a checkpoint as JSON, numbers as base64 of their little-endian bytes. The file is replaced
 * in one move: whoever stops the process finds the old one or the new one, never half of one.
 */
export function writeCheckpoint<Progress>(file: string, checkpoint: Checkpoint<Progress>): void {
  const tensors = Object.fromEntries(
    Object.entries(checkpoint.tensors).map(([name, {shape, values}]) => [
      name,
      {
        shape,
        base64: Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64"),
      },
    ]),
  );
  mkdirSync(path.dirname(file), {recursive: true});
  const unfinished = `${file}.${process.pid}.tmp`;
  writeFileSync(unfinished, JSON.stringify({format, ...checkpoint, tensors}));
  renameSync(unfinished, file);
}

/**
 * The checkpoint in a file, or null where there is no file. Throws where the file is none of ours, is
 * damaged, or belongs to a run with other settings.
 */
export function readCheckpoint<Progress>(
  file: string,
  {settings}: {readonly settings: string},
): Checkpoint<Progress> | null {
  if (!existsSync(file)) return null;
  const stored = parse<Progress>(file);
  if (stored.settings !== settings) {
    throw new RangeError(
      `${file} belongs to a run with other settings: it has ${stored.settings}, this run has ` +
        `${settings}; delete it or name another file`,
    );
  }
  return {
    ...stored,
    tensors: Object.fromEntries(
      Object.entries(stored.tensors).map(([name, {shape, base64}]) => {
        const bytes = Uint8Array.from(Buffer.from(base64, "base64"));
        return [name, {shape, values: new Float32Array(bytes.buffer)}];
      }),
    ),
  };
}

type Stored<Progress> = Omit<Checkpoint<Progress>, "tensors"> & {
  format: string;
  tensors: Record<string, {shape: number[]; base64: string}>;
};

function parse<Progress>(file: string): Stored<Progress> {
  try {
    const stored = JSON.parse(readFileSync(file, "utf8")) as Stored<Progress>;
    if (stored.format !== format) {
      throw new RangeError(`expected the format "${format}", got "${String(stored.format)}"`);
    }
    return stored;
  } catch (error) {
    const reason = (error as Error).message;
    throw new Error(`${file} is no checkpoint (${reason}): delete it to start afresh`, {
      cause: error,
    });
  }
}
