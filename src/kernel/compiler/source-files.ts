import {statSync} from "node:fs";
import type TypeScript from "@tslab/typescript-for-tslab";
import type {TypeScriptApi} from "./options";

type Kept = {readonly file: TypeScript.SourceFile; readonly stamp: string};

/**
 * Parsed files. Those of packages and of TypeScript itself are parsed once; the reader's own files
 * are looked at again once per generation, by time and size, so that the cell after an edit sees it.
 */
export class SourceFiles {
  readonly #kept = new Map<string, Kept | null>();
  readonly #checked = new Map<string, number>();
  #generation = 0;

  constructor(
    readonly ts: TypeScriptApi,
    readonly options: TypeScript.CompilerOptions,
  ) {}

  /** Own files are compared with the disk again at their next use. */
  nextGeneration(): void {
    this.#generation++;
  }

  get(fileName: string): TypeScript.SourceFile | undefined {
    const kept = this.#kept.get(fileName);
    const fixed = isPackageFile(fileName);
    if (kept && (fixed || this.#checked.get(fileName) === this.#generation)) return kept.file;
    if (kept === null && this.#checked.get(fileName) === this.#generation) return undefined;

    const stamp = fixed ? "" : stampOf(fileName);
    this.#checked.set(fileName, this.#generation);
    if (kept?.stamp === stamp) return kept.file;
    const typed = stamp === null ? undefined : this.ts.sys.readFile(fileName);
    if (typed === undefined || stamp === null) {
      this.#kept.set(fileName, null);
      return undefined;
    }
    const text = fixed ? withoutDocumentation(typed) : typed;
    const file = this.ts.createSourceFile(fileName, text, this.options.target ?? 99);
    this.#kept.set(fileName, {file, stamp});
    return file;
  }
}

/**
 * Documentation is most of a package's declarations, and parsed as code it takes as long and five
 * times the memory. As plain comments it is skipped; all positions stay, so that compiler/editor-answers.ts
 * can look it up in the file when it is asked for.
 */
function withoutDocumentation(text: string): string {
  return text.replace(/\/\*\*(?!\/)/g, "/* ");
}

export const isPackageFile = (fileName: string): boolean => fileName.includes("/node_modules/");

function stampOf(fileName: string): string | null {
  const stat = statSync(fileName, {throwIfNoEntry: false});
  return stat ? `${stat.mtimeMs} ${stat.size} ${stat.ino}` : null;
}
