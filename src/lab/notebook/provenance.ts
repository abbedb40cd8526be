import {readFileSync, realpathSync} from "node:fs";
import path from "node:path";
import {git} from "../../files/git";
import type {Provenance} from "./verdict-records";

/** Size, date, commit and versions of a run that starts now; `writes` is the file that it adds to. */
export function provenanceOf(
  root: string,
  {size, writes}: {size: string; writes?: string},
): Provenance {
  const status = line(root, [
    "status",
    "--porcelain",
    "--",
    "src",
    "notebooks",
    "data",
    "package.json",
    ...(writes === undefined ? [] : [`:(exclude)${writes}`]),
  ]);
  return {
    size,
    date: new Date().toISOString(),
    commit: line(root, ["rev-parse", "HEAD"]),
    changed: status !== null && status !== "",
    versions: versionsOf(root),
  };
}

/** What git prints, without the end of its last line. */
const line = (root: string, words: readonly string[]): string | null =>
  git(root, words)?.trim() ?? null;

function versionsOf(root: string): Record<string, string> {
  const packageVersion = (folder: string): string => {
    const text = readFileSync(path.join(root, folder, "package.json"), "utf8");
    return (JSON.parse(text) as {version: string}).version;
  };
  const installed = (name: string) => packageVersion(path.join("node_modules", name));
  return {
    lab: packageVersion("."),
    Node: process.versions.node,
    TypeScript: installed("@tslab/typescript-for-tslab"),
    "TensorFlow.js": installed("@tensorflow/tfjs-node"),
    TensorFlow: stagedTensorFlow(root),
    Plotly: installed("plotly.js-dist-min"),
  };
}

/** The set-up stages the native library in a folder named after its version, and links to it. */
function stagedTensorFlow(root: string): string {
  try {
    const deps = path.join(root, "node_modules", "@tensorflow", "tfjs-node", "deps");
    return path.basename(realpathSync(deps));
  } catch {
    return "missing";
  }
}

/** A line that cites a paper of `data/papers.json`, or null for a key that is not there. */
export function citer(root: string): (key: string) => string | null {
  type Paper = {authors: string; year: number; title: string; arxiv?: string};
  const file = path.join(root, "data", "papers.json");
  const papers = JSON.parse(readFileSync(file, "utf8")) as Record<string, Paper>;
  return (key) => {
    const paper = papers[key];
    if (paper === undefined) return null;
    const where = paper.arxiv ? ` arXiv:${paper.arxiv}` : "";
    return `${paper.authors} (${paper.year}). ${paper.title}.${where}`;
  };
}
