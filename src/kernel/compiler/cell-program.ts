import type TypeScript from "@tslab/typescript-for-tslab";
import {bind} from "./earlier-cells";
import type {EarlierCells} from "./earlier-cells";
import {importsAsConstants} from "./import-equals";
import type {ImportResolver} from "./import-resolver";
import type {TypeScriptApi} from "./options";
import {sharedNamesWriter} from "./shared-names";
import type {SharedProgram} from "./shared-program";
import type {SourceFiles} from "./source-files";
import type {UsedNames} from "./used-names";

export type EmittedMaps = UsedNames & {
  typescript: string;
  commonjs: string;
  names: readonly string[];
  unset: readonly string[];
};

export type ProgramParts = {
  readonly files: SourceFiles;
  readonly resolver: ImportResolver;
  readonly shared: SharedProgram;
  readonly earlier: EarlierCells;
  readonly maps: Partial<EmittedMaps>;
};

/** Names of the two files that exist only here, and of the files of ambient declarations. */
export type ProgramNames = {
  readonly cell: string;
  readonly declarations: string;
  readonly globals: readonly string[];
};

/**
 * A program of two virtual files, the cell and the declarations of all cells before it, in the shape
 * of the builder program that tslab's converter expects.
 *
 * The program is built only when its types are asked for: the converter's first pass over a cell
 * reads no more than the names it declares, and those come with binding.
 */
export class CellProgram {
  readonly cell: string;
  #program: TypeScript.Program | undefined;
  readonly #virtual: Map<string, TypeScript.SourceFile>;

  constructor(
    readonly ts: TypeScriptApi,
    readonly parts: ProgramParts,
    readonly names: ProgramNames,
    texts: {readonly cell: string; readonly declarations: string},
  ) {
    this.cell = names.cell;
    const {options} = parts.files;
    const file = ts.createSourceFile(this.cell, texts.cell, options.target ?? 99);
    bind(ts, file, options);
    hideAugmentations(file);
    this.#virtual = new Map([
      [names.declarations, parts.earlier.recent(names.declarations, texts.declarations)],
      [this.cell, file],
    ]);
    parts.resolver.forget(this.cell);
  }

  getProgram(): TypeScript.Program {
    const {shared, earlier} = this.parts;
    return (this.#program ??= shared.with(this.#virtual, earlier.shelves) ?? this.#ownProgram());
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
    this.parts.earlier.spend();
    const {after = [], before = []} = transformers;
    const shorthand = sharedNamesWriter(this.ts, {checker: program.getTypeChecker(), cell: file});
    transformers = {
      ...transformers,
      before: [importsAsConstants(this.ts), ...before],
      after: [shorthand, ...after],
    };
    program.emit(file, keep, undefined, false, transformers);
    // Types that cannot be named stop the declarations; forced, they become `any`.
    if (!typesWritten) {
      const emit = program.emit as (...args: unknown[]) => void;
      emit(file, keep, undefined, true, transformers, true);
    }
  }

  /** For a cell that declares something for other files. */
  #ownProgram(): TypeScript.Program {
    const {cell, declarations, globals} = this.names;
    const {files, resolver, earlier} = this.parts;
    const shelves = earlier.shelves.map((file) => [file.fileName, file] as const);
    return this.ts.createProgram({
      rootNames: [...globals, ...shelves.map(([name]) => name), declarations, cell],
      options: files.options,
      host: programHost(this.ts, {files, resolver}, new Map([...shelves, ...this.#virtual])),
    });
  }
}

/** The converter would export all that a cell declares: `declare global` and `declare module` have no name. */
function hideAugmentations(file: TypeScript.SourceFile): void {
  const {locals} = file as unknown as {locals?: Map<string, unknown>};
  for (const name of locals?.keys() ?? [])
    if (name === "__global" || name.startsWith('"')) locals?.delete(name);
}

/** What a program asks of the world: virtual files, kept files, and imports as the engine finds them. */
export function programHost(
  ts: TypeScriptApi,
  {files, resolver}: Pick<ProgramParts, "files" | "resolver">,
  virtual: ReadonlyMap<string, TypeScript.SourceFile>,
): TypeScript.CompilerHost {
  const {sys} = ts;
  const host: TypeScript.CompilerHost & {hasInvalidatedResolutions(path: string): boolean} = {
    getSourceFile: (name) => virtual.get(name) ?? files.get(name),
    getDefaultLibFileName: (options) => `${libraryFolder(ts)}/${ts.getDefaultLibFileName(options)}`,
    getDefaultLibLocation: () => libraryFolder(ts),
    getCurrentDirectory: () => resolver.place.root,
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    fileExists: (name) => virtual.has(name) || sys.fileExists(name),
    readFile: (name) => virtual.get(name)?.text ?? sys.readFile(name),
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

function libraryFolder(ts: TypeScriptApi): string {
  return ts.sys
    .getExecutingFilePath()
    .replace(/\\/g, "/")
    .replace(/\/[^/]*$/, "");
}
