import path from "node:path";
import {pathToFileURL} from "node:url";
import {types} from "node:util";
import vm from "node:vm";
import type {SourceTexts} from "../show/source-positions";
import type {Modules} from "../modules/modules";
import type {CompiledCell} from "../protocol";
import {currentScope, Interrupted} from "../interrupt/scope";
import {FollowedNames} from "./followed-names";
import type {Followed} from "./followed-names";

/** Names that a cell's code finds beside the globals; those behind __dirname the compiler writes. */
const parameters =
  "exports, require, module, __filename, __dirname, __require, __import, __meta, __define, __resumed, __given, __follow";
/** The inner block lets a cell declare such a name itself. */
const prefix = `(async function (${parameters}) {{`;

export type Boxed = {readonly value: unknown};

/** Deleting a name instead would make all of them slow: V8 then keeps the object as a dictionary. */
const plain = {value: undefined, writable: true, enumerable: true, configurable: true};

type Unfinished = {
  readonly filename: string;
  readonly missing: Set<string>;
  readonly unset: readonly string[];
};

/** Lines that the compiler puts before a cell's text. */
const extraLines = 1;

/** Runs compiled cells one after another on the same variables. */
export class Runner {
  /** Top-level names of all cells. Imported ones are getters, so that reloaded code is seen. */
  readonly variables: Record<string, unknown> = {};
  readonly #modules: Modules;
  readonly #texts: SourceTexts;
  readonly #cwd: string;
  readonly #followed = new FollowedNames(this.variables);
  /** Set from the start of a cell to its end: names that have no value yet. */
  #unfinished: Unfinished | null = null;

  constructor({modules, texts, cwd}: {modules: Modules; texts: SourceTexts; cwd: string}) {
    this.#modules = modules;
    this.#texts = texts;
    this.#cwd = cwd;
  }

  /**
   * The value of the cell's last expression, awaited; undefined where it ends in a statement. It
   * comes in a box: a promise would look for a `then` on it, and some values throw at a look.
   */
  async run(cell: CompiledCell): Promise<Boxed> {
    const {code, source, filename, maps, lastExpression, names} = cell;
    this.abandon("failed");
    const missing = new Set(names);
    this.#unfinished = {filename, missing, unset: cell.unset};
    this.#texts.set(filename, {source, maps, extraLines});
    const {variables} = this;
    const script = new vm.Script(`${prefix}${code}\n}})`, {
      filename,
      columnOffset: -prefix.length,
    });
    this.#modules.usePaths(cell.paths);
    this.#followed.forget(names);
    if (code.includes("require(")) await this.#modules.prepare(code);
    // An imported name of an earlier cell has only a getter: what this cell declares replaces it.
    for (const name of names)
      if (Object.getOwnPropertyDescriptor(variables, name)?.get)
        Object.defineProperty(variables, name, plain);
    const given = (...found: string[]) => found.forEach((name) => missing.delete(name));
    const define = (target: object, name: string, descriptor: PropertyDescriptor): void => {
      if (name === "__esModule") return;
      Object.defineProperty(target, name, {...descriptor, configurable: true});
      given(name);
    };
    const follow = (module: unknown, by: Followed): unknown => {
      const origin = this.#modules.originOf(module);
      if (origin) this.#followed.follow(origin, by);
      return module;
    };
    const body = script.runInThisContext() as (...args: unknown[]) => Promise<void>;
    const {requireFromCell, importedFromCell, importFromCell} = this.#modules;
    const file = path.join(this.#cwd, filename);
    const meta = {url: pathToFileURL(file).href, filename: file, dirname: this.#cwd};
    await body.call(
      undefined,
      variables,
      requireFromCell,
      {exports: variables},
      file,
      this.#cwd,
      importedFromCell,
      importFromCell,
      meta,
      define,
      resumed,
      given,
      follow,
    );
    this.#unfinished = null;
    if (lastExpression === null) return {value: undefined};
    const value = variables[lastExpression];
    variables[lastExpression] = undefined;
    return {value: types.isPromise(value) ? await value : value};
  }

  /** Gives names that have their values from these files, which were loaded again, their new ones. */
  renew(files: ReadonlySet<string>): unknown[] {
    return this.#followed.renew(files);
  }

  /**
   * After a cell that did not come to its end: each name that it declares and did not come to is an
   * error where it is used, until it is given a value. Returns those names.
   */
  abandon(how: "failed" | "was interrupted"): Set<string> {
    if (!this.#unfinished) return new Set();
    const {variables} = this;
    const {filename, unset} = this.#unfinished;
    // Set to undefined at the top of the cell, and perhaps to something else since.
    const isGiven = (name: string) => unset.includes(name) && variables[name] !== undefined;
    const missing = [...this.#unfinished.missing].filter((name) => !isGiven(name));
    this.#unfinished = null;
    for (const name of missing) {
      Object.defineProperty(variables, name, {
        get() {
          throw new ReferenceError(
            `${name} has no value: its cell, ${filename}, ${how} before ${name} was given one. Run that cell to its end first.`,
          );
        },
        set(value: unknown) {
          Object.defineProperty(variables, name, {...plain, value});
        },
        enumerable: false,
        configurable: true,
      });
    }
    return new Set(missing);
  }

  /** Evaluates a plain JavaScript expression over the variables of all cells. */
  async evaluate(expression: string): Promise<Boxed> {
    const script = new vm.Script(
      `(function (exports, require) { with (exports) { return (${expression}\n); } })`,
      {filename: "expression"},
    );
    const body = script.runInThisContext() as (...args: unknown[]) => unknown;
    const value = body(this.variables, this.#modules.requireFromCell);
    return {value: types.isPromise(value) ? await value : value};
  }
}

/** After an `await`: the cell may have been interrupted in the meantime. */
function resumed<T>(value: T): T {
  if (currentScope().stopped) throw new Interrupted();
  return value;
}
