import type TypeScript from "@tslab/typescript-for-tslab";
import {builtinModules} from "node:module";
import path from "node:path";
import type {TypeScriptApi} from "./options";
import {isPackageFile} from "./source-files";
import type {SourceFiles} from "./source-files";

/**
 * Finds the file that an import means, where Node's `require` in the engine will find it too:
 * relative names of a cell from the notebook's folder, then from the project; packages from the
 * importing file's folder, then from the project; `exports` of a package where its `main` is silent.
 */
export class ImportResolver {
  #cache: TypeScript.ModuleResolutionCache;
  readonly #targets = new Map<string, readonly string[]>();
  readonly #unresolved = new Set<string>();

  constructor(
    readonly ts: TypeScriptApi,
    readonly options: TypeScript.CompilerOptions,
    readonly host: TypeScript.ModuleResolutionHost,
    readonly place: {
      readonly root: string;
      readonly cwd: string;
      readonly isCell: (fileName: string) => boolean;
      /** Declarations of what the kernel itself gives to cells, by name. */
      readonly provided: Readonly<Record<string, string>>;
    },
  ) {
    this.#cache = this.#newCache();
  }

  /** The files that a file imports, as far as they were found. */
  targetsOf(fileName: string): readonly string[] {
    return this.#targets.get(fileName) ?? [];
  }

  /** A file without imports is never asked about, so what it imported before is dropped by hand. */
  forget(fileName: string): void {
    this.#targets.delete(fileName);
  }

  /** Files with a name that led nowhere are asked again: the missing file may be there by now. */
  hasUnresolved(fileName: string): boolean {
    return this.#unresolved.has(fileName);
  }

  resolve(names: readonly string[], containingFile: string) {
    const found = names.map((name) => this.#find(name, containingFile));
    if (!isPackageFile(containingFile)) {
      const files = found.flatMap((module) => (module ? [module.resolvedFileName] : []));
      this.#targets.set(containingFile, files);
      const missing = names.some((name, i) => !found[i] && !isBuiltin(name));
      if (missing) {
        this.#unresolved.add(containingFile);
        // The cache also remembers what was missing.
        this.#cache = this.#newCache();
      } else this.#unresolved.delete(containingFile);
    }
    return found.map((resolvedModule) => ({resolvedModule}));
  }

  #newCache() {
    return this.ts.createModuleResolutionCache(this.place.root, (name) => name, this.options);
  }

  #find(name: string, containingFile: string): TypeScript.ResolvedModuleFull | undefined {
    if (isBuiltin(name)) return undefined;
    const {provided} = this.place;
    if (Object.hasOwn(provided, name))
      return {
        resolvedFileName: provided[name],
        extension: this.ts.Extension.Dts,
        isExternalLibraryImport: true,
      };
    for (const from of this.#startingPoints(name, containingFile)) {
      const found = this.ts.resolveModuleName(name, from, this.options, this.host, this.#cache);
      if (found.resolvedModule) return found.resolvedModule;
      if (name.startsWith(".") || isPackageFile(containingFile)) continue;
      const byExports = this.ts.resolveModuleName(
        name,
        from,
        {...this.options, moduleResolution: this.ts.ModuleResolutionKind.Bundler},
        this.host,
      );
      if (byExports.resolvedModule) return byExports.resolvedModule;
    }
    return undefined;
  }

  #startingPoints(name: string, containingFile: string): string[] {
    const {root, cwd, isCell} = this.place;
    const inRoot = path.posix.join(root, "cell.ts");
    if (isCell(containingFile)) return [path.posix.join(cwd, "cell.ts"), inRoot];
    return name.startsWith(".") ? [containingFile] : [containingFile, inRoot];
  }
}

const isBuiltin = (name: string) => name.startsWith("node:") || builtinModules.includes(name);

const imported = /\b(?:from|import|require\()\s*['"]([^'"\n]+)['"]/g;

/**
 * Parses, one file at a step, what the types of packages consist of, so that the cell that
 * imports them need not. Between two steps (some milliseconds) requests are answered.
 */
export function* warmUpPackages(
  packages: readonly string[],
  files: SourceFiles,
  resolver: ImportResolver,
): Generator<void> {
  const waiting: [names: readonly string[], from: string][] = [
    [packages, path.posix.join(resolver.place.root, "warm-up.ts")],
  ];
  const seen = new Set<string>();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const {resolvedModule} of resolver.resolve(...next)) {
      const name = resolvedModule?.resolvedFileName;
      if (!name?.endsWith(".d.ts") || seen.has(name)) continue;
      seen.add(name);
      const text = files.get(name)?.text ?? "";
      yield;
      const names = [...text.matchAll(imported)].map(([, specifier]) => specifier);
      if (names.length > 0) waiting.push([names, name]);
    }
  }
}
