import {readFileSync} from "node:fs";
import Module, {createRequire} from "node:module";
import path from "node:path";
import type TypeScript from "@tslab/typescript-for-tslab";
import type {Converter} from "tslab/dist/converter";
import {SourceFiles} from "./source-files";
import {loadCompiled} from "./load-compiled";
import {cellOptions} from "./options";
import type {TypeScriptApi} from "./options";
import {EarlierCells} from "./earlier-cells";
import {moduleTranslator} from "./emit";
import type {ModuleTranslator} from "./emit";
import {SharedProgram} from "./shared-program";
import {CellProgram, programHost} from "./cell-program";
import type {EmittedMaps} from "./cell-program";
import {ImportResolver} from "./import-resolver";
import {toRunnableModule} from "./runnable-module";
import {kernelFile} from "../bundle-folder";
import type {ImportPath} from "../import-paths";
import type {Place} from "../settings";

/** What tslab 1.0.22 hands to `createWatchProgram`, and reads back from it. */
type WatchHost = {
  readonly options: TypeScript.CompilerOptions;
  readonly system: TypeScript.System;
  afterProgramCreate?(builder: CellProgram): void;
};

/** What the converter puts before the text of a cell. */
export const prefixLength = "export {};\n".length;

export type TslabConverter = {
  readonly ts: TypeScriptApi;
  readonly converter: Converter;
  readonly files: SourceFiles;
  readonly resolver: ImportResolver;
  readonly shared: SharedProgram;
  readonly earlier: EarlierCells;
  /** Names that the project gives a meaning. */
  readonly paths: readonly ImportPath[];
  /** Source maps and names of the cell that was converted last. */
  readonly maps: Partial<EmittedMaps>;
  /** Makes the next start quicker; costs 0.1 s now, at the first start. */
  keepCompiled(): void;
  /** The program of the text converted, completed or inspected last. */
  current(): CellProgram;
};

type Judge = (program: TypeScript.Program) => readonly TypeScript.Diagnostic[];

/** Paths as TypeScript writes them, and names of files that exist only here. */
type Names = ReturnType<typeof namesIn>;

/** What the watch program of a converter consists of. */
type Opened = Pick<TslabConverter, "files" | "resolver" | "shared" | "earlier" | "paths">;

/**
 * tslab's converter, unchanged, on a TypeScript whose watch program is ours: one that takes the
 * project's options, resolves imports from the notebook's folder, watches no files (they are
 * compared with the disk before each cell) and keeps its checker from cell to cell.
 *
 * This is the only file that knows how tslab works inside; its test fails when a version moves that.
 *
 * @param judge picks the diagnostics that keep a cell from running
 */
export function openTslabConverter(place: Place, judge: Judge): TslabConverter {
  const home = require.resolve("tslab/dist/converter");
  const typescript = loadCompiled(
    createRequire(home).resolve("@tslab/typescript-for-tslab"),
    path.join(place.caches, "compiler"),
  );
  const ts = typescript.exports as TypeScriptApi;
  const names = namesIn(place);
  const maps: Partial<EmittedMaps> = {};
  let opened: Opened | undefined;
  let current: CellProgram | undefined;

  const patched = {
    ...ts,
    sys: Object.assign(Object.create(ts.sys), {getCurrentDirectory: () => names.root}),
    createWatchCompilerHost: (
      _roots: string[],
      options: TypeScript.CompilerOptions,
      system: TypeScript.System,
    ): WatchHost => ({options, system}),
    createWatchProgram(host: WatchHost) {
      const parts = (opened = openParts(ts, {names, place, options: host.options}));
      followTexts(host.system, names, (texts) => {
        parts.files.nextGeneration();
        current = new CellProgram(ts, {...parts, maps}, names, texts);
        host.afterProgramCreate?.(current);
      });
      return {close: () => undefined};
    },
    getPreEmitDiagnosticsOfFiles: (program: TypeScript.Program) => judge(program),
    transpileModule: runnableTranspiler(ts, maps),
  };

  const converter = loadConverter(home, patched);
  if (!opened)
    throw new TypeError(
      `tslab ${tslabVersion()} no longer makes a watch program: compiler/tslab-converter.ts was written for 1.0.22`,
    );
  return {
    ts,
    converter,
    ...opened,
    maps,
    keepCompiled: typescript.keepCompiled,
    current() {
      if (!current) throw new TypeError("nothing was converted yet");
      return current;
    },
  };
}

