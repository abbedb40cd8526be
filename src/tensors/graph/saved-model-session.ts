import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import type {NativeBinding} from "../native-kernel";

/**
 * Loads a SavedModel into TensorFlow and returns its session's number, to be given back with
 * `binding.deleteSavedModel`. TensorFlow reads it from a folder, which is gone when this returns.
 * Throws an Error with TensorFlow's own words where it refuses the graph.
 */
export function loadSession(binding: NativeBinding, model: Uint8Array): number {
  const folder = mkdtempSync(path.join(tmpdir(), `residual-lab-step-${process.pid}-`));
  try {
    writeFileSync(path.join(folder, "saved_model.pb"), model);
    return binding.loadSavedModel(folder, "serve");
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}
