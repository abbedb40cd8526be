import {readFileSync, statSync} from "node:fs";
import {createRequire} from "node:module";
import path from "node:path";
import vm from "node:vm";
import type {SourceTexts} from "./errors-sources";
import {resolveImport} from "./modules-resolve";
import type {Importer, Target} from "./modules-resolve";
import type {Transpiler} from "./modules-transpile";

type Loaded = {
  readonly file: string;
  /** Stays the same object when the file is reloaded: who holds it sees the new code. */
  readonly exports: Record<string, unknown>;
  /** What `module.exports` was set to, when that is no plain object of exports. */
  whole: {value: unknown} | null;
  stamp: string;
  /** Which load it was last run in; an interrupted one counts as not run. */
  state: {load: number; finished: boolean};
  readonly imports: Set<string>;
};

export type ModulesOptions = {
  readonly root: string;
  /** The notebook's folder. */
  readonly cwd: string;
  readonly texts: SourceTexts;
  readonly transpiler: Transpiler;
  /** Modules that stand for packages, by name. */
  readonly replaced: Readonly<Record<string, unknown>>;
};

/** `require` and `import()` for cells and for the files they import, with reloading in place. */
export class Modules {
  readonly #options: ModulesOptions;
  readonly #loaded = new Map<string, Loaded>();
  readonly #esm = new Map<string, unknown>();
  readonly #importers = new Map<string, (specifier: string) => Promise<unknown>>();
  readonly #cell: Importer;
  #load = 0;

  constructor(options: ModulesOptions) {
    this.#options = options;
    const {root, cwd} = options;
    this.#cell = {file: path.join(cwd, "cell.js"), alsoFrom: [path.join(root, "cell.js")]};
  }

  readonly requireFromCell = (specifier: string): unknown => this.#require(specifier, this.#cell);

