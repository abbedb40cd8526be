import {createHash} from "node:crypto";
import {mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from "node:fs";
import path from "node:path";
import type Esbuild from "esbuild";
import type {TransformFailure} from "esbuild";
import {UnparsedSource} from "./errors-sources";

export type Transpiled = {readonly code: string; readonly map: string};

/** Bump when the settings below change: the stored results are then made anew. */
const settings = "1";

const mostStored = 2000;

/**
 * TypeScript and ES modules to CommonJS, file by file, kept by content in `folder`.
 *
 * esbuild needs 50 ms to start and 1 ms a file; a stored result is read in 0.1 ms.
 */
export class Transpiler {
  readonly #folder: string;
  /** Set while esbuild's own process runs. */
  #esbuild: typeof Esbuild | null = null;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, {recursive: true});
    // Every edit leaves a file; what is still in use is made again in a second.
    if (readdirSync(folder).length > mostStored)
      for (const name of readdirSync(folder)) rmSync(path.join(folder, name), {force: true});
  }

  transpile(file: string, text: string): Transpiled {
    const hash = createHash("sha256").update(`${settings}\0${file}\0${text}`).digest("hex");
    const stored = path.join(this.#folder, `${hash.slice(0, 24)}.json`);
    try {
      return JSON.parse(readFileSync(stored, "utf8")) as Transpiled;
    } catch {
      // Not there yet, or cut off while it was written.
    }
    const {transformSync} = (this.#esbuild = esbuild());
    const result = attempt(file, () => {
      const {code, map} = transformSync(text, {
        sourcefile: file,
        loader: loaderOf(file),
        format: "cjs",
        platform: "node",
        target: "node20",
        sourcemap: "external",
        sourcesContent: false,
        // A dynamic import becomes a require of ours, which knows the project's own names.
        supported: {"dynamic-import": false},
        logLevel: "silent",
      });
      return {code, map};
    });
    const unfinished = `${stored}.${process.pid}`;
    writeFileSync(unfinished, JSON.stringify(result));
    renameSync(unfinished, stored);
    return result;
  }

  /** Ends esbuild's process, if it was needed. */
  rest(): void {
    void this.#esbuild?.stop();
    this.#esbuild = null;
  }
}

function esbuild(): typeof Esbuild {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only where it is needed
  return require("esbuild") as typeof Esbuild;
}

function loaderOf(file: string): "ts" | "tsx" | "js" | "jsx" {
  if (file.endsWith(".tsx")) return "tsx";
  if (file.endsWith(".jsx")) return "jsx";
  return /\.[cm]?ts$/.test(file) ? "ts" : "js";
}

/** Turns esbuild's report into an error that points at the reader's line. */
function attempt<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const [first] = (error as Partial<TransformFailure>).errors ?? [];
    if (!first?.location) throw error;
    const {line, column, lineText} = first.location;
    throw new UnparsedSource(first.text, {file, line, column: column + 1, lineText});
  }
}
