import {cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import type {BenchTable} from "../../src/lab/testing/bench-table";
import {ours, root} from "./kernel-rivals";
import {KernelWatch, runCell, turns} from "./kernel-watch";

/** What a cell costs as the notebook grows: 500 cells, each with a name of its own. */
export async function longNotebook(): Promise<BenchTable> {
  const cwd = mkdtempSync(path.join(tmpdir(), "bench-kernel-"));
  try {
    const lab = ours({root, cwd});
    const kernel = await lab.start();
    const watch = new KernelWatch();
    for (let cell = -20; cell < 500; cell++) {
      const part = cell < 0 ? "warm-up" : cell < 50 ? "first" : cell < 450 ? "middle" : "last";
      await watch.run(part, kernel, lab.plain(cell + 20));
    }
    await kernel.shutdown();
    const rows = [watch.row("last", "cells 451 to 500"), watch.row("first", "cells 1 to 50")];
    return watch.table("One notebook of 500 cells", rows, "a ratio near 1");
  } finally {
    rmSync(cwd, {recursive: true, force: true});
  }
}

/** What a cell costs in a project whose src/ is ten times as large. */
export async function largeProject(cells: number): Promise<BenchTable> {
  const cwd = mkdtempSync(path.join(tmpdir(), "bench-kernel-"));
  const large = path.join(cwd, "large");
  try {
    makeLarge(large);
    const watch = new KernelWatch();
    const kernels = await Promise.all(
      [large, root].map((project, i) =>
        ours({root: project, cwd: path.join(cwd, String(i))}).start(),
      ),
    );
    const code = 'import {pathLengthLaw} from "residual-lab/analyses/paths/path-length-law";';
    for (const kernel of kernels) await runCell(kernel, code);
    for (let cell = -20; cell < cells; cell++)
      for (const i of turns([0, 1], cell)) {
        const part = cell < 0 ? "warm-up" : `kernel ${i}`;
        await watch.run(part, kernels[i], `pathLengthLaw(${cell + 21}, 1).depth`);
      }
    await Promise.all(kernels.map((kernel) => kernel.shutdown()));
    const rows = [
      watch.row("kernel 0", "src/ ten times as large"),
      watch.row("kernel 1", "src/ as it is"),
    ];
    return watch.table("Cell that calls src/", rows, "a ratio near 1");
  } finally {
    rmSync(cwd, {recursive: true, force: true});
  }
}

/** A copy of the project with nine more copies of src/ in its src/. */
function makeLarge(folder: string): void {
  mkdirSync(path.join(folder, ".jupyter/runtime"), {recursive: true});
  for (const name of ["package.json", "tsconfig.json", "src", "data/papers.json"])
    cpSync(path.join(root, name), path.join(folder, name), {recursive: true});
  for (let copy = 1; copy < 10; copy++)
    cpSync(path.join(root, "src"), path.join(folder, `src/copy-${copy}`), {recursive: true});
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
}