  readonly importFromCell = async (specifier: string): Promise<unknown> => {
    const name = String(specifier);
    const target = resolveImport(name, this.#cell, this.#options.root);
    if (target?.kind === "esm") return this.#import(target);
    if (!target && /^(file|data):/.test(name))
      return this.#import({specifier: name, from: this.#cell.file});
    await this.prepare(`require(${JSON.stringify(name)})`);
    return asNamespace(this.requireFromCell(name));
  };

  /**
   * Before a cell runs: loads what only `import()` can load, for the cell and for the files that it
   * imports, so that their `require` finds it.
   */
  async prepare(code: string): Promise<void> {
    this.#load++;
    const seen = new Set<string>();
    const visit = async (text: string, importer: Importer): Promise<void> => {
      for (const specifier of requiredBy(text)) {
        const target = resolveImport(specifier, importer, this.#options.root);
        if (target?.kind === "esm") {
          const key = keyOf(target);
          if (!this.#esm.has(key)) this.#esm.set(key, await this.#import(target));
        }
        if (target?.kind !== "own" || seen.has(target.file) || target.file.endsWith(".json"))
          continue;
        seen.add(target.file);
        if (!this.#loaded.has(target.file))
          await visit(this.#translate(target.file), {file: target.file, alsoFrom: []});
      }
    };
    await visit(code, this.#cell);
  }

  /**
   * Runs again what changed on disk since it was loaded, and all that imports it, each into the same
   * object of exports. A file that fails keeps its old code; the failures come back.
   */
  reload(): unknown[] {
    this.#load++;
    const stale = new Set<string>();
    for (const {file, stamp} of this.#loaded.values())
      if ((stampOf(file) ?? stamp) !== stamp) stale.add(file);
    if (stale.size === 0) return [];
    for (let grown = -1; grown !== stale.size;) {
      grown = stale.size;
      for (const {file, imports} of this.#loaded.values())
        if ([...imports].some((name) => stale.has(name))) stale.add(file);
    }
    const failures: unknown[] = [];
    const order: string[] = [];
    const visited = new Set<string>();
    const visit = (file: string) => {
      if (visited.has(file) || !stale.has(file)) return;
      visited.add(file);
      for (const name of this.#loaded.get(file)?.imports ?? []) visit(name);
      order.push(file);
    };
    for (const file of stale) visit(file);
    for (const file of order) {
      const loaded = this.#loaded.get(file);
      try {
        if (loaded) this.#run(loaded);
      } catch (error) {
        failures.push(error);
      }
    }
    return failures;
  }

  #require(specifier: string, importer: Importer, by?: Loaded): unknown {
    if (Object.hasOwn(this.#options.replaced, specifier)) return this.#options.replaced[specifier];
    const target = resolveImport(specifier, importer, this.#options.root);
    switch (target?.kind) {
      case "own":
        by?.imports.add(target.file);
        return this.#requireOwn(target.file);
      case "builtin":
      case "package":
        return createRequire(importer.file)(target.kind === "builtin" ? target.name : target.file);
      case "esm": {
        const namespace = this.#esm.get(keyOf(target));
        return namespace ? asCommonJs(namespace) : createRequire(target.from)(target.specifier);
      }
      case undefined:
        throw missing(specifier, importer);
    }
  }

  #requireOwn(file: string): unknown {
    let loaded = this.#loaded.get(file);
    if (!loaded) {
      const state = {load: 0, finished: false};
      loaded = {file, exports: {}, whole: null, stamp: "", state, imports: new Set()};
      this.#loaded.set(file, loaded);
    }
    const {state} = loaded;
    // Within a load, an unfinished module is one that imports itself in a circle.
    if (!state.finished && state.load !== this.#load) {
      try {
        this.#run(loaded);
      } catch (error) {
        this.#loaded.delete(file);
        throw error;
      }
    }
    return loaded.whole ? loaded.whole.value : loaded.exports;
  }

  #run(loaded: Loaded): void {
    const {file} = loaded;
    loaded.stamp = stampOf(file) ?? "";
    if (file.endsWith(".json")) {
      loaded.whole = {value: JSON.parse(readFileSync(file, "utf8"))};
      loaded.state = {load: this.#load, finished: true};
      return;
    }
    const first = !loaded.state.finished;
    const code = this.#translate(file);
    const imports = new Set(loaded.imports);
    loaded.imports.clear();
    if (first) loaded.state = {load: this.#load, finished: false};
    // A first run shows its exports at once, for circles; a reload only when it went well.
    let latest: unknown = first ? loaded.exports : {};
    const module = {
      get exports() {
        return latest;
      },
      set exports(value: unknown) {
        latest = value;
        if (first) adopt(loaded, value);
      },
    };
    const importer = {file, alsoFrom: []};
    const require = Object.assign(
      (specifier: string) => this.#require(specifier, importer, loaded),
      {resolve: (specifier: string) => createRequire(file).resolve(specifier)},
    );
    const body = vm.compileFunction(
      code,
      ["exports", "require", "module", "__filename", "__dirname"],
      {filename: file},
    );
    try {
      body.call(latest, latest, require, module, file, path.dirname(file));
    } catch (error) {
      for (const name of imports) loaded.imports.add(name);
      throw error;
    }
    if (latest !== loaded.exports) adopt(loaded, latest);
    loaded.state = {load: this.#load, finished: true};
  }

  #translate(file: string): string {
    const source = readFileSync(file, "utf8");
    const {code, map} = this.#options.transpiler.transpile(file, source);
    this.#options.texts.set(file, {source, maps: [map]});
    return code;
  }

  #import({specifier, from}: {specifier: string; from: string}): Promise<unknown> {
    const folder = path.dirname(from);
    let load = this.#importers.get(folder);
    if (!load) {
      load = vm.runInThisContext("(specifier) => import(specifier)", {
        filename: path.join(folder, "import.js"),
        importModuleDynamically: (
          vm as unknown as {constants: {USE_MAIN_CONTEXT_DEFAULT_LOADER: never}}
        ).constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      }) as (specifier: string) => Promise<unknown>;
      this.#importers.set(folder, load);
    }
    return load(specifier);
  }
}

/** Names that a translated text asks for; both translators write them the same way. */
function requiredBy(code: string): Set<string> {
  return new Set([...code.matchAll(/\brequire\(["']([^"'\n]+)["']\)/g)].map(([, name]) => name));
}

const keyOf = ({specifier, from}: {specifier: string; from: string}) =>
  `${path.dirname(from)}\0${specifier}`;

function stampOf(file: string): string | null {
  const stat = statSync(file, {throwIfNoEntry: false});
  return stat ? `${stat.mtimeMs} ${stat.size} ${stat.ino}` : null;
}

/** Makes a module's exports those of `value`, in the object that importers already hold. */
function adopt(loaded: Loaded, value: unknown): void {
  const plain =
    typeof value === "object" &&
    value !== null &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value) as null);
  loaded.whole = plain ? null : {value};
  if (!plain || value === loaded.exports) return;
  const descriptors = Object.getOwnPropertyDescriptors(value);
  for (const name of Reflect.ownKeys(loaded.exports))
    if (!Object.hasOwn(descriptors, name)) delete loaded.exports[name as string];
  for (const name of Reflect.ownKeys(descriptors))
    Object.defineProperty(loaded.exports, name, {
      ...descriptors[name as string],
      configurable: true,
    });
}

/** An ES module as the code expects that TypeScript writes for `import`. */
function asCommonJs(namespace: unknown): unknown {
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(namespace as object))
    Object.defineProperty(copy, name, {
      enumerable: true,
      get: () => (namespace as Record<string, unknown>)[name],
    });
  return Object.defineProperty(copy, "__esModule", {value: true});
}

/** A CommonJS module as `import()` would give it, with every name that TypeScript knows. */
function asNamespace(exported: unknown): unknown {
  if (typeof exported === "object" && exported !== null && "__esModule" in exported)
    return exported;
  const own = typeof exported === "object" || typeof exported === "function" ? exported : {};
  return {...own, default: exported};
}

function missing(specifier: string, importer: Importer): Error {
  const error = new Error(`cannot find module '${specifier}' from ${path.dirname(importer.file)}`);
  return Object.assign(error, {code: "MODULE_NOT_FOUND"});
}

export type {Target};
