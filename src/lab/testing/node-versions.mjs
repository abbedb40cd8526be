/**
 * The stage `node-versions` of `npm test`, when it is asked for: the doctor, a telling part of the kernel's
 * tests and the first notebook on each version of Node that the lab supports, one line each. The versions
 * are npm packages; they are fetched when they are first needed, and stay in .cache.
 */
import {spawnSync} from "node:child_process";
import {existsSync, mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {delimiter, dirname, join} from "node:path";
import {performance} from "node:perf_hooks";
import {fileURLToPath} from "node:url";
import {writeKernelSpec} from "../setup/kernelspec.mjs";

/** The oldest that the lab supports, and of each later line the newest that was tried. */
const versions = ["20.19.0", "22.23.3", "24.21.0", "26.12.1"];

/** Syntax, modules, cells on the wire, failures, interrupts. */
const kernelTests = [
  "test/kernel/compiler/newer-syntax.test.ts",
  "test/kernel/modules/modules.test.ts",
  "test/kernel/rows-cells.test.ts",
  "test/kernel/engine/unfinished-cells.test.ts",
  "test/kernel/interrupt/watching-thread.test.ts",
];

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
const packageName = `node-${process.platform}-${process.arch}`;

/**
 * The folder that holds this version's `node`.
 *
 * @param {string} version
 */
function fetched(version) {
  const folder = join(root, ".cache", "node-versions", version);
  const bin = join(folder, "node_modules", packageName, "bin");
  if (existsSync(join(bin, "node"))) return bin;
  const wanted = `${packageName}@${version}`;
  const words = ["install", "--prefix", folder, "--no-save", "--ignore-scripts", "--no-audit"];
  const {status, stderr} = spawnSync("npm", [...words, "--no-fund", wanted], {encoding: "utf8"});
  if (status !== 0) throw new Error(`${wanted} could not be fetched:\n${stderr}`);
  return bin;
}

/** @param {string} version */
function tryOn(version) {
  const bin = fetched(version);
  const pages = mkdtempSync(join(tmpdir(), "pages-"));
  const kernel = ["--import", "tsx", "--test", "--test-concurrency=1", ...kernelTests];
  const run = join("src", "lab", "run.mjs");
  const runs = {
    doctor: [run, "doctor"],
    "kernel tests": kernel,
    "notebook 00": [run, "notebooks", "--only", "00", "--out", pages],
  };
  try {
    for (const [what, words] of Object.entries(runs)) {
      const begun = performance.now();
      const {status, signal, stdout, stderr} = spawnSync(join(bin, "node"), words, {
        cwd: root,
        encoding: "utf8",
        maxBuffer: 1 << 28,
        env: {...process.env, PATH: `${bin}${delimiter}${process.env["PATH"]}`},
      });
      const seconds = ((performance.now() - begun) / 1000).toFixed(0);
      const ended = status === 0 ? "ok" : `FAILED (${signal ?? status})`;
      const kind = status === 0 ? "note: " : "";
      console.log(
        `${kind}Node ${version.padEnd(8)} ${what.padEnd(12)} ${ended} after ${seconds} s`,
      );
      if (status === 0) continue;
      console.log(`${stdout}\n${stderr}`.trim());
      process.exitCode = 1;
    }
  } finally {
    rmSync(pages, {recursive: true, force: true});
  }
}

try {
  for (const version of versions) tryOn(version);
} finally {
  // Each version has written its own name into it.
  writeKernelSpec(root);
}
