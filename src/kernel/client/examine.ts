import {existsSync, mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {startKernel} from "./kernel-client";
import type {Kernel} from "./kernel-client";

/** What was looked at, what was found, and, where something is wrong, what to do. */
export type Finding = {
  readonly about: string;
  readonly found: string;
  /** An order to the reader, or null when all is well. */
  readonly remedy: string | null;
};

/** Looks at an installed kernel: its spec, then its start and two cells, in an empty folder. */
export async function* examine(specFolder: string): AsyncGenerator<Finding> {
  yield {about: "Node", found: `${process.versions.node} (${process.execPath})`, remedy: null};
  const spec = specFinding(specFolder);
  yield spec;
  if (spec.remedy !== null) return;
  const folder = mkdtempSync(path.join(tmpdir(), "typescript-cells-"));
  try {
    yield* kernelFindings(specFolder, folder);
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

function specFinding(folder: string): Finding {
  const about = "kernel spec";
  const file = path.join(folder, "kernel.json");
  if (!existsSync(file))
    return {about, found: `none in ${folder}`, remedy: "npx typescript-cells install"};
  const {argv} = JSON.parse(readFileSync(file, "utf8")) as {argv: readonly string[]};
  const gone = argv.find((word) => path.isAbsolute(word) && !existsSync(word));
  if (gone === undefined) return {about, found: folder, remedy: null};
  return {about, found: `${gone} is not there any more`, remedy: "npx typescript-cells install"};
}

async function* kernelFindings(specFolder: string, cwd: string): AsyncGenerator<Finding> {
  const begun = performance.now();
  let kernel: Kernel;
  try {
    kernel = await startKernel({specFolder, cwd, runtimeFolder: cwd});
  } catch (error) {
    yield {about: "kernel", found: "does not start", remedy: (error as Error).message};
    return;
  }
  try {
    const {banner} = kernel.info;
    const ready = spent(begun);
    yield {about: "kernel", found: `${String(banner)}, ready in ${ready}`, remedy: null};
    yield await cellFinding(kernel, "first cell");
    yield await cellFinding(kernel, "next cell");
  } finally {
    await kernel.shutdown();
  }
}

async function cellFinding(kernel: Kernel, about: string): Promise<Finding> {
  const begun = performance.now();
  const reply = await kernel.execute("[1, 2, 3].map((x: number) => x * x).join(' ')");
  const data = reply.outputs.find(({type}) => type === "execute_result")?.content["data"];
  const text = (data as Record<string, unknown> | undefined)?.["text/plain"];
  if (text === "'1 4 9'") return {about, found: `answered in ${spent(begun)}`, remedy: null};
  const found = `${reply.evalue || String(text)}, expected '1 4 9'`;
  return {about, found, remedy: "install the package anew"};
}

const spent = (begun: number) => `${Math.round(performance.now() - begun)} ms`;
