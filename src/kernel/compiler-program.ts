import type TypeScript from "@tslab/typescript-for-tslab";
import type {TypeScriptApi} from "./compiler-options";
import type {SourceFiles} from "./compiler-files";
import type {ImportResolver} from "./compiler-resolve";
import {shorthandWriter} from "./compiler-shorthand";

export type EmittedMaps = {typescript: string; commonjs: string};

/**
 * A program of two virtual files, the cell and the declarations of all cells before it, in the shape
 * of the builder program that tslab's converter expects.
 *
 * The program is built only when its types are asked for: the converter's first pass over a cell
 * reads no more than the names it declares, and those come with binding.
 */
export class CellProgram {
  #program: TypeScript.Program | undefined;
  /** The program to start from; let go once ours is built, or each would keep all before it. */
  #previous: TypeScript.Program | undefined;
  readonly #virtual: Map<string, TypeScript.SourceFile>;

  constructor(
    readonly ts: TypeScriptApi,
    readonly parts: {files: SourceFiles; resolver: ImportResolver; maps: Partial<EmittedMaps>},
    readonly texts: ReadonlyMap<string, string>,
    readonly roots: readonly string[],
    readonly cell: string,
    previous: TypeScript.Program | undefined,
  ) {
    this.#previous = previous;
    const {options} = parts.files;
    this.#virtual = new Map(
      [...texts].map(([name, text]) => [
        name,
        ts.createSourceFile(name, text, options.target ?? 99),
      ]),
    );
    for (const file of this.#virtual.values()) bind(ts, file, options);
    parts.resolver.forget(cell);
  }

  /** The program if types were asked for, to start the next one from. */
  get built(): TypeScript.Program | undefined {
    return this.#program ?? this.#previous;
  }

  getProgram(): TypeScript.Program {
    if (this.#program) return this.#program;
    this.#program = this.ts.createProgram({
      rootNames: this.roots,
      options: this.parts.files.options,
      host: this.#host(),
      oldProgram: this.#previous,
    });
    this.#previous = undefined;
    return this.#program;
  }

  getSourceFile(name: string): TypeScript.SourceFile | undefined {
    return this.#virtual.get(name) ?? this.getProgram().getSourceFile(name);
  }

  /** Only the cell is emitted: the engine translates the reader's other files itself. */
  getAllDependencies(): string[] {
    return [this.cell];
  }

  emit(
    file: TypeScript.SourceFile,
    write: (name: string, text: string) => void,
    _token: undefined,
    _onlyTypes: undefined,
    transformers: TypeScript.CustomTransformers,
  ): void {
    const {outDir} = this.parts.files.options;
    let typesWritten = false;
    const keep = (name: string, text: string) => {
      if (name.endsWith(".map")) this.parts.maps.typescript = text;
      else if (name.endsWith(".d.ts")) {
        typesWritten = true;
        write(`${outDir}/__tslab__.d.ts`, text);
      } else
        write(`${outDir}/__tslab__.js`, text.replace(/\n?\/\/# sourceMappingURL=\S*\s*$/, "\n"));
    };
    const program = this.getProgram();
    const {after = []} = transformers;
    const shorthand = shorthandWriter(this.ts, {checker: program.getTypeChecker(), cell: file});
    transformers = {...transformers, after: [shorthand, ...after]};
    program.emit(file, keep, undefined, false, transformers);
    // Types that cannot be named stop the declarations; forced, they become `any`.
    if (!typesWritten) {
      const emit = program.emit as (...args: unknown[]) => void;
      emit(file, keep, undefined, true, transformers, true);
    }
  }

  #host(): TypeScript.CompilerHost {
    const {ts, parts, texts} = this;
    const {files, resolver} = parts;
    const {sys} = ts;
    const host: TypeScript.CompilerHost & {
      hasInvalidatedResolutions(path: string): boolean;
    } = {
      getSourceFile: (name) => this.#virtual.get(name) ?? files.get(name),
      getDefaultLibFileName: (options) =>
        `${libraryFolder(ts)}/${ts.getDefaultLibFileName(options)}`,
      getDefaultLibLocation: () => libraryFolder(ts),
      getCurrentDirectory: () => resolver.place.root,
      getCanonicalFileName: (name) => name,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => "\n",
      fileExists: (name) => texts.has(name) || sys.fileExists(name),
      readFile: (name) => texts.get(name) ?? sys.readFile(name),
      directoryExists: (name) => sys.directoryExists(name),
      getDirectories: (name) => sys.getDirectories(name),
      realpath: sys.realpath,
      writeFile: () => undefined,
      resolveModuleNameLiterals: (literals, containing) =>
        resolver.resolve(
          literals.map((literal) => literal.text),
          containing,
        ),
      hasInvalidatedResolutions: (path) => resolver.hasUnresolved(path),
    };
    return host;
  }
}

function libraryFolder(ts: TypeScriptApi): string {
  return ts.sys
    .getExecutingFilePath()
    .replace(/\\/g, "/")
    .replace(/\/[^/]*$/, "");
}

function bind(
  ts: TypeScriptApi,
  file: TypeScript.SourceFile,
  options: TypeScript.CompilerOptions,
): void {
  (ts as unknown as {bindSourceFile(file: unknown, options: unknown): void}).bindSourceFile(
    file,
    options,
  );
}
