import {readFileSync, statSync} from "node:fs";
import {createRequire} from "node:module";
import path from "node:path";
import vm from "node:vm";
import {namesPackage} from "../import-paths";
import type {ImportPath} from "../import-paths";
import {UnparsedSource} from "../show/source-positions";
import type {SourceTexts} from "../show/source-positions";
import {adopt, asNamespace, EsmPackages, isPlain, refill, viewOf} from "./esm-packages";
import {resolveImport} from "./resolve";
import type {Importer, Target} from "./resolve";
import type {Transpiler} from "./transpile";

type Loaded = {
  readonly file: string;
  /** Stays the same object when the file is loaded again: who holds it sees the new code. */
  readonly exports: Record<string, unknown>;
  /** What `module.exports` was set to, where that is not an object of names. */
  whole: {value: unknown} | null;
  /** What `import` sees of a file that is no ES module; the same object after an edit, too. */
  readonly view: Record<string, unknown>;
  /** Time and size of the file when it was loaded. */
  stamp: string;
  finished: boolean;
  /** The pass in which it was last begun. */
  pass: number;
  readonly imports: Set<string>;
};

/** Where a value comes from that a cell was given by `require` or `import()`. */
export type Origin = {
  readonly file: string;
  /** What the same call gives now. */
  value(): unknown;
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
  readonly #esm = new EsmPackages();
  readonly #cell: Importer;
  /** What a cell has required last: there is no other way to tell where a number is from. */
  #required: {readonly value: unknown; readonly origin: Origin} | null = null;
  readonly #namespaces = new WeakMap<object, Origin>();
  #paths: readonly ImportPath[] = [];
  #pass = 0;
  readonly requireFromCell: (specifier: string) => unknown;

  /** What an `import` of a cell means; unlike what `require` gives, it follows each edit of the file. */
  readonly importedFromCell = (specifier: string): unknown => {
    const value = this.requireFromCell(specifier);
    const target = this.#resolve(specifier, this.#cell);
    const loaded = target?.kind === "own" ? this.#loaded.get(target.file) : undefined;
    if (!loaded?.finished || (!loaded.whole && "__esModule" in loaded.exports)) return value;
    return loaded.view;
  };

  constructor(options: ModulesOptions) {
    this.#options = options;
    const {root, cwd} = options;
    this.#cell = {file: path.join(cwd, "cell.js"), alsoFrom: [path.join(root, "cell.js")]};
    this.requireFromCell = this.#requireOf(this.#cell);
  }

  readonly importFromCell = async (specifier: unknown): Promise<unknown> => {
    const name = String(specifier);
    const {file: from} = this.#cell;
    if (/^(?:file|data):/.test(name)) return this.#esm.import({specifier: name, from});
    const target = this.#resolve(name, this.#cell);
    if (target?.kind === "esm") return this.#esm.import(target);
    await this.prepare(`require(${JSON.stringify(name)})`);
    const value = () => asNamespace(this.importedFromCell(name));
    const namespace = value();
    if (target?.kind === "own" && typeof namespace === "object" && namespace)
      this.#namespaces.set(namespace, {file: target.file, value});
    return namespace;
  };

  /** Of a value that a cell has just required or imported; undefined where it is none of the reader's files. */
  originOf(value: unknown): Origin | undefined {
    if (this.#required && Object.is(this.#required.value, value)) return this.#required.origin;
    return typeof value === "object" && value ? this.#namespaces.get(value) : undefined;
  }

  /** The project's own names, for all imports from now on. */
  usePaths(paths: readonly ImportPath[]): void {
    this.#paths = paths;
  }

  /**
   * Before a cell runs: loads what only `import()` can load, for the cell and for the files that it
   * imports, so that their `require` finds it.
   */
  async prepare(code: string, importer = this.#cell, seen = new Set<string>()): Promise<void> {
    this.#pass++;
    for (const specifier of requiredBy(code)) {
      const target = this.#resolve(specifier, importer);
      if (target?.kind === "esm") await this.#esm.prepare(target);
      if (target?.kind !== "own" || seen.has(target.file)) continue;
      seen.add(target.file);
      const {file} = target;
      if (!this.#loaded.has(file) && !file.endsWith(".json"))
        await this.prepare(await this.#prepared(file), {file, alsoFrom: []}, seen);
    }
  }

  /**
   * Runs again what changed on disk since it was loaded, and all that imports it, each into the same
   * object of exports. A file that fails keeps its old code; the failures come back, and the others' names.
   */
  async reload(): Promise<{failures: unknown[]; files: ReadonlySet<string>}> {
    const failures: unknown[] = [];
    const files = new Set<string>();
    for (const loaded of this.#staleInOrder())
      try {
        const {file} = loaded;
        // A file that fails is tried again when it has changed again.
        loaded.stamp = stampOf(file) ?? "";
        if (!file.endsWith(".json"))
          await this.prepare(await this.#prepared(file), {file, alsoFrom: []});
        this.#run(loaded);
        files.add(file);
      } catch (error) {
        failures.push(error);
      }
    return {failures, files};
  }

  /** Between cells: the translator's process need not wait for the next edit, nor outlive an interrupt. */
  rest(): void {
    this.#options.transpiler.rest();
  }

  /** After an interrupt: what it cut off while it was loaded is loaded again at its next use. */
  forgetUnfinished(): void {
    for (const [file, module] of Object.entries(require.cache))
      if (module && !module.loaded) delete require.cache[file];
  }

  /** Changed files and their importers, what is imported before what imports it. */
  #staleInOrder(): Loaded[] {
    const stale = new Set<string>();
    for (const {file, stamp} of this.#loaded.values())
      if ((stampOf(file) ?? stamp) !== stamp) stale.add(file);
    for (let before = -1; stale.size > before;) {
      before = stale.size;
      for (const {file, imports} of this.#loaded.values())
        if ([...imports].some((name) => stale.has(name))) stale.add(file);
    }
    const order = new Set<Loaded>();
    const visited = new Set<string>();
    const visit = (file: string) => {
      const loaded = this.#loaded.get(file);
      if (!loaded || visited.has(file) || !stale.has(file)) return;
      visited.add(file);
      for (const name of loaded.imports) visit(name);
      order.add(loaded);
    };
    for (const file of stale) visit(file);
    return [...order];
  }

  #resolve(specifier: string, importer: Importer): Target | undefined {
    return resolveImport(specifier, importer, {root: this.#options.root, paths: this.#paths});
  }

  #requireOf(importer: Importer, by?: Loaded): (specifier: string) => unknown {
    const resolve = (specifier: string) => {
      const target = this.#resolve(specifier, importer);
      return target && "file" in target
        ? target.file
        : createRequire(importer.file).resolve(specifier);
    };
    const load = (specifier: string) => this.#require(specifier, importer, by);
    return Object.assign(load, {resolve, cache: require.cache});
  }

  #require(specifier: string, importer: Importer, by?: Loaded): unknown {
    const {replaced} = this.#options;
    if (Object.hasOwn(replaced, specifier)) return replaced[specifier];
    const target = this.#resolve(specifier, importer);
    switch (target?.kind) {
      case "own":
        by?.imports.add(target.file);
        return this.#requireOwn(target.file, importer === this.#cell);
      case "builtin":
        return createRequire(importer.file)(target.name);
      case "package":
        return createRequire(importer.file)(target.file);
      case "esm":
        return this.#esm.get(target) ?? createRequire(target.from)(target.specifier);
      case undefined:
        throw missing(specifier, path.dirname(importer.file), this.#paths);
    }
  }

  #requireOwn(file: string, byCell: boolean): unknown {
    let loaded = this.#loaded.get(file);
    if (!loaded) {
      const nothing = {whole: null, stamp: "", finished: false, pass: 0};
      loaded = {file, exports: {}, view: {}, ...nothing, imports: new Set()};
      this.#loaded.set(file, loaded);
    }
    // In the same pass, one that is not finished imports itself in a circle; one of an earlier pass
    // was interrupted.
    if (!loaded.finished && loaded.pass !== this.#pass)
      try {
        this.#run(loaded);
      } catch (error) {
        this.#loaded.delete(file);
        throw error;
      }
    const module = loaded;
    const value = () => (module.whole ? module.whole.value : module.exports);
    if (byCell) this.#required = {value: value(), origin: {file, value}};
    return value();
  }

  #run(loaded: Loaded): void {
    const {file} = loaded;
    loaded.stamp = stampOf(file) ?? "";
    loaded.pass = this.#pass;
    if (file.endsWith(".json")) this.#show(loaded, this.#readJson(file));
    else this.#evaluate(loaded);
    loaded.finished = true;
  }

  #readJson(file: string): unknown {
    const text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
    try {
      return JSON.parse(text);
    } catch (error) {
      throw this.#options.transpiler.jsonFault(file, text) ?? unreadable(error, file, text);
    }
  }

  #show(loaded: Loaded, value: unknown): void {
    const {whole: before, finished} = loaded;
    if (finished && before && Array.isArray(before.value) && Array.isArray(value)) {
      // Who holds the list from before the edit sees the new one, as with an object of names.
      refill(before.value, value);
      value = before.value;
    }
    loaded.whole = isPlain(value) ? null : {value};
    if (isPlain(value)) adopt(loaded.exports, value);
    const whole = loaded.whole ? value : loaded.exports;
    if (!("__esModule" in loaded.exports) || loaded.whole) adopt(loaded.view, viewOf(whole));
  }

  #evaluate(loaded: Loaded): void {
    const {file, finished} = loaded;
    const body = vm.compileFunction(
      this.#translate(file),
      ["exports", "require", "module", "__filename", "__dirname"],
      {filename: file},
    );
    const importsBefore = [...loaded.imports];
    loaded.imports.clear();
    const show = (value: unknown) => this.#show(loaded, value);
    // The first run shows its exports as it sets them, for circles; a reload only when it went well.
    let latest: unknown = finished ? {} : loaded.exports;
    const module = {
      get exports() {
        return latest;
      },
      set exports(value: unknown) {
        latest = value;
        if (!finished) show(value);
      },
    };
    const require = this.#requireOf({file, alsoFrom: []}, loaded);
    try {
      body.call(latest, latest, require, module, file, path.dirname(file));
    } catch (error) {
      for (const name of importsBefore) loaded.imports.add(name);
      throw error;
    }
    show(latest);
  }

  async #prepared(file: string): Promise<string> {
    const source = readFileSync(file, "utf8");
    return (await this.#options.transpiler.prepare(file, source)).code;
  }

  #translate(file: string): string {
    const source = readFileSync(file, "utf8");
    const {code, map} = this.#options.transpiler.transpile(file, source);
    this.#options.texts.set(file, {source, maps: [map]});
    // The code becomes the body of a function, where the line that starts a script is none.
    return code.replace(/^#!/, "//");
  }
}

function missing(specifier: string, folder: string, paths: readonly ImportPath[]): Error {
  const isPackage = namesPackage(specifier, paths);
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  const advice = isPackage
    ? `\nIf it is a package, install it in the project's folder: npm install ${name}`
    : "";
  const error = new Error(`cannot find module '${specifier}' from ${folder}${advice}`);
  return Object.assign(error, {code: "MODULE_NOT_FOUND"});
}

/** What is wrong in a JSON file, at its end where nobody can say the place. */
function unreadable(error: unknown, file: string, text: string): UnparsedSource {
  const {message} = error as Error;
  const at = Number(/at position (\d+)/.exec(message)?.[1] ?? text.length);
  const before = text.slice(0, at).split("\n");
  const place = {file, line: before.length, column: (before.at(-1) ?? "").length + 1};
  return new UnparsedSource(message, {
    ...place,
    lineText: text.split("\n")[before.length - 1] ?? "",
  });
}

/** Names that a translated text asks for; both translators write them the same way. */
function requiredBy(code: string): Set<string> {
  return new Set(
    [...code.matchAll(/\b(?:__)?require\(["']([^"'\n]+)["']\)/g)].map(([, name]) => name),
  );
}

function stampOf(file: string): string | null {
  const stat = statSync(file, {throwIfNoEntry: false});
  return stat ? `${stat.mtimeMs} ${stat.size} ${stat.ino}` : null;
}
