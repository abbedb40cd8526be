import {createHash} from "node:crypto";
import {mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from "node:fs";
import path from "node:path";
import type Esbuild from "esbuild";
import type {TransformFailure} from "esbuild";
import {sealed, unsealed} from "../../files/sealed-text";
import {loadEsbuild} from "../load-esbuild";
import {UnparsedSource} from "../show/source-positions";

export type Transpiled = {readonly code: string; readonly map: string};

/** Bump when the settings below change: the stored results are then made anew. */
const settings = "2";
const format = "translated-module";

const mostStored = 2000;

/**
 * TypeScript and ES modules to CommonJS, file by file, kept by content in `folder`.
 *
 * esbuild needs 50 ms to start and 1 ms a file; a stored result is read in 0.1 ms. Ahead of a cell
 * its files are translated by one process of esbuild's. Where code cannot await, each has one of its
 * own; esbuild's way of sharing one there, a thread, leaves a dead process behind when it ends.
 */
export class Transpiler {
  readonly #folder: string;
  /** Set while esbuild's process runs. */
  #esbuild: typeof Esbuild | null = null;
  /** Results that the disk did not take. */
  readonly #unstored = new Map<string, Transpiled>();

  constructor(folder: string) {
    this.#folder = folder;
    try {
      mkdirSync(folder, {recursive: true});
      // Every edit leaves a file; what is still in use is made again in a second.
      if (readdirSync(folder).length > mostStored)
        for (const name of readdirSync(folder)) rmSync(path.join(folder, name), {force: true});
    } catch {
      // A folder of somebody else's, or a full disk: files are translated once in each engine.
    }
  }

  transpile(file: string, text: string): Transpiled {
    const stored = this.#place(file, text);
    const known = this.#unstored.get(stored) ?? read(stored);
    if (known) return known;
    try {
      return this.#store(stored, loadEsbuild().transformSync(text, optionsFor(file)));
    } catch (error) {
      throw explained(error, file);
    }
  }

  /** The same, ahead of the moment when it is needed. */
  async prepare(file: string, text: string): Promise<Transpiled> {
    const stored = this.#place(file, text);
    const known = this.#unstored.get(stored) ?? read(stored);
    if (known) return known;
    this.#esbuild ??= loadEsbuild();
    try {
      return this.#store(stored, await this.#esbuild.transform(text, optionsFor(file)));
    } catch (error) {
      throw explained(error, file);
    }
  }

  /** What is wrong in a JSON file, and where; null where the translator finds nothing. */
  jsonFault(file: string, text: string): unknown {
    try {
      loadEsbuild().transformSync(text, {sourcefile: file, loader: "json", logLevel: "silent"});
      return null;
    } catch (error) {
      const found = explained(error, file);
      return found === error ? null : found;
    }
  }

  /** Ends esbuild's process, if it was needed. */
  rest(): void {
    void this.#esbuild?.stop();
    this.#esbuild = null;
  }

  #store(stored: string, {code, map}: Transpiled): Transpiled {
    const unfinished = `${stored}.${process.pid}`;
    try {
      writeFileSync(unfinished, sealed(format, JSON.stringify({code, map})));
      renameSync(unfinished, stored);
    } catch {
      this.#unstored.set(stored, {code, map});
      removeQuietly(unfinished);
    }
    return {code, map};
  }

  #place(file: string, text: string): string {
    const hash = createHash("sha256").update(`${settings}\0${file}\0${text}`).digest("hex");
    return path.join(this.#folder, `${hash.slice(0, 24)}.json`);
  }
}

/** Null where nothing is stored, or something else than was written. */
function read(stored: string): Transpiled | null {
  try {
    const {code, map} = JSON.parse(unsealed(format, readFileSync(stored))) as Transpiled;
    return {code, map};
  } catch {
    return null;
  }
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, {force: true});
  } catch {
    // The next clearing takes it along.
  }
}

const optionsFor = (file: string) =>
  ({
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
  }) as const;

function loaderOf(file: string): "ts" | "tsx" | "js" | "jsx" {
  if (file.endsWith(".tsx")) return "tsx";
  if (file.endsWith(".jsx")) return "jsx";
  return /\.[cm]?ts$/.test(file) ? "ts" : "js";
}

/** esbuild's report as an error that points at the reader's line. */
function explained(error: unknown, file: string): unknown {
  const [first] = (error as Partial<TransformFailure>).errors ?? [];
  if (!first?.location) return error;
  const {line, column, lineText} = first.location;
  return new UnparsedSource(first.text, {file, line, column: column + 1, lineText});
}
