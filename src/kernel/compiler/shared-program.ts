import type TypeScript from "@tslab/typescript-for-tslab";
import {isPackageFile} from "./source-files";
import type {SourceFiles} from "./source-files";
import type {TypeScriptApi} from "./options";
import type {ImportResolver} from "./import-resolver";

/** What TypeScript keeps in a file, and does not tell of in its types. */
export type ProgramFile = TypeScript.SourceFile & {
  path: string;
  resolvedPath: string;
  readonly imports: readonly TypeScript.StringLiteralLike[];
  readonly moduleAugmentations: readonly unknown[];
  readonly resolvedModules?: {
    forEach(
      each: (found: {resolvedModule?: {resolvedFileName: string}}, name: string) => void,
    ): void;
  };
};

type IncludeReasons = {get(path: string): readonly object[] | undefined};
type OpenProgram = TypeScript.Program & {getFileIncludeReasons: () => IncludeReasons};

type Built = {
  readonly program: OpenProgram;
  readonly reasons: () => IncludeReasons;
  /** The reader's files in it, which may be edited. */
  readonly own: readonly TypeScript.SourceFile[];
  checks: number;
};

/** Each cell leaves types in the checker; after so many it is let go, and takes them along. */
const mostChecks = 100;

/** Only such a text can have imports, or declare something for other files. */
const mayImport = /\b(?:import|require|from)\b|\bdeclare\s+(?:global|module|namespace)\b|\/\/\//;

/**
 * The program of all that cells import: TypeScript's library, packages, the reader's files, but no
 * cell. TypeScript would make a new checker for every cell, which takes longer than to check it. A
 * cell is a module, though, and adds nothing to what all files see; so the checker of a program
 * without it can check one cell after another, as if each belonged to the program.
 *
 * It is built anew when a cell imports what none has imported before, and after an edit.
 */
export class SharedProgram {
  #imported = new Map<string, string>();
  #built: Built | undefined;
  #attached = 0;

  constructor(
    readonly ts: TypeScriptApi,
    readonly parts: {
      readonly files: SourceFiles;
      readonly resolver: ImportResolver;
      /** Makes a host that knows these files beside those of the disk. */
      readonly host: (
        virtual: ReadonlyMap<string, TypeScript.SourceFile>,
      ) => TypeScript.CompilerHost;
    },
    readonly place: {
      readonly globals: readonly string[];
      /** Name of a file that imports what cells do; it counts as one of them for the resolver. */
      readonly anchor: string;
    },
  ) {}

