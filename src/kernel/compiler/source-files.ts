import {statSync} from "node:fs";
import type TypeScript from "@tslab/typescript-for-tslab";
import {withoutImportAttributes} from "./newer-syntax";
import type {TypeScriptApi} from "./options";

type Kept = {readonly file: TypeScript.SourceFile; readonly stamp: string};

/**
 * Parsed files. Those of packages and of TypeScript itself are parsed once; the reader's own files
 * are looked at again once per generation, by time and size, so that the cell after an edit sees it.
 */
export class SourceFiles {
  readonly #kept = new Map<string, Kept | null>();
  readonly #checked = new Map<string, number>();
  readonly #faults = new Map<string, readonly TypeScript.Diagnostic[]>();
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
    const readable = withoutImportAttributes(this.ts, typed);
    const text = fixed ? withoutDocumentation(readable) : readable;
    const file = this.ts.createSourceFile(fileName, text, this.options.target ?? 99);
    const faults = fixed ? [] : parseFaults(this.ts, file);
    this.#faults.set(fileName, faults);
    // The engine goes on with the values of before: so do the types.
    const used = kept && faults.length > 0 ? kept.file : file;
    this.#kept.set(fileName, {file: used, stamp});
    return used;
  }

  /** What keeps a file from being read as it is now; its old text is used meanwhile, if there was one. */
  faultsOf(fileName: string): readonly TypeScript.Diagnostic[] {
    this.get(fileName);
    return this.#faults.get(fileName) ?? [];
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

function parseFaults(
  ts: TypeScriptApi,
  file: TypeScript.SourceFile,
): readonly TypeScript.Diagnostic[] {
  const {parseDiagnostics} = file as unknown as {parseDiagnostics: TypeScript.Diagnostic[]};
  if (parseDiagnostics.length > 0 || !file.fileName.endsWith(".json")) return parseDiagnostics;
  try {
    JSON.parse(file.text);
    return [];
  } catch (error) {
    // TypeScript reads comments and commas that JSON does not have.
    const {message} = error as Error;
    const start = Number(/at position (\d+)/.exec(message)?.[1] ?? file.text.length);
    const category = ts.DiagnosticCategory.Error;
    return [{file, start, length: 1, category, code: 1327, messageText: message}];
  }
}

function stampOf(fileName: string): string | null {
  const stat = statSync(fileName, {throwIfNoEntry: false});
  return stat ? `${stat.mtimeMs} ${stat.size} ${stat.ino}` : null;
}
