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
import {LastingProgram} from "./shared-program";
import {CellProgram, programHost} from "./cell-program";
import type {EmittedMaps} from "./cell-program";
import {ImportResolver} from "./import-resolver";
import {toRunnableModule} from "./compiler-transpile";
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
  readonly lasting: LastingProgram;
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

/**
 * tslab's converter, unchanged, on a TypeScript whose watch program is ours: one that takes the
 * project's options, resolves imports from the notebook's folder, watches no files (they are
 * compared with the disk before each cell) and keeps its checker from cell to cell.
 *
 * This is the only file that knows how tslab works inside; its test fails when a version moves that.
 *
 * @param judge picks the diagnostics that keep a cell from running
 */
export function openTslabConverter(
  place: Place,
  judge: (program: TypeScript.Program) => readonly TypeScript.Diagnostic[],
): TslabConverter {
  const home = require.resolve("tslab/dist/converter");
  const requireFromTslab = createRequire(home);
  const typescript = loadCompiled(
    requireFromTslab.resolve("@tslab/typescript-for-tslab"),
    path.join(place.caches, "compiler"),
  );
  const ts = typescript.exports as TypeScriptApi;
  const root = place.root.replace(/\\/g, "/");
  const cwd = place.cwd.replace(/\\/g, "/");
  const cell = `${root}/__tslab__.ts`;
  const declarations = `${root}/__prev__.d.ts`;
  const anchor = `${root}/__imported__.ts`;
  const globals = [kernelFile("types-notebook.d.ts"), ...place.declarations];
  const provided = {
    tslab: requireFromTslab.resolve("./public.d.ts"),
    "typescript-cells": kernelFile("cells.d.ts"),
  };
  const maps: Partial<EmittedMaps> = {};
  let opened:
    Pick<TslabConverter, "files" | "resolver" | "lasting" | "earlier" | "paths"> | undefined;
  let translate: ModuleTranslator | undefined;
  let current: CellProgram | undefined;

  const patched = {
    ...ts,
    sys: Object.assign(Object.create(ts.sys), {getCurrentDirectory: () => root}),
    createWatchCompilerHost: (
      _roots: string[],
      options: TypeScript.CompilerOptions,
      system: TypeScript.System,
    ): WatchHost => ({options, system}),
    createWatchProgram(host: WatchHost) {
      const {system} = host;
      const {options, paths} = cellOptions(ts, root, host.options);
      const files = new SourceFiles(ts, options);
      // All files that exist only here import as cells do.
      const isCell = (name: string) => name.startsWith(`${root}/__`);
      const resolver = new ImportResolver(ts, options, ts.sys, {root, cwd, isCell, provided});
      const lasting = new LastingProgram(
        ts,
        {files, resolver, host: (virtual) => programHost(ts, {files, resolver}, virtual)},
        {globals, anchor},
      );
      const earlier = new EarlierCells(ts, {
        ...{options, folder: root},
        attach: (file) => lasting.attach(file),
      });
      opened = {files, resolver, lasting, earlier, paths};
      const update = () => {
        files.nextGeneration();
        const texts = {
          cell: system.readFile(cell) ?? "",
          declarations: system.readFile(declarations) ?? "",
        };
        const names = {cell, declarations, globals};
        const parts = {files, resolver, lasting, earlier, maps};
        current = new CellProgram(ts, parts, names, texts);
        host.afterProgramCreate?.(current);
      };
      let scheduled: unknown;
      const schedule = () => {
        if (scheduled) system.clearTimeout?.(scheduled);
        scheduled = system.setTimeout?.(() => {
          scheduled = undefined;
          update();
        }, 0);
      };
      for (const name of [declarations, cell]) system.watchFile?.(name, schedule);
      update();
      return {close: () => undefined};
    },
    getPreEmitDiagnosticsOfFiles: (program: TypeScript.Program) => judge(program),
    transpileModule: (text: string, settings: TypeScript.TranspileOptions) => {
      translate ??= moduleTranslator(ts, settings.compilerOptions ?? {});
      const output = toRunnableModule(ts, text, translate);
      const {sourceMapText: commonjs, names, unset} = output;
      Object.assign(maps, {commonjs, names, unset});
      return output;
    },
  };

  const module = new Module(home);
  module.filename = home;
  module.paths = createRequire(home).resolve.paths("x") ?? [];
  module.require = ((id: string) =>
    id === "@tslab/typescript-for-tslab" ? patched : requireFromTslab(id)) as NodeJS.Require;
  (module as unknown as {_compile(text: string, name: string): void})._compile(
    readFileSync(home, "utf8"),
    home,
  );
  const converter = (module.exports as {createConverter(): Converter}).createConverter();
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

export function tslabVersion(): string {
  const file = path.join(path.dirname(require.resolve("tslab/dist/converter")), "../package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as {version: string}).version;
}
