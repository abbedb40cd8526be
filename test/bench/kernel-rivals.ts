import {existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {startKernel} from "../../src/kernel/client/kernel-client";
import {startLabKernel} from "../../src/lab/notebook/lab-kernel";
import type {Kernel} from "../../src/kernel/client/kernel-client";

export const root = path.join(__dirname, "../..");

/** A kernel to measure, and how to say the same things in its language. */
export type Rival = {
  readonly name: string;
  readonly start: () => Promise<Kernel>;
  /** A cell that declares a name of its own and ends in a value. */
  readonly plain: (count: number) => string;
  readonly prepare: string;
  /** Texts to complete at their end, after `prepare`. */
  readonly begun: readonly string[];
};

/** Runs `use` with the lab's kernel and, where Python has it, ipykernel, in a folder of their own. */
export async function withRivals<T>(use: (rivals: readonly Rival[]) => Promise<T>): Promise<T> {
  const cwd = mkdtempSync(path.join(tmpdir(), "bench-kernel-"));
  try {
    const python = path.join(root, ".venv/bin/python");
    const rivals = [ours({root, cwd})];
    if (existsSync(python)) rivals.push(ipykernel(python, cwd));
    else console.error("No ipykernel to compare with: npm run setup installs it.");
    return await use(rivals);
  } finally {
    rmSync(cwd, {recursive: true, force: true});
  }
}

/** The lab's kernel of a project folder. */
export function ours(place: {root: string; cwd: string}): Rival {
  return {
    name: "lab",
    start: () => startLabKernel(place),
    plain: (count) => `const plain${count} = ${count} / 2;\nplain${count} + 1`,
    prepare: "const network = {depth: 3, width: 4}; const learningRate = 0.1;",
    begun: ["network.de", "learningR"],
  };
}

function ipykernel(python: string, cwd: string): Rival {
  const specFolder = path.join(cwd, "ipykernel");
  writeSpec(specFolder, {argv: [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]});
  return {
    name: "ipykernel",
    start: () => startKernel({cwd, specFolder, runtimeFolder: cwd}),
    plain: (count) => `plain${count} = ${count} / 2\nplain${count} + 1`,
    prepare:
      "class Network:\n    depth = 3\n    width = 4\nnetwork = Network()\nlearningRate = 0.1",
    begun: ["network.de", "learningR"],
  };
}

function writeSpec(folder: string, spec: object): void {
  mkdirSync(folder, {recursive: true});
  writeFileSync(path.join(folder, "kernel.json"), JSON.stringify(spec));
}
