import {randomBytes} from "node:crypto";
import {mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {kernelSpec} from "../../kernel/kernel-spec.mjs";

/** Name under which notebooks ask for the kernel. */
export const kernelName = "tslab";

/**
 * What `kernel.json` says about the lab's kernel. What is the lab's own, such as the shim that has to be
 * in place before anything loads tfjs-node, is in its settings.
 *
 * @param {string} root folder of the project
 */
export function labKernelSpec(root) {
  return kernelSpec({
    displayName: "TypeScript (Residual Lab)",
    settings: join(root, "src", "lab", "kernel-settings.json"),
    env: {LAB_ROOT: root, TF_CPP_MIN_LOG_LEVEL: "3"},
  });
}

/**
 * Writes `kernel.json` where our commands look and where `.venv/bin/jupyter kernelspec list` looks.
 * A file that already says the same is left alone.
 *
 * @param {string} root folder of the project
 */
export function writeKernelSpec(root) {
  const text = JSON.stringify(labKernelSpec(root), null, 2) + "\n";
  for (const place of [join(root, ".jupyter"), join(root, ".venv", "share", "jupyter")])
    writeIfChanged(join(place, "kernels", kernelName, "kernel.json"), text);
}

/**
 * Writes under a name of its own and renames, so that a reader sees the old file or the new one, and
 * two who write at once do not disturb each other.
 *
 * @param {string} path
 * @param {string} text
 */
export function writeIfChanged(path, text) {
  try {
    if (readFileSync(path, "utf8") === text) return;
  } catch {
    // Missing or unreadable: write it.
  }
  mkdirSync(dirname(path), {recursive: true});
  const temporary = `${path}.${randomBytes(6).toString("hex")}.partial`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, {force: true});
  }
}