  /**
   * The program with these files as part of it; null where they declare something for other files,
   * and so need a program of their own.
   *
   * @param attached files that were attached before, whose names these files see
   */
  with(
    virtual: ReadonlyMap<string, TypeScript.SourceFile>,
    attached: readonly ProgramFile[],
  ): TypeScript.Program | null {
    const files = [...virtual.values()].map((file) => this.attach(file));
    if (files.some(reachesOut)) return null;
    const unknown = [...files, ...attached].flatMap((file) => this.#unknownOf(file));
    for (const [name, target] of unknown) this.#imported.set(name, target);
    if (unknown.length > 0 || this.#isStale()) this.#build();
    const built = (this.#built ??= this.#build());
    built.checks++;
    const {program} = built;
    program.getFileIncludeReasons = () => reasonsWith(this.ts, files, built.reasons());
    return Object.assign(Object.create(program) as TypeScript.Program, {
      getSourceFile: (name: string) => virtual.get(name) ?? program.getSourceFile(name),
      // The checker keeps its findings by name, and all cells have the same.
      getSemanticDiagnostics: (file: TypeScript.SourceFile) =>
        program.getSemanticDiagnostics(file).filter((found) => !found.file || found.file === file),
    });
  }

  /** While nobody waits: a new checker in the place of one that has seen many cells. */
  rest(): void {
    if (this.#built && this.#built.checks > mostChecks / 2) this.#build().program.getTypeChecker();
  }

  /** Gives a file what a program gives to its own: a path and where its imports lead. */
  attach(file: TypeScript.SourceFile): ProgramFile {
    const {ts, parts} = this;
    const {target, module, moduleResolution, allowJs, resolveJsonModule} = parts.files.options;
    if (mayImport.test(file.text)) {
      const few = {target, module, moduleResolution, allowJs, resolveJsonModule};
      const options = {...few, noLib: true, noResolve: true, types: []};
      const host = parts.host(new Map([[file.fileName, file]]));
      ts.createProgram({rootNames: [file.fileName], options, host});
    } else Object.assign(file, {imports: [], moduleAugmentations: [], ambientModuleNames: []});
    const attached = file as ProgramFile;
    // The checker and the program remember by path what they found in a file.
    attached.path = attached.resolvedPath = file.fileName.replace(
      /(?=(?:\.d)?\.ts$)/,
      `${++this.#attached}`,
    );
    return attached;
  }

  /** Imports of a file that the program does not hold yet, by name. */
  #unknownOf(file: ProgramFile): [name: string, target: string][] {
    const unknown: [string, string][] = [];
    file.resolvedModules?.forEach(({resolvedModule}, name) => {
      if (resolvedModule && this.#imported.get(name) !== resolvedModule.resolvedFileName)
        unknown.push([name, resolvedModule.resolvedFileName]);
    });
    return unknown;
  }

  #isStale(): boolean {
    const {files, resolver} = this.parts;
    if (!this.#built || this.#built.checks >= mostChecks) return true;
    return this.#built.own.some(
      (file) => files.get(file.fileName) !== file || resolver.hasUnresolved(file.fileName),
    );
  }

  #build(): Built {
    const {ts, parts, place} = this;
    const old = this.#built;
    // The next program takes over the reasons of the last: they must be its own.
    if (old) old.program.getFileIncludeReasons = old.reasons;
    const {options} = parts.files;
    const text = [...this.#imported.keys()].map((name) => `import ${JSON.stringify(name)};\n`);
    const anchor = ts.createSourceFile(place.anchor, text.join(""), options.target ?? 99);
    const program = ts.createProgram({
      rootNames: [...place.globals, place.anchor],
      options,
      host: parts.host(new Map([[place.anchor, anchor]])),
      oldProgram: old?.program,
    }) as OpenProgram;
    const own = program
      .getSourceFiles()
      .filter((file) => file !== anchor && !isPackageFile(file.fileName));
    return (this.#built = {program, own, reasons: program.getFileIncludeReasons, checks: 0});
  }
}

/** `declare global`, `declare module`, `/// <reference>`: what other files would see. */
function reachesOut(file: ProgramFile): boolean {
  const {referencedFiles, typeReferenceDirectives, libReferenceDirectives} = file;
  const references = [referencedFiles, typeReferenceDirectives, libReferenceDirectives];
  return file.moduleAugmentations.length > 0 || references.some((list) => list.length > 0);
}

/**
 * Why a file is in the program, with the imports of these files among the reasons: a type that has
 * to be written down as `import("…")` is then named as the cell that uses it names its module.
 */
function reasonsWith(
  ts: TypeScriptApi,
  files: readonly ProgramFile[],
  reasons: IncludeReasons,
): IncludeReasons {
  const {FileIncludeKind} = ts as unknown as {FileIncludeKind: {Import: number}};
  const own = new Map<string, object[]>();
  for (const file of files)
    file.imports.forEach(({text}, index) =>
      file.resolvedModules?.forEach(({resolvedModule}, name) => {
        if (name !== text || !resolvedModule) return;
        const {resolvedFileName} = resolvedModule;
        const reason = {kind: FileIncludeKind.Import, file: file.path, index};
        own.set(resolvedFileName, [...(own.get(resolvedFileName) ?? []), reason]);
      }),
    );
  return {get: (path) => own.get(path) ?? reasons.get(path)};
}