function namesIn(place: Place) {
  const [root, cwd] = [place.root, place.cwd].map((folder) => folder.replace(/\\/g, "/"));
  return {
    root,
    cwd,
    cell: `${root}/__tslab__.ts`,
    declarations: `${root}/__prev__.d.ts`,
    anchor: `${root}/__imported__.ts`,
    globals: [kernelFile("types-notebook.d.ts"), ...place.declarations],
  };
}

function openParts(
  ts: TypeScriptApi,
  {names, place, options: asked}: {names: Names; place: Place; options: TypeScript.CompilerOptions},
): Opened {
  const {root, cwd, anchor, globals} = names;
  const {options, paths} = cellOptions(ts, place.root, asked);
  const files = new SourceFiles(ts, options);
  // All files that exist only here import as cells do.
  const isCell = (name: string) => name.startsWith(`${root}/__`);
  const provided = {
    tslab: path.join(path.dirname(require.resolve("tslab/dist/converter")), "public.d.ts"),
    "typescript-cells": kernelFile("cells.d.ts"),
  };
  const resolver = new ImportResolver(ts, options, ts.sys, {root, cwd, isCell, provided});
  const shared = new SharedProgram(
    ts,
    {files, resolver, host: (virtual) => programHost(ts, {files, resolver}, virtual)},
    {globals, anchor},
  );
  const attach = (file: TypeScript.SourceFile) => shared.attach(file);
  const earlier = new EarlierCells(ts, {options, folder: root, attach});
  return {files, resolver, shared, earlier, paths};
}

/** Reads the two texts that the converter keeps in files of its own now, and after each change. */
function followTexts(
  system: TypeScript.System,
  {cell, declarations}: Names,
  update: (texts: {cell: string; declarations: string}) => void,
): void {
  const read = (name: string) => system.readFile(name) ?? "";
  const readAll = () => update({cell: read(cell), declarations: read(declarations)});
  let scheduled: unknown;
  const schedule = () => {
    if (scheduled) system.clearTimeout?.(scheduled);
    scheduled = system.setTimeout?.(() => {
      scheduled = undefined;
      readAll();
    }, 0);
  };
  for (const name of [declarations, cell]) system.watchFile?.(name, schedule);
  readAll();
}

/** What the converter calls to have ES modules as CommonJS; names and source map go to `maps`. */
function runnableTranspiler(ts: TypeScriptApi, maps: Partial<EmittedMaps>) {
  let translate: ModuleTranslator | undefined;
  return (text: string, settings: TypeScript.TranspileOptions) => {
    translate ??= moduleTranslator(ts, settings.compilerOptions ?? {});
    const output = toRunnableModule(ts, text, translate);
    const {sourceMapText: commonjs, names, unset, uses, usesLater, assigns} = output;
    Object.assign(maps, {commonjs, names, unset, uses, usesLater, assigns});
    return output;
  };
}

/** Runs tslab's file anew, with another TypeScript in the place of its own. */
function loadConverter(home: string, typescript: object): Converter {
  const requireFromTslab = createRequire(home);
  const module = new Module(home);
  module.filename = home;
  module.paths = requireFromTslab.resolve.paths("x") ?? [];
  module.require = ((id: string) =>
    id === "@tslab/typescript-for-tslab" ? typescript : requireFromTslab(id)) as NodeJS.Require;
  (module as unknown as {_compile(text: string, name: string): void})._compile(
    readFileSync(home, "utf8"),
    home,
  );
  return (module.exports as {createConverter(): Converter}).createConverter();
}

export function tslabVersion(): string {
  const file = path.join(path.dirname(require.resolve("tslab/dist/converter")), "../package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as {version: string}).version;
}
